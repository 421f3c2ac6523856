"""What can be asked of a Night: run it, plan it, look at its matrix?"""

from datetime import date
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, shows
from levee.commands.lab import SuiteName
from levee.model.problem import Problem, Rejected


def night(
    day: Annotated[str, typer.Option("--date", help="the night's date; default: today")] = "",
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Run one Night; one that was cut off goes on where it stopped."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import answers, stories

        told = stories.night(home.hands, read_day(day, home), home.now)
        assert told.story.report is not None
        body = answers.night(told.story.report) | {
            "certificates": [answers.event(e) for e in told.story.changed]
        }
        frame.answer(body, json, lambda: show_night(body))
        if body["void"]:
            frame.leave(Exit.NOT_HELD)


def read_day(text: str, home: House) -> date:
    try:
        return date.fromisoformat(text) if text else home.now.date()
    except ValueError:
        raise Rejected((Problem("--date", f"{text!r} is no date such as 2026-11-21"),)) from None


def show_night(body: dict[str, Any]) -> None:
    void = " [bold red]void[/bold red]" if body["void"] else ""
    shows.print(f"[bold]night {body['day']}[/bold]{void}: {plain(body['reason'])}")
    for line in body["lines"]:
        shows.print(f"  {line['stack'][:12]} {line['standing']:<10} {plain(line['chosen'])}")
        if line["standing"] != "passed":
            shows.print(f"    [dim]{plain(line['why'])}[/dim]")
    for event in body["certificates"]:
        shows.print(f"  {event['kind']}: {plain(event['reason'])}")


def plan(
    day: Annotated[str, typer.Option("--date")] = "",
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Show what a Night would run, and why each stack; nothing is run."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.flow.nighting import fresh_plan
        from levee.site import stories

        found = fresh_plan(stories.night_story(home.hands, read_day(day, home), home.now))
        body = {
            "shares": dict(found.shares),
            "target_share": home.hands.desk.contract().file.lab.target_share,
            "choices": [
                {"stack": c.stack.digest, "why": c.why.value, "reason": c.reason,
                 "clients": c.clients, "traffic": c.traffic}
                for c in found.choices
            ],
        }  # fmt: skip
        frame.answer(body, json, lambda: _show_plan(body))


def _show_plan(body: dict[str, Any]) -> None:
    for choice in body["choices"]:
        shows.print(f"{choice['stack'][:12]} {choice['why']:<7} {plain(choice['reason'])}")
    shares = ", ".join(f"{name} {share:.0%}" for name, share in body["shares"].items())
    shows.print(f"shares: {shares}; the target is {body['target_share']:.0%} of traffic exactly")


def matrix(
    day: Annotated[str, typer.Option("--date", help="the night; default: the last one")] = "",
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """One Night's stacks by checks."""
    with frame.at_home(data, now, json, suite) as home:
        from dataclasses import asdict

        from levee.lab import matrix as rule

        nights = home.hands.lab.nights(home.hands.lab.suite())
        found = [n for n in nights if not day or n.day == read_day(day, home)]
        if not found:
            frame.refuse((Problem("--date", "no such night ended yet"),), json)
        body = asdict(rule.of_night(found[-1]))
        frame.answer(body, json, lambda: _show_matrix(body))


def _show_matrix(body: dict[str, Any]) -> None:
    shows.print(f"[bold]{plain(body['title'])}[/bold], {len(body['columns'])} checks")
    for row in body["rows"]:
        marks = "".join(cell["text"][:1] or "·" for cell in row["cells"])
        shows.print(f"{row['label']} {row['outcome'] or '':<9} {marks}")
