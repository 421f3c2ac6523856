"""FILL: what happens between a reporter's answer and a ticket that goes on?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.desk import filling, gaps, strict_json
from levee.desk.text import decode
from levee.flow import private
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.flow.taking import LIMIT, Verified, nobody, seen
from levee.model.problem import Problem, Rejected, TooLarge
from levee.model.ticket import Ticket, subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """One answer on its way to its ticket."""

    hands: Hands
    contract: Contract
    ticket: Ticket
    now: datetime
    body: bytes
    by: str
    redact: Callable[[Any], Any]
    original: bytes = b""  #: what is sealed, when ``body`` was made from it (a mail)
    verified: Verified = nobody
    answer: filling.Answer | None = None
    again: bool = False


def read(story: Filling) -> Filling | Stop:
    """Rejected for anything but one JSON object: unlike a ticket, it was not the only chance."""
    if len(story.body) > LIMIT:
        raise TooLarge((Problem("answer", f"is larger than the {LIMIT:,} bytes that are taken"),))
    try:
        payload, faults = strict_json.read(decode(story.body))
    except ValueError as error:
        raise Rejected((Problem("$", str(error)),)) from None
    if not isinstance(payload, dict):
        raise Rejected((Problem("$", "is a JSON object with the missing fields"),))
    sealed = story.hands.desk.seal(story.original or story.body, story.now)
    answer = filling.Answer(
        payload=payload,
        by=story.by,
        sealed=sealed,
        redact=story.redact,
        faults=faults,
        known=private.known(story.hands, story.ticket),
        seal_names=lambda names: private.sealed(story.hands, names, story.now),
    )
    return replace(story, answer=answer)


def fill(story: Filling) -> Filling | Stop:
    """Against the ticket as it stands when nobody else writes; the same answer twice is one."""
    assert story.answer is not None
    ledger, about = story.hands.ledger, subject(story.ticket.id)
    with ledger.writing():
        events = ledger.events(about)
        if any(e.key == f"filled:{story.answer.sealed}:0" for e in events):
            return replace(story, again=True)
        ticket = story.hands.desk.ticket(story.ticket.id)
        told = filling.fill(ticket, story.answer, story.contract, story.now)
        file = story.contract.file
        wait = file.streams[ticket.stream].pend.wait
        to = story.verified(ticket, events, file)
        asked = gaps.asked(ticket.id, told.gaps, wait, to)
        ledger.append(told.events, (*told.consequences, *asked), expect=len(events))
    return replace(story, ticket=story.hands.desk.ticket(ticket.id))


def note_installation(story: Filling) -> Filling | Stop:
    if not story.again:
        seen(story.hands, story.ticket, story.now)
    return story


FILL = (read, fill, note_installation)
