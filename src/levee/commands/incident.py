"""What can be asked about an incident: who leads it, pause, review, resume, postmortem?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.commands.update import By, Portal, Ticket

Why = Annotated[str, typer.Option("--reason", help="why")]


def show(ticket: Ticket, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Commander, customer liaison, scribe; what is paused, and which reviews it needs."""
    with frame.at_home(data, now, json) as home:
        from levee.site import incidents

        body = incidents.shown(home.hands, ticket, home.now)
        frame.answer(body, json, lambda: show_incident(body))


def pause(
    ticket: Ticket,
    by: By,
    reason: Why = "an incident",
    after_update: Annotated[
        bool, typer.Option("--after-update", help="the product was updated before it")
    ] = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Pause automation; only who holds the duty may. Automation is told by a signed webhook."""
    with frame.at_home(data, now, json) as home:
        from levee.site import incidents, jobs

        body = incidents.pause(home.hands, ticket, by, reason, home.now, after_update)
        jobs.sweep(home.now)
        jobs.post_owed(home.now)
        frame.answer(body, json, lambda: show_incident(body))


def review(
    ticket: Ticket,
    by: By,
    evidence: Annotated[str, typer.Option("--evidence", help="what was looked at")],
    of: Annotated[
        str, typer.Option("--of", help="post_incident, or what the contract adds after an update")
    ] = "post_incident",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Sign one of the reviews that automation waits for."""
    with frame.at_home(data, now, json) as home:
        from levee.site import incidents

        body = incidents.review(home.hands, ticket, of, by, evidence, home.now)
        frame.answer(body, json, lambda: show_incident(body))


def resume(
    ticket: Ticket,
    by: By,
    reason: Why = "every review is signed",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Let automation run again; refused with every review that is not signed yet."""
    with frame.at_home(data, now, json) as home:
        from levee.site import incidents, jobs

        body = incidents.resume(home.hands, ticket, by, reason, home.now)
        jobs.sweep(home.now)
        jobs.post_owed(home.now)
        frame.answer(body, json, lambda: show_incident(body))


def show_incident(body: dict[str, Any]) -> None:
    shows.print(f"[bold]{body['ticket']}[/bold] is an incident since {body['opened_at'][:16]}Z")
    for role, person in body["roles"].items():
        shows.print(f"  {plain(role.replace('_', ' '))}: {plain(person)}")
    since = f" by {body['paused_by']}" if body["automation"] == "paused" else ""
    shows.print(f"  automation: {body['automation']}{plain(since)}")
    for signed in body["reviews"]:
        shows.print(f"  signed: {signed['of']} by {signed['by']}: {plain(signed['evidence'])}")
    for kind in body["missing"]:
        shows.print(f"  [bold red]not signed[/bold red] {plain(kind)}")


def draft_postmortem(
    ticket: Ticket, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False
) -> None:
    """Write the first draft from the ticket's Events; one that is there is left alone."""
    with frame.at_home(data, now, json) as home:
        from levee.site import postmortems

        body = postmortems.draft(home.hands, data, ticket, home.now)
        frame.answer(body, json, lambda: _show_draft(body))


def _show_draft(body: dict[str, Any]) -> None:
    shows.print(f"{body['file']}: {body['unwritten']} places wait for a person")


def send_postmortem(
    ticket: Ticket,
    by: By,
    portal_only: Portal = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Send it to partner and staff; refused while a place waits for a person."""
    with frame.at_home(data, now, json) as home:
        from levee.site import jobs, postmortems

        body = postmortems.send(home.hands, data, ticket, by, home.now, portal_only)
        jobs.sweep(home.now)
        told = ", ".join((*body["told"], *body["staff"]))
        frame.answer(body, json, lambda: shows.print(f"told: {plain(told)} ({body['mail']})"))
