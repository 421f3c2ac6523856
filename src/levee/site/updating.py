"""How does the customer hear from us: draft, second person, send? And whom may we write to?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from levee.connect.hypertext import sanitised
from levee.desk import letters, recipients, updates
from levee.desk.case import Case
from levee.flow.private import nameless
from levee.flow.ticking import wake_one
from levee.model.problem import NotNow
from levee.model.update import Update
from levee.model.update import updates as told
from levee.site import sending
from levee.site.cases import case
from levee.site.clean import words
from levee.site.hands import LeveeHands


def draft(
    hands: LeveeHands, ticket_id: str, parts: Mapping[str, Any], by: str, now: datetime
) -> dict[str, Any]:
    """Kept redacted; says what redaction changed and what is missing before it can go."""
    with hands.ledger.writing():
        known = case(hands, ticket_id, now)
        made = updates.draft(known, nameless(hands, known.ticket, parts), by)
        hands.ledger.append([made.event])
    return shown(hands, ticket_id, now) | {"redacted": list(made.changed)}


def preview(
    hands: LeveeHands, ticket_id: str, parts: Mapping[str, Any], by: str, now: datetime
) -> dict[str, Any]:
    """Exactly what would leave, what redaction takes out of it and what it still lacks; nothing
    is written."""
    known = case(hands, ticket_id, now)
    made = updates.draft(known, parts, by)
    one = updates.latest(replace(known, events=(*known.events, made.event)))
    return leaving(known, one) | {"redacted": list(made.changed)}


def leaving(known: Case, one: Update) -> dict[str, Any]:
    """What the customer reads of an update, and why it may not go yet."""
    about, text = letters.update(known.ticket, one, known.file)
    return {
        "number": one.number,
        "state": one.state.value,
        "writer": one.writer,
        "approver": one.approver,
        "to": list(known.customer),
        "subject": about,
        "text": text,
        "html": sanitised(text),
        "missing": _missing(known, one),
        "redacted": [],
    }


def approve(hands: LeveeHands, ticket_id: str, by: str, now: datetime) -> dict[str, Any]:
    with hands.ledger.writing():
        hands.ledger.append([updates.approve(case(hands, ticket_id, now), by)])
    return shown(hands, ticket_id, now)


def send(
    hands: LeveeHands, ticket_id: str, by: str, now: datetime, portal_only: bool = False
) -> dict[str, Any]:
    """The Event and one mail for each verified address, in one transaction; its clock starts anew.

    Where no address is verified it is refused, unless it is meant for the portal only.
    """
    with hands.ledger.writing():
        known = case(hands, ticket_id, now)
        mails = () if portal_only else known.customer
        event = updates.send(known, by, mails)
        if not mails and not portal_only:
            raise NotNow(f"nobody verified may be written to about {ticket_id}", _ADDRESS)
        sent = updates.latest(replace(known, events=(*known.events, event)))
        said = letters.update(known.ticket, sent, known.file)
        letter = letters.to_customer(known.ticket, mails, said, f"update:{sent.number}")
        hands.ledger.append([event], letter)
        wake_one(hands, ticket_id, now)
    return shown(hands, ticket_id, now) | {"told": list(mails), "mail": sending.way()}


_ADDRESS = ("levee contacts verify", "levee update send --portal-only")


def shown(hands: LeveeHands, ticket_id: str, now: datetime) -> dict[str, Any]:
    """Every update of a ticket; the latest with what it still lacks."""
    known = case(hands, ticket_id, now)
    found = told(known.events)
    return {
        "ticket": ticket_id,
        "updates": [_update(known, one) for one in found],
        "missing": _missing(known, found[-1]) if found and not found[-1].sent_at else [],
        "second_person": known.file.updates[known.ticket.severity].second_person,
        "recipients": list(known.customer),
    }


def _missing(known: Case, update: Update) -> list[dict[str, str]]:
    return [{"where": p.where, "what": p.what} for p in updates.missing(known, update)]


def _update(known: Case, update: Update) -> dict[str, Any]:
    return update.parts() | {
        "number": update.number,
        "state": update.state.value,
        "writer": update.writer,
        "approver": update.approver,
        "sender": update.sender,
        "drafted_at": update.drafted_at.isoformat(),
        "sent_at": update.sent_at.isoformat() if update.sent_at else None,
        "text": letters.update(known.ticket, update, known.file)[1],
    }


def contacts(hands: LeveeHands, ticket_id: str, now: datetime) -> dict[str, Any]:
    """Who may be written to about a ticket."""
    return {"ticket": ticket_id, "recipients": list(case(hands, ticket_id, now).customer)}


def verify_contact(
    hands: LeveeHands, ticket_id: str, mail: str, by: str, how: str, now: datetime
) -> dict[str, Any]:
    with hands.ledger.writing():
        known = case(hands, ticket_id, now)
        event = recipients.verified(known, mail, by, words(hands, known.ticket, how))
        hands.ledger.append([event])
    return contacts(hands, ticket_id, now)


def withdraw_contact(
    hands: LeveeHands, ticket_id: str, mail: str, by: str, now: datetime
) -> dict[str, Any]:
    with hands.ledger.writing():
        known = case(hands, ticket_id, now)
        hands.ledger.append([recipients.withdrawn(known, mail, by)])
    return contacts(hands, ticket_id, now)
