"""Which calendar does this part of the contract describe, or what is wrong with it?

A window belongs to the day it starts on. So a holiday removes the windows that start on it, while
one that began the evening before still runs into it; an override replaces the windows of its date,
also on a holiday, and `[]` closes the date.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from levee.contract.regions import region_holidays
from levee.model.calendar import DAY, Calendar, Holiday, Window
from levee.model.problem import Problem

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEYS = ("zone", "weekly", "holidays", "overrides", "holiday_region", "holidays_not")
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_HORIZON = 3653  # days

type Day = tuple[Window, ...]


def parse(name: str, data: object, since: date | None = None) -> Calendar | tuple[Problem, ...]:
    """The calendar, or every problem with its path (`weekly.mon[0]`).

    With `since`, a calendar without an open day in the ten years from that date is a problem, too;
    without it, only one that never opens at all.
    """
    if not isinstance(data, Mapping):
        return (Problem(name, "a calendar is a mapping with zone and weekly"),)
    problems = [Problem(str(key), "unknown key") for key in data if key not in _KEYS]
    calendar = Calendar(
        name=name,
        zone=_zone(data, problems),
        weekly=_weekly(data.get("weekly"), problems),
        holidays=_holidays(data, problems),
        overrides=_overrides(data.get("overrides", {}), problems),
    )
    if not problems and not _opens(calendar, since):
        problems.append(Problem("weekly", "no open time at all"))
    return tuple(problems) or calendar


def holidays_listed(calendar: Calendar) -> tuple[Holiday, ...]:
    """Every holiday that closes this calendar, by date and name, wherever it came from. To switch
    one off, name its date under `holidays_not`."""
    return tuple(sorted(calendar.holidays))


def merged(windows: Sequence[Window]) -> Day:
    """Sorted, with touching and overlapping windows made one, up to 24 hours each."""
    kept: list[Window] = []
    for window in sorted(windows):
        last = kept[-1] if kept else None
        until = max(window.until, last.until) if last else 0
        if last and window.start <= last.until and until - last.start <= DAY:
            kept[-1] = Window(start=last.start, end=until if until <= DAY else until - DAY)
        else:
            kept.append(window)
    return tuple(kept)


def zone_known(zone: str) -> bool:
    """Is this an IANA zone? `localtime` is refused: it differs from machine to machine."""
    try:
        return bool(zone) and zone != "localtime" and bool(ZoneInfo(zone).key)
    except (KeyError, ValueError, OSError):
        return False


def _zone(data: Mapping[object, object], problems: list[Problem]) -> str:
    zone = data.get("zone")
    if isinstance(zone, str) and zone_known(zone):
        return zone
    what = "missing" if "zone" not in data else f"{zone!r} is not a time zone"
    problems.append(Problem("zone", what))
    return "UTC"


def _weekly(data: object, problems: list[Problem]) -> tuple[Day, ...]:
    if not isinstance(data, Mapping):
        what = "missing" if data is None else "not a mapping of weekdays to windows"
        problems.append(Problem("weekly", what))
        return ((),) * 7
    known = ", ".join(WEEKDAYS)
    problems += [Problem(f"weekly.{k}", f"not one of {known}") for k in data if k not in WEEKDAYS]
    return tuple(_windows(data.get(day, []), f"weekly.{day}", problems) for day in WEEKDAYS)


def _windows(data: object, where: str, problems: list[Problem]) -> Day:
    if not isinstance(data, list | tuple):
        problems.append(Problem(where, "not a list of windows"))
        return ()
    read = [_window(text, f"{where}[{i}]", problems) for i, text in enumerate(data)]
    return merged([window for window in read if window])


def _window(text: object, where: str, problems: list[Problem]) -> Window | None:
    found = _WINDOW.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        problems.append(Problem(where, f"{text!r} is not like 09:00-17:00"))
        return None
    hour, minute, to_hour, to_minute = map(int, found.groups())
    start, end = hour * 60 + minute, to_hour * 60 + to_minute
    if max(minute, to_minute) > 59 or start >= DAY or end > DAY:
        problems.append(Problem(where, f"{text!r} is outside 00:00-24:00"))
        return None
    return Window(start=start, end=end)


def _overrides(data: object, problems: list[Problem]) -> tuple[tuple[date, Day], ...]:
    if not isinstance(data, Mapping):
        problems.append(Problem("overrides", "not a mapping of dates to windows"))
        return ()
    found: dict[date, Day] = {}
    for key, windows in data.items():
        day = _date(key, f"overrides.{key}", problems)
        if day in found:
            problems.append(Problem(f"overrides.{key}", "this date is there twice"))
        if day:
            found[day] = _windows(windows, f"overrides.{key}", problems)
    return tuple(sorted(found.items()))


def _holidays(data: Mapping[object, object], problems: list[Problem]) -> tuple[Holiday, ...]:
    named = {h.day: h for h in region_holidays(data.get("holiday_region"), problems)}
    named |= {
        day: named.get(day, Holiday(day=day)) for day, _ in _dates(data, "holidays", problems)
    }
    for day, where in _dates(data, "holidays_not", problems):
        if named.pop(day, None) is None and not _region_failed(problems):
            problems.append(Problem(where, f"{day} is no holiday of this calendar"))
    return tuple(sorted(named.values()))


def _region_failed(problems: list[Problem]) -> bool:
    return any(problem.where.startswith("holiday_region") for problem in problems)


def _dates(
    data: Mapping[object, object], key: str, problems: list[Problem]
) -> Iterator[tuple[date, str]]:
    texts = data.get(key, [])
    if not isinstance(texts, list | tuple):
        problems.append(Problem(key, "not a list of dates"))
        return
    for i, text in enumerate(texts):
        if day := _date(text, f"{key}[{i}]", problems):
            yield day, f"{key}[{i}]"


def _date(text: object, where: str, problems: list[Problem]) -> date | None:
    if isinstance(text, date) and not isinstance(text, datetime):
        return text  # YAML reads unquoted dates by itself
    try:
        return date.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        problems.append(Problem(where, f"{text!r} is not a date like 2026-05-01"))
        return None


def _opens(calendar: Calendar, since: date | None) -> bool:
    if since is None:
        return any(calendar.weekly) or any(windows for _, windows in calendar.overrides)
    days = (since + timedelta(days=n) for n in range(_HORIZON))
    return any(calendar.windows_on(day) for day in days)
