"""Which incident does a ticket have, as its Events tell: who leads it, and what is paused?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from levee.model.event import Event, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReview:
    kind: str
    by: str
    evidence: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """``after_update`` says that the pause came with an update of the product."""

    ticket: str
    opened_at: datetime
    roles: Mapping[str, str] = field(default_factory=dict)  #: role in the incident -> person
    paused_at: datetime | None = None
    paused_by: str = ""
    pauses: int = 0
    after_update: bool = False
    reviews: tuple[SignedReview, ...] = ()
    resumed_at: datetime | None = None

    @property
    def paused(self) -> bool:
        return self.paused_at is not None and self.resumed_at is None


def incident(events: Iterable[Event]) -> Incident | None:
    """The incident of one ticket; None where none was opened."""
    found: Incident | None = None
    for event in events:
        if event.kind is EventKind.INCIDENT_OPENED:
            found = _opened(event)
        elif found is not None:
            found = _changed(found, event)
    return found


def _opened(event: Event) -> Incident:
    ticket = event.subject.removeprefix("ticket:")
    return Incident(ticket=ticket, opened_at=event.at, roles=event.data["roles"])


def _changed(found: Incident, event: Event) -> Incident:
    """Each pause needs reviews of its own: those of an earlier one do not count again."""
    match event.kind:
        case EventKind.AUTOMATION_PAUSED:
            return replace(
                found,
                paused_at=event.at,
                paused_by=event.actor,
                pauses=found.pauses + 1,
                after_update=event.data["after_update"],
                reviews=(),
                resumed_at=None,
            )
        case EventKind.INCIDENT_REVIEWED:
            signed = SignedReview(
                kind=event.data["review"],
                by=event.actor,
                evidence=event.data["evidence"],
                at=event.at,
            )
            return replace(found, reviews=(*found.reviews, signed))
        case EventKind.AUTOMATION_RESUMED:
            return replace(found, resumed_at=event.at)
    return found
