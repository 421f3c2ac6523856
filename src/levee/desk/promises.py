"""Which clocks does a ticket have, as its Events and its contract tell?

No clock is stored: each is derived from the Events that start, pause and stop it.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from levee.contract.durations import rung
from levee.contract.load import Contract
from levee.contract.promised import target_of
from levee.contract.schema import ClockSpec, Stream
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

    def standing(self, now: datetime) -> tuple[datetime | None, ClockState]:
        """When it is due, and its state."""
        due = self.due(now)
        return due, clocks.state_at(due, self.clock, now)

    @property
    def first_result(self) -> ClockState | None:
        """How it had ended when the ticket was reopened for the first time; that stays true."""
        if self.first is None or self.first.met is None:
            return None
        return clocks.state(self.calendar, self.first, self.first.met)


def promises(ticket: Ticket, events: Sequence[Event], contract: Contract) -> tuple[Promise, ...]:
    """Every clock that a ticket's Events have started, in the stream's order."""
    found: list[Promise] = []
    kinds = {event.kind for event in events}
    for made in _made(ticket.stream, contract):
        if kinds.isdisjoint(made.rules.begin_with):
            continue
        spec = made.rules.spec
        target = target_of(spec, ticket.severity, contract.file)
        for i, told in enumerate(clock_fold.clocks(made.rules, target, events)):
            found.append(
                Promise(
                    clock=told.clock, spec=spec, calendar=made.calendar, first=told.first, round=i
                )
            )
    return tuple(found)


def may_move(events: Iterable[Event], stream: str, contract: Contract) -> bool:
    """May one of these Events move a clock of the stream, or start one?"""
    kinds = {event.kind for event in events}
    return not all(kinds.isdisjoint(made.rules.kinds) for made in _made(stream, contract))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A promise that a stream makes."""

    rules: clock_fold.Rules
    calendar: Calendar


@lru_cache(maxsize=256)
def _made(stream_name: str, contract: Contract) -> tuple[_Made, ...]:
    """What a stream promises, read once for all its tickets."""
    file, stream = contract.file, contract.file.streams[stream_name]
    specs = ((name, file.clocks[name]) for name in stream.clocks)
    return tuple(
        _Made(
            rules=clock_fold.rules(name, spec, _starts(spec, stream, contract)),
            calendar=contract.calendars[spec.calendar],
        )
        for name, spec in specs
    )


def _starts(spec: ClockSpec, stream: Stream, contract: Contract) -> tuple[str, ...]:
    """A clock that comes after another one starts where that one is kept, never beside it."""
    if spec.after not in stream.clocks:
        return tuple(spec.starts)
    before = contract.file.clocks[spec.after]
    own = [start for start in spec.starts if start not in before.starts]
    return (*own, *(stop for stop in before.stops if stop != EventKind.RESOLVED))


def ahead(promise: Promise, fired: Container[str], now: datetime) -> Iterator[Reached]:
    """The rungs that have no Event yet, earliest first: those that came due, each at its true
    instant, and those that will if nothing else happens."""
    start = promise.key("")
    left = [r for r in promise.rungs if start + r.name not in fired]
    return clocks.rungs_ahead(promise.calendar, promise.clock, left, now) if left else iter(())


def next_wake(
    all_promises: Iterable[Promise], fired: Container[str], now: datetime
) -> datetime | None:
    """When the ticket has to be looked at again, if nothing else happens before."""
    firsts = (next(ahead(p, fired, now), None) for p in all_promises)
    return min((first.at for first in firsts if first is not None), default=None)


LIVE = (ClockState.BREACHED, ClockState.RUNNING, ClockState.PAUSED)


def first(all_promises: Iterable[Promise], now: datetime) -> Promise | None:
    """The live one that runs out first; a held up one only when no other runs."""
    return _first(all_promises, now)[0]


def _first(
    all_promises: Iterable[Promise], now: datetime
) -> tuple[Promise | None, datetime | None]:
    found: Promise | None = None
    first_due: datetime | None = None
    for promise in all_promises:
        due, state = promise.standing(now)
        if state in LIVE and (found is None or _key(due) < _key(first_due)):
            found, first_due = promise, due
    return found, first_due


def order(promise: Promise, now: datetime) -> tuple[bool, tuple[bool, float]]:
    """Live ones first, by due instant; then those that ended."""
    due, state = promise.standing(now)
    return (state not in LIVE, _key(due))


def _key(due: datetime | None) -> tuple[bool, float]:
    return (due is None, due.timestamp() if due else 0.0)


def runs_out_first(all_promises: Iterable[Promise], now: datetime) -> RunsOut | None:
    """The same for lists, which keep it beside the ticket."""
    found, due = _first(all_promises, now)
    return RunsOut(clock=found.clock.name, due=due) if found else None
