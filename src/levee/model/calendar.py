"""When do people work, as the wall clock of their zone shows it?"""

import zlib
from dataclasses import dataclass, field
from datetime import date

DAY = 1440  # minutes


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Window:
    """Minutes of the day, [start, end). An end at or before the start is on the next day, so
    start == end is 24 hours; 24:00 is 1440. The window belongs to the day it starts on."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and 0 <= self.end <= DAY):
            raise ValueError(f"window {self.start}-{self.end} is outside 0-{DAY} minutes")

    @property
    def until(self) -> int:
        """The end in minutes since the start day's midnight: above 1440 when over midnight."""
        return self.end if self.end > self.start else self.end + DAY


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Holiday:
    day: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`weekly` has seven entries, Monday first. Equal calendars have equal hashes in every
    process, and the hash is computed once, since each calculation looks its calendar up."""

    name: str
    zone: str
    weekly: tuple[tuple[Window, ...], ...]
    holidays: tuple[Holiday, ...] = ()
    overrides: tuple[tuple[date, tuple[Window, ...]], ...] = ()
    _closed: frozenset[date] = field(init=False, repr=False, compare=False)
    _replaced: dict[date, tuple[Window, ...]] = field(init=False, repr=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError(f"a week has 7 days, not {len(self.weekly)}")
        object.__setattr__(self, "_closed", frozenset(h.day for h in self.holidays))
        object.__setattr__(self, "_replaced", dict(self.overrides))
        # crc32 and not hash(): text hashes differ between processes, and calendars are pickled.
        object.__setattr__(self, "_hash", zlib.crc32(repr(self).encode()))

    def __hash__(self) -> int:
        return self._hash

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """The windows that start on this day. An override replaces them, also on a holiday; a
        holiday removes them. A window of the day before still runs into this day."""
        if day in self._replaced:
            return self._replaced[day]
        return () if day in self._closed else self.weekly[day.weekday()]
