"""Which partners want which Stacks in the partner-safe programme, and how far are they?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from levee.model.event import Event, EventKind


class Place(StrEnum):
    APPLIED = "applied"  #: its Stack is on the must-run list of the Nights
    ADMITTED = "admitted"  #: certified: the badge and a rollout window are the partner's
    LAPSED = "lapsed"  #: was admitted; the certificate does not hold any more
    WITHDRAWN = "withdrawn"  #: the partner does not want it any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The fold of one application's Events. ``window`` is {channel, opens, closes} or empty."""

    subject: str
    partner: str
    stack: str  #: a digest
    applied_at: datetime
    place: Place = Place.APPLIED
    why: str = ""
    window: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        return self.place is not Place.WITHDRAWN


KINDS = (EventKind.APPLIED, EventKind.ADMITTED, EventKind.LAPSED, EventKind.WITHDRAWN)


def subject(partner: str, stack_digest: str) -> str:
    """A partner's name may be of any length and form; its digest is not."""
    return f"programme:{sha256(partner.encode()).hexdigest()[:16]}:{stack_digest}"


def fold(events: Iterable[Event]) -> tuple[Application, ...]:
    """Every application that these Events tell, in the order in which they were first made."""
    found: dict[str, Application] = {}
    for event in events:
        if event.kind is EventKind.APPLIED:
            found[event.subject] = _applied(event)
        elif event.subject in found and event.kind in KINDS:
            found[event.subject] = replace(
                found[event.subject],
                place=Place(event.kind.value),
                why=event.reason,
                window=event.data.get("window", {}),
            )
    return tuple(found.values())


def _applied(event: Event) -> Application:
    return Application(
        subject=event.subject,
        partner=event.data["partner"],
        stack=event.data["stack"],
        applied_at=event.at,
        why=event.reason,
        window={},
    )
