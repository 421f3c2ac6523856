"""How much working time does a target allow?"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from levee.desk.hours import HORIZON, NoOpenTimeError, next_open, worked
from levee.desk.timetable import day_closes
from levee.model.calendar import Calendar
from levee.model.clock import Target, TargetKind
from levee.model.moment import utc


def asked(calendar: Calendar, started: datetime, target: Target) -> timedelta:
    """The working time that the target allows when nothing pauses. Work that comes in outside
    hours starts its day with the next opening, so Saturday's `1 working day` ends on Tuesday."""
    if target.kind is TargetKind.DURATION:
        return timedelta(seconds=target.seconds or 0)
    started = utc(started)
    return worked(calendar, started, _day_closes(calendar, started, target.days or 0))


def _day_closes(calendar: Calendar, started: datetime, days: int) -> datetime:
    first = _working_day(calendar, next_open(calendar, started)).toordinal()
    for ordinal in range(first, first + HORIZON.days + days):
        closes = day_closes(calendar, date.fromordinal(ordinal))
        if closes is None:
            continue
        if days == 0:
            return closes
        days -= 1
    raise NoOpenTimeError(f"calendar {calendar.name} has not enough working days after {started}")


def _working_day(calendar: Calendar, opens: datetime) -> date:
    """The day whose window is open: yesterday when only its window over midnight is."""
    wall = opens.astimezone(ZoneInfo(calendar.zone))
    minute, today = wall.hour * 60 + wall.minute, wall.date()
    own = any(w.start <= minute < w.until for w in calendar.windows_on(today))
    return today if own else today - timedelta(days=1)
