"""What does the page of one work item show?"""

from datetime import datetime
from typing import Any

from levee.contract.schema import ContractFile
from levee.lab import fleet
from levee.model import ticket as ticket_model
from levee.model import work_item as work_model
from levee.model.event import Event, EventKind
from levee.model.problem import Unknown
from levee.model.relation import Relation
from levee.model.ticket import Ticket, TicketState
from levee.model.work_item import WorkItem
from levee.repair import steering
from levee.site import stories
from levee.site.hands import LeveeHands
from levee.site.shown import names, ticket, timeline
from levee.site.shown.board import revenue
from levee.store import ledger


def work(hands: LeveeHands, work_id: str, now: datetime) -> dict[str, Any]:
    """Owner, date, acceptance, weight, fixes, every Interaction, every ticket that waits for it."""
    events = hands.ledger.events(work_model.subject(work_id))
    if not events:
        raise Unknown(f"there is no work item {work_id}")
    item, file = work_model.fold(events), hands.desk.contract().file
    found = hands.desk.ticket(item.ticket)
    return {
        "item": item,
        "work": _head(item, found, file, now),
        "offered": ticket.fixes(events),
        "weight": _weight(hands, item, found, now),
        "tickets": _tickets(found, file),
        "interactions": _interactions(hands, found, item),
        "timeline": [_line(event, file) for event in reversed(events)],
    }


def _head(item: WorkItem, found: Ticket, file: ContractFile, now: datetime) -> dict[str, Any]:
    late = item.is_overdue(now) and not found.closed
    return {
        "id": item.id,
        "title": item.title,
        "kind": item.kind.value,
        "state": item.state.value,
        "tone": _TONES.get(item.state.value, "plain"),
        "severity": item.severity,
        "owner": names.person(file, item.owner),
        "role": names.role(file, item.owner_role),
        "opened_at": item.opened_at,
        "target_at": item.target,
        "overdue": late,
        "left": "" if item.closed else names.span((item.target - now).total_seconds()),
        "acceptance": item.acceptance,
        "must_run": item.must_run,
        "stack": item.fixed_stack.digest if item.fixed_stack else "",
    }


_TONES = {"verified": "good", "done": "good", "rolled back": "bad", "dropped": "held"}


def _weight(hands: LeveeHands, item: WorkItem, found: Ticket, now: datetime) -> dict[str, Any]:
    """As it was when the work began, and as it is: who has the Interaction now, by partner."""
    days = hands.desk.contract().file.lab.active_days
    active = fleet.active(hands.lab.fleet(), now, days)
    hit = list(fleet.containing(active, item.interaction))
    return {
        "clients": item.clients,
        "traffic": item.traffic,
        "now": len(hit),
        "now_traffic": round(sum(one.traffic for one in hit), 3),
        "partners": sorted({one.partner for one in hit if one.partner}),
        "revenue": revenue(found),
    }


def _tickets(found: Ticket, file: ContractFile) -> list[dict[str, Any]]:
    """Its own ticket, those of its case and those that are linked to it."""
    others = [m for m in (*found.members, *(t for t, _ in found.links))]
    told = ledger.of_subjects(ticket_model.subject(one) for one in dict.fromkeys(others))
    folded = [ticket_model.fold(events, stacks=False) for events in told.values() if events]
    how = {other: relation for other, relation in found.links}
    rows = [_ticket(one, file, _how(one, found, how)) for one in folded]
    return [_ticket(found, file, ""), *rows]


def _how(one: Ticket, found: Ticket, links: dict[str, Relation]) -> str:
    if one.id in found.members:
        return "same case"
    return links[one.id].value if one.id in links else ""


def _ticket(one: Ticket, file: ContractFile, how: str) -> dict[str, Any]:
    waits = one.state is not TicketState.RESOLVED
    return {
        "id": one.id,
        "title": one.title,
        "partner": one.text("partner"),
        "owner": names.person(file, one.owner),
        "state": names.said(one.state.value),
        "stage": one.stage.value,
        "waits": waits,
        "how": how,
    }


def _interactions(hands: LeveeHands, found: Ticket, item: WorkItem) -> list[dict[str, Any]]:
    """Every one that the ticket showed, each with the work item that mends it."""
    others = [w for w in stories.works(found) if w != item.id]
    told = ledger.of_subjects(work_model.subject(one) for one in others)
    items = [item, *(work_model.fold(events) for events in told.values() if events)]
    return [
        {
            "work_item": one.id,
            "here": one.id == item.id,
            "state": one.state.value,
            "deltas": [str(delta) for delta in one.interaction],
        }
        for one in items
    ]


def _line(event: Event, file: ContractFile) -> dict[str, Any]:
    """A person's change says what changed, and then why."""
    row = timeline.row(event, file)
    if event.kind is EventKind.WORK_CHANGED:
        row["reason"] = f"{steering.words(event, file)}: {event.reason}"
    return row
