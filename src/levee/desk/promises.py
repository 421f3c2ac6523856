"""Which clocks does a ticket have, as its Events and its contract tell?

No clock is stored: each is derived from the Events that start, pause and stop it.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.contract.durations import rung
from levee.contract.load import Contract
from levee.contract.promised import target_of
from levee.contract.schema import ClockSpec, Stream, event_name
from levee.desk import clock_fold, clocks
from levee.model.calendar import Calendar
from levee.model.clock import Clock, ClockState, Reached, Rung
from levee.model.event import Event, EventKind
from levee.model.ticket import Ticket
from levee.model.wake import RunsOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One clock of one ticket beside what the contract says of it."""

    clock: Clock
    spec: ClockSpec
    calendar: Calendar
    first: Clock | None = None  #: what it was before the reopening that took its result away
    round: int = 0  #: how often the ticket was reopened before this clock started

    @property
    def rungs(self) -> tuple[Rung, ...]:
        return tuple(rung(r.at) for r in self.spec.rungs)

    def key(self, rung_name: str) -> str:
        return f"rung:{self.clock.name}:{self.clock.started.isoformat()}:{rung_name}"

    def due(self, now: datetime) -> datetime | None:
        return clocks.deadline(self.calendar, self.clock, now)

    def state(self, now: datetime) -> ClockState:
        return clocks.state(self.calendar, self.clock, now)

    @property
    def first_result(self) -> ClockState | None:
        """How it had ended when the ticket was reopened for the first time; that stays true."""
        if self.first is None or self.first.met is None:
            return None
        return clocks.state(self.calendar, self.first, self.first.met)


def promises(ticket: Ticket, events: Sequence[Event], contract: Contract) -> tuple[Promise, ...]:
    """Every clock that a ticket's Events have started, in the stream's order."""
    found: list[Promise] = []
    kinds, stream = {event.kind for event in events}, contract.file.streams[ticket.stream]
    for name in stream.clocks:
        spec = contract.file.clocks[name]
        starts = _starts(spec, stream, contract)
        if kinds.isdisjoint(event_name(start)[0] for start in starts):
            continue
        calendar = contract.calendars[spec.calendar]
        blank = clock_fold.Blank(
            name=name, spec=spec, starts=starts,
            target=target_of(spec, ticket.severity, contract.file),
        )  # fmt: skip
        for i, told in enumerate(clock_fold.clocks(blank, events)):
            made = Promise(
                clock=told.clock, spec=spec, calendar=calendar, first=told.first, round=i
            )
            found.append(made)
    return tuple(found)


def _starts(spec: ClockSpec, stream: Stream, contract: Contract) -> tuple[str, ...]:
    """A clock that comes after another one starts where that one is kept, never beside it."""
    if spec.after not in stream.clocks:
        return tuple(spec.starts)
    before = contract.file.clocks[spec.after]
    own = [start for start in spec.starts if start not in before.starts]
    return (*own, *(stop for stop in before.stops if stop != EventKind.RESOLVED))


def ahead(promise: Promise, fired: Container[str], now: datetime) -> tuple[Reached, ...]:
    """The rungs that have no Event yet, earliest first: those that came due, each at its true
    instant, and those that will if nothing else happens."""
    rungs = promise.rungs
    done = {r.name for r in rungs if promise.key(r.name) in fired}
    return clocks.rungs_ahead(promise.calendar, promise.clock, rungs, now, done)


def next_wake(
    all_promises: Iterable[Promise], fired: Container[str], now: datetime
) -> datetime | None:
    """When the ticket has to be looked at again, if nothing else happens before."""
    return min((r.at for p in all_promises for r in ahead(p, fired, now)), default=None)


LIVE = (ClockState.BREACHED, ClockState.RUNNING, ClockState.PAUSED)


def first(all_promises: Iterable[Promise], now: datetime) -> Promise | None:
    """The live one that runs out first; a held up one only when no other runs."""
    live = [p for p in all_promises if p.state(now) in LIVE]
    return min(live, key=lambda p: order(p, now), default=None)


def order(promise: Promise, now: datetime) -> tuple[bool, float]:
    due = promise.due(now)
    return (due is None, due.timestamp() if due else 0.0)


def runs_out_first(all_promises: Iterable[Promise], now: datetime) -> RunsOut | None:
    """The same for lists, which keep it beside the ticket."""
    found = first(all_promises, now)
    return RunsOut(clock=found.clock.name, due=found.due(now)) if found else None
