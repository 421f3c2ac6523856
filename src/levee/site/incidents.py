"""Who leads an incident, and who holds automation up until its reviews are signed?"""

from datetime import datetime
from typing import Any

from levee.desk import incidents
from levee.model.event import Consequence, Event
from levee.model.incident import incident
from levee.model.problem import Unknown
from levee.site.cases import case
from levee.site.clean import words
from levee.site.hands import LeveeHands


def pause(
    hands: LeveeHands, ticket_id: str, by: str, reason: str, now: datetime, updated: bool = False
) -> dict[str, Any]:
    """The Event and the signed webhook in one transaction."""
    with hands.ledger.writing():
        known = case(hands, ticket_id, now)
        _write(hands, *incidents.pause(known, by, words(hands, known.ticket, reason), updated))
    return shown(hands, ticket_id, now)


def resume(
    hands: LeveeHands, ticket_id: str, by: str, reason: str, now: datetime
) -> dict[str, Any]:
    with hands.ledger.writing():
        known = case(hands, ticket_id, now)
        _write(hands, *incidents.resume(known, by, words(hands, known.ticket, reason)))
    return shown(hands, ticket_id, now)


def review(
    hands: LeveeHands, ticket_id: str, kind: str, by: str, evidence: str, now: datetime
) -> dict[str, Any]:
    with hands.ledger.writing():
        known = case(hands, ticket_id, now)
        hands.ledger.append(
            [incidents.review(known, kind, by, words(hands, known.ticket, evidence))]
        )
    return shown(hands, ticket_id, now)


def _write(hands: LeveeHands, event: Event, consequences: list[Consequence]) -> None:
    hands.ledger.append([event], consequences)


def shown(hands: LeveeHands, ticket_id: str, now: datetime) -> dict[str, Any]:
    """The incident of a ticket: who leads it, what is paused, which reviews it still needs."""
    known = case(hands, ticket_id, now)
    found = incident(known.events)
    if found is None:
        raise Unknown(f"{ticket_id} is no incident (severity {known.ticket.severity})")
    rules = known.file.incident
    return {
        "ticket": ticket_id,
        "opened_at": found.opened_at.isoformat(),
        "roles": dict(found.roles),
        "automation": "paused" if found.paused else "running",
        "paused_at": found.paused_at.isoformat() if found.paused_at else None,
        "paused_by": found.paused_by,
        "reviews": [
            {"of": r.kind, "by": r.by, "evidence": r.evidence, "at": r.at.isoformat()}
            for r in found.reviews
        ],
        "missing": list(incidents.missing(known)) if found.paused else [],
        "webhook": rules.webhook if rules else "",
    }
