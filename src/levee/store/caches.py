"""What do the fast tables hold, and do they still say what the rules derive from the Events?"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime

from levee.model import ticket as ticket_model
from levee.model import work_item as work_model
from levee.model.event import Event
from levee.model.ticket import Ticket
from levee.model.work_item import WorkItem
from levee.store import bulk, search
from levee.store.models import NEVER, EventRow, TicketRow, WorkItemRow
from levee.store.rows import event_of

FOLDED = ("ticket:", "work:")  #: how the subjects begin that have a row of their own


def refresh(told: Mapping[str, Sequence[Event]], new: Container[str]) -> None:
    """Bring the cached rows of these subjects, of which some are ``new``, up to all their Events.
    Tickets come first."""
    for subject, events in sorted(told.items()):
        if subject.startswith("ticket:"):
            _save_ticket(ticket_model.fold(events), max(e.at for e in events), subject in new)
        elif subject.startswith("work:"):
            _save_work(work_model.fold(events))


def _events(subject: str) -> Iterator[Event]:
    for row in EventRow.objects.filter(subject=subject).order_by("id"):
        yield event_of(row)


def ticket_fields(ticket: Ticket) -> dict[str, object]:
    """What a TicketRow says of a Ticket (its clocks' next wake is kept by the tick)."""
    return {
        "number": int(ticket.id.removeprefix("T-")),
        "idempotency_key": ticket.submission["idempotency_key"],
        "stream": ticket.stream,
        "partner": ticket.text("partner")[:200],
        "client": ticket.text("client")[:200],
        "title": ticket.title,
        "state": ticket.state.value,
        "stage": ticket.stage.value,
        "severity": ticket.severity,
        "priority": ticket.priority,
        "level": ticket.level,
        "owner": ticket.owner,
        "opened_at": ticket.opened_at,
        "version": ticket.version,
        "open": not ticket.closed,
        "glance": ticket.glance,
        "acknowledged_s": ticket.acknowledged_s,
        "remediated_s": ticket.remediated_s,
        "revenue_risk": ticket.revenue_risk,
    }


def work_fields(item: WorkItem) -> dict[str, object]:
    return {
        "ticket_id": item.ticket,
        "kind": item.kind.value,
        "state": item.state.value,
        "owner": item.owner,
        "target": item.target,
        "severity": item.severity,
        "traffic": item.traffic,
        "must_run": item.must_run,
        "packages": packages_text(item.packages),
    }


def packages_text(packages: Sequence[str]) -> str:
    """Each between line ends: no package is found by a part of its name."""
    return f"\n{'\n'.join(packages)}\n" if packages else ""


def _save_ticket(ticket: Ticket, last: datetime, new: bool) -> None:
    """A new Event may move every clock. Until somebody looks, the ticket is due to be looked at:
    whoever is killed before that leaves it to the next tick."""
    fields = ticket_fields(ticket) | {"next_wake_at": last, "awaits": True}
    if new:
        insert(ticket, fields | {"clock": "", "due_at": NEVER})
    else:
        TicketRow.objects.filter(id=ticket.id).update(**fields)
        search.save(ticket)


def insert(ticket: Ticket, fields: Mapping[str, object]) -> None:
    """The row of a new ticket, and what it is found by."""
    bulk.put(TicketRow, ("id", *fields), [(ticket.id, *fields.values())])
    search.insert(ticket)


def _save_work(item: WorkItem) -> None:
    WorkItemRow.objects.update_or_create(id=item.id, defaults=work_fields(item))


def differences() -> list[str]:
    """Every cached field that says something else than the fold of its Events."""
    faults = []
    for row in TicketRow.objects.order_by("number").iterator():
        ticket = ticket_model.fold(_events(ticket_model.subject(row.id)))
        faults += _differences(row, row.id, ticket_fields(ticket)) + search.differences(ticket)
    for work in WorkItemRow.objects.order_by("id").iterator():
        item = work_model.fold(_events(work_model.subject(work.id)))
        faults += _differences(work, work.id, work_fields(item))
    return faults


def _differences(row: object, name: str, fields: dict[str, object]) -> list[str]:
    return [
        f"{name}.{field} is {getattr(row, field)!r}, the Events say {value!r}"
        for field, value in fields.items()
        if getattr(row, field) != value
    ]
