"""How does every command begin and end: data folder, store, answers, errors, exit codes?

Nothing that needs Django is imported before ``wire`` has pointed it at the data folder; commands
import such modules inside ``with at_home(...)``.
"""

import base64
import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from levee.bench.provider import LabBroken
from levee.model.moment import parse
from levee.model.problem import NotHeld, Problem, Rejected, StaleWrite, Unknown, WrongState
from levee.site.clock import clock

if TYPE_CHECKING:
    from levee.site.hands import LeveeHands


class Exit(IntEnum):
    HELD = 0  #: what was asked for holds
    NOT_HELD = 1  #: it was tried, and it does not
    BAD_INPUT = 2  #: the input was refused; nothing was done


Data = Annotated[
    Path, typer.Option("--data", envvar="LEVEE_DATA", help="the data folder", show_default=True)
]
Json = Annotated[bool, typer.Option("--json", help="answer in JSON on standard output")]
Now = Annotated[
    str,
    typer.Option("--now", envvar="LEVEE_NOW", help="take this instant (ISO 8601) as the present"),
]
DEFAULT_DATA = Path("levee-data")

says = Console(stderr=True, highlight=False)
shows = Console(highlight=False, soft_wrap=True)


class Spoken:
    """A voice that tells progress on standard error, so that answers stay clean."""

    def step(self, text: str) -> None:
        says.print(f"  [dim]·[/dim] {_plain(text)}")

    def note(self, text: str) -> None:
        says.print(f"    [dim]{_plain(text)}[/dim]")

    def ran(self, done: int, of: int, red: int) -> None:
        """``note`` told it already; where there is a terminal a Night has a bar."""


def _plain(text: str) -> str:
    """Text from outside: no markup and no control characters reach the terminal."""
    shown = "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
    return escape(shown)


plain = _plain


@dataclass(frozen=True)
class House:
    """A data folder that is set up, and the moment that counts as now."""

    data: Path
    now: datetime
    hands: "LeveeHands"


def moment(text: str) -> datetime:
    """The given instant or the machine's own; a naive one is refused."""
    try:
        return parse(text) if text else clock()
    except ValueError as error:
        raise Rejected((Problem("--now", str(error)),)) from None


def wire(data: Path) -> None:
    """Point Django at the data folder; the store is made or brought up to date."""
    os.environ["LEVEE_DATA"] = str(data.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levee.site.settings")
    _make_keys(data)
    import django

    django.setup()
    from levee.site import setting_up

    setting_up.migrate()


def _make_keys(data: Path) -> None:
    from cryptography.fernet import Fernet

    try:
        (data / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Rejected((Problem("--data", f"{data} cannot be used: {error.strerror}"),)) from None
    _once(data / "keys" / "django.key", lambda: secrets.token_urlsafe(50).encode())
    _once(data / "keys" / "seal.key", Fernet.generate_key)
    _once(data / "keys" / "webhook.key", _webhook_secret)


def _webhook_secret() -> bytes:
    """In the form that Standard Webhooks has for a shared secret."""
    return b"whsec_" + base64.b64encode(secrets.token_bytes(32))


def _once(path: Path, made: Callable[[], bytes]) -> None:
    """Write a key that only its owner can read; whoever comes second takes the first one's."""
    if path.exists():
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(made())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def house(data: Path, now: str = "", suite: str = "") -> House:
    """The house that every command works in. A new data folder gets the default contract."""
    at = moment(now)
    wire(data)
    from levee.site import setting_up
    from levee.site.hands import hands

    setting_up.default_contract(at)
    return House(data=data, now=at, hands=hands(data.absolute(), Spoken(), suite))


def answer(body: Mapping[str, Any], as_json: bool, show: Callable[[], None]) -> None:
    """Say the result: as one JSON object, or in the words of ``show``."""
    if as_json:
        sys.stdout.write(_in_json(body) + "\n")
    else:
        show()


def _in_json(body: Mapping[str, Any]) -> str:
    """One JSON object, legible where the terminal can show it and escaped where it cannot."""
    text = json.dumps(body, indent=2, ensure_ascii=False, default=str)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return json.dumps(body, indent=2, default=str)
    return text


def leave(code: Exit) -> NoReturn:
    raise typer.Exit(int(code))


@contextmanager
def at_home(data: Path, now: str, as_json: bool, suite: str = "") -> Iterator[House]:
    """The house for one command; every refusal becomes all of its problems and an exit code."""
    with polite(as_json):
        yield house(data, now, suite)


@contextmanager
def polite(as_json: bool) -> Iterator[None]:
    """Turn every refusal into all of its problems and the right exit code; never a traceback."""
    try:
        yield
    except Rejected as error:
        refuse(error.problems, as_json)
    except Unknown as error:
        refuse((Problem("not found", str(error)),), as_json)
    except WrongState as error:
        more = {"state": error.state, "move": error.move, "allowed": list(error.allowed)}
        refuse((Problem("state", str(error)),), as_json, Exit.NOT_HELD, more)
    except StaleWrite as error:
        refuse((Problem("version", str(error)),), as_json, Exit.NOT_HELD, _both_sides(error))
    except (NotHeld, LabBroken) as error:
        refuse((Problem("not held", str(error)),), as_json, Exit.NOT_HELD)


def _both_sides(error: StaleWrite) -> dict[str, Any]:
    """Both versions and both texts; what came too late is not lost."""
    if error.kept:
        says.print(f"your text is kept as draft {error.kept}: {_plain(error.mine)}")
    versions = {"seen": error.expected, "actual": error.actual, "since": list(error.since)}
    return versions | {"draft": {"id": error.kept, "text": error.mine} if error.kept else None}


def refuse(
    problems: tuple[Problem, ...],
    as_json: bool,
    code: Exit = Exit.BAD_INPUT,
    more: Mapping[str, Any] | None = None,
) -> NoReturn:
    """What was asked comes back in it, without the secrets that were in what was asked."""
    from levee.desk.redaction import redact  # slow to import, and seldom needed

    problems = tuple(Problem(redact(p.where), redact(p.what)) for p in problems)
    if as_json:
        listed = [{"where": p.where, "what": p.what} for p in problems]
        sys.stdout.write(_in_json({"problems": listed, **(more or {})}) + "\n")
    for problem in problems:
        says.print(f"[bold red]refused[/bold red] {_plain(str(problem))}")
    leave(code)
