"""What a patient person with a wall clock would count, minute by minute: slow and plain."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from levee.model.calendar import Calendar, Holiday, Window

MINUTE = timedelta(minutes=1)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Havana",
    "America/Asuncion",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Antarctica/Troll",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def windows(*texts: str) -> tuple[Window, ...]:
    return tuple(
        Window(start=_minutes(start), end=_minutes(end))
        for start, end in (text.split("-") for text in texts)
    )


def week(zone: str = "UTC", holidays: tuple[str, ...] = (), **days: str) -> Calendar:
    """`week("UTC", mon_fri="09:00-17:00", sat="22:00-06:00")`; a day may hold several windows."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    weekly: list[tuple[Window, ...]] = [()] * 7
    for key, texts in days.items():
        first, _, last = key.partition("_")
        for i in range(names.index(first), names.index(last or first) + 1):
            weekly[i] = windows(*texts.split())
    closed = tuple(Holiday(day=date.fromisoformat(day)) for day in holidays)
    return Calendar(name="test", zone=zone, weekly=tuple(weekly), holidays=closed)


def always(zone: str = "UTC") -> Calendar:
    return week(zone, mon_sun="00:00-24:00")


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Does the wall clock show a time inside a window now?"""
    wall = moment.astimezone(ZoneInfo(calendar.zone))
    minute = wall.hour * 60 + wall.minute
    today = calendar.windows_on(wall.date())
    yesterday = calendar.windows_on(wall.date() - timedelta(days=1))
    return any(w.start <= minute < w.until for w in today) or any(
        w.start <= minute + 1440 < w.until for w in yesterday
    )


def counted(calendar: Calendar, a: datetime, b: datetime, step: timedelta = MINUTE) -> float:
    """Working seconds in [a, b), for instants on whole steps."""
    moment, total = a.astimezone(UTC), timedelta()
    while moment < b:
        total += step if is_open(calendar, moment) else timedelta()
        moment += step
    return total.total_seconds()


def used_up(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """The first whole minute at which so many open minutes have passed."""
    moment = start.astimezone(UTC)
    while minutes:
        minutes -= is_open(calendar, moment)
        moment += MINUTE
    return moment


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
