"""How does a face hand over what came in: a submission, an answer to gaps, a mail?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from levee.desk import intake, severity
from levee.desk.intake import Submission
from levee.desk.recipients import recipients
from levee.desk.severity import Judgement
from levee.desk.stack_lists import read
from levee.flow import FILL, INTAKE, Told, follow
from levee.flow.filling import Filling
from levee.flow.taking import Taking
from levee.flow.ticking import wake_one
from levee.model.problem import Problem, Rejected
from levee.model.stack import Stack
from levee.site.hands import LeveeHands, redacted

LARGEST = 5_000_000  #: bytes of one attachment of a form, so that the whole is taken


def submit(
    hands: LeveeHands, body: bytes, now: datetime, door: str = "file", original: bytes = b""
) -> Told[Taking]:
    """INTAKE, and the first look at the ticket's clocks. One validator for every door.

    ``body`` is a ticket file (JSON); ``original`` is sealed in its place when a face made the
    body from something else. TooLarge where nothing may be kept; else there is a ticket.
    """
    story = Taking(
        hands=hands,
        contract=hands.desk.contract(),
        now=now,
        body=body,
        original=original,
        redact=redacted,
        door=door,
        verified=recipients,
    )
    return follow(INTAKE, story)


def looked_at(hands: LeveeHands, payload: Mapping[str, Any]) -> tuple[Submission, Judgement]:
    """What a submission would be, by the same validator; nothing is kept."""
    file = hands.desk.contract().file
    found = intake.validate(payload, file)
    return found, severity.judge(found.fields.get("impact", {}), file.severity)


def listed(hands: LeveeHands, value: Any, format: str = "") -> tuple[Stack, list[Problem]]:
    """The Stack in any list that intake reads, with what could not be read of it."""
    whole = {"list": value, "format": format} if format else value
    stack, problems = read(whole, hands.desk.contract().file.product, "$.list")
    if stack is None:
        raise Rejected(tuple(problems))
    return stack, problems


def fill(
    hands: LeveeHands, ticket_id: str, body: bytes, by: str, now: datetime, original: bytes = b""
) -> Told[Filling]:
    """FILL: ``body`` is a ticket file with the missing fields only."""
    ticket = hands.desk.ticket(ticket_id)
    story = Filling(
        hands=hands,
        contract=hands.desk.contract(ticket.contract),
        ticket=ticket,
        now=now,
        body=body,
        original=original,
        by=by,
        redact=redacted,
        verified=recipients,
    )
    told = follow(FILL, story)
    wake_one(hands, ticket_id, now)
    return told
