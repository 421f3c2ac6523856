"""Which updates to the customer are there, as a ticket's Events tell, and how far is each?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from levee.model.event import Event, EventKind
from levee.model.moment import parse


class UpdateState(StrEnum):
    DRAFTED = "drafted"  #: written, and read by nobody else yet
    APPROVED = "approved"  #: a second person read it
    SENT = "sent"  #: the customer was told
    SUPERSEDED = "superseded"  #: a later draft took its place before it was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One message to the customer. A draft never changes: who edits writes the next one."""

    number: int
    impact: str
    workaround: str
    owner: str
    next_update: datetime | None
    evidence: tuple[str, ...]
    writer: str
    drafted_at: datetime
    approver: str = ""
    sent_at: datetime | None = None
    sender: str = ""
    state: UpdateState = UpdateState.DRAFTED

    def parts(self) -> dict[str, Any]:
        return {
            "impact": self.impact,
            "workaround": self.workaround,
            "owner": self.owner,
            "next_update": self.next_update.isoformat() if self.next_update else "",
            "evidence": list(self.evidence),
        }


def updates(events: Iterable[Event]) -> tuple[Update, ...]:
    """Every update of one ticket, in the order in which they were drafted."""
    found: dict[int, Update] = {}
    for event in events:
        if event.kind is EventKind.UPDATE_DRAFTED:
            found = {n: _passed_over(update) for n, update in found.items()}
            found[event.data["number"]] = _drafted(event)
        elif event.kind in _CHANGES:
            number = event.data["number"]
            found[number] = replace(found[number], **_changed(event))
    return tuple(found.values())


_CHANGES = (EventKind.UPDATE_APPROVED, EventKind.UPDATE_SENT)


def _passed_over(update: Update) -> Update:
    if update.state is UpdateState.SENT:
        return update
    return replace(update, state=UpdateState.SUPERSEDED)


def _drafted(event: Event) -> Update:
    data = event.data
    return Update(
        number=data["number"],
        impact=data["impact"],
        workaround=data["workaround"],
        owner=data["owner"],
        next_update=parse(data["next_update"]) if data["next_update"] else None,
        evidence=tuple(data["evidence"]),
        writer=event.actor,
        drafted_at=event.at,
    )


def _changed(event: Event) -> Mapping[str, Any]:
    if event.kind is EventKind.UPDATE_APPROVED:
        return {"approver": event.actor, "state": UpdateState.APPROVED}
    return {"sender": event.actor, "sent_at": event.at, "state": UpdateState.SENT}
