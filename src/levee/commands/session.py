"""What can be asked about remote sessions: show, book, move, cancel, held, missed?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.commands.update import By, Ticket
from levee.model.moment import parse
from levee.model.problem import Problem, Rejected

Why = Annotated[str, typer.Option("--reason", help="why")]


def show(ticket: Ticket, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Every remote session of a ticket: when, with whom, where, and how it ended."""
    _tell("shown", data, now, json, ticket)


def book(
    ticket: Ticket,
    by: By,
    at: Annotated[str, typer.Option("--at", help="an instant (ISO 8601); else the first fit")] = "",
    reason: Why = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Book one by hand; one after a failed reproduction is booked by itself."""
    with frame.polite(json):
        start = _instant(at) if at else None
    _tell("book", data, now, json, ticket, by, start, reason)


def move(
    ticket: Ticket,
    to: Annotated[str, typer.Option("--to", help="the new instant (ISO 8601)")],
    by: By,
    reason: Why = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Move it; everybody gets the changed invitation."""
    with frame.polite(json):
        start = _instant(to)
    _tell("move", data, now, json, ticket, by, start, reason)


def cancel(
    ticket: Ticket,
    by: By,
    reason: Why,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Call it off; everybody is told."""
    _tell("cancel", data, now, json, ticket, by, reason)


def held(
    ticket: Ticket,
    by: By,
    reason: Annotated[str, typer.Option("--note", help="what came out")] = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """It took place."""
    _tell("held", data, now, json, ticket, by, reason)


def missed(
    ticket: Ticket,
    by: By,
    reason: Why = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Somebody did not come: the next one is booked at once."""
    _tell("missed", data, now, json, ticket, by, reason)


def _tell(story: str, data: Any, now: str, json: bool, ticket: str, *said: Any) -> None:
    with frame.at_home(data, now, json) as home:
        from levee.site import booking, jobs

        body = getattr(booking, story)(home.hands, ticket, *said, home.now)
        jobs.sweep(home.now)
        frame.answer(body, json, lambda: show_sessions(body))


def _instant(text: str) -> Any:
    try:
        return parse(text)
    except ValueError as error:
        raise Rejected((Problem("--at", str(error)),)) from None


def show_sessions(body: dict[str, Any]) -> None:
    if not body["sessions"]:
        shows.print(f"{body['ticket']} has no remote session")
    for one in body["sessions"]:
        shows.print(
            f"[bold]session {one['number']}[/bold] {one['state']}: "
            f"{one['start'][:16]}Z to {one['end'][11:16]}Z with {plain(', '.join(one['people']))}"
        )
        shows.print(f"  {plain(one['link'])}")
    shows.print(f"  invited of the customer's: {plain(', '.join(body['recipients']) or 'nobody')}")
