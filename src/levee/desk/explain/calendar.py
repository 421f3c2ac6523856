"""When is this calendar open, and which holidays close it?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from levee.contract.calendars import WEEKDAYS, holidays_listed
from levee.contract.load import Contract
from levee.desk.explain.explained import Explained
from levee.model.calendar import Calendar, Holiday, Window

_AHEAD = timedelta(days=400)


def calendar(name: str, contract: Contract, now: datetime) -> Explained:
    """Every holiday of the next 400 days by date and name, wherever it came from."""
    found, written = contract.calendars[name], contract.file.calendars[name]
    today = now.astimezone(ZoneInfo(found.zone)).date()
    ahead = [h for h in holidays_listed(found) if today <= h.day <= today + _AHEAD]
    facts = {
        "calendar": name,
        "zone": found.zone,
        "weekly": {
            day: [shown(w) for w in windows]
            for day, windows in zip(WEEKDAYS, found.weekly, strict=True)
        },
        "region": written.get("holiday_region"),
        "holidays": [{"day": h.day.isoformat(), "name": h.name} for h in ahead],
        "switched_off": [str(day) for day in written.get("holidays_not", [])],
        "overrides": {d.isoformat(): [shown(w) for w in ws] for d, ws in found.overrides},
    }
    return Explained(facts=facts, words=tuple(_words(found, ahead, facts)))


def shown(window: Window) -> str:
    return f"{_clock(window.start)}-{_clock(window.end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _words(found: Calendar, ahead: list[Holiday], facts: dict[str, Any]) -> Iterator[str]:
    yield f"{found.name}, as the clocks of {found.zone} show it"
    for day, windows in facts["weekly"].items():
        yield f"{day}: {', '.join(windows) or 'closed'}"
    for holiday in ahead:
        yield f"holiday {holiday.day} {holiday.name}".rstrip()
    if facts["region"] and ahead:
        yield "a holiday is switched off by its date under holidays_not"
    for day in facts["switched_off"]:
        yield f"open on {day}: that holiday is switched off"
    for day, windows in facts["overrides"].items():
        yield f"{day}: {', '.join(windows) or 'closed'}, as an override"
