"""One ticket as the rules of the desk get to know it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from levee.contract.load import Contract
from levee.desk import intake, opening
from levee.desk.case import Case
from levee.desk.recipients import recipients
from levee.model.event import Event, EventKind
from levee.model.ticket import fold
from submissions import NOW, contract, ticket

HOUR = timedelta(hours=1)
DOWN = {"production_impact": "down"}
MILD = {name: values[0] for name, values in contract().file.severity.dimensions.items()}


def case(
    using: Contract | None = None, impact: dict[str, str] | None = None, **changes: Any
) -> Case:
    """A ticket that just came in; ``impact`` is what is worse than mild."""
    under = using or contract()
    body = ticket(**changes, impact=MILD | (impact or {}))
    submission = intake.validate(body, under.file)
    made = opening.open_ticket("T-1001", submission, submission.fields, "S-1", under, NOW)
    return seen(made.events, under, NOW)


def seen(events: Sequence[Event], using: Contract, now: datetime) -> Case:
    told = fold(events)
    customer = recipients(told, events, using.file)
    return Case(ticket=told, events=tuple(events), contract=using, now=now, customer=customer)


def after(known: Case, *events: Event, hours: float = 0.0) -> Case:
    """The same ticket with these Events, so much later than it came in."""
    return seen((*known.events, *events), known.contract, NOW + hours * HOUR)


def later(known: Case, hours: float) -> Case:
    return replace(known, now=NOW + hours * HOUR)


def event(kind: EventKind, hours: float, **data: Any) -> Event:
    return Event(
        subject="ticket:T-1001", kind=kind, at=NOW + hours * HOUR, actor="t", reason="because",
        key=f"{kind}:{hours}", data=data,
    )  # fmt: skip
