"""Which facts follow from a fix: submitted, held, or refused with a way back?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.model.delta import Delta
from levee.model.event import Event, EventKind
from levee.model.stack import Stack
from levee.model.ticket import Ticket
from levee.model.ticket import subject as ticket_subject
from levee.model.work_item import WorkItem
from levee.model.work_item import subject as work_subject
from levee.repair import verification
from levee.repair.verification import FixVerdict, WayBack

LEVEE = "levee"
EARLY = "channel:early"  #: where a fix is offered before it is certified


def submitted(
    item: WorkItem, stack: Stack, change: Sequence[Delta], notes: str, now: datetime
) -> tuple[Event, ...]:
    """The fix is on record, and the early channel offers it while it is verified."""
    deltas = [d.to_json() | {"role": d.role.value} for d in change]
    words = ", ".join(str(d) for d in change)
    data = {"stack_change": deltas, "notes": notes, "stack": stack.to_json()}
    return (
        _event(work_subject(item.id), EventKind.FIX_SUBMITTED, words, item, now, data),
        _event(EARLY, EventKind.RELEASED, f"candidate: {words}", item, now, _release(item, stack)),
    )


def held(
    item: WorkItem, ticket: Ticket, contract: Contract, verdict: FixVerdict, now: datetime
) -> tuple[Event, ...]:
    """Verified: the remediation label goes, and the ticket is remediated."""
    desk, label = ticket_subject(item.ticket), contract.file.repair.label
    events = [
        _event(work_subject(item.id), EventKind.FIX_VERIFIED, verdict.reason, item, now, {}),
        _event(desk, EventKind.FIX_VERIFIED, verdict.reason, item, now, {"work_item": item.id}),
    ]
    if label in ticket.labels:
        why = "the fix is verified"
        events.append(_event(desk, EventKind.UNLABELLED, why, item, now, {"label": label}))
    events.append(_event(desk, EventKind.REMEDIATED, verdict.reason, item, now, {}))
    return tuple(events)


def refused(
    item: WorkItem, stack: Stack, way: WayBack, verdict: FixVerdict, now: datetime
) -> tuple[Event, ...]:
    """Refused: the early channel goes back; with nothing to go back to, the mitigation holds."""
    why = f"{verdict.reason}; {way.reason}"
    kind = EventKind.ROLLED_BACK if way.stack else EventKind.MITIGATED
    data = _release(item, way.stack) | {"refused": stack.digest}
    return (
        _event(EARLY, kind, way.reason, item, now, data),
        _event(ticket_subject(item.ticket), EventKind.FIX_REFUSED, why, item, now, {}),
        _event(work_subject(item.id), EventKind.FIX_REFUSED, why, item, now, {}),
    )


def way_back(certified: Sequence[Stack], contract: Contract, last_green: Stack | None) -> WayBack:
    return verification.way_back(certified, contract.file.repair.mitigation, last_green)


def _release(item: WorkItem, stack: Stack | None) -> dict[str, Any]:
    digest = stack.digest if stack else ""
    return {"work_item": item.id, "stack": digest, "file": stack.to_json() if stack else None}


def _event(
    subject: str,
    kind: EventKind,
    why: str,
    item: WorkItem,
    now: datetime,
    data: Mapping[str, Any],
) -> Event:
    return Event(
        subject=subject,
        kind=kind,
        at=now,
        actor=LEVEE,
        reason=why,
        key=f"{kind.value}:{item.id}:{item.fixes}",
        data=data,
    )
