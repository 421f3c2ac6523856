"""What becomes of an open ticket under another contract, and which Event moves it there?

Moving changes the contract and nothing else: no clock is stored, so each derives its deadline from
the same Events by the new targets and calendars. Time used is kept, and there and back is the
identity. Severity and owner were decided by an Event of their own and stay as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.contract.load import Contract
from levee.desk import roster, severity
from levee.desk.promises import promises
from levee.model.event import Event, EventKind
from levee.model.ticket import Ticket, subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``what`` is ``deadline CLOCK``, ``severity``, ``owner`` or ``stream``; empty: there is none.

    A deadline changes when the ticket moves; severity and owner are what the new contract would
    give to the same ticket if it came in now.
    """

    what: str
    before: str
    after: str


def changes(
    ticket: Ticket, events: Sequence[Event], before: Contract, after: Contract, now: datetime
) -> tuple[Change, ...]:
    """All that the two contracts say differently of one ticket."""
    pairs = {
        **_paired(_stream(ticket, before), _stream(ticket, after)),
        **_paired(_deadlines(ticket, events, before, now), _deadlines(ticket, events, after, now)),
        **_paired(_severity(ticket, before), _severity(ticket, after)),
        **_paired(_owner(ticket, before, now), _owner(ticket, after, now)),
    }
    return tuple(
        Change(what=what, before=old, after=new) for what, (old, new) in pairs.items() if old != new
    )


def fits(ticket: Ticket, contract: Contract) -> bool:
    """Could the ticket live under this contract?"""
    return ticket.stream in contract.file.streams


def moved(ticket: Ticket, contract: Contract, actor: str, now: datetime) -> Event:
    return Event(
        subject=subject(ticket.id),
        kind=EventKind.ADOPTED,
        at=now,
        actor=actor,
        reason=f"goes on under contract {contract.version}; time used is kept",
        key=f"contract_adopted:{ticket.version}",
        data={"contract": contract.digest, "before": ticket.contract},
    )


def _paired(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    names = dict.fromkeys((*before, *after))
    return {name: (before.get(name, ""), after.get(name, "")) for name in names}


def _stream(ticket: Ticket, contract: Contract) -> dict[str, str]:
    return {"stream": ticket.stream} if fits(ticket, contract) else {}


def _deadlines(
    ticket: Ticket, events: Sequence[Event], contract: Contract, now: datetime
) -> dict[str, str]:
    return dict(_due(ticket, events, contract, now)) if fits(ticket, contract) else {}


def _due(
    ticket: Ticket, events: Sequence[Event], contract: Contract, now: datetime
) -> Iterator[tuple[str, str]]:
    for promise in promises(ticket, events, contract):
        if promise.clock.met is None and promise.clock.stopped is None:
            due = promise.due(now)
            again = f" ({promise.round + 1})" if promise.round else ""
            yield f"deadline {promise.clock.name}{again}", due.isoformat() if due else "held up"


def _severity(ticket: Ticket, contract: Contract) -> dict[str, str]:
    impact = ticket.submission.get("impact")
    judged = severity.judge(impact if isinstance(impact, Mapping) else {}, contract.file.severity)
    return {"severity": f"{judged.severity} ({judged.why})"}


def _owner(ticket: Ticket, contract: Contract, now: datetime) -> dict[str, str]:
    if ticket.owner_role not in contract.file.roles:
        return {}
    return {"owner": roster.on_duty(ticket.owner_role, contract.file, now)}
