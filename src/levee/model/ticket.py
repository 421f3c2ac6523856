"""What do we know about one request, folded from its Events?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from levee.model.delta import Delta, DeltaKind
from levee.model.event import Event, EventKind
from levee.model.stack import Component, Role, Stack


class TicketState(StrEnum):
    OPEN = "open"  #: somebody of ours owns the next response
    PENDED = "pended"  #: waits for the reporter to fill gaps, with a named technician
    RESOLVED = "resolved"  #: the reporter has what they need


class Stage(StrEnum):
    TAKEN_IN = "taken in"  #: validated, judged, assigned
    REPRODUCED = "reproduced"  #: seen failing in the lab beside a green baseline
    NOT_REPRODUCED = "not reproduced"  #: the lab could not see it; a remote session is due
    ISOLATED = "isolated"  #: the smallest interaction is known
    FIXING = "fixing"  #: a work item has an owner and a date
    REMEDIATED = "remediated"  #: a verified fix is there for the client


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The fold of one ticket's Events; nothing here is stored without an Event that says it."""

    id: str
    stream: str
    contract: str  #: digest of the contract it was opened under, or moved to since
    opened_at: datetime
    submission: Mapping[str, Any]  #: redacted, as it came in
    sealed: str = ""  #: id of the sealed original
    stack: Stack | None = None
    gaps: tuple[str, ...] = ()
    state: TicketState = TicketState.OPEN
    stage: Stage = Stage.TAKEN_IN
    severity: int = 4
    priority: str = "P2"
    severity_why: str = ""
    unclear: tuple[str, ...] = ()
    level: str = "L1"
    owner: str = ""
    owner_role: str = ""
    labels: frozenset[str] = frozenset()
    interaction: tuple[Delta, ...] = ()
    isolation: Mapping[str, Any] = field(default_factory=dict)
    finding: str = ""
    work_item: str = ""
    run: str = ""
    baseline: Stack | None = None
    version: int = 0  #: number of Events folded; a stale write names another one

    def text(self, name: str) -> str:
        value = self.submission.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def title(self) -> str:
        return self.text("title") or "(no title could be read)"


def subject(ticket_id: str) -> str:
    return f"ticket:{ticket_id}"


def fold(events: Iterable[Event]) -> Ticket:
    """The Ticket that its Events tell, in order; ValueError when the first is not OPENED."""
    ticket: Ticket | None = None
    for event in events:
        if event.kind is EventKind.OPENED:
            ticket = _opened(event)
        elif ticket is None:
            raise ValueError(f"{event.subject} begins with {event.kind}, not with opened")
        else:
            ticket = replace(ticket, version=ticket.version + 1, **_change(ticket, event))
    if ticket is None:
        raise ValueError("no Events, no Ticket")
    return ticket


def _opened(event: Event) -> Ticket:
    data = event.data
    return Ticket(
        id=event.subject.removeprefix("ticket:"),
        stream=data["stream"],
        contract=data["contract"],
        opened_at=event.at,
        submission=data["submission"],
        sealed=data.get("sealed", ""),
        stack=stack_from(data["stack"]) if data.get("stack") else None,
        gaps=tuple(data.get("gaps", ())),
        level=data["level"],
        labels=frozenset(data.get("labels", ())),
        version=1,
    )


Change = Mapping[str, Any]


def _change(ticket: Ticket, event: Event) -> dict[str, Any]:
    rule = _CHANGES.get(event.kind)
    return dict(rule(ticket, event.data)) if rule else {}


def _filled(ticket: Ticket, data: Change) -> Change:
    changed: dict[str, Any] = {
        "submission": {**ticket.submission, **data["submission"]},
        "gaps": tuple(data["gaps"]),
    }
    if data.get("stack"):
        changed["stack"] = stack_from(data["stack"])
    return changed


def _isolated(_: Ticket, data: Change) -> Change:
    deltas = tuple(delta_from(d) for d in data["interaction"])
    return {"interaction": deltas, "isolation": data, "stage": Stage.ISOLATED}


def _reproduced(_: Ticket, data: Change) -> Change:
    baseline = stack_from(data["baseline_stack"])
    return {"stage": Stage.REPRODUCED, "run": data["run"], "baseline": baseline}


_CHANGES: dict[EventKind, Callable[[Ticket, Change], Change]] = {
    EventKind.PENDED: lambda t, d: {"state": TicketState.PENDED},
    EventKind.FILLED: _filled,
    EventKind.RESUMED: lambda t, d: {"state": TicketState.OPEN},
    EventKind.JUDGED: lambda t, d: {
        "severity": d["severity"],
        "priority": d["priority"],
        "severity_why": d["why"],
        "unclear": tuple(d["unclear"]),
    },
    EventKind.ASSIGNED: lambda t, d: {"owner": d["owner"], "owner_role": d["role"]},
    EventKind.LABELLED: lambda t, d: {"labels": t.labels | {d["label"]}},
    EventKind.UNLABELLED: lambda t, d: {"labels": t.labels - {d["label"]}},
    EventKind.REPRODUCED: _reproduced,
    EventKind.NOT_REPRODUCED: lambda t, d: {"stage": Stage.NOT_REPRODUCED, "run": d["run"]},
    EventKind.ISOLATED: _isolated,
    EventKind.CLASSIFIED: lambda t, d: {"finding": d["finding"]},
    EventKind.WORK_OPENED: lambda t, d: {"work_item": d["work_item"], "stage": Stage.FIXING},
    EventKind.KNOWLEDGE_OPENED: lambda t, d: {"work_item": d["work_item"], "stage": Stage.FIXING},
    EventKind.REMEDIATED: lambda t, d: {"stage": Stage.REMEDIATED},
    EventKind.RESOLVED: lambda t, d: {"state": TicketState.RESOLVED},
    EventKind.REOPENED: lambda t, d: {"state": TicketState.OPEN},
    EventKind.ADOPTED: lambda t, d: {"contract": d["contract"]},
}


def stack_from(data: Mapping[str, Any]) -> Stack:
    """The Stack in a Stack file that was already validated."""
    return Stack(
        components=tuple(Component(c["purl"], Role(c["role"])) for c in data["components"]),
        settings=data.get("settings", {}),
        platform=data.get("platform", {}),
    )


def delta_from(data: Mapping[str, Any]) -> Delta:
    """The Delta in a JSON object that was already validated."""
    kind = DeltaKind(data["kind"])
    return Delta(
        kind, data["component"], data["from"], data["to"], Role(data.get("role", "dependency"))
    )
