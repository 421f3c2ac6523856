"""What has to be done, by whom, until when, and how do we know that it is done?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from levee.model.delta import Delta, delta_from
from levee.model.event import Event, EventKind
from levee.model.stack import Stack
from levee.model.ticket import stack_from


class WorkKind(StrEnum):
    HOTFIX = "hotfix"  #: the impact does not wait for a release
    COMPATIBILITY_PATCH = "compatibility patch"  #: ships with the next release
    KNOWLEDGE = "knowledge article"  #: an article and a configuration script


class WorkState(StrEnum):
    OPEN = "open"  #: nobody offered a fix yet
    IN_PROGRESS = "in progress"  #: its owner is at it
    VERIFYING = "verifying"  #: the suite runs on the fix
    ROLLED_BACK = "rolled back"  #: the last fix failed; the rollback or mitigation is in force
    VERIFIED = "verified"  #: the fix passed; waits to be certified
    DONE = "done"  #: the article or the script is out, as a person says
    DROPPED = "dropped"  #: nobody will do it, as a person says


#: What is late no more, however long ago its date was.
CLOSED = frozenset((WorkState.VERIFIED, WorkState.DONE, WorkState.DROPPED))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """The fold of one work item's Events."""

    id: str
    ticket: str
    kind: WorkKind
    title: str
    owner: str
    owner_role: str
    opened_at: datetime
    target: datetime
    acceptance: tuple[str, ...]
    interaction: tuple[Delta, ...]
    clients: int
    traffic: float
    severity: int
    state: WorkState = WorkState.OPEN
    must_run: bool = False
    fixes: int = 0
    fix: tuple[Delta, ...] = ()
    fixed_stack: Stack | None = None
    why: str = ""
    version: int = 0  #: number of Events folded; a stale write names another one

    @property
    def closed(self) -> bool:
        return self.state in CLOSED

    @property
    def packages(self) -> tuple[str, ...]:
        """What its Interaction is between; a setting counts by its key."""
        return tuple(dict.fromkeys(delta.component for delta in self.interaction))

    def is_overdue(self, now: datetime) -> bool:
        return self.target < now and not self.closed


def subject(work_id: str) -> str:
    return f"work:{work_id}"


def id_for(ticket_id: str, number: int = 1) -> str:
    """The work item of a ticket's own Interaction is 1; others are named after it."""
    own = ticket_id.replace("T-", "W-", 1)
    return own if number == 1 else f"{own}-{number}"


def fold(events: Iterable[Event]) -> WorkItem:
    """The WorkItem that its Events tell, in order."""
    item: WorkItem | None = None
    for event in events:
        if event.kind in (EventKind.WORK_OPENED, EventKind.KNOWLEDGE_OPENED):
            item = _opened(event)
        elif item is not None:
            changed = _change(item, event)
            item = replace(item, **changed, version=item.version + 1)
    if item is None:
        raise ValueError("no Events, no WorkItem")
    return item


def _opened(event: Event) -> WorkItem:
    data = event.data
    return WorkItem(
        id=event.subject.removeprefix("work:"),
        ticket=data["ticket"],
        kind=WorkKind(data["kind"]),
        title=data["title"],
        owner=data["owner"],
        owner_role=data["role"],
        opened_at=event.at,
        target=datetime.fromisoformat(data["target"]),
        acceptance=tuple(data["acceptance"]),
        interaction=tuple(delta_from(d) for d in data["interaction"]),
        clients=data["clients"],
        traffic=data["traffic"],
        severity=data["severity"],
        why=event.reason,
        version=1,
    )


def _change(item: WorkItem, event: Event) -> dict[str, Any]:
    match event.kind:
        case EventKind.MUST_RUN:
            return {"must_run": True}
        case EventKind.CERTIFIED_AWAY:
            return {"must_run": False}
        case EventKind.WORK_TURNED:
            return _turned(event)
        case EventKind.WORK_CHANGED:
            return _changed(event)
        case EventKind.FIX_SUBMITTED:
            return {
                "state": WorkState.VERIFYING,
                "fixes": item.fixes + 1,
                "fix": tuple(delta_from(d) for d in event.data["stack_change"]),
                "fixed_stack": stack_from(event.data["stack"]),
            }
        case EventKind.FIX_REFUSED:
            return {"state": WorkState.ROLLED_BACK, "why": event.reason}
        case EventKind.FIX_VERIFIED:
            return {"state": WorkState.VERIFIED, "why": event.reason}
    return {}


def _turned(event: Event) -> dict[str, Any]:
    return {
        "kind": WorkKind(event.data["kind"]),
        "owner": event.data["owner"],
        "owner_role": event.data["role"],
        "target": datetime.fromisoformat(event.data["target"]),
        "why": event.reason,
    }


def _changed(event: Event) -> dict[str, Any]:
    """Only what the Event names; ``why`` stays, since a person's reason is for our people."""
    data, found = event.data, dict[str, Any]()
    if "owner" in data:
        found |= {"owner": data["owner"], "owner_role": data["role"]}
    if "target" in data:
        found["target"] = datetime.fromisoformat(data["target"])
    if "state" in data:
        found["state"] = WorkState(data["state"])
    if "acceptance" in data:
        found["acceptance"] = tuple(data["acceptance"])
    return found


def weight(item: WorkItem) -> tuple[int, float]:
    """How heavy it is on a board: severity first, then the traffic it touches."""
    return (-item.severity, item.traffic)
