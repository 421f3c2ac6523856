"""Tickets: submit one, list them, read one, give it to the lab."""

from enum import StrEnum
from typing import Annotated, Any

from ninja import Query, Status

from levee.flow.taking import LIMIT
from levee.model.access import Scope
from levee.model.problem import Problem, Rejected
from levee.site import answers, eyes, listed, stories_desk, stories_jobs
from levee.store.pages import Wish
from levee.web.api import paging, shapes
from levee.web.api.accepted import accepted
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.incoming import ANYTHING, submission
from levee.web.api.problems import TOO_LARGE, Refused

router = area("tickets")


class Door(StrEnum):
    """By which way a submission came; mail has an endpoint of its own."""

    API = "api"  #: a program sent it
    FORM = "form"  #: a person filled in a form that a program sends on


@reads(router, "/tickets", Scope.TICKETS_READ, shapes.Page[shapes.TicketLine])
def list_tickets(
    asked: Asked,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
    stream: str = "",
    state: str = "",
    client: str = "",
    owner: str = "",
    severity: Annotated[int | None, Query(ge=1, le=4)] = None,
    q: Annotated[str, Query(max_length=200, description="words that a ticket holds")] = "",
) -> Any:
    """Tickets that match everything, the newest first."""
    given = {"stream": stream, "state": state, "client": client, "owner": owner}
    wish = Wish(
        partner=asked.partner,
        where={n: v for n, v in (*given.items(), ("severity", severity)) if v},
        words=q,
        after=paging.number(cursor),
        most=limit,
    )
    return paging.page(listed.tickets(wish))


@writes(
    router,
    "/tickets",
    Scope.TICKETS_WRITE,
    {201: shapes.Taken, 200: shapes.Taken},
    extra=ANYTHING,
)
def submit_ticket(asked: Asked, door: Door = Door.API) -> Any:
    """Submit a ticket file. What lacks something is kept as an incomplete ticket and 201 says in
    `problems` what is missing; the same submission twice is one ticket (200)."""
    body = asked.request.body
    if len(body) > LIMIT:
        raise Refused(status=413, detail=TOO_LARGE)
    told = stories_desk.take_in(asked.hands, submission(body, asked.partner), asked.now, door)
    if told.stop is not None:
        raise Rejected((Problem("$", told.stop.reason),))
    found = stories_desk.taken(asked.hands, told.story, asked.now)
    return Status(200 if told.story.again else 201, eyes.told(found, asked.partner))


@reads(router, "/tickets/{ticket_id}", Scope.TICKETS_READ, shapes.Ticket)
def read_ticket(asked: Asked, ticket_id: str) -> Any:
    """One ticket: severity with its reason, owner, clocks with their calendars, timeline."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    return eyes.told(answers.ticket(asked.hands, found, asked.now), asked.partner)


@writes(router, "/tickets/{ticket_id}/reproduce", Scope.LAB_RUN, {202: shapes.Job})
def reproduce(asked: Asked, ticket_id: str) -> Any:
    """See the ticket's stack fail as reported, in the background; the ticket tells the result."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    _not_isolated(found.id, bool(found.interaction))
    return accepted(stories_jobs.reproduce(found.id), f"/tickets/{found.id}")


@writes(router, "/tickets/{ticket_id}/isolate", Scope.LAB_RUN, {202: shapes.Job})
def isolate(asked: Asked, ticket_id: str, seed: int = 0) -> Any:
    """Find the smallest interaction that fails, in the background; the ticket tells the result."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    _not_isolated(found.id, bool(found.interaction))
    return accepted(stories_jobs.isolate(found.id, seed), f"/tickets/{found.id}")


def _not_isolated(ticket_id: str, is_isolated: bool) -> None:
    if is_isolated:
        raise Refused(status=409, detail=f"{ticket_id} is isolated already")
