"""Which story does a mail begin: a ticket, a word on one, or nothing that a machine may do?"""

import hashlib
import json
import os
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from levee.connect import letters, thread
from levee.connect.letters import LARGEST, Unreadable
from levee.desk import loop_guard, mailing, receiving
from levee.desk.moves.table import Move
from levee.desk.senders import doubt, sender
from levee.flow import taking
from levee.model.event import Event, EventKind
from levee.model.letter import Letter
from levee.model.problem import Problem, Rejected, TooLarge, Unknown
from levee.model.ticket import Ticket, subject
from levee.site import contacts, moves, moving, taking_in
from levee.site.hands import LeveeHands, redacted
from levee.site.moving import Wish

NOTHING = "(no text; see the attachments)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """What became of one mail. Whatever it is, the mail itself is sealed."""

    became: str  #: ticket, reply, aside (a machine wrote it), unread (nobody can tell)
    sealed: str
    ticket: Ticket | None = None
    why: str = ""
    again: bool = False
    problems: tuple[Problem, ...] = ()


def take_mail(hands: LeveeHands, raw: bytes, now: datetime) -> Mailed:
    """The same mail twice, also delivered anew, is one. TooLarge where nothing is kept."""
    if len(raw) > LARGEST:
        what = f"is larger than the {LARGEST:,} bytes that are taken; send logs as a link"
        raise TooLarge((Problem("mail", what),))
    sealed = hands.desk.seal(raw, now)
    try:
        letter = letters.read(raw)
    except Unreadable as error:
        return _aside(hands, Mailed(became="unread", sealed=sealed, why=str(error)), None, now)
    ticket = _thread(hands, letter)
    is_own = thread.is_own(letter.sender) or thread.is_own_id(letter.message_id)
    if machine := mailing.set_aside(letter, is_own):
        mailed = Mailed(became="aside", sealed=sealed, ticket=ticket, why=machine.why)
        return _aside(hands, mailed, letter, now)
    if ticket is None:
        return _opened(hands, letter, raw, sealed, now)
    return _replied(hands, ticket, letter, raw, sealed, now)


def said(mailed: Mailed) -> dict[str, Any]:
    return {
        "became": mailed.became,
        "ticket": mailed.ticket.id if mailed.ticket else "",
        "sealed": mailed.sealed,
        "why": mailed.why,
        "again": mailed.again,
        "problems": [{"where": p.where, "what": p.what} for p in mailed.problems],
    }


def _thread(hands: LeveeHands, letter: Letter) -> Ticket | None:
    """By a token of ours only: a subject or a sender can be written by anybody."""
    named = thread.ticket_of(letter.threads)
    try:
        return hands.desk.ticket(named) if named else None
    except Unknown:
        return None


def _aside(hands: LeveeHands, mailed: Mailed, letter: Letter | None, now: datetime) -> Mailed:
    """On its ticket when it has one, without waking anybody; else where people look for it."""
    if mailed.ticket is not None:
        data = {"door": "mail"}
        why = f"a mail was set aside: it {mailed.why}"
        event = receiving.received(mailed.ticket.id, mailed.sealed, why, now, data)
    else:
        shown = replace(letter, subject=str(redacted(letter.subject))) if letter else None
        event = mailing.kept_aside(mailed.sealed, shown, mailed.why, now)
    new = hands.ledger.append([event])
    return replace(mailed, again=not new)


def _opened(hands: LeveeHands, letter: Letter, raw: bytes, sealed: str, now: datetime) -> Mailed:
    file = hands.desk.contract().file
    counted = hands.ledger.events(_address(letter))
    if mailing.opens_too_many(counted, file, now) and not _known(hands, letter, sealed):
        why = "is one more of this address today than are opened; a person looks at it"
        return _aside(hands, Mailed(became="aside", sealed=sealed, why=why), letter, now)
    return opened(hands, letter, raw, sealed, now)


def opened(hands: LeveeHands, letter: Letter, raw: bytes, sealed: str, now: datetime) -> Mailed:
    """A ticket, a partner's where its sender is sure to be one; who it is stands on the ticket."""
    product = hands.desk.contract().file.product
    who = sender(letter, _server(), contacts.partners_of(hands, letter.sender))
    payload = {
        "title": letter.subject or letter.text.partition("\n")[0][:300],
        "description": letter.text,
        "attachments": mailing.attachments(letter, sealed),
        **mailing.fields(letter, product),
        **({"partner": who.partner} if who.partner else {}),
        "idempotency_key": _key(letter, sealed),
    }
    body = json.dumps(payload).encode()
    story = taking_in.submit(hands, body, now, door="mail", original=raw).story
    assert story.ticket is not None
    data = {"door": "mail", "sure": not doubt(letter, _server()), "claims": list(who.claims)}
    note = receiving.received(story.ticket.id, sealed, who.why, now, data)
    counted = mailing.taken(story.ticket, thread.pseudonym(letter.sender), now)
    if not story.again:
        hands.ledger.append([note, counted])
        _acknowledge(hands, story.ticket, letter, now)
    return Mailed(
        became="ticket",
        sealed=sealed,
        ticket=story.ticket,
        again=story.again,
        problems=(*story.problems, *_left_out(letter)),
    )


