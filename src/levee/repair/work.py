"""Which work does a finding ask for, who owns it, and until when?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.model.event import LEVEE, Event, EventKind
from levee.model.finding import Classified
from levee.model.fleet import Installation
from levee.model.interaction import Interaction
from levee.model.ticket import Ticket
from levee.model.ticket import subject as ticket_subject
from levee.model.work_item import WorkItem, WorkKind, id_for
from levee.model.work_item import subject as work_subject

KNOWLEDGE = {"documentation_gap", "configuration_mismatch"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What work is opened for. ``number``: which of the ticket's Interactions, its own is 1."""

    ticket: Ticket
    interaction: Interaction
    finding: str
    exposed: Sequence[Installation]  #: active ones whose stacks contain the Interaction
    number: int = 1

    @property
    def work_id(self) -> str:
        return id_for(self.ticket.id, self.number)


def kind_of(finding: str, severity: int, contract: Contract) -> WorkKind:
    """Hotfix or compatibility patch by impact; gaps in knowledge get an article."""
    if finding in KNOWLEDGE:
        return WorkKind.KNOWLEDGE
    if severity in contract.file.repair.hotfix_severities:
        return WorkKind.HOTFIX
    return WorkKind.COMPATIBILITY_PATCH


def clock_of(finding: str, contract: Contract) -> str:
    """The clock whose target is the date of the work."""
    repair = contract.file.repair
    is_knowledge = finding in KNOWLEDGE and repair.knowledge_clock
    return repair.knowledge_clock if is_knowledge else repair.target_clock


def role_of(finding: str, contract: Contract) -> str:
    """The pod's docs person is on call for knowledge work, or whoever its clock names; engineering
    work has one owner role."""
    repair, pod = contract.file.repair, contract.file.pod
    if pod and finding in KNOWLEDGE:
        return pod.knowledge
    own = contract.file.clocks[clock_of(finding, contract)].owner
    return own if own and finding in KNOWLEDGE else repair.owner


def open_work(
    opening: Opening, owner: str, target: datetime, contract: Contract, now: datetime
) -> tuple[Event, ...]:
    """The work item's first Events, and the Event that ties it to its ticket."""
    data = _data(opening, owner, target, contract)
    knowledge = data["kind"] == WorkKind.KNOWLEDGE.value
    opened = EventKind.KNOWLEDGE_OPENED if knowledge else EventKind.WORK_OPENED
    why = f"{opening.finding.replace('_', ' ')}, severity {opening.ticket.severity}"
    work, desk = work_subject(opening.work_id), ticket_subject(opening.ticket.id)
    told = {"work_item": opening.work_id, "target": data["target"]}
    own = opening.number == 1
    tied = _event(desk, opened, now, why, told | ({} if own else {"cause": opening.number}))
    must = {"interaction": data["interaction"]}
    return (
        _event(work, opened, now, why, data),
        _event(work, EventKind.MUST_RUN, now, "until certified away", must),
        tied,
    )


def turn(
    item: WorkItem, said: Classified, owner: str, target: datetime, contract: Contract
) -> dict[str, Any]:
    """What changes of a work item when a person's finding makes knowledge work of it."""
    return {
        "kind": kind_of(said.finding.value, item.severity, contract).value,
        "finding": said.finding.value,
        "owner": owner,
        "role": role_of(said.finding.value, contract),
        "target": target.isoformat(),
    }


def _data(opening: Opening, owner: str, target: datetime, contract: Contract) -> dict[str, Any]:
    ticket, deltas, exposed = opening.ticket, opening.interaction.deltas, opening.exposed
    return {
        "ticket": ticket.id,
        "kind": kind_of(opening.finding, ticket.severity, contract).value,
        "title": f"{ticket.title}: " + " with ".join(str(d) for d in deltas),
        "owner": owner,
        "role": role_of(opening.finding, contract),
        "target": target.isoformat(),
        "acceptance": list(contract.file.repair.acceptance),
        "interaction": [d.to_json() | {"role": d.role.value} for d in deltas],
        "clients": len(exposed),
        "traffic": round(sum(i.traffic for i in exposed), 3),
        "severity": ticket.severity,
        "exposed": [i.client for i in exposed],
    }


def _event(
    subject: str, kind: EventKind, now: datetime, reason: str, data: dict[str, Any]
) -> Event:
    key = kind.value + (f":{data['cause']}" if "cause" in data else "")
    return Event(subject=subject, kind=kind, at=now, actor=LEVEE, reason=reason, key=key, data=data)
