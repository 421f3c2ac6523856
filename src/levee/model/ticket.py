"""What do we know about one request, folded from its Events?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from levee.model.delta import Delta, delta_from
from levee.model.event import Event, EventKind
from levee.model.relation import Relation
from levee.model.stack import Component, Role, Stack
from levee.model.ticket_fact import TAKEN_UP


class TicketState(StrEnum):
    OPEN = "open"  #: somebody of ours owns the next response
    PENDED = "pended"  #: waits for the reporter to fill gaps, with a named technician
    PAUSED = "paused"  #: a person put it on hold
    RESOLVED = "resolved"  #: the reporter has what they need
    MERGED = "merged"  #: worked on as part of a case


#: Nobody owes a next response on these themselves, and their clocks stand.
CLOSED = frozenset((TicketState.RESOLVED, TicketState.MERGED))


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
    sealed_parts: Mapping[str, str] = field(default_factory=dict)  #: part -> id of its sealed form
    names: tuple[str, ...] = ()  #: ids of the sealed names of the people in it, the oldest first
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
    route: str = ""  #: whose it is, as its evidence shows; empty: nobody asked yet
    evidence: Mapping[str, str] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    interaction: tuple[Delta, ...] = ()
    isolation: Mapping[str, Any] = field(default_factory=dict)
    finding: str = ""
    work_item: str = ""
    linked: tuple[str, ...] = ()  #: work items of further Interactions that it showed
    run: str = ""
    baseline: Stack | None = None
    until_reply: bool = False  #: a pause that the reporter's answer ends
    case: str = ""  #: the ticket that it was merged into
    members: tuple[str, ...] = ()  #: the tickets that were merged into it
    links: frozenset[tuple[str, Relation]] = frozenset()  #: (other ticket, how it stands to it)
    acknowledged_s: float | None = None  #: seconds until somebody first took it up
    remediated_s: float | None = None  #: seconds until its failure was gone, if it still is
    revenue_risk: str = ""  #: what its impact said at opening
    version: int = 0  #: number of Events folded; a stale write names another one

    def text(self, name: str) -> str:
        value = self.submission.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def closed(self) -> bool:
        return self.state in CLOSED

    @property
    def glance(self) -> dict[str, Any]:
        """What a line in a list says beside the plain fields."""
        return {
            "why": self.severity_why,
            "role": self.owner_role,
            "gaps": list(self.gaps),
            "contract": self.contract,
        }

    @property
    def title(self) -> str:
        return self.text("title") or "(no title could be read)"


def subject(ticket_id: str) -> str:
    return f"ticket:{ticket_id}"


def fold(events: Iterable[Event], *, stacks: bool = True) -> Ticket:
    """The Ticket that its Events tell, in order; ValueError when the first is not OPENED.

    Without ``stacks`` those of the Ticket stay unread: to read them is most of the work, and no
    clock asks for them.
    """
    draft: Any = None
    for event in events:
        data = event.data if stacks else _unstacked(event)
        if event.kind is EventKind.OPENED:
            draft = _draft(_opened(event, data))
        elif draft is None:
            raise ValueError(f"{event.subject} begins with {event.kind}, not with opened")
        else:
            vars(draft).update(_change(draft, event, data))
    if draft is None:
        raise ValueError("no Events, no Ticket")
    return Ticket(**vars(draft))


def then(ticket: Ticket, events: Sequence[Event]) -> Ticket:
    """The Ticket after some more Events."""
    if not events:
        return ticket
    draft = _draft(ticket)
    for event in events:
        vars(draft).update(_change(draft, event, event.data))
    return Ticket(**vars(draft))


def _draft(ticket: Ticket) -> SimpleNamespace:
    """A Ticket that is written to while it is folded: a copy of all its fields for each Event
    would cost more than the fold."""
    return SimpleNamespace(**dict(zip(_FIELDS, _values(ticket), strict=True)))


_FIELDS = tuple(each.name for each in fields(Ticket))
_values = attrgetter(*_FIELDS)


def _unstacked(event: Event) -> Mapping[str, Any]:
    name = _STACKS.get(event.kind)
    return event.data if name is None else {**event.data, name: None}


def contract_of(events: Sequence[Event]) -> str:
    """Digest of the contract that these Events go by, as the fold has it, without folding."""
    kinds = (EventKind.OPENED, EventKind.ADOPTED)
    return str(next(e.data["contract"] for e in reversed(events) if e.kind in kinds))


def _opened(event: Event, data: Mapping[str, Any]) -> Ticket:
    return Ticket(
        id=event.subject.removeprefix("ticket:"),
        stream=data["stream"],
        contract=data["contract"],
        opened_at=event.at,
        submission=data["submission"],
        sealed=data.get("sealed", ""),
        stack=stack_from(data["stack"]) if data.get("stack") else None,
        names=tuple(data.get("names", ())),
        gaps=tuple(data.get("gaps", ())),
        level=data["level"],
        evidence=data["submission"].get("evidence", {}),
        labels=frozenset(data.get("labels", ())),
        revenue_risk=_revenue_risk(data["submission"].get("impact")),
        version=1,
    )


def _revenue_risk(impact: object) -> str:
    return str(impact.get("revenue_risk", ""))[:40] if isinstance(impact, Mapping) else ""


Change = Mapping[str, Any]


def _link(data: Change) -> tuple[str, Relation]:
    return (data["ticket"], Relation(data["relation"]))


def _change(ticket: Any, event: Event, data: Change) -> dict[str, Any]:
    rule = _CHANGES.get(event.kind)
    always = {
        "state": state_after(ticket.state, event.kind),
        "version": ticket.version + 1,
        **_moment(ticket, event),
    }
    return {**rule(ticket, data), **always} if rule else always


def _moment(ticket: Any, event: Event) -> dict[str, Any]:
    """How long it took, by the Events that end a wait."""
    if event.kind is EventKind.REOPENED:
        return {"remediated_s": None}
    name = "acknowledged_s" if event.kind in TAKEN_UP else "remediated_s"
    ends = event.kind in TAKEN_UP or event.kind is EventKind.REMEDIATED
    if not ends or getattr(ticket, name) is not None:
        return {}
    return {name: (event.at - ticket.opened_at).total_seconds()}


def state_after(state: TicketState, kind: EventKind) -> TicketState:
    """Where an Event of this kind leaves a ticket; resuming ends a wait and nothing else."""
    if kind is EventKind.RESUMED:
        return state if state in CLOSED else TicketState.OPEN
    return _STATES.get(kind, state)


_STATES = {
    EventKind.PENDED: TicketState.PENDED,
    EventKind.PAUSED: TicketState.PAUSED,
    EventKind.RESOLVED: TicketState.RESOLVED,
    EventKind.REOPENED: TicketState.OPEN,
    EventKind.MERGED: TicketState.MERGED,
}


def _judged(ticket: Ticket, data: Change) -> Change:
    """Severity and why; a person may have told more of the impact."""
    changed: dict[str, Any] = {
        "severity": data["severity"],
        "priority": data["priority"],
        "severity_why": data["why"],
        "unclear": tuple(data["unclear"]),
    }
    if "impact" in data:
        changed["submission"] = {**ticket.submission, "impact": dict(data["impact"])}
    return changed


def _filled(ticket: Ticket, data: Change) -> Change:
    changed: dict[str, Any] = {
        "submission": {**ticket.submission, **data["submission"]},
        "gaps": tuple(data["gaps"]),
    }
    if data.get("names"):
        changed["names"] = (*ticket.names, *data["names"])
    if data.get("stack"):
        changed["stack"] = stack_from(data["stack"])
    return changed


def _isolated(_: Ticket, data: Change) -> Change:
    if not _is_own(data):
        return {}
    deltas = tuple(delta_from(d) for d in data["interaction"])
    return {"interaction": deltas, "isolation": data, "stage": Stage.ISOLATED}


def _is_own(data: Change) -> bool:
    """Is it about the ticket's own failure, and not about another that its stack shows?"""
    return bool(data.get("cause", 1) == 1)


