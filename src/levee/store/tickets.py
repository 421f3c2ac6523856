"""Which tickets and work items are there, and which of them have to be looked at now?"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Max

from levee.model import ticket as ticket_model
from levee.model import work_item as work_model
from levee.model.event import Event
from levee.model.problem import Unknown
from levee.model.ticket import Ticket
from levee.model.work_item import WorkItem
from levee.store import ledger
from levee.store.models import TicketRow, WorkItemRow

PORTION = 2_000  #: subjects that one question names
FIRST = 1001  #: tickets are counted from here


def ticket(ticket_id: str) -> Ticket:
    events = ledger.events(ticket_model.subject(ticket_id)) if ticket_id.isascii() else ()
    if not events:
        raise Unknown(f"there is no ticket {ticket_id}")
    return ticket_model.fold(events)


def every(stream: str = "") -> tuple[Ticket, ...]:
    """All tickets, worst severity first, of one stream or of all."""
    rows = TicketRow.objects.order_by("severity", "-number")
    rows = rows.filter(stream=stream) if stream else rows
    subjects = [ticket_model.subject(i) for i in rows.values_list("id", flat=True)]
    return tuple(ticket_model.fold(told) for told in _histories(subjects))


def known_as(idempotency_key: str) -> Ticket | None:
    row = TicketRow.objects.filter(idempotency_key=idempotency_key).first()
    return ticket(row.id) if row else None


def next_ticket_id() -> str:
    """The number after the last one; the caller holds the only writing transaction."""
    last = TicketRow.objects.aggregate(last=Max("number"))["last"]
    return f"T-{last + 1 if last else FIRST}"


def waking(now: datetime) -> tuple[str, ...]:
    """Tickets whose next wake is here, the longest overdue first."""
    rows = TicketRow.objects.filter(next_wake_at__lte=now).order_by("next_wake_at")
    return tuple(rows.values_list("id", flat=True))


def wake_of(ticket_id: str) -> datetime | None:
    return TicketRow.objects.get(id=ticket_id).next_wake_at


def work_item(work_id: str) -> WorkItem:
    events = ledger.events(work_model.subject(work_id)) if work_id.isascii() else ()
    if not events:
        raise Unknown(f"there is no work item {work_id}")
    return work_model.fold(events)


def work_items() -> tuple[WorkItem, ...]:
    ids = WorkItemRow.objects.order_by("severity", "-traffic", "id").values_list("id", flat=True)
    return tuple(work_model.fold(told) for told in _histories([work_model.subject(i) for i in ids]))


def _histories(subjects: Sequence[str]) -> Iterator[tuple[Event, ...]]:
    """The Events of each, in so many questions as there are portions."""
    for first in range(0, len(subjects), PORTION):
        portion = subjects[first : first + PORTION]
        found = ledger.of_subjects(portion)
        yield from (found[subject] for subject in portion)
