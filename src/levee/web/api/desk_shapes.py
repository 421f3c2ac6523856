"""What do answers about intake, talk and explanations look like?"""

from datetime import datetime
from typing import Any

from levee.web.api.problems import Fault
from levee.web.api.shapes import Open, Stack


class StackRead(Stack):
    """``problems`` is what could not be read."""

    problems: list[Fault]


class Mailed(Open):
    """``became`` is ticket, reply, aside (a machine wrote it) or unread (nobody can tell)."""

    became: str
    ticket: str
    sealed: str
    why: str
    again: bool
    problems: list[Fault]


class KeptMail(Open):
    """``fate`` is waiting, ticket, heard or dismissed; ``ticket``, by and reason tell of it."""

    sealed: str
    at: datetime
    subject: str
    why: str
    fate: str
    ticket: str
    by: str
    reason: str


class DecidedMail(KeptMail):
    """``again``: this very thing was decided before."""

    again: bool


class ShownMail(KeptMail):
    """``text``, ``attachments`` and ``marks`` where it can be read as a mail at all."""

    readable: bool


class Explained(Open):
    """The facts, and the words that lead from one to the next."""

    words: list[str]


class Updates(Open):
    ticket: str
    updates: list[dict[str, Any]]


class Contacts(Open):
    ticket: str
    recipients: list[str]


class Sessions(Open):
    ticket: str
    sessions: list[dict[str, Any]]


class Incident(Open):
    """``automation`` is running or paused; ``missing`` are the reviews that are not signed."""

    ticket: str
    opened_at: datetime
    roles: dict[str, str]
    automation: str
    paused_at: datetime | None
    paused_by: str
    reviews: list[dict[str, Any]]
    missing: list[str]


class Postmortem(Open):
    """``unwritten``: how many places wait for a person."""

    ticket: str
    text: str
    sha256: str
    unwritten: int


class Told(Open):
    """The addresses that get it, and the people of ours."""

    ticket: str
    told: list[str]
    staff: list[str]
    again: bool


class Playbook(Open):
    contract: str
    playbook: str
