"""Which UTC offset does a zone have, from when to when?"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400


class Span(NamedTuple):
    """Epoch seconds [start, end) during which the wall clock shows UTC + offset seconds."""

    start: int
    end: int
    offset: int


def seconds(moment: datetime) -> int:
    """Whole epoch seconds of an aware instant."""
    return (moment - EPOCH) // timedelta(seconds=1)


@lru_cache(maxsize=1024)
def spans(zone: str, year: int) -> tuple[Span, ...]:
    """The spans of one UTC year, in order, without gap. Two changes within one UTC day are seen
    unless the second takes the first back, which no zone has done."""
    tz = ZoneInfo(zone)
    first, last = (seconds(datetime(y, 1, 1, tzinfo=UTC)) for y in (year, year + 1))
    found, begun = [], first
    for change in _changes(tz, first, last):
        found.append(Span(begun, change, _offset(tz, begun)))
        begun = change
    return (*found, Span(begun, last, _offset(tz, begun)))


def _changes(tz: ZoneInfo, first: int, last: int) -> list[int]:
    changes: list[int] = []
    at = first
    while at < last:
        ahead = min(at + _DAY, last - 1)
        if ahead == at:
            break
        if _offset(tz, at) != _offset(tz, ahead):
            ahead = _first_change(tz, at, ahead)
            changes.append(ahead)
        at = ahead
    return changes


def _first_change(tz: ZoneInfo, same: int, other: int) -> int:
    before = _offset(tz, same)
    while other - same > 1:
        middle = (same + other) // 2
        if _offset(tz, middle) == before:
            same = middle
        else:
            other = middle
    return other


def _offset(tz: ZoneInfo, at: int) -> int:
    shown = (EPOCH + timedelta(seconds=at)).astimezone(tz).utcoffset()
    return 0 if shown is None else round(shown.total_seconds())
