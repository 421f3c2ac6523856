"""What does a calendar read in an invitation, so that a moved session moves there, too?"""

from collections.abc import Mapping
from datetime import datetime
from email.message import MIMEPart
from typing import Any

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

_UNREPLIED = "NEEDS-ACTION"


def calendar(asked: Mapping[str, Any], to: str) -> bytes:
    """RFC 5546: REQUEST or CANCEL, the same UID through every move, a SEQUENCE that grows. Whoever
    gets it stands among those invited; of the others at the customer's nobody is named."""
    file = Calendar()
    file.add("prodid", "-//Levee//levee//EN")
    file.add("version", "2.0")
    file.add("method", asked["method"])
    file.add_component(_event(asked, to))
    return bytes(file.to_ical())


def part(asked: Mapping[str, Any], to: str) -> MIMEPart:
    """The part of a mail that mail programs offer to accept."""
    made = MIMEPart()
    made.set_content(
        calendar(asked, to).decode(),
        subtype="calendar",
        params={"method": asked["method"]},
        disposition="attachment",
        filename="session.ics",
    )
    return made


def _event(asked: Mapping[str, Any], to: str) -> Event:
    event = Event()
    cancelled = asked["method"] == "CANCEL"
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    event.add("uid", f"{asked['uid']}@{host}")
    event.add("sequence", asked["sequence"])
    event.add("dtstamp", datetime.fromisoformat(asked["stamp"]))
    event.add("dtstart", datetime.fromisoformat(asked["start"]))
    event.add("dtend", datetime.fromisoformat(asked["end"]))
    event.add("summary", asked["summary"])
    event.add("location", asked["link"])
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _address(settings.DEFAULT_FROM_EMAIL, settings.DEFAULT_FROM_EMAIL))
    names = {p["mail"]: p["name"] for p in asked["people"]}
    for mail in dict.fromkeys((*names, to)):
        event.add("attendee", _address(mail, names.get(mail, mail), _UNREPLIED))
    return event


def _address(mail: str, name: str, answer: str = "") -> vCalAddress:
    made = vCalAddress(f"mailto:{mail}")
    made.params["CN"] = vText(name)
    if answer:
        made.params["PARTSTAT"], made.params["RSVP"] = vText(answer), vText("TRUE")
    return made
