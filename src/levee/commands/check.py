"""`levee check`: may this Stack be relied on? Made for a partner's own CI."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.certificates import write
from levee.commands.frame import DEFAULT_DATA, Data, House, Json, Now, plain, shows
from levee.commands.lab import SuiteName, read_stack
from levee.model.problem import Problem, Rejected
from levee.model.stack import Stack

#: What a partner's CI branches on; 2 is bad input, as everywhere.
EXITS = {"certified": 0, "known_failing": 1, "withdrawn": 1, "untested": 3}
LARGEST = 10_000_000
SHOWN = 20  #: differences on a terminal


def check(
    stack: Annotated[
        str, typer.Argument(help="a Stack file, any list that intake reads, a digest, or -")
    ],
    lock_to: Annotated[
        Path | None,
        typer.Option("--lock-to", help="write the lock file of the nearest certified stack"),
    ] = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Certified (0), known to fail or withdrawn (1), untested (3); 2 for bad input."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import checking

        found = checking.check(home.hands, data, _read(home, stack), home.now)
        if lock_to is not None:
            if not found.lock:
                why = "no certified stack is near, so there is no lock file"
                raise Rejected((Problem("--lock-to", why),))
            write(lock_to, found.lock)
        frame.answer(found.body, json, lambda: show(found.body))
        raise typer.Exit(EXITS[found.found.answer.value])


def _read(home: House, named: str) -> Stack:
    if named != "-":
        return read_stack(home, named)
    from levee.commands.lab import stack_of_text

    return stack_of_text(home, sys.stdin.read(LARGEST), "standard input")


def show(body: dict[str, Any]) -> None:
    words = body["answer"].replace("_", " ")
    shows.print(f"[bold]{body['stack'][:12]} {words}[/bold]: {plain(body['reason'])}")
    if body["answer"] == "certified":
        share = f"{body['bound']:.1%} of runs (95 % confidence, {body['runs']} runs)"
        shows.print(f"  fails less often than {share}; until {body['expires_at'][:10]}")
        return
    if body["temporary_until"]:
        shows.print(f"  a temporary certificate until {body['temporary_until'][:10]}")
    if body["answer"] in ("untested", "withdrawn"):
        for missing in body["missing"]:
            shows.print(f"  missing: {plain(missing)}")
    _show_nearest(body["nearest"])


def _show_nearest(nearest: dict[str, Any] | None) -> None:
    if nearest is None:
        shows.print("  no stack is certified yet")
        return
    shows.print(f"  nearest certified stack: {nearest['stack'][:12]}; from it to yours:")
    told = nearest["differences"]
    for difference in told[:SHOWN]:
        shows.print(f"    {plain(difference['text'])}")
    if len(told) > SHOWN:
        shows.print(f"    and {len(told) - SHOWN} more; --json has all")
    if nearest["settings_kept_back"]:
        shows.print(f"    and {nearest['settings_kept_back']} settings that only it has")
    if nearest["lock"]:
        shows.print("  --lock-to FILE writes its lock file")
