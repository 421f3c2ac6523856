"""Which tickets and work items are there, and which of them have to be looked at now?"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from django.db.models import QuerySet, Subquery

from levee.model import ticket as ticket_model
from levee.model import work_item as work_model
from levee.model.event import Event
from levee.model.problem import Unknown
from levee.model.ticket import Ticket
from levee.model.work_item import WorkItem
from levee.store import ledger
from levee.store.models import TicketRow, WorkItemRow
from levee.store.prepared import ANY, Prepared

FIRST = 1001  #: tickets are counted from here
BATCH = 1000  #: ledgers that one question reads


def ticket(ticket_id: str) -> Ticket:
    events = ledger.events(ticket_model.subject(ticket_id)) if ticket_id.isascii() else ()
    if not events:
        raise Unknown(f"there is no ticket {ticket_id}")
    return ticket_model.fold(events)


def every(stream: str = "") -> tuple[Ticket, ...]:
    """All tickets, worst severity first, of one stream or of all."""
    rows = TicketRow.objects.order_by("severity", "-number")
    rows = rows.filter(stream=stream) if stream else rows
    return tuple(map(ticket_model.fold, _told(ticket_model.subject, rows)))


def _told(subject: Callable[[str], str], rows: QuerySet[Any, Any]) -> Iterator[tuple[Event, ...]]:
    """The Events of each row's subject, in the order of the rows, in one question a thousand."""
    ids = list(rows.values_list("id", flat=True))
    for some in batched(map(subject, ids), BATCH):
        found = ledger.of_subjects(some)
        yield from (found[one] for one in some)


_of_key = Prepared(lambda: TicketRow.objects.filter(idempotency_key=ANY).values_list("id"))
_last = Prepared(lambda: TicketRow.objects.order_by("-number").values_list("number")[:1])
_known_and_last = Prepared(
    lambda: TicketRow.objects.order_by("-number").values_list(
        "number", Subquery(TicketRow.objects.filter(idempotency_key=ANY).values("id")[:1])
    )[:1]
)


def known_as(idempotency_key: str) -> Ticket | None:
    row = _of_key.first(idempotency_key)
    return ticket(row[0]) if row else None


def next_ticket_id() -> str:
    """The number after the last one; the caller holds the only writing transaction."""
    last = _last.first()
    return f"T-{last[0] + 1 if last else FIRST}"


def known_or_next(idempotency_key: str) -> Ticket | str:
    """The ticket that is known as this, or the id of the next one, in one question."""
    number, known = _known_and_last.first(idempotency_key) or (FIRST - 1, None)
    return ticket(known) if known else f"T-{number + 1}"


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
    rows = WorkItemRow.objects.order_by("severity", "-traffic", "id")
    return tuple(map(work_model.fold, _told(work_model.subject, rows)))
