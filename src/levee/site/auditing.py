"""Is the ledger whole, do the caches say what it says, and is every promise watched?"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from levee.desk.audit import audit as of_ticket
from levee.desk.moves.case import faults
from levee.model.ticket import subject
from levee.site.hands import LeveeHands
from levee.store import caches, ledger, tickets


def audit(hands: LeveeHands, now: datetime) -> dict[str, Any]:
    """Every fault by where it was found; ``waiting`` is due, and so watched. Changes nothing."""
    found = {
        "chains": ledger.broken_chains(),
        "caches": _tried(caches.differences),
        "cases": _tried(lambda: faults(tickets.every())),
        "clocks": _tried(lambda: _unwatched(hands, now)),
    }
    whole = not any(found.values())
    return {"whole": whole, **found, "waiting": list(tickets.waking(now))}


def _tried(check: Callable[[], Iterable[str]]) -> list[str]:
    """A ledger that was tampered with may not fold at all: that is a fault, and no crash."""
    try:
        return list(check())
    except (ValueError, LookupError, TypeError) as error:
        return [f"cannot be checked: {type(error).__name__}: {error}"]


def _unwatched(hands: LeveeHands, now: datetime) -> list[str]:
    found: list[str] = []
    waiting = tickets.waking(now)
    for ticket in tickets.every():
        if ticket.id in waiting:
            continue
        events = ledger.events(subject(ticket.id))
        contract = hands.desk.contract(ticket.contract)
        found += of_ticket(events, hands.desk.wake_of(ticket.id), contract, now)
    return found
