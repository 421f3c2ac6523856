"""May this ticket be retried or changed yet, or would that destroy what was seen?

Evidence before retries: what failed, when and where has to be sealed before anything runs again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from levee.contract import rosters
from levee.contract.schema import ContractFile
from levee.model.event import Event, EventKind
from levee.model.ticket import Ticket, subject


class Part(StrEnum):
    ERROR_REPORT = "error_report"  #: what the reporter saw: the description, a log or a message
    TIMESTAMP = "reported_at"  #: the exact moment at which it was seen
    SCREEN = "affected_screen"  #: the page or call on which it was seen


_WORDS = {
    Part.ERROR_REPORT: "the error report",
    Part.TIMESTAMP: "the exact timestamp",
    Part.SCREEN: "the affected screen",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Evidence that somebody brings: ``fields`` are redacted, ``sealed`` is the original's id."""

    by: str
    sealed: str
    fields: Mapping[str, Any]
    now: datetime


def missing(ticket: Ticket) -> tuple[Part, ...]:
    """The parts that are not sealed yet, in the order in which they are asked for."""
    return tuple(part for part in Part if not _sealed(ticket, part))


def _sealed(ticket: Ticket, part: Part) -> bool:
    if part in ticket.sealed_parts:
        return True
    if not ticket.sealed:
        return False
    if part is Part.ERROR_REPORT:
        return bool(ticket.text("description") or ticket.submission.get("attachments"))
    return bool(ticket.text(part))


def refusal(ticket: Ticket) -> str:
    """Why nothing may be run again or changed on this ticket yet; empty when it may."""
    lacking = missing(ticket)
    if not lacking:
        return ""
    named = ", ".join(_WORDS[part] for part in lacking)
    return (
        f"evidence comes before retries: {named} of {ticket.id} must be sealed first "
        f"(`levee ticket evidence {ticket.id}`)"
    )


def sealed(ticket: Ticket, brought: Brought) -> Event:
    """The fact that these parts are sealed now; the same bytes twice are one fact."""
    parts = [part.value for part in Part if part.value in brought.fields]
    return Event(
        subject=subject(ticket.id),
        kind=EventKind.EVIDENCE_SEALED,
        at=brought.now,
        actor=brought.by,
        reason=f"sealed: {', '.join(_WORDS[Part(part)] for part in parts)}",
        key=f"evidence:{brought.sealed}",
        data={
            "parts": parts,
            "sealed": brought.sealed,
            "submission": {k: v for k, v in brought.fields.items() if k != Part.ERROR_REPORT},
        },
    )


def may_open(person: str, file: ContractFile) -> str:
    """Why this person may not read a sealed original; empty when one of their roles allows it."""
    allowed = file.redaction.open_sealed
    if any(person in rosters.in_turn(role, file) for role in allowed):
        return ""
    titles = ", ".join(file.roles[role].title or role for role in allowed)
    return f"{person} may not open sealed originals; {titles} may"


def opened(ticket: Ticket, sealed_id: str, person: str, reason: str, now: datetime) -> Event:
    """Each opening is a fact of its own, written before anything is shown."""
    return Event(
        subject=subject(ticket.id),
        kind=EventKind.SEALED_OPENED,
        at=now,
        actor=person,
        reason=reason,
        key=f"sealed_opened:{sealed_id}:{person}:{now.isoformat()}",
        data={"sealed": sealed_id},
    )
