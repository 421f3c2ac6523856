"""How much working time lies between two instants, and when is so much of it used up?

Guarantees, for every calendar, a <= b and d >= 0, exact to the microsecond:
elapsed(a, add(a, d)) == d; elapsed(a, b) + elapsed(b, c) == elapsed(a, c); add is monotone in its
start and its duration; no calendar makes a search endless.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from levee.desk.timetable import LAST_YEAR, BeyondHorizonError, Timetable, timetable
from levee.model.calendar import Calendar
from levee.model.moment import utc

HORIZON = timedelta(days=3653)  # ten years
_NONE, _SECOND = timedelta(), timedelta(seconds=1)


class NoOpenTimeError(BeyondHorizonError):
    """The calendar has not enough open time within the target and ten years more."""


def add(calendar: Calendar, start: datetime, seconds: float) -> datetime:
    """The earliest instant (UTC) at which `seconds` of working time since `start` are used up.

    Zero seconds give `start` itself, also outside working hours. Raises NaiveMomentError,
    ValueError for negative seconds, and NoOpenTimeError when the answer would lie more than ten
    years beyond start + seconds.
    """
    at = start if start.tzinfo is UTC else utc(start)
    try:
        wanted = _span(seconds)
    except OverflowError:
        raise NoOpenTimeError(
            f"{seconds} s of working time are more than any calendar has"
        ) from None
    if wanted <= _NONE:
        return _nothing_wanted(at, wanted)
    table = timetable(calendar, at.year)
    goal = wanted + _so_far(table, at)
    if goal > table.total:
        return _in_later_year(calendar, at, wanted)
    return table.zeros[bisect_left(table.totals, goal)] + goal


def elapsed(calendar: Calendar, a: datetime, b: datetime) -> float:
    """The working seconds from a to b; negative when b is before a."""
    return worked(calendar, a, b).total_seconds()


def worked(calendar: Calendar, a: datetime, b: datetime) -> timedelta:
    """`elapsed` without the rounding that a float may bring."""
    first = a if a.tzinfo is UTC else utc(a)
    last = b if b.tzinfo is UTC else utc(b)
    year, until = first.year, last.year
    table = timetable(calendar, year)
    if year == until:
        return _so_far(table, last) - _so_far(table, first)
    if last < first:
        return -worked(calendar, last, first)
    gained = table.total - _so_far(table, first)
    for between in range(year + 1, until):
        gained += timetable(calendar, between).total
    return gained + _so_far(timetable(calendar, until), last)


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """The earliest open instant (UTC) at or after `at`; NoOpenTimeError after ten years without."""
    at = utc(at)
    for opens, _ in stretches(calendar, at, _horizon(at, _NONE)):
        return opens
    raise NoOpenTimeError(f"calendar {calendar.name} has no open time in the ten years from {at}")


def stretches(calendar: Calendar, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches within [a, b), in order, each as long as it lasts."""
    kept: tuple[datetime, datetime] | None = None
    for opens, closes in _by_year(calendar, a, b):
        if kept and kept[1] == opens:  # open through the turn of the year
            opens = kept[0]
        elif kept:
            yield kept
        kept = (opens, closes)
    if kept:
        yield kept


def _by_year(calendar: Calendar, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime]]:
    for year in range(a.year, b.year + 1):
        table = timetable(calendar, year)
        for i in range(bisect_right(table.closes, a), bisect_left(table.opens, b)):
            yield max(table.opens[i], a), min(table.closes[i], b)


@lru_cache(maxsize=4096)
def _span(seconds: float) -> timedelta:
    """Remembered, since a contract has few targets and making a timedelta takes a third of the
    time of `add`. A product is as exact as timedelta(seconds=seconds)."""
    return _SECOND * seconds


def _so_far(table: Timetable, at: datetime) -> timedelta:
    """The working time of the table's year before `at`."""
    i = bisect_right(table.opens, at) - 1
    if i < 0:
        return _NONE
    closes = table.closes[i]
    return (at if at < closes else closes) - table.zeros[i]


def _in_later_year(calendar: Calendar, at: datetime, wanted: timedelta) -> datetime:
    goal = wanted + _so_far(timetable(calendar, at.year), at)
    for year in range(at.year, _horizon(at, wanted).year + 1):
        table = timetable(calendar, year)
        if goal <= table.total:
            return table.zeros[bisect_left(table.totals, goal)] + goal
        goal -= table.total
    raise NoOpenTimeError(
        f"calendar {calendar.name} has not {wanted} of open time in the ten years beyond {at}"
    )


def _horizon(at: datetime, wanted: timedelta) -> datetime:
    end = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
    return at + wanted + HORIZON if wanted + HORIZON < end - at else end


def _nothing_wanted(at: datetime, wanted: timedelta) -> datetime:
    if wanted < _NONE:
        raise ValueError(f"working time to add is negative: {wanted.total_seconds()} s")
    return at
