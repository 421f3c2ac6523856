"""Which work does a finding ask for, who owns it, and until when?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.model.event import LEVEE, Event, EventKind
from levee.model.fleet import Installation
from levee.model.interaction import Interaction
from levee.model.ticket import Ticket
from levee.model.ticket import subject as ticket_subject
from levee.model.work_item import WorkKind
from levee.model.work_item import subject as work_subject

KNOWLEDGE = {"documentation_gap", "configuration_mismatch"}


def kind_of(finding: str, severity: int, contract: Contract) -> WorkKind:
    """Hotfix or compatibility patch by impact; gaps in knowledge get an article."""
    if finding in KNOWLEDGE:
        return WorkKind.KNOWLEDGE
    if severity in contract.file.repair.hotfix_severities:
        return WorkKind.HOTFIX
    return WorkKind.COMPATIBILITY_PATCH


def open_work(
    ticket: Ticket,
    interaction: Interaction,
    finding: str,
    exposed: Sequence[Installation],
    owner: str,
    target: datetime,
    contract: Contract,
    now: datetime,
) -> tuple[Event, ...]:
    """The work item's first Events, and the Event that ties it to its ticket.

    ``exposed`` are the active installations whose stacks contain the Interaction.
    """
    work_id = ticket.id.replace("T-", "W-")
    kind = kind_of(finding, ticket.severity, contract)
    opened = EventKind.KNOWLEDGE_OPENED if kind is WorkKind.KNOWLEDGE else EventKind.WORK_OPENED
    deltas = [d.to_json() | {"role": d.role.value} for d in interaction.deltas]
    data: dict[str, Any] = {
        "ticket": ticket.id,
        "kind": kind.value,
        "title": f"{ticket.title}: " + " with ".join(str(d) for d in interaction.deltas),
        "owner": owner,
        "role": contract.file.repair.owner,
        "target": target.isoformat(),
        "acceptance": list(contract.file.repair.acceptance),
        "interaction": deltas,
        "clients": len(exposed),
        "traffic": round(sum(i.traffic for i in exposed), 3),
        "severity": ticket.severity,
        "exposed": [i.client for i in exposed],
    }
    why = f"{finding.replace('_', ' ')}, severity {ticket.severity}"
    work, desk = work_subject(work_id), ticket_subject(ticket.id)
    return (
        _event(work, opened, now, why, data),
        _event(work, EventKind.MUST_RUN, now, "until certified away", {"interaction": deltas}),
        _event(desk, opened, now, why, {"work_item": work_id, "target": data["target"]}),
    )


def _event(
    subject: str, kind: EventKind, now: datetime, reason: str, data: dict[str, Any]
) -> Event:
    key = f"{kind.value}"
    return Event(subject=subject, kind=kind, at=now, actor=LEVEE, reason=reason, key=key, data=data)
