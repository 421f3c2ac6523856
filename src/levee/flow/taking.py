"""INTAKE: what happens between a body of bytes and a ticket with an owner?"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk import gaps, intake, opening, receiving, strict_json, waking
from levee.desk.intake import Submission
from levee.desk.promises import Promise
from levee.desk.text import decode
from levee.flow import private
from levee.flow.follow import Stop, follow
from levee.flow.hands import Hands
from levee.flow.ticking import wake_one
from levee.model.event import Event
from levee.model.problem import Problem, TooLarge
from levee.model.ticket import Ticket, fold
from levee.model.wake import Wake, Woken

LIMIT = 10_000_000  #: bytes of one submission
_SENT_BY = ("partner", "client")

Verified = Callable[[Ticket, Sequence[Event], ContractFile], tuple[str, ...]]


def nobody(ticket: Ticket, events: Sequence[Event], file: ContractFile) -> tuple[str, ...]:
    """Where no address is known to be the customer's own, none is written to."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """One submission on its way in."""

    hands: Hands
    contract: Contract
    now: datetime
    body: bytes
    redact: Callable[[Any], Any]
    door: str = "file"  #: by which way it came: file, api, form, mail
    original: bytes = b""  #: what is sealed, when ``body`` was made from it (a mail)
    verified: Verified = nobody
    payload: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Problem, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)  #: what is stored in clear
    key: str = ""
    sealed: str = ""
    submission: Submission | None = None
    ticket: Ticket | None = None
    events: tuple[Event, ...] = ()  #: of a new ticket, as they are stored
    promises: tuple[Promise, ...] = ()  #: of a new ticket, where the first look moved none
    again: bool = False
    differs: bool = False  #: the key is known, with another content: both are kept

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.submission.problems if self.submission else ()


def measure(story: Taking) -> Taking | Stop:
    if len(story.body) > LIMIT:
        what = (
            f"is larger than the {LIMIT:,} bytes that are taken. "
            "Send the stack and steps, and attach logs as a link or in parts."
        )
        raise TooLarge((Problem("submission", what),))
    return story


def read(story: Taking) -> Taking | Stop:
    """Bytes to a JSON object; what is none becomes an incomplete ticket, not an error."""
    try:
        payload, faults = strict_json.read(decode(story.body))
    except ValueError as error:
        return _unread(story, str(error))
    if not isinstance(payload, dict):
        return _unread(story, "is a JSON object")
    return replace(story, payload=payload, faults=tuple(faults))


def _unread(story: Taking, what: str) -> Taking:
    return replace(story, submission=intake.unreadable(what, story.contract.file))


def name(story: Taking) -> Taking | Stop:
    """The same submission twice is one ticket: by its key, or by its bytes."""
    named = story.payload.get("idempotency_key")
    if isinstance(named, str) and named:
        # Whose a mail is was found out and may be found out otherwise later: no part of its name.
        mailed = story.door == "mail"
        key = named_key(named, *(None if mailed else story.payload.get(n) for n in _SENT_BY))
    else:
        key = hashlib.sha256(story.body).hexdigest()
    return replace(story, key=key)


def named_key(named: str, *sender: Any) -> str:
    """What a submission of this idempotency key is known as; two senders may use one key."""
    return hashlib.sha256(json.dumps([*sender, named]).encode()).hexdigest()


def validate(story: Taking) -> Taking | Stop:
    if story.submission is not None:
        return story
    found = intake.validate(story.payload, story.contract.file, story.faults)
    if found.oversize:
        raise TooLarge((found.oversize,))
    return replace(story, submission=found)


def redact(story: Taking) -> Taking | Stop:
    """The only form that is ever stored in clear; the Stack was read into such a form."""
    if story.submission is None:
        return story
    sent = story.submission.fields
    # A digest takes the place of the key, and an instant holds nothing but an instant.
    clear = {name: sent[name] for name in sent.keys() & {"reported_at"}}
    doubtful = {n: v for n, v in sent.items() if n not in ("idempotency_key", "reported_at")}
    ours = {"idempotency_key": story.key, "door": story.door}
    return replace(story, fields={**story.redact(doubtful), **clear, **ours})


def seal(story: Taking) -> Taking | Stop:
    """The original as it came, before anything else is written; also a second one."""
    original = story.original or story.body
    return replace(story, sealed=story.hands.desk.seal(original, story.now))


def open_ticket(story: Taking) -> Taking | Stop:
    """All first Events and the first look at its clocks, from the redacted form only.

    Whether it is known is asked as the only writer: two at once are still one ticket.
    """
    assert story.submission is not None
    found = story.hands.desk.known_or_next(story.key)
    if isinstance(found, Ticket):
        return replace(story, ticket=found, again=True, submission=None)
    new = opening.open_ticket(
        found, story.submission, story.fields, story.sealed, story.contract, story.now,
        private.sealed(story.hands, story.submission.names, story.now),
    )  # fmt: skip
    look = waking.wake(new.events, story.contract, story.now, new.ticket)
    ticket = replace(look.ticket, stack=story.submission.stack)
    first = Woken(
        seen=Wake(ticket_id=ticket.id, at=None, version=0),
        ticket=ticket,
        head="",
        events=(*new.events, *look.events),
        consequences=(*new.consequences, *_asked(story, new.events), *look.consequences),
        next_wake=look.next_wake,
        first=look.first,
    )
    kept = () if look.events else look.promises
    return replace(story, ticket=ticket, events=story.hands.desk.begin(first), promises=kept)


def _asked(story: Taking, events: Sequence[Event]) -> Sequence[Any]:
    """The reporter is asked for what is missing, at addresses that are verified."""
    if story.submission is None or not story.submission.gaps:
        return ()
    ticket, file = fold(events), story.contract.file
    wait = file.streams[ticket.stream].pend.wait
    return gaps.asked(ticket.id, ticket.gaps, wait, story.verified(ticket, events, file))


def keep_other(story: Taking) -> Taking | Stop:
    """A known key with another content: the second one is sealed, and the ticket says so."""
    ticket = story.ticket
    if not story.again or ticket is None or story.sealed == ticket.sealed:
        return story
    event = receiving.other_content(ticket.id, story.sealed, story.door, story.now)
    story.hands.ledger.append([event])
    return replace(story, differs=True)


def note_installation(story: Taking) -> Taking | Stop:
    """A ticket tells what its client runs: the fleet learns it from there, too."""
    if not story.again and story.ticket is not None:
        seen(story.hands, story.ticket, story.now)
    return story


def seen(hands: Hands, ticket: Ticket, now: datetime) -> None:
    if ticket.stack is not None and ticket.text("client"):
        client, partner = ticket.text("client")[:200], ticket.text("partner")[:200]
        hands.lab.seen(client, partner, ticket.stack, now)


def look(story: Taking) -> Taking | Stop:
    """One that is known is looked at, too; the first look at a new one is written with it."""
    if story.again and story.ticket is not None:
        wake_one(story.hands, story.ticket.id, story.now)
    return story


def enter(story: Taking) -> Taking | Stop:
    """The sealed original and what comes of it, all or nothing, in one transaction. Where nothing
    can come of it, the original is kept all the same."""
    try:
        with story.hands.ledger.writing(piped=True):
            return follow(ENTER, story).story
    except Exception:
        seal(story)
        raise


ENTER = (seal, open_ticket, keep_other, note_installation, look)
INTAKE = (measure, read, name, validate, redact, enter)
