"""What does a promise stand at: how much is used, when is it due, which rungs were reached?

Nothing here is stored. Each answer is computed from a clock's facts, its calendar and the moment,
so an edited calendar or target counts at once, and changing it there and back changes nothing.

Two instants that fall together: a clock met or stopped at its due instant is in time; a pause that
starts there comes too late, since the target is used up by then (a hold that begins at closing
time moves nothing).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from operator import itemgetter

from levee.desk.hours import add, next_open, worked
from levee.desk.pauses import joined, known, within
from levee.desk.targets import asked
from levee.model.calendar import Calendar
from levee.model.clock import Clock, ClockState, Pause, Reached, Reopen, Rung
from levee.model.moment import utc

_NONE = timedelta()


def due(
    calendar: Calendar, started: datetime, target_s: float, pauses: Iterable[Pause], now: datetime
) -> datetime | None:
    """The earliest instant (UTC) at which `target_s` working seconds outside of pauses are used up.

    None while a pause runs that began before that instant: there is no deadline then. Facts later
    than `now` are not known yet. Raises what hours.add raises.
    """
    return reached(calendar, started, timedelta(seconds=target_s), known(pauses, now))


def deadline(calendar: Calendar, clock: Clock, now: datetime) -> datetime | None:
    """`due` for a clock of any target kind. It stays what it was when the clock ended."""
    return _reached_by(calendar, clock, asked(calendar, clock.started, clock.target), now)


def used(calendar: Calendar, started: datetime, pauses: Iterable[Pause], now: datetime) -> float:
    """The working seconds from `started` to `now` outside of pauses; 0 before the start."""
    started, now = utc(started), utc(now)
    if now <= started:
        return 0.0
    held = (worked(calendar, p.start, p.end or now) for p in within(pauses, started, now))
    return (worked(calendar, started, now) - sum(held, _NONE)).total_seconds()


def state(calendar: Calendar, clock: Clock, now: datetime) -> ClockState:
    """Paused is judged before breached, so a clock that was held up in time never breaches."""
    return state_at(deadline(calendar, clock, now), clock, now)


def state_at(at: datetime | None, clock: Clock, now: datetime) -> ClockState:
    """The same, where the deadline is known."""
    now = utc(now)
    if clock.met is not None and clock.met <= now:
        return ClockState.MET if at is None or clock.met <= at else ClockState.LATE
    if clock.stopped is not None and clock.stopped <= now:
        return ClockState.STOPPED
    if at is None:
        return ClockState.PAUSED
    return ClockState.BREACHED if at <= now else ClockState.RUNNING


def rungs_due(
    calendar: Calendar,
    clock: Clock,
    rungs: Iterable[Rung],
    now: datetime,
    fired: Collection[str] = (),
) -> tuple[Reached, ...]:
    """Every rung reached by `now` (also exactly now) that is not in `fired`, earliest first, each
    with its true instant, however long nobody looked. A met or stopped clock reaches none after."""
    ahead = rungs_ahead(calendar, clock, rungs, now, fired)
    return tuple(takewhile(lambda each: each.at <= now, ahead))


def rungs_ahead(
    calendar: Calendar,
    clock: Clock,
    rungs: Iterable[Rung],
    now: datetime,
    fired: Collection[str] = (),
) -> Iterator[Reached]:
    """Every rung not in `fired` that was or will be reached if nothing else happens, earliest
    first: always in working time, since it is a point of the used time. It ends where the clock
    is paused, and where it ended before or at the rung. Each is worked out when it is asked for.
    """
    ended = _ended(clock, now)
    pauses = known(clock.pauses, ended or now)
    whole = asked(calendar, clock.started, clock.target)
    left = ((_point(rung, whole), rung) for rung in rungs if rung.name not in fired)
    for point, rung in sorted(left, key=itemgetter(0)):
        at = reached(calendar, clock.started, point, pauses)
        if at is None or (ended is not None and ended <= at):
            return
        yield Reached(rung=rung, at=at if point else next_open(calendar, at))


def _point(rung: Rung, whole: timedelta) -> timedelta:
    """How much of the target is used up there, or more than all of it."""
    if rung.fraction is not None:
        return whole * rung.fraction
    return max(whole + timedelta(seconds=rung.after_s or 0), _NONE)


def rung_at(calendar: Calendar, clock: Clock, rung: Rung, now: datetime) -> datetime | None:
    """When the rung is reached; None while the clock is paused before it, and when the clock
    ended before or at it."""
    return next((each.at for each in rungs_ahead(calendar, clock, (rung,), now)), None)


def next_wake(
    calendar: Calendar,
    clock: Clock,
    rungs: Iterable[Rung],
    now: datetime,
    fired: Collection[str] = (),
) -> datetime | None:
    """The earliest instant at which a rung not yet fired is reached: past when it is overdue, None
    when nothing can happen before another fact comes in."""
    return next((each.at for each in rungs_ahead(calendar, clock, rungs, now, fired)), None)


def reopened(clock: Clock, at: datetime, policy: Reopen) -> tuple[Clock, ...]:
    """The clocks after a ticket was reopened at `at`.

    RESUME: the same clock goes on; the time closed is a pause, so a clock that had time left
    raises no alarm at reopening. RESTART: the same clock from zero; its rungs may fire again.
    NEW: the old clock keeps its result and a second one starts. KEEP: one that was met stays met,
    one that was only stopped resumes. A clock that had not ended stays as it is.
    """
    at = utc(at)
    ended = _ended(clock, at)
    if ended is None or (policy is Reopen.KEEP and ended == clock.met):
        return (clock,)
    fresh = replace(clock, started=at, pauses=(), met=None, stopped=None)
    if policy is Reopen.RESTART:
        return (fresh,)
    if policy is Reopen.NEW:
        return (clock, fresh)
    held = (*known(clock.pauses, ended), Pause(start=ended))
    pauses = tuple(replace(p, end=p.end or at) for p in held)
    return (replace(clock, pauses=pauses, met=None, stopped=None),)


def reached(
    calendar: Calendar, started: datetime, need: timedelta, pauses: Iterable[Pause]
) -> datetime | None:
    """The earliest instant at which `need` is used up; None when a pause without end forbids it."""
    at = utc(started)
    for pause in joined(pauses):
        start, end = max(pause.start, at), pause.end
        free = worked(calendar, at, start)
        if need <= free:
            break
        if end is None:
            return None
        need, at = need - free, max(end, at)
    return add(calendar, at, need.total_seconds())


def _reached_by(
    calendar: Calendar, clock: Clock, point: timedelta, now: datetime
) -> datetime | None:
    until = _ended(clock, now) or now
    return reached(calendar, clock.started, point, known(clock.pauses, until))


def _ended(clock: Clock, now: datetime) -> datetime | None:
    if clock.met is None and clock.stopped is None:
        return None
    now = utc(now)
    ends = (end for end in (clock.met, clock.stopped) if end is not None and end <= now)
    return min(ends, default=None)
