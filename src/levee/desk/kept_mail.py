"""What may a person do with a mail that was set aside, and what was done with it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from levee.contract.schema import ContractFile
from levee.desk import evidence
from levee.model.event import Event, EventKind
from levee.model.problem import NotNow, Problem, Rejected, Unknown


class Fate(StrEnum):
    WAITING = "waiting"  #: nobody has decided yet
    TICKET = "ticket"  #: a person made a ticket of it
    HEARD = "heard"  #: a person had it heard on a ticket
    DISMISSED = "dismissed"  #: a person said why nothing comes of it


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """One mail that became neither a ticket nor a reply; ``id`` is that of its sealed original."""

    id: str
    at: datetime
    why: str  #: why it was set aside
    subject: str  #: redacted
    fate: Fate = Fate.WAITING
    ticket: str = ""  #: what it became, or where it was heard
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """A person of ours decides; ``reason`` is redacted."""

    by: str
    reason: str
    now: datetime


def subject(mail_id: str) -> str:
    return f"mail:{mail_id}"


def fold(events: Sequence[Event]) -> KeptMail:
    """Unknown when these Events tell of no mail that was set aside."""
    first = next((e for e in events if e.kind is EventKind.MAIL_SET_ASIDE), None)
    if first is None:
        raise Unknown("no such mail was set aside; `levee mail unread` lists those that were")
    mail = first.subject.removeprefix("mail:")
    done = next((e for e in events if e.kind in SETTLED), None)
    kept = {"id": mail, "at": first.at, "why": first.reason, "subject": first.data["subject"]}
    if done is None:
        return KeptMail(**kept)
    fate, ticket = Fate(done.data["fate"]), done.data.get("ticket", "")
    return KeptMail(**kept, fate=fate, ticket=ticket, by=done.actor, reason=done.reason)


SETTLED = frozenset((EventKind.MAIL_TAKEN_UP, EventKind.MAIL_DISMISSED))


def is_done(kept: KeptMail, fate: Fate, ticket: str = "") -> bool:
    """Was this very thing decided before? NotNow when another one was."""
    if kept.fate is Fate.WAITING:
        return False
    if kept.fate is fate and ticket in ("", kept.ticket):
        return True
    became = f"{kept.fate.value} {kept.ticket}".strip()
    raise NotNow(f"{kept.id} is {became} already", ("levee mail show", "levee mail original"))


def check(deciding: Deciding, file: ContractFile) -> None:
    """Rejected with every problem: a stranger, or no reason."""
    problems = []
    if deciding.by not in file.people:
        problems.append(Problem("--by", f"{deciding.by!r} is none of {', '.join(file.people)}"))
    if not deciding.reason.strip():
        problems.append(Problem("--reason", "is missing; say why"))
    if problems:
        raise Rejected(tuple(problems))


def settled(kept: KeptMail, fate: Fate, deciding: Deciding, ticket: str = "") -> Event:
    """One key for every fate: of two people who decide at once, one does."""
    is_dismissed = fate is Fate.DISMISSED
    return Event(
        subject=subject(kept.id),
        kind=EventKind.MAIL_DISMISSED if is_dismissed else EventKind.MAIL_TAKEN_UP,
        at=deciding.now,
        actor=deciding.by,
        reason=deciding.reason,
        key="settled",
        data={"fate": fate.value, "ticket": ticket},
    )


def opened(kept: KeptMail, deciding: Deciding, file: ContractFile) -> Event:
    """Somebody reads the original; Rejected unless one of their roles may."""
    if why_not := evidence.may_open(deciding.by, file):
        raise Rejected((Problem("--by", why_not),))
    check(deciding, file)
    return Event(
        subject=subject(kept.id),
        kind=EventKind.SEALED_OPENED,
        at=deciding.now,
        actor=deciding.by,
        reason=deciding.reason,
        key=f"sealed_opened:{deciding.by}:{deciding.now.isoformat()}",
        data={"sealed": kept.id},
    )
