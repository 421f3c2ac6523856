"""Remote sessions with the customer: book, move, cancel, held, missed."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from ninja import Path, Schema, Status
from pydantic import AwareDatetime

from levee.model.access import Scope
from levee.model.problem import Problem, Rejected
from levee.site import booking, eyes
from levee.web.api import desk_shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("sessions")


class Ending(StrEnum):
    CANCEL = "cancel"  #: it will not take place
    HELD = "held"  #: it took place
    MISSED = "missed"  #: somebody did not come: the next one is booked at once


class Change(Schema):
    """Who, why, and what came out."""

    by: str
    reason: str = ""


class Booking(Change):
    """Without an instant the first that fits."""

    at: AwareDatetime | None = None


class Moving(Change):
    to: AwareDatetime


_ENDED = {
    Ending.CANCEL: booking.cancel,
    Ending.HELD: booking.held,
    Ending.MISSED: booking.missed,
}


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise Rejected((Problem("$.to", str(error)),)) from None


@reads(router, "/tickets/{ticket_id}/sessions", Scope.TICKETS_READ, desk_shapes.Sessions)
def read_sessions(asked: Asked, ticket_id: str) -> Any:
    """Every remote session of a ticket: when, where, and how it ended."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    return eyes.sessions(booking.shown(asked.hands, found.id, asked.now), asked.partner)


@writes(router, "/tickets/{ticket_id}/sessions", Scope.SESSIONS_WRITE, {201: desk_shapes.Sessions})
def book_session(asked: Asked, ticket_id: str, wanted: Booking) -> Any:
    """Book one by hand; one after a failed reproduction is booked by itself."""
    at = _utc(wanted.at) if wanted.at else None
    told = booking.book(asked.hands, ticket_id, wanted.by, at, wanted.reason, asked.now)
    return Status(201, told)


@writes(router, "/tickets/{ticket_id}/sessions/move", Scope.SESSIONS_WRITE, desk_shapes.Sessions)
def move_session(asked: Asked, ticket_id: str, wanted: Moving) -> Any:
    """Move it; everybody gets the changed invitation."""
    to = _utc(wanted.to)
    return booking.move(asked.hands, ticket_id, wanted.by, to, wanted.reason, asked.now)


@writes(
    router, "/tickets/{ticket_id}/sessions/{ending}", Scope.SESSIONS_WRITE, desk_shapes.Sessions
)
def end_session(
    asked: Asked, ticket_id: str, ending: Annotated[Ending, Path()], said: Change
) -> Any:
    """Say how it ended: cancel, held or missed; who is missed gets the next one at once."""
    return _ENDED[ending](asked.hands, ticket_id, said.by, said.reason, asked.now)
