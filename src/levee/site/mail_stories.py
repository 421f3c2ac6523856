"""How does one mail become a ticket, or a word on one?"""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.connect import thread
from levee.desk import loop_guard, mailing, receiving
from levee.desk.senders import doubt, sender
from levee.flow import taking
from levee.flow.taking import Taking
from levee.model.letter import Letter
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket
from levee.site import contacts, moves, taking_in
from levee.site.hands import LeveeHands, redacted
from levee.site.moving import Done, Wish

NOTHING = "(no text; see the attachments)"
UNREADABLE = "a mail that could not be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One mail: what it says, its bytes, where they are sealed, and when it is looked at."""

    letter: Letter
    raw: bytes
    sealed: str
    now: datetime

    @property
    def key(self) -> str:
        """A mail that is delivered once more has other Received lines, and the same key. Somebody
        else's Message-ID under another text has not."""
        letter = self.letter
        told = [letter.message_id or self.sealed, letter.sender, letter.subject, letter.text]
        return f"mail:{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"

    @property
    def wish_key(self) -> str:
        """As the submission that it makes is known."""
        return taking.named_key(self.key, None, None)

    @property
    def left_out(self) -> tuple[Problem, ...]:
        out = self.letter.left_out
        return tuple(Problem("mail", f"{what}: sealed, but not read") for what in out)


def blank(why: str) -> Letter:
    """Stands for a mail that nobody can read, so that people can work on it all the same."""
    return Letter(message_id="", sender="", envelope=None, subject=UNREADABLE, text=f"It {why}.")


def to_ticket(hands: LeveeHands, arrived: Arrived, *, by_itself: bool) -> Taking:
    """A ticket, a partner's where its sender is sure to be one; who it is stands on the ticket.

    ``by_itself``: nobody asked for it, so it counts for its sender, and is acknowledged.
    """
    letter, now = arrived.letter, arrived.now
    who = sender(letter, _server(), contacts.partners_of(hands, letter.sender))
    with hands.ledger.writing():
        body = json.dumps(_payload(hands, arrived, who.partner)).encode()
        story = taking_in.submit(hands, body, now, door="mail", original=arrived.raw).story
        assert story.ticket is not None
        if not story.again:
            data = {"door": "mail", "sure": not doubt(letter, _server())}
            data |= {"claims": list(who.claims)}
            note = receiving.received(story.ticket.id, arrived.sealed, who.why, now, data)
            hands.ledger.append([note])
        if not story.again and by_itself:
            counted = mailing.taken(story.ticket, thread.pseudonym(letter.sender), now)
            hands.ledger.append([counted])
            _acknowledge(hands, story.ticket, letter, now)
    return story


def _payload(hands: LeveeHands, arrived: Arrived, partner: str) -> dict[str, Any]:
    letter, product = arrived.letter, hands.desk.contract().file.product
    return {
        "title": letter.subject or letter.text.partition("\n")[0][:300],
        "description": letter.text,
        "attachments": mailing.attachments(letter, arrived.sealed),
        **mailing.fields(letter, product),
        **({"partner": partner} if partner else {}),
        "idempotency_key": arrived.key,
    }


def _server() -> str:
    return os.environ.get("LEVEE_MAIL_AUTHSERV", "")


def _acknowledge(hands: LeveeHands, ticket: Ticket, letter: Letter, now: datetime) -> None:
    """Seldom to one address, and never with anything that came in: From is only a claim. Whoever
    is asked for gaps already, or asks for no automatic answer, gets none."""
    asked = contacts.of_ticket(hands, ticket) if ticket.gaps else ()
    if letter.sender in asked or loop_guard.wants_no_answer(letter):
        return
    file = hands.desk.contract(ticket.contract).file
    digest = thread.pseudonym(letter.sender)
    wait = file.streams[ticket.stream].pend.wait
    if mailing.may_acknowledge(hands.ledger.events(f"address:{digest}"), file, now):
        to = hands.desk.seal(letter.sender.encode(), now)
        event, mail = mailing.acknowledgement(ticket, to, digest, wait, now)
        hands.ledger.append([event], [mail])


def heard(
    hands: LeveeHands, ticket: Ticket, arrived: Arrived, wish: Wish
) -> tuple[Done, tuple[Problem, ...]]:
    """The words are heard, which opens a resolved ticket; what they tell fills gaps."""
    with hands.ledger.writing():
        done = moves.hear(hands, wish, arrived.letter.text or NOTHING)
        problems = _filled(hands, done.ticket, arrived) if not done.again else ()
        found = (*problems, *arrived.left_out)
        _note(hands, ticket, arrived, found)
    return done, found


def _filled(hands: LeveeHands, ticket: Ticket, arrived: Arrived) -> tuple[Problem, ...]:
    """What the mail tells of the gaps; what cannot be read of it is named on the ticket."""
    file = hands.desk.contract(ticket.contract).file
    told = {
        name: value
        for name, value in mailing.fields(arrived.letter, file.product).items()
        if name == "cannot_provide" or any(g.partition(".")[0] == name for g in ticket.gaps)
    }
    if not told or not ticket.gaps:
        return ()
    body, raw = json.dumps(told).encode(), arrived.raw
    try:
        taking_in.fill(hands, ticket.id, body, "reporter", arrived.now, raw)
    except Rejected as refused:
        return refused.problems
    return ()


def _note(
    hands: LeveeHands, ticket: Ticket, arrived: Arrived, problems: tuple[Problem, ...]
) -> None:
    data: dict[str, Any] = {
        "door": "mail",
        "sure": not doubt(arrived.letter, _server()),
        "attachments": redacted(mailing.attachments(arrived.letter, arrived.sealed)),
        "problems": [str(redacted(str(p))) for p in problems],
    }
    why = "a reply came by mail"
    hands.ledger.append([receiving.received(ticket.id, arrived.sealed, why, arrived.now, data)])
