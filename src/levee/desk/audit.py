"""Does every open promise have somebody who keeps it, and a moment at which we look again?"""

from collections.abc import Sequence
from datetime import datetime

from levee.contract.load import Contract
from levee.desk.promises import Promise, next_wake, promises
from levee.desk.waking import pend_ends
from levee.model.event import Event, EventKind
from levee.model.ticket import Ticket, fold


def audit(
    events: Sequence[Event], stored_wake: datetime | None, contract: Contract, now: datetime
) -> list[str]:
    """What is wrong with one ticket right after a tick; empty when all promises are watched."""
    ticket = fold(events, stacks=False)
    kept = promises(ticket, events, contract)
    return audit_ticket(ticket, events, kept, stored_wake, contract, now)


def audit_ticket(
    ticket: Ticket,
    events: Sequence[Event],
    kept: Sequence[Promise],
    stored_wake: datetime | None,
    contract: Contract,
    now: datetime,
) -> list[str]:
    """The same for one whose Events are folded already and whose promises are known."""
    fired = {e.key for e in events if e.kind is EventKind.RUNG_FIRED}
    wakes = (
        next_wake(kept, fired, now),
        pend_ends(ticket, events, contract),
    )
    wake = min((at for at in wakes if at is not None), default=None)
    faults = []
    if wake is not None and wake <= now:
        faults.append(f"{ticket.id}: a rung was due at {wake.isoformat()} and did not fire")
    if wake is not None and (stored_wake is None or stored_wake > wake):
        faults.append(f"{ticket.id}: wakes at {stored_wake}, but a rung is due at {wake}")
    if not ticket.closed and not ticket.owner:
        faults.append(f"{ticket.id}: nobody owns the next response")
    return faults
