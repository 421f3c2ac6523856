"""What can be said about fixes, reviews and numbers?"""

import json as jsonlib
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, shows
from levee.commands.lab import SuiteName, read_stack
from levee.model.problem import Problem, Rejected
from levee.model.stack import Stack


def submit(
    work_id: Annotated[str, typer.Argument(metavar="ID", help="the work item, or its ticket")],
    file: Annotated[Path, typer.Argument(help="a fix file (JSON): its stack_change")],
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Run the suite on a fix and on the top stacks: the label goes, or the channel goes back."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import answers, stories

        change, notes = stories.read_fix(_read_json(file))
        work = work_id.replace("T-", "W-")
        told = stories.mend(home.hands, work, change, notes, home.now)
        story, verdict = told.story, told.story.verdict
        runs = [story.fixed, *(r for pair in story.top for r in pair)]
        body = {
            "work_item": work,
            "held": told.held,
            "reason": told.stop.reason if told.stop else verdict.reason if verdict else "",
            "runs": [answers.run(r) for r in runs if r is not None],
            "labels": sorted(home.hands.desk.ticket(story.ticket.id).labels),
        }
        frame.answer(body, json, lambda: show_fix(body))
        if not told.held:
            frame.leave(Exit.NOT_HELD)


def _read_json(file: Path) -> Any:
    try:
        return jsonlib.loads(file.read_bytes()[:10_000_001])
    except OSError as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error.strerror}"),)) from None
    except (ValueError, RecursionError) as error:
        raise Rejected((Problem(str(file), f"is not JSON: {error}"),)) from None


def show_fix(body: dict[str, Any]) -> None:
    word = "the fix holds" if body["held"] else "the fix does not hold"
    shows.print(f"[bold]{word}[/bold]: {plain(body['reason'])}")
    shows.print(f"  labels: {', '.join(body['labels']) or 'none'}")
    for run in body["runs"]:
        shows.print(f"  run {run['id']} on {run['stack'][:12]}: {run['outcome']}")


def review(
    stack: Annotated[str, typer.Argument(help="a Stack file, or a digest")],
    by: Annotated[str, typer.Option("--by", help="who reviews (a person of the contract)")],
    evidence: Annotated[str, typer.Option("--evidence", help="what was looked at")],
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Review a Stack that passed its Nights; with it the certificate stands."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.flow import Stop, certifying

        found = read_stack(home, stack)
        contract, used = home.hands.desk.contract(), home.hands.lab.suite()
        said = certifying.review(home.hands, found, contract, used, home.now, by, evidence)
        if isinstance(said, Stop):
            frame.refuse((Problem("not held", said.reason),), json, Exit.NOT_HELD)
        folder = data / "certificates" / found.digest
        body = _standing(home, found) | {"folder": str(folder)}
        frame.answer(body, json, lambda: show_standing(body))


def status(
    stack: Annotated[str, typer.Argument(help="a Stack file, or a digest")],
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """What a Stack still lacks for its certificate."""
    with frame.at_home(data, now, json, suite) as home:
        body = _standing(home, read_stack(home, stack))
        frame.answer(body, json, lambda: show_standing(body))
        if body["state"] != "certified":
            frame.leave(Exit.NOT_HELD)


def _standing(home: House, found: Stack) -> dict[str, Any]:
    from levee.site import stories_lab

    return stories_lab.standing(home.hands, found, home.now)


def show_standing(body: dict[str, Any]) -> None:
    shows.print(f"[bold]{body['stack'][:12]} {body['state']}[/bold]: {plain(body['reason'])}")
    shows.print(f"  {body['streak']} of {body['needed']} nights in a row")
    runs = f"{body['passes']} runs, {body['repeats']} a night needed"
    if body["passes"]:
        shows.print(
            f"  fails less often than {body['bound']:.1%} of runs (95 % confidence, {runs})"
        )
    for missing in body["missing"]:
        shows.print(f"  missing: {plain(missing)}")
    if body.get("folder") and body["state"] == "certified":
        shows.print(f"  lock file, badge and attestation in {body['folder']}")
