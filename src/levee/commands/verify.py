"""`levee verify`: does an attestation hold? Offline, with the vendor's public key and no store."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import Exit, Json, Now, plain, shows
from levee.model.problem import Problem, Rejected

LARGEST = 10_000_000


def verify(
    attestation: Annotated[Path, typer.Argument(help="the attestation.json of a certificate")],
    key: Annotated[Path, typer.Option("--key", help="what `levee keys vendor` printed, or a PEM")],
    stack: Annotated[str, typer.Option("--stack", help="the Stack file or digest it is for")] = "",
    lock: Annotated[Path | None, typer.Option("--lock", help="the lock file it is for")] = None,
    allow_temporary: Annotated[
        bool, typer.Option("--allow-temporary", help="take a temporary certificate, too")
    ] = False,
    now: Now = "",
    json: Json = False,
) -> None:
    """Check a certificate's attestation: signature, key, Stack, lock file and end."""
    with frame.polite(json):
        from levee.repair.attestation import Wished
        from levee.site import verifying

        wished = Wished(
            stack=_digest(stack) if stack else "",
            lock=hashlib.sha256(_bytes(lock)).hexdigest() if lock else "",
            temporary=allow_temporary,
        )
        found = verifying.verify(_text(attestation), _text(key), wished, frame.moment(now))
        body = dict(verifying.told(found))
        frame.answer(body, json, lambda: _show(body))
        if not found.holds:
            frame.leave(Exit.NOT_HELD)


def _digest(named: str) -> str:
    """The digest that was given, or that of the Stack in a file. There is no store to ask, so a
    bare list of names and versions is read by the contract that Levee is shipped with."""
    if not Path(named).is_file():
        if len(named) == 64 and not set(named) - set("0123456789abcdef"):
            return named
        raise Rejected((Problem("--stack", f"{named!r} is no file and no whole digest"),))
    import json

    from levee.contract.load import load
    from levee.desk.stack_lists import read
    from levee.site.shipped import default_text

    text = _text(Path(named))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    stack, problems = read(value, load(default_text()).file.product, named)
    if stack is None or problems:
        raise Rejected(tuple(problems))
    return stack.digest


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode()
    except UnicodeDecodeError:
        raise Rejected((Problem(str(file), "is not UTF-8"),)) from None


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            found = stream.read(LARGEST + 1)
    except OSError as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error.strerror}"),)) from None
    if len(found) > LARGEST:
        raise Rejected((Problem(str(file), "is larger than 10 MB"),))
    return found


def _show(body: dict[str, Any]) -> None:
    shows.print("[bold green]it holds[/]" if body["holds"] else "[bold red]it does not hold[/]")
    for fault in body["faults"]:
        shows.print(f"  {plain(fault)}")
    if said := body["says"]:
        shows.print(f"  {plain(said['vendor'])}: stack {said['stack'][:12]} is {said['state']}")
        bound = f"{said['bound']:.1%} of runs (95 % confidence, {said['runs']} runs)"
        shows.print(f"  fails less often than {bound}" if said["runs"] else "  not run yet")
        who = plain(said["reviewer"])
        shows.print(f"  by {who}, {said['issued'][:10]} until {said['expires'][:10]}")
