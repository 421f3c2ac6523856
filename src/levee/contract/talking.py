"""Whom do we tell what, who leads an incident, and when is a remote session?

Each section may be missing: a contract that was adopted before it existed still loads.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from levee.contract.durations import DurationText, seconds
from levee.contract.section import Section
from levee.model.address import address

_WEB = re.compile(r"https?://[\w.\[\]:-]+(?:/[^\s\x00-\x1f]*)?", re.ASCII)


def _web_address(text: str) -> str:
    if text and not _WEB.fullmatch(text):
        raise ValueError(f"{text!r} is no address such as https://automation.example/hook")
    return text


def _positive(text: str) -> str:
    if seconds(text) <= 0:
        raise ValueError(f"{text!r} is no time at all")
    return text


def _link(text: str) -> str:
    if "{code}" not in text:
        raise ValueError("a link holds {code}, so that nobody can guess it")
    try:
        text.format(ticket="T-1001", number=1, code="x")
    except (KeyError, IndexError, ValueError):
        raise ValueError("a link may name {ticket}, {number} and {code} only") from None
    return text


class Contact(Section):
    """A person at a partner who may be written to."""

    name: str
    mail: Annotated[str, AfterValidator(address)]


class Partner(Section):
    contacts: list[Contact]


class IncidentReviews(Section):
    """Which reviews have to be signed before automation runs again, and by whom."""

    role: str
    always: Annotated[list[str], Field(min_length=1)]
    after_update: list[str] = []


class IncidentRules(Section):
    """What an incident is: for which severities, led by whom, and what it holds up."""

    severities: list[Annotated[int, Field(ge=1, le=4)]]
    roles: Annotated[dict[str, str], Field(min_length=1)]  #: role in the incident -> role
    pause_duty: str
    webhook: Annotated[str, AfterValidator(_web_address)] = ""
    reviews: IncidentReviews
    postmortem_to: list[str] = []


class SessionRules(Section):
    """A remote session: how long, how soon, in whose hours, with whom and where."""

    clock: str  #: its target is how soon the session takes place
    length: Annotated[DurationText, AfterValidator(_positive)]
    notice: DurationText
    grid: Annotated[DurationText, AfterValidator(_positive)]
    calendar: str
    roles: Annotated[list[str], Field(min_length=1)]
    link: Annotated[str, AfterValidator(_link)]


class Playbook(Section):
    """What people go through, step by step, at three moments."""

    when_reported: list[str] = []
    before_outside_support: list[str] = []
    after_recovery: list[str] = []
