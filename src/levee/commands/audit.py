"""Is the ledger whole, do the caches say what it says, and is every promise watched?"""

from datetime import datetime
from typing import Any

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, shows


def audit(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Check chains, caches and clocks; exit 1 when anything differs. Nothing is changed."""
    with frame.at_home(data, now, json) as home:
        found, waiting = _found(home), _waiting(home.now)
        faults = [fault for part in found.values() for fault in part]
        body = {"whole": not faults} | found | {"waiting": waiting}
        frame.answer(body, json, lambda: _show(faults, waiting))
        if faults:
            frame.leave(Exit.NOT_HELD)


def _found(home: House) -> dict[str, list[str]]:
    from levee.store import caches, ledger

    return {
        "chains": ledger.broken_chains(),
        "caches": _tried(caches.differences),
        "clocks": _tried(lambda: _unwatched(home.hands, home.now)),
    }


def _tried(check: Any) -> list[str]:
    """A ledger that was tampered with may not fold at all: that is a fault, and no crash."""
    try:
        return list(check())
    except (ValueError, LookupError, TypeError) as error:
        return [f"cannot be checked: {type(error).__name__}: {error}"]


def _unwatched(hands: Any, now: datetime) -> list[str]:
    from levee.desk.audit import audit as of_ticket
    from levee.model.ticket import subject
    from levee.store import ledger, tickets

    faults: list[str] = []
    waiting = tickets.waking(now)
    for ticket in tickets.every():
        if ticket.id in waiting:
            continue
        events = ledger.events(subject(ticket.id))
        contract = hands.desk.contract(ticket.contract)
        faults += of_ticket(events, hands.desk.wake_of(ticket.id), contract, now)
    return faults


def _waiting(now: datetime) -> list[str]:
    """Due, and the next tick takes them: watched, and so no fault."""
    from levee.store import tickets

    return list(tickets.waking(now))


def _show(faults: list[str], waiting: list[str]) -> None:
    if waiting:
        shows.print(f"due for the next tick: {', '.join(waiting)}")
    for fault in faults:
        shows.print(f"[bold red]audit[/bold red] {plain(fault)}")
    said = f"{len(faults)} faults" if faults else "every chain, cache and clock is as it should be"
    shows.print(said)
