"""What can be asked of the lab: run, reproduce, isolate, night, plan, matrix, rerun?"""

import json as jsonlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, says, shows
from levee.lab.isolate.report import Reporter
from levee.lab.isolate.words import Answer, Question, Why
from levee.model.problem import Problem, Rejected
from levee.model.run import Asked, Purpose, Run
from levee.model.stack import Stack

if TYPE_CHECKING:
    from levee.flow.isolating import Shown

SuiteName = Annotated[
    str, typer.Option("--suite", help="a folder with a suite.toml, or the name of this store's")
]
TicketId = Annotated[str, typer.Argument(metavar="ID", help="a ticket")]


_WHY = {
    Why.GOOD: "the baseline has to pass",
    Why.BAD: "the ticket's stack has to fail",
    Why.SPLIT: "it tells most about what is left",
    Why.NARROW: "no small set explains the answers",
    Why.FAILS: "verifying: the set alone has to fail",
    Why.WITHOUT: "verifying: without this one it has to pass",
}


class Spoken(Reporter):
    """Tells each question of an isolation while it is asked."""

    def asked(self, question: Question) -> None:
        says.print(f"    with {len(question.deltas)} of the differences ({_WHY[question.why]})")

    def answered(self, question: Question, answer: Answer, ruled_out: int) -> None:
        says.print(f"      [dim]{answer}; {ruled_out} candidate sets ruled out[/dim]")


