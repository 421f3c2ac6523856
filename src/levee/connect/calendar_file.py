"""What does a calendar file (iCalendar) look like that other programs take in?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``uid`` is the same for the same thing each time. Without an end it lasts no time; a date is
    the whole day."""

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | None = None
    says: str = ""


def written(rows: Iterable[Row], title: str, now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Levee//rollout//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for row in rows:
        event = Event()
        event.add("uid", row.uid)
        event.add("dtstamp", now)
        event.add("dtstart", row.starts)
        if row.ends is not None:
            event.add("dtend", row.ends)
        event.add("summary", row.summary)
        if row.says:
            event.add("description", row.says)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
