"""What can be asked of a Night: run it, plan it, look at its matrix?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, says, shows
from levee.commands.lab import SuiteName, read_stack
from levee.lab.dependency_contracts import SILENT

if TYPE_CHECKING:
    from levee.site.hands import LeveeHands


def night(
    day: Annotated[str, typer.Option("--date", help="the night's date; default: today")] = "",
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Run one Night; one that was cut off goes on where it stopped."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import answers, stories, stories_lab

        with _watched(home) as hands:
            told = stories.night(hands, stories_lab.day(home.hands, day, home.now), home.now)
        assert told.story.report is not None
        body = answers.night(told.story.report) | {
            "certificates": [answers.event(e) for e in told.story.changed],
            "contracts": [
                {"plugin": c.plugin, "agreement": c.agreement.value, "reason": c.reason}
                for c in told.story.contracts
            ],
        }
        frame.answer(body, json, lambda: show_night(body))
        if body["void"]:
            frame.leave(Exit.NOT_HELD)


class Bar(frame.Spoken):
    """A Night's progress while it runs: done, red, and how long the rest may take."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("planning", total=None, red=0)

    def ran(self, done: int, of: int, red: int) -> None:
        self._bar.update(self._task, description="runs", completed=done, total=of, red=red)


@contextmanager
def _watched(home: House) -> "Iterator[LeveeHands]":
    """The house's hands; on a terminal with a bar, elsewhere each Run is a line anyway."""
    if not says.is_terminal:
        yield home.hands
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[red]} red"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=says, transient=True) as bar:
        yield replace(home.hands, voice=Bar(bar))


def show_night(body: dict[str, Any]) -> None:
    void = " [bold red]void[/bold red]" if body["void"] else ""
    shows.print(f"[bold]night {body['day']}[/bold]{void}: {plain(body['reason'])}")
    shows.print(f"  {plain(body['aa']['text'])}")
    for line in body["lines"]:
        shows.print(f"  {line['stack'][:12]} {line['standing']:<10} {plain(line['chosen'])}")
        if line["standing"] != "passed":
            shows.print(f"    [dim]{plain(line['why'])}[/dim]")
        if line["confirmed"]:
            shows.print(f"    {plain(line['confirmed'])}")
    for event in body["certificates"]:
        shows.print(f"  {event['kind']}: {plain(event['reason'])}")
    for one in body["contracts"]:
        if not one["reason"].endswith(SILENT):
            shows.print(f"  {one['agreement']}: {plain(one['plugin'])}: {plain(one['reason'])}")
    silent = sum(one["reason"].endswith(SILENT) for one in body["contracts"])
    if silent:
        shows.print(f"  {silent} plugins declare nothing (`levee plugin compare` names them)")


def plan(
    day: Annotated[str, typer.Option("--date")] = "",
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Show what a Night would run, and why each stack; nothing is run."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import stories_lab

        body = stories_lab.plan(home.hands, stories_lab.day(home.hands, day, home.now), home.now)
        frame.answer(body, json, lambda: _show_plan(body))


def _show_plan(body: dict[str, Any]) -> None:
    for choice in body["choices"]:
        what = f"{choice['why']:<7} {choice['times']:>2} x {plain(choice['reason'])}"
        shows.print(f"{choice['stack'][:12]} {what}")
    if aa := body["aa"]:
        shows.print(f"{aa['stack'][:12]} A/A     {aa['times']:>2} x it is known to pass")
    shares = ", ".join(f"{name} {share:.0%}" for name, share in body["shares"].items())
    shows.print(f"shares: {shares}; the target is {body['target_share']:.0%} of traffic exactly")


def matrix(
    day: Annotated[str, typer.Option("--date", help="the night; default: the last one")] = "",
    stack: Annotated[str, typer.Option("--stack", help="one Stack's nights instead")] = "",
    checks: Annotated[bool, typer.Option("--checks", help="a column a check")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV, a column a check")] = False,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Stacks by checks over one Night, or one Stack's Nights by checks."""
    with frame.at_home(data, now, json, suite) as home:
        from dataclasses import asdict

        from levee.lab import matrix as rule
        from levee.site.sheet import of_matrix

        whole = _matrix(home, day, stack)
        if as_csv and not json:
            typer.echo(of_matrix(whole), nl=False)
            return
        body = asdict(whole)
        shown = body if checks else asdict(rule.by_component(whole))
        frame.answer(body, json, lambda: _show_matrix(shown))


def _matrix(home: House, day: str, stack: str) -> Any:
    from levee.site import stories_lab

    if stack:
        return stories_lab.matrix_of_stack(home.hands, read_stack(home, stack))
    return stories_lab.matrix(
        home.hands, stories_lab.day(home.hands, day, home.now) if day else None
    )


#: A mark for each outcome, so that a matrix fits a terminal and is not told by colour alone.
_MARKS = {
    "passed": "✓", "failed": "✗", "conflict": "!", "flaky": "~", "broken": "?", "empty": "0",
    "timeout": "T", None: "·",
}  # fmt: skip


def _show_matrix(body: dict[str, Any]) -> None:
    shows.print(f"[bold]{plain(body['title'])}[/bold]")
    for number, column in enumerate(body["columns"], 1):
        shows.print(f"  [dim]{number:>3}[/dim] {plain(column)}")
    for row in body["rows"]:
        marks = " ".join(_MARKS[cell["outcome"]] for cell in row["cells"])
        shows.print(f"{row['label']} {row['outcome'] or '':<9} {marks}")
    said = ", ".join(f"{mark} {outcome or 'not run'}" for outcome, mark in _MARKS.items())
    shows.print(f"[dim]{said}[/dim]")


def aa(
    repeats: Annotated[
        int, typer.Option("--repeats", min=0, max=1000, help="0: what is known so far")
    ] = 0,
    stack: Annotated[str, typer.Option("--stack", help="a Stack that is known to pass")] = "",
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """How flaky the lab itself is: a Stack that is known to pass, again and again."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import answers, measuring

        green = read_stack(home, stack) if stack else None
        found = measuring.measure(home.hands, repeats, home.now, green) if repeats else None
        body = measuring.so_far(home.hands) | {"now": answers.flakiness(found) if found else None}
        frame.answer(body, json, lambda: _show_aa(body))
        if found is not None and (found.wavered or not found.answered):
            frame.leave(Exit.NOT_HELD)


def _show_aa(body: dict[str, Any]) -> None:
    if body["now"]:
        shows.print(f"now: {body['now']['text']}")
    shows.print(f"so far: {body['lab']['text']}")
    for flake in body["flakes"]:
        words = f"{flake['stack'][:12]} was flaky on {flake['night']}"
        shows.print(f"  {words}: held against {flake['charged_to']}")
