"""How does another contract come into force, and what changes for the tickets that are open?"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.desk import moving
from levee.desk.moving import Change
from levee.flow.hands import Hands
from levee.flow.ticking import wake_one
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket, TicketState, subject
from levee.store import contracts, ledger, tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    ticket: Ticket
    changes: tuple[Change, ...]


def open_tickets() -> tuple[Ticket, ...]:
    """Also what is merged: it may leave its case and go on."""
    return tuple(t for t in tickets.every() if t.state is not TicketState.RESOLVED)


def differences(
    after: Contract, now: datetime, before: Contract | None = None
) -> tuple[Difference, ...]:
    """What changes for each open ticket, from ``before`` or else from its own contract."""
    found = []
    for ticket in open_tickets():
        old = before or contracts.in_force(ticket.contract)
        told = ledger.events(subject(ticket.id))
        if changed := moving.changes(ticket, told, old, after, now):
            found.append(Difference(ticket=ticket, changes=changed))
    return tuple(found)


def listed(found: Iterable[Difference]) -> list[dict[str, Any]]:
    return [
        {
            "ticket": one.ticket.id,
            "title": one.ticket.title,
            "changes": [asdict(change) for change in one.changes],
        }
        for one in found
    ]


def homeless(after: Contract) -> tuple[Problem, ...]:
    """Open tickets that the contract has no stream for: they cannot be moved."""
    return tuple(
        Problem(f"streams.{t.stream}", f"is missing, and {t.id} is open in it")
        for t in open_tickets()
        if not moving.fits(t, after)
    )


def adopt(
    hands: Hands, contract: Contract, now: datetime, actor: str, moves: bool
) -> tuple[str, ...]:
    """Put it in force and move what is open, all in one transaction; the ids of the moved."""
    with ledger.writing():
        if moves and (missing := homeless(contract)):
            raise Rejected(missing)
        contracts.adopt(contract.text, now)
        wanted = [t for t in open_tickets() if t.contract != contract.digest] if moves else []
        return _move(hands, wanted, contract, now, actor)


def _move(
    hands: Hands, wanted: Sequence[Ticket], contract: Contract, now: datetime, actor: str
) -> tuple[str, ...]:
    for ticket in wanted:
        ledger.append([moving.moved(ticket, contract, actor, now)], expect=ticket.version)
        wake_one(hands, ticket.id, now)
    return tuple(ticket.id for ticket in wanted)
