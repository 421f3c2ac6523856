"""Which story does a mail begin: a ticket, a word on one, or nothing that a machine may do?"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from levee.connect import letters, thread
from levee.connect.letters import LARGEST, Unreadable
from levee.desk import mailing, receiving
from levee.desk.moves.table import Move
from levee.model.letter import Letter
from levee.model.problem import Problem, TooLarge, Unknown
from levee.model.ticket import Ticket, subject
from levee.site import mail_stories, moving
from levee.site.hands import LeveeHands, redacted
from levee.site.mail_stories import Arrived
from levee.site.moving import Wish


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
        unread = Mailed(became="unread", sealed=sealed, why=str(error))
        return _kept(hands, unread, mail_stories.blank(""), now)
    arrived = Arrived(letter=letter, raw=raw, sealed=sealed, now=now)
    ticket = _thread(hands, letter)
    is_own = thread.is_own(letter.sender) or thread.is_own_id(letter.message_id)
    if machine := mailing.set_aside(letter, is_own):
        return _aside(hands, arrived, ticket, machine.why)
    if ticket is None:
        return _opened(hands, arrived)
    return _replied(hands, ticket, arrived)


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


def _aside(hands: LeveeHands, arrived: Arrived, ticket: Ticket | None, why: str) -> Mailed:
    """On its ticket where it has one, without waking anybody; else where people look for it."""
    mailed = Mailed(became="aside", sealed=arrived.sealed, ticket=ticket, why=why)
    if ticket is None:
        return _kept(hands, mailed, arrived.letter, arrived.now)
    return replace(mailed, again=not _noted(hands, ticket, mailed, arrived.now))


def _noted(hands: LeveeHands, ticket: Ticket, mailed: Mailed, now: datetime) -> bool:
    why = f"a mail was set aside: it {mailed.why}"
    event = receiving.received(ticket.id, mailed.sealed, why, now, {"door": "mail"})
    return bool(hands.ledger.append([event]))


def _kept(hands: LeveeHands, mailed: Mailed, letter: Letter, now: datetime) -> Mailed:
    """Where people look for what no machine may decide."""
    title = str(redacted(letter.subject))
    event = mailing.kept_aside(mailed.sealed, title, mailed.why, now)
    return replace(mailed, again=not hands.ledger.append([event]))


def _opened(hands: LeveeHands, arrived: Arrived) -> Mailed:
    file, letter = hands.desk.contract().file, arrived.letter
    counted = hands.ledger.events(f"address:{thread.pseudonym(letter.sender)}")
    is_known = hands.desk.known_as(arrived.wish_key) is not None
    if not is_known and mailing.opens_too_many(counted, file, arrived.now):
        why = "is one more of this address today than are opened; a person looks at it"
        return _aside(hands, arrived, None, why)
    story = mail_stories.to_ticket(hands, arrived, by_itself=True)
    return Mailed(
        became="ticket",
        sealed=arrived.sealed,
        ticket=story.ticket,
        again=story.again,
        problems=(*story.problems, *arrived.left_out),
    )


def _replied(hands: LeveeHands, ticket: Ticket, arrived: Arrived) -> Mailed:
    wish = Wish(ticket=ticket.id, by="reporter", now=arrived.now, key=arrived.key)
    if why := _too_much(hands, ticket, wish):
        aside = Mailed(became="aside", sealed=arrived.sealed, ticket=ticket, why=why)
        _noted(hands, ticket, aside, arrived.now)
        return _kept(hands, aside, arrived.letter, arrived.now)
    done, problems = mail_stories.heard(hands, ticket, arrived, wish)
    return Mailed(
        became="reply",
        sealed=arrived.sealed,
        ticket=hands.desk.ticket(ticket.id),
        again=done.again,
        problems=problems,
    )


def _too_much(hands: LeveeHands, ticket: Ticket, wish: Wish) -> str:
    """Why a reply, which may well be a person's, is left to a person; empty when it is heard."""
    file = hands.desk.contract(ticket.contract).file
    events = hands.ledger.events(subject(ticket.id))
    if moving.was_made(events, wish, Move.HEAR):
        return ""
    if mailing.reopens_too_often(ticket, events, file, wish.now):
        return "would open the ticket once more today; a person looks at it"
    if mailing.says_too_much(events, file, wish.now):
        return "is one more on its ticket today than are heard; a person looks at it"
    return ""