def run(
    stack: Annotated[str, typer.Argument(help="a Stack file, or a digest this store knows")],
    suite: SuiteName = "",
    in_plain: Annotated[
        bool, typer.Option("--plain", help="in an environment built as a user would")
    ] = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Run a suite on one Stack."""
    with frame.at_home(data, now, json, suite) as home:
        found = read_stack(home, stack)
        key = f"adhoc:{home.now.isoformat()}:{found.digest}{':plain' * in_plain}"
        asked = Asked(stack=found, purpose=Purpose.ADHOC, key=key, plain=in_plain)
        _answer_run(home, home.hands.lab.run(asked), json)


def read_stack(home: House, named: str) -> Stack:
    """The Stack in a file, or the one that the store knows by this digest."""
    file = Path(named)
    if not file.exists() and ("/" in named or file.suffix):
        raise Rejected((Problem(named, "is not there"),))
    if not file.exists():
        return home.hands.lab.stack(named)
    return stack_of_text(home, read_text(file), str(file))


def stack_of_text(home: House, text: str, place: str) -> Stack:
    """The Stack in any list that intake reads."""
    from levee.desk.stack_lists import read

    try:
        value = jsonlib.loads(text)
    except (ValueError, RecursionError):
        value = text
    stack, problems = read(value, home.hands.desk.contract().file.product, place)
    if stack is None or problems:
        raise Rejected(tuple(problems))
    return stack


def read_text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as stream:
            text = stream.read(10_000_001)
    except (OSError, UnicodeDecodeError) as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error}"),)) from None
    if len(text) > 10_000_000:
        raise Rejected((Problem(str(file), "is larger than 10 MB"),))
    return text


def _answer_run(home: House, found: Run, json: bool) -> None:
    from levee.site import answers

    body = answers.run(found) | {"folder": str(home.hands.lab.runner.folder(found.id))}
    frame.answer(body, json, lambda: show_run(body))
    if found.outcome.value != "passed":
        frame.leave(Exit.NOT_HELD)


def show_run(body: dict[str, Any]) -> None:
    shows.print(f"[bold]{body['outcome']}[/bold] {plain(body['why'])}")
    shows.print(f"  run {body['id']}, {body['seconds']} s, {body['folder']}")
    for check in body["checks"]:
        if check["outcome"] != "passed":
            shows.print(f"  {check['outcome']} {plain(check['id'])}: {plain(check['message'])}")


def rerun(
    run_id: Annotated[str, typer.Argument(metavar="RUN")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Repeat a Run from its own folder: its lock, its copy of the suite."""
    with frame.at_home(data, now, json) as home:
        from levee.site import evidence

        _answer_run(home, evidence.rerun(home.hands, run_id), json)


def reproduce(
    ticket_id: TicketId,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """See the ticket's stack fail as reported, and the nearest good stack pass."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import answers, stories

        told = stories.reproduce(home.hands, ticket_id, home.now)
        story = told.story
        if story.run is None or story.verdict is None:
            _not_held(told.stop, json)
            return
        body = {
            "ticket": ticket_id,
            "reproduced": told.held,
            "matches_report": story.verdict.matches_report,
            "reason": story.verdict.words,
            "run": answers.run(story.run),
            "baseline": answers.run(story.baseline) if story.baseline else None,
        }
        frame.answer(body, json, lambda: _show_reproduction(body))
        if not told.held:
            frame.leave(Exit.NOT_HELD)


def _not_held(stop: Any, json: bool) -> None:
    reason = stop.reason if stop else "it did not hold"
    frame.refuse((Problem("not held", reason),), json, Exit.NOT_HELD)


def _show_reproduction(body: dict[str, Any]) -> None:
    word = "reproduced" if body["reproduced"] else "not reproduced"
    shows.print(f"[bold]{word}[/bold]: {plain(body['reason'])}")
    shows.print(f"  run {body['run']['id']} {body['run']['outcome']}")
    if body["baseline"]:
        shows.print(f"  baseline {body['baseline']['id']} {body['baseline']['outcome']}")


def isolate(
    ticket_id: TicketId,
    seed: Annotated[int, typer.Option(help="the same seed asks the same questions")] = 0,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Find the smallest interaction that fails, and open the work item."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import answers, stories

        told = stories.isolate(home.hands, ticket_id, home.now, seed, Spoken())
        story = told.story
        if told.stop is not None or not story.shown:
            _not_held(told.stop, json)
            return
        works = stories.works(home.hands.desk.ticket(ticket_id))
        items = [home.hands.desk.work_item(work_id) for work_id in works]
        bodies = [
            {
                **isolated(shown),
                "differences": len(story.deltas),
                "work_item": answers.work_item(item, home.now),
            }
            for shown, item in zip(story.shown, items, strict=False)
        ]
        body = {"ticket": ticket_id, **bodies[0], "others": bodies[1:]}
        frame.answer(body, json, lambda: _show_isolations(bodies))


def isolated(shown: "Shown") -> dict[str, Any]:
    """One Interaction, what it is called, and who has it."""
    deltas = shown.cause.interaction.deltas
    return {
        **shown.cause.interaction.to_json(),
        "texts": [str(d) for d in deltas],
        "finding": shown.found.finding.value,
        "why": shown.found.reason,
        "exposed": [
            {"client": i.client, "traffic": i.traffic, "stack": i.stack.digest}
            for i in shown.exposed
        ],
    }


def _show_isolations(bodies: list[dict[str, Any]]) -> None:
    for number, body in enumerate(bodies):
        if number:
            shows.print("another failure of the same stack has its own cause:")
        show_isolation(body)


def show_isolation(body: dict[str, Any]) -> None:
    shows.print(
        f"[bold]interaction[/bold] {plain(' with '.join(body['texts']))} "
        f"(of {body['differences']} differences, {body['runs']} runs, "
        f"{'verified' if body['verified'] else 'not verified'})"
    )
    shows.print(f"  {plain(body['finding'])}: {plain(body['why'])}")
    item = body["work_item"]
    shows.print(f"  {item['id']} {item['kind']}, {item['owner']}, until {item['target'][:16]}")
    shows.print(f"  {len(body['exposed'])} active clients have it, the heaviest first:")
    for hit in body["exposed"][:5]:
        shows.print(f"    {plain(hit['client'])}, traffic {hit['traffic']}")
