"""When do we look at a failure together with the customer? Each answer is an Event."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from levee.desk import sessions
from levee.desk.case import Case
from levee.desk.sessions import Change
from levee.flow.ticking import wake_one
from levee.model.session import Session
from levee.model.session import sessions as booked
from levee.site.cases import case
from levee.site.clean import words
from levee.site.hands import LeveeHands


def book(
    hands: LeveeHands, ticket_id: str, by: str, start: datetime | None, reason: str, now: datetime
) -> dict[str, Any]:
    return _write(
        hands,
        ticket_id,
        now,
        lambda known: sessions.book(known, by, start, words(hands, known.ticket, reason)),
    )


def move(
    hands: LeveeHands, ticket_id: str, by: str, start: datetime, reason: str, now: datetime
) -> dict[str, Any]:
    return _write(
        hands,
        ticket_id,
        now,
        lambda known: sessions.move(known, by, start, words(hands, known.ticket, reason)),
    )


def cancel(
    hands: LeveeHands, ticket_id: str, by: str, reason: str, now: datetime
) -> dict[str, Any]:
    return _write(
        hands,
        ticket_id,
        now,
        lambda known: sessions.cancel(known, by, words(hands, known.ticket, reason)),
    )


def held(hands: LeveeHands, ticket_id: str, by: str, note: str, now: datetime) -> dict[str, Any]:
    return _write(
        hands,
        ticket_id,
        now,
        lambda known: sessions.held(known, by, words(hands, known.ticket, note)),
    )


def missed(
    hands: LeveeHands, ticket_id: str, by: str, reason: str, now: datetime
) -> dict[str, Any]:
    """The next one is booked with it."""
    return _write(
        hands,
        ticket_id,
        now,
        lambda known: sessions.missed(known, by, words(hands, known.ticket, reason)),
    )


def _write(
    hands: LeveeHands, ticket_id: str, now: datetime, decide: Callable[[Case], Change]
) -> dict[str, Any]:
    with hands.ledger.writing():
        change = decide(case(hands, ticket_id, now))
        hands.ledger.append(change.events, change.consequences)
        wake_one(hands, ticket_id, now)
    return shown(hands, ticket_id, now)


def shown(hands: LeveeHands, ticket_id: str, now: datetime) -> dict[str, Any]:
    """Every session of a ticket, the newest last, and who of the customer's is invited."""
    known = case(hands, ticket_id, now)
    return {
        "ticket": ticket_id,
        "sessions": [_session(one) for one in booked(known.events)],
        "recipients": list(known.customer),
    }


def _session(one: Session) -> dict[str, Any]:
    return {
        "number": one.number,
        "state": one.state.value,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "people": list(one.people),
        "link": one.link,
        "uid": one.uid,
        "sequence": one.sequence,
    }
