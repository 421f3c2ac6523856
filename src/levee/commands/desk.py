"""What can be asked of the desk: show, tick, board?"""

from typing import Annotated, Any

import typer

from levee.commands import findings, frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, Now, plain, shows


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
    if body["case"]:
        shows.print(f"  {_case(body['case'])}")
    for link in body["links"]:
        shows.print(f"  {link['relation']} {link['ticket']}")
    if body["gaps"]:
        shows.print(f"  missing: {', '.join(body['gaps'])}")
        shows.print(f"  [dim]levee ticket fill {body['id']} FILE, or --set FIELD=VALUE[/dim]")
    for clock in body["clocks"]:
        due = clock["due"] or "held up"
        shows.print(f"  {clock['title']}: {clock['state']}, due {due} ({clock['calendar']})")
    if body["interaction"]:
        shows.print(f"  interaction: {plain('; '.join(d['text'] for d in body['interaction']))}")
    if body["work_item"]:
        linked = ", ".join(body["linked"])
        beside = f", and for its other failures {linked}" if linked else ""
        shows.print(f"  work item: {body['work_item']}{beside}")


def _case(case: dict[str, Any]) -> str:
    led = f"leads a case with {', '.join(case['tickets'])}" if case["tickets"] else ""
    part = f"is part of {case['part_of']}" if case["part_of"] else ""
    return "; ".join(said for said in (led, part) if said)


def show(
    ticket_id: Annotated[str, typer.Argument(metavar="ID")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """One ticket: severity with its reason, owner, clocks with their calendars, timeline."""
    with frame.at_home(data, now, json) as home:
        from levee.site import answers, exposure

        body = answers.ticket(home.hands, home.hands.desk.ticket(ticket_id), home.now)
        body |= {"hit": exposure.hit(home.hands, ticket_id, home.now)}
        frame.answer(body, json, lambda: _show_whole(body))


def _show_whole(body: dict[str, Any]) -> None:
    show_ticket(body)
    shows.print(f"  version {body['version']}; moves: {', '.join(body['moves'])}")
    for draft in body["drafts"]:
        shows.print(f"  draft {draft['id']} of {plain(draft['by'])}: {plain(draft['text'])}")
    findings.show_hit(body["hit"], findings.MANY)
    for event in body["timeline"]:
        shows.print(
            f"  [dim]{event['at'][:19]}Z[/dim] {event['kind']:<20} {plain(event['reason'])}"
        )


def tick(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Fire what came due, carry out what is owed, and audit every promise."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_desk

        body = stories_desk.tick(home.hands, home.now)
        frame.answer(body, json, lambda: _show_tick(body))
        if body["faults"]:
            frame.leave(Exit.NOT_HELD)


def _show_tick(body: dict[str, Any]) -> None:
    shows.print(f"{len(body['looked_at'])} tickets looked at, {body['sent']} messages sent")
    for fired in body["fired"]:
        shows.print(f"  {fired['subject'].removeprefix('ticket:')}: {plain(fired['reason'])}")
    for fault in body["faults"]:
        shows.print(f"  [bold red]audit[/bold red] {plain(fault)}")


def board(
    owner: Annotated[str, typer.Option("--owner", help="only what this person owns")] = "",
    partner: Annotated[
        str, typer.Option("--partner", help="only what this partner waits for")
    ] = "",
    plugin: Annotated[
        str, typer.Option("--plugin", help="only what is about this package URL or setting")
    ] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="only what is late")] = False,
    most: Annotated[int, typer.Option("--most", min=1, max=100, help="of each column")] = 100,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """The partner reliability board: what partners wait for, with work item, owner and date."""
    with frame.at_home(data, now, json) as home:
        from levee.site import board
        from levee.site.board import Looking

        looking = Looking(owner=owner, partner=partner, plugin=plugin, overdue=overdue, most=most)
        body = board.answer(home.hands, looking, home.now)
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
