"""What is the answer to one public conformance case?"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from levee.contract import calendars
from levee.desk.clocks import reached, used
from levee.model.calendar import Calendar
from levee.model.clock import Pause
from levee.model.moment import utc
from levee.model.problem import Problem

_KEYS = ("id", "calendar", "start", "target_s", "end", "pauses")

type Answer = dict[str, object]


def answer(case: object, named: Mapping[str, Calendar] | None = None) -> Answer:
    """`due` (with the offset of the calendar's zone; null while a pause without end runs) and, when
    the case has an `end`, `elapsed_s`: the working seconds from start to end outside of pauses.

    `calendar` is written out or the name of one in `named`. A bad case gets an `error` that names
    every problem, and raises nothing.
    """
    if not isinstance(case, Mapping):
        return {"id": None, "error": "a case is a mapping"}
    key, problems = case.get("id"), _unknown(case)
    calendar = _calendar(case.get("calendar"), named or {}, problems)
    start = _moment(case.get("start"), "start", problems)
    target = _target(case.get("target_s"), problems)
    end = _moment(case.get("end"), "end", problems)
    pauses = _pauses(case.get("pauses"), problems)
    if start and end and end < start:
        problems.append(Problem("end", "lies before start"))
    if problems or calendar is None or start is None:
        return {"id": key, "error": "; ".join(map(str, problems))}
    try:
        return {"id": key} | _answered(calendar, start, target, end, pauses)
    except OverflowError:
        return {"id": key, "error": "target_s: more than any calendar has"}
    except ValueError as error:
        return {"id": key, "error": str(error)}


def local(calendar: Calendar, moment: datetime | None) -> str | None:
    """ISO 8601 with the offset that the calendar's zone then has."""
    return None if moment is None else moment.astimezone(ZoneInfo(calendar.zone)).isoformat()


def instant(text: object, where: str) -> datetime | Problem:
    """An ISO 8601 instant with its UTC offset, in UTC."""
    try:
        return utc(datetime.fromisoformat(text if isinstance(text, str) else ""))
    except OverflowError:
        return Problem(where, f"{text!r} lies outside the years 1-9999")
    except ValueError as error:
        naive = isinstance(text, str) and "no UTC offset" in str(error)
        return Problem(where, str(error) if naive else f"{text!r} is not an ISO 8601 instant")


def _answered(
    calendar: Calendar,
    start: datetime,
    target: float,
    end: datetime | None,
    pauses: tuple[Pause, ...],
) -> Answer:
    due = reached(calendar, start, timedelta(seconds=target), pauses)
    answered: Answer = {"due": local(calendar, due)}
    if end is not None:
        answered["elapsed_s"] = plain(used(calendar, start, pauses, end))
    return answered


def plain(seconds: float) -> float:
    """Whole seconds without a decimal point."""
    return int(seconds) if seconds.is_integer() else seconds


def _unknown(case: Mapping[object, object]) -> list[Problem]:
    return [Problem(str(key), "unknown key") for key in case if key not in _KEYS] + [
        Problem(key, "missing") for key in _KEYS[:4] if case.get(key) is None
    ]


def _calendar(
    data: object, named: Mapping[str, Calendar], problems: list[Problem]
) -> Calendar | None:
    if data is None:
        return None
    if isinstance(data, str):
        if data not in named:
            problems.append(Problem("calendar", f"there is no calendar {data!r}"))
        return named.get(data)
    found = calendars.parse("calendar", data)
    if isinstance(found, Calendar):
        return found
    problems += [Problem(f"calendar.{p.where}", p.what) for p in found]
    return None


def _moment(data: object, where: str, problems: list[Problem]) -> datetime | None:
    if data is None:
        return None
    found = instant(data, where)
    if isinstance(found, Problem):
        problems.append(found)
        return None
    return found


def _target(data: object, problems: list[Problem]) -> float:
    if data is None:
        return 0.0
    number = isinstance(data, int | float) and not isinstance(data, bool)
    if number and 0 <= cast(float, data) < float("inf"):
        return cast(float, data)
    problems.append(Problem("target_s", f"{data!r} is not a number of seconds from 0 up"))
    return 0.0


def _pauses(data: object, problems: list[Problem]) -> tuple[Pause, ...]:
    if data is None:
        return ()
    if not isinstance(data, list | tuple):
        problems.append(Problem("pauses", "not a list of [start, end]"))
        return ()
    read = [_pause(pair, f"pauses[{i}]", problems) for i, pair in enumerate(data)]
    return tuple(pause for pause in read if pause)


def _pause(data: object, where: str, problems: list[Problem]) -> Pause | None:
    if not isinstance(data, Sequence) or isinstance(data, str) or len(data) != 2:
        problems.append(Problem(where, "not a pair [start, end]"))
        return None
    ends = [
        None if x is None else _moment(x, f"{where}[{i}]", problems) for i, x in enumerate(data)
    ]
    if ends[0] is None:
        if data[0] is None:
            problems.append(Problem(f"{where}[0]", "missing"))
        return None
    if ends[1] is not None and ends[1] < ends[0]:
        problems.append(Problem(where, "ends before it starts"))
        return None
    return Pause(start=ends[0], end=ends[1])