def _classified(_: Ticket, data: Change) -> Change:
    return {"finding": data["finding"]} if _is_own(data) else {}


def _worked(ticket: Ticket, data: Change) -> Change:
    if not _is_own(data):
        return {"linked": (*ticket.linked, data["work_item"])}
    return {"work_item": data["work_item"], "stage": Stage.FIXING}


def _reproduced(_: Ticket, data: Change) -> Change:
    baseline = stack_from(data["baseline_stack"]) if data["baseline_stack"] else None
    return {"stage": Stage.REPRODUCED, "run": data["run"], "baseline": baseline}


#: Where the Events of a kind carry a Stack.
_STACKS = {
    EventKind.OPENED: "stack",
    EventKind.FILLED: "stack",
    EventKind.REPRODUCED: "baseline_stack",
}
_CHANGES: dict[EventKind, Callable[[Ticket, Change], Change]] = {
    EventKind.FILLED: _filled,
    EventKind.EVIDENCE_SEALED: lambda t, d: {
        "sealed_parts": {**t.sealed_parts, **{part: d["sealed"] for part in d["parts"]}},
        "submission": {**t.submission, **d["submission"]},
    },
    EventKind.PARTNER_SET: lambda t, d: {
        "submission": {**t.submission, "partner": d["partner"]},
        **{name: d[name] for name in ("stream", "level")},
        "gaps": tuple(d["gaps"]),
    },
    EventKind.JUDGED: _judged,
    EventKind.LEVELLED: lambda t, d: {"level": d["level"]},
    EventKind.ASSIGNED: lambda t, d: {"owner": d["owner"], "owner_role": d["role"]},
    EventKind.ROUTED: lambda t, d: {"route": d["route"], "evidence": d["evidence"]},
    EventKind.LABELLED: lambda t, d: {"labels": t.labels | {d["label"]}},
    EventKind.UNLABELLED: lambda t, d: {"labels": t.labels - {d["label"]}},
    EventKind.REPRODUCED: _reproduced,
    EventKind.NOT_REPRODUCED: lambda t, d: {"stage": Stage.NOT_REPRODUCED, "run": d["run"]},
    EventKind.ISOLATED: _isolated,
    EventKind.CLASSIFIED: _classified,
    EventKind.WORK_OPENED: _worked,
    EventKind.KNOWLEDGE_OPENED: _worked,
    EventKind.REMEDIATED: lambda t, d: {"stage": Stage.REMEDIATED},
    EventKind.PAUSED: lambda t, d: {"until_reply": d["until_reply"]},
    EventKind.MERGED: lambda t, d: {"case": d["into"]},
    EventKind.REOPENED: lambda t, d: {"case": ""},
    EventKind.JOINED: lambda t, d: {"members": (*t.members, d["ticket"])},
    EventKind.PARTED: lambda t, d: {"members": tuple(m for m in t.members if m != d["ticket"])},
    EventKind.LINKED: lambda t, d: {"links": t.links | {_link(d)}},
    EventKind.UNLINKED: lambda t, d: {"links": t.links - {_link(d)}},
    EventKind.ADOPTED: lambda t, d: {"contract": d["contract"]},
}


def stack_from(data: Mapping[str, Any]) -> Stack:
    """The Stack in a Stack file that was already validated."""
    return Stack(
        components=tuple(Component(c["purl"], Role(c["role"])) for c in data["components"]),
        settings=data.get("settings", {}),
        platform=data.get("platform", {}),
    )