def _server() -> str:
    return os.environ.get("LEVEE_MAIL_AUTHSERV", "")


def _address(letter: Letter) -> str:
    return f"address:{thread.pseudonym(letter.sender)}"


def _known(hands: LeveeHands, letter: Letter, sealed: str) -> bool:
    known = taking.named_key(_key(letter, sealed), None, None)
    return hands.desk.known_as(known) is not None


def _key(letter: Letter, sealed: str) -> str:
    """A mail that is delivered once more has other Received lines, and the same key. Somebody
    else's Message-ID under another text has not."""
    told = [letter.message_id or sealed, letter.sender, letter.subject, letter.text]
    return f"mail:{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"


def _left_out(letter: Letter) -> tuple[Problem, ...]:
    return tuple(Problem("mail", f"{what}: sealed, but not read") for what in letter.left_out)


def _acknowledge(hands: LeveeHands, ticket: Ticket, letter: Letter, now: datetime) -> None:
    """Seldom to one address, and never with anything that came in: From is only a claim. Whoever
    is asked for gaps already, or asks for no automatic answer, gets none."""
    address = letter.sender
    asked = contacts.of_ticket(hands, ticket) if ticket.gaps else ()
    if address in asked or loop_guard.wants_no_answer(letter):
        return
    file = hands.desk.contract(ticket.contract).file
    digest = thread.pseudonym(address)
    wait = file.streams[ticket.stream].pend.wait
    with hands.ledger.writing():
        if not mailing.may_acknowledge(hands.ledger.events(f"address:{digest}"), file, now):
            return
        event, mail = mailing.acknowledgement(ticket, address, digest, wait, now)
        hands.ledger.append([event], [mail])


def _replied(
    hands: LeveeHands, ticket: Ticket, letter: Letter, raw: bytes, sealed: str, now: datetime
) -> Mailed:
    """The words are heard, which opens a resolved ticket; what they tell fills gaps."""
    file = hands.desk.contract(ticket.contract).file
    mailed = Mailed(became="reply", sealed=sealed, ticket=ticket)
    events = hands.ledger.events(subject(ticket.id))
    wish = Wish(ticket=ticket.id, by="reporter", now=now, key=_key(letter, sealed))
    if not moving.was_made(events, wish, Move.HEAR):
        if mailing.reopens_too_often(ticket, events, file, now):
            why = "would open the ticket once more today; a person looks at it"
            return _aside(hands, replace(mailed, became="aside", why=why), letter, now)
        if mailing.says_too_much(events, file, now):
            why = "is one more on its ticket today than are heard; a person looks at it"
            return _aside(hands, replace(mailed, became="aside", why=why), letter, now)
    done = moves.hear(hands, wish, letter.text or NOTHING)
    problems = _filled(hands, done.ticket, letter, raw, now) if not done.again else ()
    _note(hands, ticket, letter, sealed, problems, now)
    return replace(
        mailed,
        ticket=hands.desk.ticket(ticket.id),
        again=done.again,
        problems=(*problems, *_left_out(letter)),
    )


def _filled(
    hands: LeveeHands, ticket: Ticket, letter: Letter, raw: bytes, now: datetime
) -> tuple[Problem, ...]:
    """What the mail tells of the gaps; what cannot be read of it is named on the ticket."""
    file = hands.desk.contract(ticket.contract).file
    told = {
        name: value
        for name, value in mailing.fields(letter, file.product).items()
        if name == "cannot_provide" or any(g.partition(".")[0] == name for g in ticket.gaps)
    }
    if not told or not ticket.gaps:
        return ()
    try:
        taking_in.fill(hands, ticket.id, json.dumps(told).encode(), "reporter", now, raw)
    except Rejected as refused:
        return refused.problems
    return ()


def _note(
    hands: LeveeHands,
    ticket: Ticket,
    letter: Letter,
    sealed: str,
    problems: tuple[Problem, ...],
    now: datetime,
) -> None:
    data: dict[str, Any] = {
        "door": "mail",
        "sure": not doubt(letter, _server()),
        "attachments": redacted(mailing.attachments(letter, sealed)),
        "problems": [str(redacted(str(p))) for p in (*problems, *_left_out(letter))],
    }
    event = receiving.received(ticket.id, sealed, "a reply came by mail", now, data)
    hands.ledger.append([event])


def unread(hands: LeveeHands) -> list[dict[str, str]]:
    """Every mail that became neither a ticket nor a reply, oldest first."""
    return [shown(event) for event in hands.ledger.of_kinds(EventKind.MAIL_SET_ASIDE)]


def shown(event: Event) -> dict[str, str]:
    return {
        "sealed": event.data["sealed"],
        "at": event.at.isoformat(),
        "subject": event.data["subject"],
        "why": event.reason,
    }
