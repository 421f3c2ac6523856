"""Why is something what it is, by a contract or for a ticket, whichever face asks?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from levee.contract.load import Contract
from levee.desk import explain
from levee.desk.explain import Explained
from levee.desk.explain.owner import owner
from levee.desk.intake import impact_problems
from levee.flow.hands import Hands
from levee.model.problem import Problem, Rejected
from levee.model.ticket import subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One of these; none: the whole contract, in short. ``severity`` is dimension -> value."""

    severity: Mapping[str, str] = field(default_factory=dict)
    clock: str = ""
    calendar: str = ""
    role: str = ""


def ticket(hands: Hands, ticket_id: str, now: datetime) -> Explained:
    """By the contract that the ticket holds to."""
    found = hands.desk.ticket(ticket_id)
    contract = hands.desk.contract(found.contract)
    return explain.ticket(found, hands.ledger.events(subject(ticket_id)), contract, now)


def of_contract(contract: Contract, asked: Question, at: datetime) -> Explained:
    """In words and from the contract; a dimension that is not named is unknown."""
    _one(asked)
    file = contract.file
    if asked.severity:
        if problems := tuple(impact_problems(dict(asked.severity), file)):
            raise Rejected(tuple(Problem("--severity", str(p)) for p in problems))
        return explain.severity(asked.severity, file, at)
    if name := asked.clock:
        return explain.clock(name, contract, at) if name in file.clocks else _no("clock", name)
    if name := asked.calendar:
        known = name in file.calendars
        return explain.calendar(name, contract, at) if known else _no("calendar", name)
    if name := asked.role:
        return owner(name, file, at) if name in file.roles else _no("role", name)
    return explain.overview(contract, at)


def _one(asked: Question) -> None:
    named = [n for n in ("severity", "clock", "calendar", "role") if getattr(asked, n)]
    if len(named) > 1:
        raise Rejected((Problem(f"--{named[1]}", f"not together with --{named[0]}"),))


def _no(word: str, name: str) -> NoReturn:
    raise Rejected((Problem(f"--{word}", f"there is no {word} {name!r}"),))
