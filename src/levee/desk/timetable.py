"""From when to when is a calendar open, as instants?"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from levee.desk.offsets import EPOCH, Span, spans
from levee.model.calendar import Calendar

FIRST_YEAR, LAST_YEAR = 1900, 2999

type Stretch = tuple[int, int]
_EPOCH_DAY = EPOCH.toordinal()


class BeyondHorizonError(ValueError):
    """An instant outside the years that calendars can speak about."""


class Timetable(NamedTuple):
    """The open stretches of one UTC year, disjoint and in order, with running totals.

    `opens[i]`..`closes[i]` is stretch i; `totals[i]` the working time of the year at `closes[i]`;
    `zeros[i]` the instant from which stretch i would have counted all of that without a break, so
    that within stretch i: working time = instant - zeros[i].
    """

    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    zeros: tuple[datetime, ...]
    totals: tuple[timedelta, ...]
    total: timedelta


@lru_cache(maxsize=256)
def timetable(calendar: Calendar, year: int) -> Timetable:
    """The timetable of one UTC year (1900-2999, else BeyondHorizonError).

    An instant is open exactly when the wall clock of the zone then shows a time inside a window.
    So a wall time that a clock change skips is never open, one that it repeats is open twice, and
    windows that tile a day tile it with 23 or 25 hours, too.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BeyondHorizonError(f"year {year} is outside {FIRST_YEAR}-{LAST_YEAR}")
    walls = list(_joined(_walls(calendar, year)))
    return _totalled(_joined(_instants(walls, spans(calendar.zone, year))))


def day_closes(calendar: Calendar, day: date) -> datetime | None:
    """When the last window that starts on this day closes (UTC); None when none ever opens."""
    walls = list(_of_day(calendar, day.toordinal()))
    years = sorted({(day + timedelta(days=n)).year for n in (-2, 0, 3)})
    near = tuple(span for year in years for span in spans(calendar.zone, year))
    return max((_moment(end) for _, end in _instants(walls, near)), default=None)


def _walls(calendar: Calendar, year: int) -> Iterator[Stretch]:
    """Wall-clock seconds; three days more each side cover any offset and window over midnight."""
    first, last = date(year, 1, 1).toordinal() - 3, date(year + 1, 1, 1).toordinal() + 3
    for ordinal in range(first, last):
        yield from _of_day(calendar, ordinal)


def _of_day(calendar: Calendar, ordinal: int) -> Iterator[Stretch]:
    midnight = (ordinal - _EPOCH_DAY) * 86_400
    for window in sorted(calendar.windows_on(date.fromordinal(ordinal))):
        yield midnight + window.start * 60, midnight + window.until * 60


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Touching and overlapping stretches as one; they come ordered by their start."""
    kept: Stretch | None = None
    for start, end in stretches:
        if kept is None:
            kept = (start, end)
        elif start <= kept[1]:
            kept = (kept[0], max(kept[1], end))
        else:
            yield kept
            kept = (start, end)
    if kept is not None:
        yield kept


def _instants(walls: list[Stretch], year: tuple[Span, ...]) -> Iterator[Stretch]:
    for span in year:
        for start, end in walls:
            opens, closes = max(start - span.offset, span.start), min(end - span.offset, span.end)
            if opens < closes:
                yield opens, closes


def _totalled(stretches: Iterable[Stretch]) -> Timetable:
    pairs = [(_moment(start), _moment(end)) for start, end in stretches]
    totals = tuple(accumulate((end - start for start, end in pairs)))
    return Timetable(
        opens=tuple(start for start, _ in pairs),
        closes=tuple(end for _, end in pairs),
        zeros=tuple(end - total for (_, end), total in zip(pairs, totals, strict=True)),
        totals=totals,
        total=totals[-1] if totals else timedelta(),
    )


def _moment(at: int) -> datetime:
    return EPOCH + timedelta(seconds=at)
