"""What can be asked of the desk: take in, show, tick, board?"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, says, shows
from levee.flow.follow import Told
from levee.flow.taking import LIMIT, Taking
from levee.model.problem import Problem, Rejected


def intake(
    file: Annotated[Path, typer.Argument(help="a ticket file (JSON)")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take in one ticket. The same submission twice is one ticket."""
    with frame.polite(json):
        body = _read(file)
    with frame.at_home(data, now, json) as home:
        told = take_in(home, body)
        _answer_intake(home, told, json)


def _read(file: Path) -> bytes:
    """At most a little over the limit is read, however large the file is."""
    try:
        with file.open("rb") as stream:
            return stream.read(LIMIT + 1)
    except OSError as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error.strerror}"),)) from None


def take_in(home: House, body: bytes) -> Told[Taking]:
    """INTAKE, and the first look at its clocks."""
    from levee.flow import INTAKE, follow
    from levee.flow.ticking import wake_one
    from levee.site.hands import redacted

    story = Taking(
        hands=home.hands,
        contract=home.hands.desk.contract(),
        now=home.now,
        body=body,
        redact=redacted,
    )
    told = follow(INTAKE, story)
    if told.story.ticket is not None:
        wake_one(home.hands, told.story.ticket.id, home.now)
    return told


def _answer_intake(home: House, told: Told[Taking], json: bool) -> None:
    from levee.site import answers

    story = told.story
    if told.stop is not None:
        frame.refuse((Problem("submission", told.stop.reason),), json)
    assert story.ticket is not None
    body = answers.ticket(home.hands, story.ticket, home.now) | {
        "again": story.again,
        "problems": [{"where": p.where, "what": p.what} for p in story.problems],
    }
    frame.answer(body, json, lambda: show_ticket(body))
    if story.problems:
        says.print(f"kept as {story.ticket.id}, its original sealed; these need an answer:")
        for problem in story.problems:
            says.print(f"  {plain(str(problem))}")
        frame.leave(Exit.BAD_INPUT)


def show_ticket(body: dict[str, Any]) -> None:
    """A ticket in a screenful."""
    again = " (known already)" if body.get("again") else ""
    shows.print(f"[bold]{body['id']}[/bold]{again}  {plain(body['title'])}")
    shows.print(
        f"  {body['stream']} · {plain(body['partner'])} · {plain(body['client'])} · "
        f"{body['state']}, {body['stage']}"
    )
    shows.print(
        f"  severity {body['severity']} = {body['priority']}: {plain(body['severity_why'])}"
    )
    shows.print(
        f"  level {body['level']}, next response: {plain(body['owner'])} ({body['owner_role']})"
    )
    if body["gaps"]:
        shows.print(f"  missing: {', '.join(body['gaps'])}")
    for clock in body["clocks"]:
        due = clock["due"] or "held up"
        shows.print(f"  {clock['title']}: {clock['state']}, due {due} ({clock['calendar']})")
    if body["interaction"]:
        shows.print(f"  interaction: {plain('; '.join(d['text'] for d in body['interaction']))}")
    if body["work_item"]:
        shows.print(f"  work item: {body['work_item']}")


def show(
    ticket_id: Annotated[str, typer.Argument(metavar="ID")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """One ticket: severity with its reason, owner, clocks with their calendars, timeline."""
    with frame.at_home(data, now, json) as home:
        from levee.site import answers

        body = answers.ticket(home.hands, home.hands.desk.ticket(ticket_id), home.now)
        frame.answer(body, json, lambda: _show_whole(body))


def _show_whole(body: dict[str, Any]) -> None:
    show_ticket(body)
    for event in body["timeline"]:
        shows.print(
            f"  [dim]{event['at'][:19]}Z[/dim] {event['kind']:<20} {plain(event['reason'])}"
        )


def tick(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Fire what came due, carry out what is owed, and audit every promise."""
    with frame.at_home(data, now, json) as home:
        from levee.site.jobs import sweep

        story = run_tick(home.hands, home.now)
        sent = sweep(home.now)
        body = {
            "looked_at": list(story.awake),
            "fired": [{"subject": e.subject, "reason": e.reason} for e in story.fired],
            "sent": sent,
            "faults": list(story.faults),
        }
        frame.answer(body, json, lambda: _show_tick(body))
        if story.faults:
            frame.leave(Exit.NOT_HELD)


def run_tick(hands: Any, now: datetime) -> Any:
    from levee.flow import TICK, follow
    from levee.flow.ticking import Ticking

    return follow(TICK, Ticking(hands=hands, now=now)).story


def _show_tick(body: dict[str, Any]) -> None:
    shows.print(f"{len(body['looked_at'])} tickets looked at, {body['sent']} messages sent")
    for fired in body["fired"]:
        shows.print(f"  {fired['subject'].removeprefix('ticket:')}: {plain(fired['reason'])}")
    for fault in body["faults"]:
        shows.print(f"  [bold red]audit[/bold red] {plain(fault)}")


def board(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """The partner reliability board: every partner ticket with its work item, owner and date."""
    with frame.at_home(data, now, json) as home:
        from levee.site import answers
        from levee.store import tickets

        body = answers.board(home.hands, tickets.every(), home.now)
        frame.answer(body, json, lambda: _show_board(body))


def _show_board(body: dict[str, Any]) -> None:
    if not body["entries"]:
        shows.print("no partner ticket yet; `levee intake FILE` takes one in")
    for entry in body["entries"]:
        overdue = " [bold red]overdue[/bold red]" if entry["overdue"] else ""
        date = entry["target"][:16] if entry["target"] else "no date yet"
        shows.print(
            f"[bold]{entry['ticket']}[/bold] {entry['state']:<14} sev {entry['severity']} "
            f"{plain(entry['kind'] or 'no work item yet')} · {plain(entry['owner'])} · "
            f"{date}{overdue}"
        )
        shows.print(
            f"    {plain(entry['title'])} — {entry['clients']} clients, traffic {entry['traffic']}"
        )
