"""Which clocks does a ticket have, as its Events and its contract tell?

No clock is stored: each is derived from the Events that start, pause and stop it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from levee.contract.durations import rung, target
from levee.contract.load import Contract
from levee.contract.schema import ClockSpec
from levee.desk import clocks
from levee.model.calendar import Calendar
from levee.model.clock import Clock, ClockState, Pause, Reached, Reopen, Rung
from levee.model.event import Event, EventKind
from levee.model.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One clock of one ticket beside what the contract says of it."""

    clock: Clock
    spec: ClockSpec
    calendar: Calendar
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


def promises(ticket: Ticket, events: Sequence[Event], contract: Contract) -> tuple[Promise, ...]:
    """Every clock that a ticket's Events have started, in the stream's order."""
    found: list[Promise] = []
    for name in contract.file.streams[ticket.stream].clocks:
        spec = contract.file.clocks[name]
        if ticket.severity in spec.severities:
            calendar = contract.calendars[spec.calendar]
            for i, clock in enumerate(_clocks(name, spec, events)):
                found.append(Promise(clock=clock, spec=spec, calendar=calendar, round=i))
    return tuple(found)


def _clocks(name: str, spec: ClockSpec, events: Sequence[Event]) -> tuple[Clock, ...]:
    """Fold the Events into the clock; reopening goes by the policy that the contract names."""
    made: tuple[Clock, ...] = ()
    for event in events:
        if event.kind is EventKind.REOPENED and made:
            made = (*made[:-1], *clocks.reopened(made[-1], event.at, Reopen(spec.reopen)))
        elif not made and event.kind in spec.starts:
            made = (
                Clock(
                    name=name,
                    calendar_name=spec.calendar,
                    target=target(spec.target),
                    started=event.at,
                ),
            )
        if made:
            made = (*made[:-1], _touched(made[-1], spec, event))
    return made


def _touched(clock: Clock, spec: ClockSpec, event: Event) -> Clock:
    if event.kind in spec.stops and clock.met is None and event.at >= clock.started:
        return replace(clock, met=event.at)
    if "pended" not in spec.pauses:
        return clock
    if event.kind is EventKind.PENDED:
        return replace(clock, pauses=(*clock.pauses, Pause(start=event.at)))
    if event.kind is EventKind.RESUMED and clock.pauses and clock.pauses[-1].end is None:
        last = Pause(start=clock.pauses[-1].start, end=event.at)
        return replace(clock, pauses=(*clock.pauses[:-1], last))
    return clock


def reached(promise: Promise, fired: Iterable[str], now: datetime) -> tuple[Reached, ...]:
    """The rungs that came due and have no Event yet, each at its true instant."""
    done = {r.name for r in promise.rungs if promise.key(r.name) in set(fired)}
    return clocks.rungs_due(promise.calendar, promise.clock, promise.rungs, now, done)


def next_wake(
    all_promises: Iterable[Promise], fired: Iterable[str], now: datetime
) -> datetime | None:
    """When the ticket has to be looked at again, if nothing else happens before."""
    keys = set(fired)
    wakes = []
    for promise in all_promises:
        done = {r.name for r in promise.rungs if promise.key(r.name) in keys}
        wake = clocks.next_wake(promise.calendar, promise.clock, promise.rungs, now, done)
        wakes.append(wake)
    return min((w for w in wakes if w is not None), default=None)
