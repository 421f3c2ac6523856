"""INTAKE: what happens between a body of bytes and a ticket with an owner?"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.desk import intake, opening
from levee.desk.intake import Submission
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.model.problem import Problem
from levee.model.ticket import Ticket

LIMIT = 10_000_000  #: bytes of one submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """One submission on its way in."""

    hands: Hands
    contract: Contract
    now: datetime
    body: bytes
    redact: Callable[[Any], Any]
    payload: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    sealed: str = ""
    submission: Submission | None = None
    ticket: Ticket | None = None
    again: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.submission.problems if self.submission else ()


def measure(story: Taking) -> Taking | Stop:
    if len(story.body) > LIMIT:
        return Stop(
            f"the submission is larger than the {LIMIT:,} bytes that are taken. "
            "Send the stack and steps, and attach logs as a link or in parts."
        )
    return story


def read(story: Taking) -> Taking | Stop:
    """Bytes to a JSON object; what is none becomes an incomplete ticket, not an error."""
    try:
        payload = json.loads(story.body)
    except (ValueError, RecursionError) as error:
        what = f"is not JSON: {error}"
        return replace(story, submission=intake.unreadable(what, story.contract.file))
    if not isinstance(payload, dict):
        unreadable = intake.unreadable("is a JSON object", story.contract.file)
        return replace(story, submission=unreadable)
    return replace(story, payload=payload)


def recognise(story: Taking) -> Taking | Stop:
    """The same submission twice is one ticket: by its key, or by its bytes."""
    named = story.payload.get("idempotency_key")
    sender = [story.payload.get("partner"), story.payload.get("client")]
    if isinstance(named, str) and named:
        key = hashlib.sha256(json.dumps([*sender, named]).encode()).hexdigest()
    else:
        key = hashlib.sha256(story.body).hexdigest()
    known = story.hands.desk.known_as(key)
    return replace(story, key=key, ticket=known, again=known is not None)


def validate(story: Taking) -> Taking | Stop:
    if story.again or story.submission is not None:
        return story
    return replace(story, submission=intake.validate(story.payload, story.contract.file))


def seal(story: Taking) -> Taking | Stop:
    """The original as it came, before anything else is written."""
    if story.again:
        return story
    return replace(story, sealed=story.hands.desk.seal(story.body, story.now))


def open_ticket(story: Taking) -> Taking | Stop:
    """All first Events in one transaction, from the redacted form only.

    The key is looked up again as the only writer: two at once are still one ticket.
    """
    if story.again or story.submission is None:
        return story
    desk, ledger = story.hands.desk, story.hands.ledger
    fields = story.redact(dict(story.submission.fields)) | {"idempotency_key": story.key}
    submission = replace(story.submission, stack=_redacted_stack(story))
    with ledger.writing():
        if known := desk.known_as(story.key):
            return replace(story, ticket=known, again=True)
        new = opening.open_ticket(
            desk.next_ticket_id(), submission, fields, story.sealed, story.contract, story.now
        )
        ledger.append(new.events, new.consequences, expect=0)
        return replace(story, ticket=desk.known_as(story.key))


def note_installation(story: Taking) -> Taking | Stop:
    """A ticket tells what its client runs: the fleet learns it from there, too."""
    ticket = story.ticket
    if story.again or ticket is None or ticket.stack is None or not ticket.text("client"):
        return story
    client, partner = ticket.text("client")[:200], ticket.text("partner")[:200]
    story.hands.lab.seen(client, partner, ticket.stack, story.now)
    return story


def _redacted_stack(story: Taking) -> Any:
    stack = story.submission.stack if story.submission else None
    if stack is None:
        return None
    return replace(
        stack,
        settings=story.redact(dict(stack.settings)),
        platform=story.redact(dict(stack.platform)),
    )


INTAKE = (measure, read, recognise, validate, seal, open_ticket, note_installation)
