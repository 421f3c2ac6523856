"""What does the customer read? Subject and text of each message, markdown that is also plain."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from levee.contract.schema import ContractFile
from levee.model.event import Channel, Consequence
from levee.model.session import Session
from levee.model.ticket import Ticket
from levee.model.update import Update


def update(ticket: Ticket, sent: Update, file: ContractFile) -> tuple[str, str]:
    """(subject, text). Each part stands under its name, so that none can be overlooked."""
    evidence = "\n".join(f"- {piece}" for piece in sent.evidence)
    when = _utc(sent.next_update) if sent.next_update else ""
    text = (
        f"**Impact**\n\n{sent.impact}\n\n**Workaround**\n\n{sent.workaround}\n\n"
        f"**Owner**\n\n{name(sent.owner, file)}\n\n**Next update by**\n\n{when}\n\n"
        f"**Evidence**\n\n{evidence}\n"
    )
    return about(ticket, f"update {sent.number}"), text


def invitation(ticket: Ticket, session: Session, file: ContractFile) -> tuple[str, str]:
    zones = dict.fromkeys(file.people[p].zone for p in session.people)
    local = ", ".join(_local(session.start, zone) for zone in zones)
    people = ", ".join(file.people[p].name for p in session.people)
    text = (
        f"The lab could not see the failure of {ticket.id}, so we look at it together.\n\n"
        f"**When**\n\n{_utc(session.start)} to {_utc(session.end)} ({local})\n\n"
        f"**Where**\n\n{session.link}\n\n**With**\n\n{people}\n"
    )
    return about(ticket, "remote session"), text


def cancellation(ticket: Ticket, session: Session, why: str) -> tuple[str, str]:
    text = f"The remote session of {_utc(session.start)} does not take place: {why}\n"
    return about(ticket, "remote session cancelled"), text


def about(ticket: Ticket, what: str) -> str:
    return f"[{ticket.id}] {what}"


def to_customer(
    ticket: Ticket, mails: Iterable[str], said: tuple[str, str], key: str, **more: Any
) -> list[Consequence]:
    """One message for each address: nobody sees who else is told."""
    return [_letter(ticket, mail, said, key, {"html": True, **more}) for mail in mails]


def to_people(
    ticket: Ticket, people: Iterable[str], said: tuple[str, str], key: str, file: ContractFile,
    **more: Any,
) -> list[Consequence]:  # fmt: skip
    mails = dict.fromkeys(file.people[p].mail for p in people)
    return [_letter(ticket, mail, said, key, more) for mail in mails]


def _letter(
    ticket: Ticket, mail: str, said: tuple[str, str], key: str, more: dict[str, Any]
) -> Consequence:
    subject, text = said
    payload = {"to": mail, "subject": subject, "text": text, "ticket": ticket.id, **more}
    whom = sha256(mail.encode()).hexdigest()[:12]
    return Consequence(channel=Channel.MAIL, key=f"{ticket.id}:{key}:{whom}", payload=payload)


def name(owner: str, file: ContractFile) -> str:
    if owner in file.people:
        return file.people[owner].name
    return file.roles[owner].title or owner if owner in file.roles else owner


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _local(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)).strftime('%H:%M')} {zone}"
