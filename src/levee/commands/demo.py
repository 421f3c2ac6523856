"""`levee demo`: does one partner ticket go from intake to certified fix on this machine?"""

import json as jsonlib
import os
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, says
from levee.commands.lab import Spoken
from levee.model.moment import parse
from levee.model.problem import Problem, Rejected
from levee.site.clock import clock

if TYPE_CHECKING:
    from levee.site.demo import Demo

Serve = Annotated[bool, typer.Option("--serve/--no-serve", help="serve the pages at the end")]
Examples = Annotated[Path, typer.Option("--examples", help="the folder with the demo's files")]
Ticket = Annotated[Path | None, typer.Option("--ticket", help="another ticket file")]
Before = Annotated[Path | None, typer.Option("--before", help="its client's stack before")]
BadFix = Annotated[Path | None, typer.Option("--bad-fix", help="a fix that must be refused")]
GoodFix = Annotated[Path | None, typer.Option("--good-fix", help="a fix that must hold")]


def demo(
    serve: Serve = True,
    examples: Examples = Path("examples"),
    ticket: Ticket = None,
    before: Before = None,
    bad_fix: BadFix = None,
    good_fix: GoodFix = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """One partner ticket from intake to certified fix, on real packages. Then the pages."""
    _allow_unsandboxed()
    given = (ticket, before, bad_fix, good_fix)
    with frame.at_home(data, now, json) as home:
        began = time.monotonic()
        told, stop = _tell(home, _files(examples, given), now)
        body = {
            "held": stop is None,
            "stopped_by": stop,
            "seconds": round(time.monotonic() - began, 1),
            "steps": list(told.told),
        }
        frame.answer(body, json, lambda: _close(body))
        if stop is not None:
            frame.leave(Exit.NOT_HELD)
    if serve and not json:
        from levee.commands.serve import serve_forever

        serve_forever(data, host, port)


def _allow_unsandboxed() -> None:
    """The demo's packages are known; where no sandbox works it says so and goes on."""
    from levee.bench import sandbox
    from levee.bench.provider import LabBroken

    try:
        sandbox.find()
    except LabBroken as error:
        says.print(f"[bold]no sandbox here[/bold]: {plain(error.reason)}")
        says.print("The demo runs its known packages without one; each run records that.")
        os.environ["LEVEE_ALLOW_UNSANDBOXED"] = "1"


def _begun(home: House) -> datetime:
    """When the demo of this data folder began, so that its nights keep their dates later on."""
    note = home.data / "demo.json"
    if not note.exists():
        note.write_text(jsonlib.dumps({"began": home.now.isoformat()}))
    return parse(jsonlib.loads(note.read_text())["began"])


def _files(examples: Path, given: tuple[Path | None, ...]) -> Any:
    from levee.site.demo import Files

    ticket, before, bad, good = given
    files = Files(
        vendor=examples / "datasette" / "fleet.toml",
        suite=examples / "datasette" / "suite",
        ticket=ticket or examples / "partner-ticket.json",
        before=before or examples / "datasette" / "before-update.json",
        bad_fix=bad or examples / "bad-fix.json",
        good_fix=good or examples / "good-fix.json",
    )
    places = {name: getattr(files, name) for name in files.__dataclass_fields__}
    missing = [Problem(str(p), "is not there") for p in places.values() if not p.exists()]
    if missing:
        raise Rejected(tuple(missing))
    return files


def _tell(home: House, files: Any, now: str) -> tuple["Demo", str | None]:
    """Tell step by step; each is said as soon as it held."""
    from levee.flow import Stop
    from levee.site.demo import DEMO, Demo

    story = Demo(
        hands=home.hands,
        data=home.data.absolute(),
        files=files,
        began=_begun(home),
        clock=(lambda: home.now) if now else clock,
        reporter=Spoken(),
    )
    for step in DEMO:
        says.print(f"[bold cyan]{step.__name__.replace('_', ' ')}[/bold cyan]")
        before, began = len(story.told), time.monotonic()
        answer = step(story)
        if isinstance(answer, Stop):
            says.print(f"  [bold red]stopped[/bold red]: {plain(answer.reason)}")
            return story, answer.reason
        story = answer
        for told in story.told[before:]:
            _say(told, time.monotonic() - began)
    return story, None


def _say(told: Mapping[str, Any], seconds: float) -> None:
    says.print(f"  [green]held[/green] {plain(told['text'])} [dim]({seconds:.1f} s)[/dim]")
    for promise in told.get("clocks", ()):
        due = promise["due"] or "held up"
        says.print(f"    {promise['title']}: {promise['state']}, due {due} ({promise['calendar']})")
    if "before_after" in told:
        table = Table("number", "before", "after", box=None)
        for row in told["before_after"]:
            table.add_row(row["title"], row["before"], row["after"])
        says.print(table)


def _close(body: Mapping[str, Any]) -> None:
    word = (
        "[bold green]all of it held[/bold green]"
        if body["held"]
        else "[bold red]it did not hold[/]"
    )
    says.print(f"{word}, in {body['seconds']} s")
