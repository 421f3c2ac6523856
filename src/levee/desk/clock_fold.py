"""How do a ticket's Events move one of its clocks: start, hold up, keep, stop, open again?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from levee.contract.references import SEVERITIES
from levee.contract.schema import ClockSpec, event_name
from levee.desk.clocks import reopened
from levee.model.clock import Clock, Pause, Reopen, Target
from levee.model.event import Event, EventKind
from levee.model.ticket import CLOSED, TicketState, state_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A clock as the Events leave it; ``first`` is what it was before its result was reopened."""

    clock: Clock
    first: Clock | None = None


type _Names = frozenset[tuple[str, str]]  #: a kind of Event, and the level it has to lead to


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the contract says of one clock in one stream."""

    name: str
    spec: ClockSpec
    starts: _Names
    stops: _Names
    begin_with: frozenset[str]  #: kinds of Event without which it has not started
    kinds: frozenset[str]  #: kinds of Event that may move it at all
    always: bool  #: does it run for a ticket that nobody judged yet?


def rules(name: str, spec: ClockSpec, starts: Sequence[str]) -> Rules:
    begin, end = (frozenset(map(event_name, written)) for written in (starts, spec.stops))
    first = frozenset(kind for kind, _ in begin)
    return Rules(
        name=name,
        spec=spec,
        starts=begin,
        stops=end,
        begin_with=first,
        kinds=_ANY | first | {kind for kind, _ in end},
        always=set(SEVERITIES) <= set(spec.severities),
    )


def clocks(rules: Rules, target: Target, events: Sequence[Event]) -> tuple[Told, ...]:
    """None before its start; several when it repeats, or reopening begins a new one each time.

    It waits in the states that the contract names. It stands while the ticket is closed, and while
    its severity is none of the clock's: a severity that comes later starts it then, never in the
    past.
    """
    fold = _Fold(rules, target)
    for event in events:
        if event.kind in rules.kinds:
            fold.take(event)
    return tuple(fold.told)


_ANY = frozenset[str](
    (
        EventKind.JUDGED,
        EventKind.PENDED,
        EventKind.PAUSED,
        EventKind.RESUMED,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.MERGED,
    )
)  #: what may move any clock, beside what starts and stops it


class _Fold:
    """One clock on its way through the Events of its ticket."""

    def __init__(self, rules: Rules, target: Target) -> None:
        self.rules, self.spec, self.target = rules, rules.spec, target
        self.told: list[Told] = []
        self.state = TicketState.OPEN
        self.begun, self.applies = False, rules.always

    def take(self, event: Event) -> None:
        returns = self._follow(event)
        if not self.told:
            self._start(event)
        elif event.kind is EventKind.REOPENED and self.applies:
            self._reopen(event, Reopen(self.spec.reopen))
        elif returns:
            self._reopen(event, Reopen.RESUME)
        if self.told:
            last = self.told[-1]
            touched = self._touched(last.clock, event)
            if touched is not last.clock:
                self.told[-1] = Told(clock=touched, first=last.first)
            if self.spec.repeats:
                self._again(event)

    def _follow(self, event: Event) -> bool:
        """Keep state and severity; does a clock that its severity had stopped go on?"""
        self.state = state_after(self.state, event.kind)
        before = self.applies
        if event.kind is EventKind.JUDGED:
            self.applies = event.data["severity"] in self.spec.severities
        return self.applies and not before and bool(self.told) and not self.told[-1].clock.met

    def _start(self, event: Event) -> None:
        self.begun = self.begun or _is_one(self.rules.starts, event)
        if self.begun and self.applies:
            self.told.append(Told(clock=self._fresh(event)))

    def _again(self, event: Event) -> None:
        """What was kept begins anew with the next start, as long as the ticket is open."""
        if self.state in CLOSED or not self.told[-1].clock.met:
            return
        if self.applies and _is_one(self.rules.starts, event):
            self.told.append(Told(clock=self._held(self._fresh(event), event)))

    def _fresh(self, event: Event) -> Clock:
        return Clock(
            name=self.rules.name,
            calendar_name=self.spec.calendar,
            target=self.target,
            started=event.at,
        )

    def _reopen(self, event: Event, policy: Reopen) -> None:
        last = self.told[-1]
        again = reopened(last.clock, max(event.at, last.clock.started), policy)
        first = last.first or (last.clock if last.clock.met and again != (last.clock,) else None)
        if len(again) > 1:  # the old one keeps its result by itself
            self.told.append(Told(clock=again[-1]))
        else:
            self.told[-1] = Told(clock=again[0], first=first)

    def _touched(self, clock: Clock, event: Event) -> Clock:
        clock = self._held(clock, event)
        if clock.met or clock.stopped or event.at < clock.started:
            return clock
        if _is_one(self.rules.stops, event):
            return replace(clock, met=event.at)
        return replace(clock, stopped=event.at) if self._over else clock

    @property
    def _over(self) -> bool:
        if not self.applies or self.state is TicketState.MERGED:
            return True
        return self.state in CLOSED and self.spec.ends_with_ticket

    def _held(self, clock: Clock, event: Event) -> Clock:
        """Held up from entering a state that pauses it until leaving all of them (T4, T7)."""
        waits = self.state in self.spec.pauses
        last = clock.pauses[-1] if clock.pauses else None
        if last is not None and last.end is None:
            if waits:
                return clock
            ends = Pause(start=last.start, end=max(event.at, last.start))
            return replace(clock, pauses=(*clock.pauses[:-1], ends))
        if waits and not clock.met and not clock.stopped:
            return replace(clock, pauses=(*clock.pauses, Pause(start=event.at)))
        return clock


def _is_one(names: _Names, event: Event) -> bool:
    return (event.kind, "") in names or (event.kind, str(event.data.get("level", ""))) in names
