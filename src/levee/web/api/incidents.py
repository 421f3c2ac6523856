"""Incidents: who leads, what is paused, which reviews it needs, and the postmortem."""

from typing import Any

from ninja import Schema

from levee.model.access import Scope
from levee.site import incidents, postmortems
from levee.web.api import desk_shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.updates import Sending

router = area("incidents")


class Pause(Schema):
    """Only who holds the duty may; ``after_update``: the product was updated before it."""

    by: str
    reason: str = "an incident"
    after_update: bool = False


class Signed(Schema):
    """``of`` is post_incident, or what the contract adds after an update."""

    by: str
    evidence: str
    of: str = "post_incident"


class Resume(Schema):
    by: str
    reason: str = "every review is signed"


class Written(Schema):
    """``seen`` is the `sha256` of the text that was edited."""

    text: str
    seen: str


@reads(router, "/tickets/{ticket_id}/incident", Scope.INCIDENTS_READ, desk_shapes.Incident)
def read_incident(asked: Asked, ticket_id: str) -> Any:
    """Commander, customer liaison, scribe; what is paused, and which reviews it needs."""
    return incidents.shown(asked.hands, ticket_id, asked.now)


@writes(router, "/tickets/{ticket_id}/incident/pause", Scope.INCIDENTS_WRITE, desk_shapes.Incident)
def pause(asked: Asked, ticket_id: str, said: Pause) -> Any:
    """Pause automation, which is told by a signed webhook within a minute."""
    why = (said.by, said.reason)
    return incidents.pause(asked.hands, ticket_id, *why, asked.now, said.after_update)


@writes(
    router, "/tickets/{ticket_id}/incident/reviews", Scope.INCIDENTS_WRITE, desk_shapes.Incident
)
def sign_review(asked: Asked, ticket_id: str, said: Signed) -> Any:
    """Sign one of the reviews that automation waits for."""
    what = (said.of, said.by, said.evidence)
    return incidents.review(asked.hands, ticket_id, *what, asked.now)


@writes(router, "/tickets/{ticket_id}/incident/resume", Scope.INCIDENTS_WRITE, desk_shapes.Incident)
def resume(asked: Asked, ticket_id: str, said: Resume) -> Any:
    """Let automation run again; 409 with every review that is not signed yet."""
    return incidents.resume(asked.hands, ticket_id, said.by, said.reason, asked.now)


@writes(router, "/tickets/{ticket_id}/postmortem", Scope.INCIDENTS_WRITE, desk_shapes.Postmortem)
def draft_postmortem(asked: Asked, ticket_id: str) -> Any:
    """Write the first draft from the ticket's Events; one that is there is left alone."""
    found = asked.hands.desk.ticket(ticket_id)
    postmortems.draft(asked.hands, asked.data, found.id, asked.now)
    return postmortems.shown(asked.hands, asked.data, found.id)


@reads(router, "/tickets/{ticket_id}/postmortem", Scope.INCIDENTS_READ, desk_shapes.Postmortem)
def read_postmortem(asked: Asked, ticket_id: str) -> Any:
    """Its text as it stands, and how many places wait for a person."""
    found = asked.hands.desk.ticket(ticket_id)
    return postmortems.shown(asked.hands, asked.data, found.id)


@writes(
    router,
    "/tickets/{ticket_id}/postmortem",
    Scope.INCIDENTS_WRITE,
    desk_shapes.Postmortem,
    method="PUT",
)
def edit_postmortem(asked: Asked, ticket_id: str, written: Written) -> Any:
    """Put another text in its place; 409 when it is not the one that was seen."""
    found = asked.hands.desk.ticket(ticket_id)
    postmortems.edit(asked.hands, asked.data, found.id, written.text, written.seen)
    return postmortems.shown(asked.hands, asked.data, found.id)


@writes(router, "/tickets/{ticket_id}/postmortem/sending", Scope.INCIDENTS_WRITE, desk_shapes.Told)
def send_postmortem(asked: Asked, ticket_id: str, said: Sending) -> Any:
    """Send it to partner and staff, within a minute; refused while a place waits for a person."""
    found = asked.hands.desk.ticket(ticket_id)
    how = (said.by, asked.now, said.portal_only)
    told = postmortems.send(asked.hands, asked.data, found.id, *how)
    return {name: value for name, value in told.items() if name != "mail"}
