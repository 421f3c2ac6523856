"""When is a ticket looked at next, and what does a look write?"""

from dataclasses import dataclass
from datetime import datetime

from levee.model.event import Consequence, Event
from levee.model.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """What a ticker saw before it looked. Whoever writes the look compares all of it: where it
    changed meanwhile, somebody else has looked or has written."""

    ticket_id: str
    at: datetime | None  #: None: nothing was awaited
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsOut:
    """The live clock of a ticket that is due first; ``due`` is None while all are held up."""

    clock: str  #: its name in the contract
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Woken:
    """One look at one ticket: its new Events, what follows from them, and when to look again."""

    seen: Wake
    ticket: Ticket  #: with the new Events folded in
    head: str  #: digest of the last Event that the look began with
    events: tuple[Event, ...]
    consequences: tuple[Consequence, ...]
    next_wake: datetime | None
    first: RunsOut | None = None  #: the promise that runs out first


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatched:
    """An open ticket for which nobody keeps a promise, and why that shows."""

    ticket_id: str
    why: str
