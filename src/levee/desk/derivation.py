"""How did this deadline come about, stretch by stretch?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from levee.desk.clocks import reached
from levee.desk.hours import stretches
from levee.desk.pauses import joined, within
from levee.model.calendar import Calendar
from levee.model.clock import Pause
from levee.model.moment import utc

_NAMED = 5  # holidays named in one step


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """[start, end) in UTC; no end means that the pause still runs."""

    start: datetime
    end: datetime | None
    counted_s: float
    why: str


def derivation(
    calendar: Calendar, start: datetime, target_s: float, pauses: Iterable[Pause] = ()
) -> tuple[Step, ...]:
    """The steps from `start` to the due instant, without gap or overlap.

    Their `counted_s` add up to the target. Without a due instant they end with the pause that
    still runs. Raises what hours.add raises.
    """
    start, held = utc(start), joined(pauses)
    due = reached(calendar, start, timedelta(seconds=target_s), held)
    if due is not None:
        return tuple(_steps(calendar, start, due, held))
    forever = max(held[-1].start, start)
    waiting = Step(start=forever, end=None, counted_s=0.0, why="paused, still running")
    return (*_steps(calendar, start, forever, held), waiting)


def _steps(
    calendar: Calendar, start: datetime, end: datetime, held: tuple[Pause, ...]
) -> Iterator[Step]:
    at = start
    for opens, closes in stretches(calendar, start, end):
        if at < opens:
            yield _idle(at, opens, _closed(calendar, at, opens))
        yield from _open(opens, closes, held)
        at = closes
    if at < end:
        yield _idle(at, end, _closed(calendar, at, end))


def _open(opens: datetime, closes: datetime, held: tuple[Pause, ...]) -> Iterator[Step]:
    at = opens
    for pause in within(held, opens, closes):
        if at < pause.start:
            yield _counted(at, pause.start)
        at = pause.end or closes
        yield _idle(pause.start, at, "paused")
    if at < closes:
        yield _counted(at, closes)


def _counted(start: datetime, end: datetime) -> Step:
    return Step(start=start, end=end, counted_s=(end - start).total_seconds(), why="open")


def _idle(start: datetime, end: datetime, why: str) -> Step:
    return Step(start=start, end=end, counted_s=0.0, why=why)


def _closed(calendar: Calendar, start: datetime, end: datetime) -> str:
    """Names the holidays that took windows away in between."""
    zone = ZoneInfo(calendar.zone)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    taken = [
        f"{holiday.day} {holiday.name}".strip()
        for holiday in calendar.holidays
        if first <= holiday.day <= last
        and calendar.weekly[holiday.day.weekday()]
        and not calendar.windows_on(holiday.day)
    ]
    more = f" and {len(taken) - _NAMED} more" if len(taken) > _NAMED else ""
    return f"closed, holiday {', '.join(taken[:_NAMED])}{more}" if taken else "closed"
