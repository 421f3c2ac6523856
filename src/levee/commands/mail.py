"""How does mail come in: a message, standard input, or a maildir?"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, says, shows
from levee.model.problem import Problem, Rejected

READ = 10_000_001  #: bytes: one more than is taken, so that too much is seen as too much


def take(
    source: Annotated[
        str, typer.Argument(metavar="FILE|FOLDER|-", help="a message, a maildir, standard input")
    ],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take in mail. A message of a maildir goes from `new` to `cur` once it is taken."""
    with frame.at_home(data, now, json) as home:
        told = [_told(home, path, json) for path in _sources(source)]
        body = {"taken": [one for one in told if "became" in one], "refused": len(told)}
        body["refused"] = sum("became" not in one for one in told)
        frame.answer(body, json, lambda: _show(body))
        if body["refused"]:
            frame.leave(Exit.BAD_INPUT)


def _sources(source: str) -> Iterator[Path | None]:
    """None stands for standard input."""
    path = Path(source)
    if source == "-":
        yield None
    elif (path / "new").is_dir():
        yield from sorted(p for p in (path / "new").iterdir() if p.is_file())
    else:
        yield path


def _told(home: House, path: Path | None, json: bool) -> dict[str, Any]:
    """One mail that is refused stays where it is, and the next one has its turn."""
    from levee.site.taking_mail import said, take_mail

    try:
        mailed = take_mail(home.hands, _read(path), home.now)
    except Rejected as refused:
        for problem in refused.problems:
            says.print(f"[bold red]refused[/bold red] {plain(f'{path or "-"}: {problem}')}")
        return {"source": str(path or "-")}
    if path is not None and path.parent.name == "new":
        _seen(path)
    return {"source": str(path or "-"), **said(mailed)}


def _read(path: Path | None) -> bytes:
    if path is None:
        return sys.stdin.buffer.read(READ)
    try:
        with path.open("rb") as stream:
            return stream.read(READ)
    except OSError as error:
        raise Rejected((Problem(str(path), f"cannot be read: {error.strerror}"),)) from None


def _seen(path: Path) -> None:
    """Killed before this, the mail is taken again and found to be known."""
    seen = path.parent.parent / "cur"
    seen.mkdir(exist_ok=True)
    path.rename(seen / f"{path.name.partition(':')[0]}:2,S")


def _show(body: dict[str, Any]) -> None:
    for one in body["taken"]:
        known = " (known already)" if one["again"] else ""
        why = f": {plain(one['why'])}" if one["why"] else ""
        shows.print(f"{one['became']} {one['ticket']}{known}{why}, sealed as {one['sealed']}")
        for problem in one["problems"]:
            shows.print(f"  {plain(problem['where'])}: {plain(problem['what'])}")
