"""Does the postmortem reach partner and staff, once a person has written what only they know?"""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.desk import letters, roster
from levee.desk.case import Case
from levee.flow.ticking import wake_one
from levee.learn.postmortem import unwritten
from levee.model.event import Event, EventKind
from levee.model.problem import NotHeld, NotNow, Problem, Rejected
from levee.site import papers, sending
from levee.site.cases import case
from levee.site.clean import words
from levee.site.hands import LeveeHands

LIMIT = 500_000  #: bytes of one postmortem


def draft(hands: LeveeHands, data: Path, ticket_id: str, now: datetime) -> dict[str, Any]:
    """The file to be edited, and how many places wait for a person."""
    file = papers.postmortem(hands, data, ticket_id, now)
    return {"ticket": ticket_id, "file": str(file), "unwritten": unwritten(_read(file))}


def shown(hands: LeveeHands, data: Path, ticket_id: str) -> dict[str, Any]:
    """The text as it stands, by which name it is known, and how many places wait for a person."""
    text = _read(_file(data, ticket_id, hands))
    return {
        "ticket": ticket_id,
        "text": words(hands, hands.desk.ticket(ticket_id), text),
        "sha256": _sha256(text),
        "unwritten": unwritten(text),
    }


def edit(hands: LeveeHands, data: Path, ticket_id: str, text: str, seen: str) -> None:
    """Another text in its place, whole or not at all; NotHeld when another one was seen. What it
    holds of secrets and personal data is taken out before it is kept."""
    file = _file(data, ticket_id, hands)
    clean = words(hands, hands.desk.ticket(ticket_id), text)
    problems = [Problem("$.text", "is empty")] if not clean.strip() else []
    if len(clean.encode()) > LIMIT:
        problems.append(Problem("$.text", f"is longer than {LIMIT:,} bytes"))
    if problems:
        raise Rejected(tuple(problems))
    with hands.ledger.writing():  # two at once: the second is told
        if _sha256(_read(file)) != seen:
            raise NotHeld(f"the postmortem of {ticket_id} was changed meanwhile; read it again")
        beside = file.with_name(f".{file.name}.new")
        beside.write_text(clean, encoding="utf-8")
        beside.replace(file)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def send(
    hands: LeveeHands, data: Path, ticket_id: str, by: str, now: datetime, portal_only: bool = False
) -> dict[str, Any]:
    """As it stands in its file, redacted. Refused while a place waits for a person, and where
    nobody at the customer's is verified. The same text is sent once."""
    text = words(hands, hands.desk.ticket(ticket_id), _read(_file(data, ticket_id, hands)))
    with hands.ledger.writing():
        known = case(hands, ticket_id, now)
        _ready(known, text, by, portal_only)
        event = _sent(known, text, by)
        said = (letters.about(known.ticket, "postmortem"), text)
        staff = _staff(known)
        key = f"postmortem:{event.data['digest'][:16]}"
        mails = () if portal_only else known.customer
        new = hands.ledger.append(
            [event],
            [
                *letters.to_customer(known.ticket, mails, said, key),
                *letters.to_people(known.ticket, staff, said, key, known.file, html=True),
            ],
        )
        wake_one(hands, ticket_id, now)
    told = {"told": list(mails), "staff": list(staff), "mail": sending.way()}
    return {"ticket": ticket_id, "again": not new, **told}


def _ready(known: Case, text: str, by: str, portal_only: bool) -> None:
    problems = known.stranger(by)
    if waiting := unwritten(text):
        problems.append(Problem("postmortem", f"{waiting} places wait for a person to write them"))
    if problems:
        raise Rejected(tuple(problems))
    if not known.customer and not portal_only:
        what = f"nobody verified may be written to about {known.ticket.id}"
        raise NotNow(what, ("levee contacts verify", "levee postmortem send --portal-only"))


def _sent(known: Case, text: str, by: str) -> Event:
    digest = hashlib.sha256(text.encode()).hexdigest()
    why = "the postmortem went to partner and staff"
    return known.event(
        EventKind.POSTMORTEM_SENT, digest[:32], by, why, {"digest": digest, "text": text}
    )


def _staff(known: Case) -> tuple[str, ...]:
    rules = known.file.incident
    roles = rules.postmortem_to if rules else ()
    people = (roster.on_duty(role, known.file, known.now) for role in roles)
    return tuple(dict.fromkeys(people))


def _file(data: Path, ticket_id: str, hands: LeveeHands) -> Path:
    hands.desk.ticket(ticket_id)
    file = data / "postmortems" / f"{ticket_id}.md"
    if not file.exists():
        raise NotNow(f"{ticket_id} has no postmortem yet", ("levee postmortem draft",))
    return file


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LIMIT:
            raise Rejected((Problem(str(file), f"is longer than {LIMIT:,} bytes"),))
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error}"),)) from None
