"""Which remote sessions does a ticket have, as its Events tell, and how did each end?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from levee.model.event import Event, EventKind
from levee.model.moment import parse


class SessionState(StrEnum):
    BOOKED = "booked"  #: will take place
    CANCELLED = "cancelled"  #: will not
    HELD = "held"  #: took place
    MISSED = "missed"  #: somebody did not come


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """``sequence`` counts the changes that whoever was invited has to hear of."""

    ticket: str
    number: int
    start: datetime
    end: datetime
    people: tuple[str, ...]
    link: str
    sequence: int = 0
    state: SessionState = SessionState.BOOKED

    @property
    def uid(self) -> str:
        """What calendars know it by: the same through every move."""
        return f"{self.ticket}-session-{self.number}"


def sessions(events: Iterable[Event]) -> tuple[Session, ...]:
    """Every session of one ticket, in the order in which they were booked."""
    found: dict[int, Session] = {}
    for event in events:
        if event.kind is EventKind.SESSION_BOOKED:
            found[event.data["number"]] = booked(event)
        elif event.kind in _ENDS or event.kind is EventKind.SESSION_MOVED:
            number = event.data["number"]
            found[number] = changed(found[number], event)
    return tuple(found.values())


def open_one(events: Iterable[Event]) -> Session | None:
    """The session that is booked and has not ended; there is one at most."""
    waiting = [s for s in sessions(events) if s.state is SessionState.BOOKED]
    return waiting[-1] if waiting else None


_ENDS = {
    EventKind.SESSION_CANCELLED: SessionState.CANCELLED,
    EventKind.SESSION_HELD: SessionState.HELD,
    EventKind.SESSION_MISSED: SessionState.MISSED,
}


def booked(event: Event) -> Session:
    data = event.data
    return Session(
        ticket=event.subject.removeprefix("ticket:"),
        number=data["number"],
        start=parse(data["start"]),
        end=parse(data["end"]),
        people=tuple(data["people"]),
        link=data["link"],
    )


def changed(session: Session, event: Event) -> Session:
    sequence = session.sequence + 1
    if event.kind is not EventKind.SESSION_MOVED:
        return replace(session, state=_ENDS[event.kind], sequence=sequence)
    start, end = parse(event.data["start"]), parse(event.data["end"])
    people = tuple(event.data["people"])
    return replace(session, start=start, end=end, people=people, sequence=sequence)
