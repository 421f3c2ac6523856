"""Which tickets are due to be looked at, and how is a look written so that it counts once?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from levee.model.event import Event
from levee.model.ticket import CLOSED
from levee.model.wake import Unwatched, Wake, Woken
from levee.store import bulk, caches, ledger
from levee.store.models import NEVER, TicketRow

#: What a look may change of a ticket's row, beside when to look again.
MOVED = (
    "state", "stage", "severity", "priority", "level", "owner", "version", "open", "glance",
    "acknowledged_s", "remediated_s",
)  # fmt: skip
#: The columns of a look, and those of a ticket's row that are of the same type.
SENT = {
    "id": "id",
    "seen_at": "next_wake_at",
    "seen_version": "version",
    "wake": "next_wake_at",
    "awaits": "awaits",
    "clock": "clock",
    "due_at": "due_at",
} | {name: name for name in MOVED}
SHOWN = 100  #: unwatched tickets that one tick names


def due(now: datetime, limit: int, after: Wake | None = None) -> tuple[Wake, ...]:
    """Tickets whose next wake is here, the longest overdue first, or those after one of them."""
    rows = TicketRow.objects.filter(next_wake_at__lte=now).order_by("next_wake_at", "id")
    if after is not None:
        behind = Q(next_wake_at__gt=after.at) | Q(id__gt=after.ticket_id)
        rows = rows.filter(behind, next_wake_at__gte=after.at)
    return _wakes(rows[:limit])


def late(before: datetime) -> int:
    """How many tickets were to be looked at by then."""
    return TicketRow.objects.filter(next_wake_at__lte=before).count()


def wakes(ticket_ids: Iterable[str]) -> tuple[Wake, ...]:
    """What the store says now of some tickets."""
    return _wakes(TicketRow.objects.filter(id__in=list(ticket_ids)).order_by("id"))


def _wakes(rows: Any) -> tuple[Wake, ...]:
    found = rows.values_list("id", "next_wake_at", "version")
    return tuple(Wake(ticket_id=i, at=at, version=version) for i, at, version in found)


def keep(woken: Sequence[Woken]) -> dict[str, tuple[Event, ...]]:
    """Write each look whose ticket is still as it was seen: the row, the Events in their chain
    and the outbox, in one transaction for all. Returns the new Events of each that counted;
    a ticket that is missing there was looked at or written by somebody else meanwhile."""
    if not woken:
        return {}
    with ledger.writing():
        mine = _taken(woken)
        return ledger.extend([w for w in woken if w.seen.ticket_id in mine])


def begin(look: Woken) -> tuple[Event, ...]:
    """A new ticket with its first Events and the first look at it, within the transaction in which
    it got its number. Nothing of it is read: there is nothing yet."""
    fields = caches.ticket_fields(look.ticket) | {
        "next_wake_at": look.next_wake,
        "awaits": look.next_wake is not None,
        "clock": look.first.clock if look.first else "",
        "due_at": look.first.due if look.first and look.first.due else NEVER,
    }
    caches.insert(look.ticket, fields)
    return ledger.extend([look])[look.seen.ticket_id]


def _taken(woken: Sequence[Woken]) -> set[str]:
    """Compare and set all rows in one statement; the ids of those that were as they were seen."""
    same = "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"
    query, values = bulk.sent(SENT, TicketRow, [tuple(_values(look)) for look in woken])
    moved = ", ".join(f"{name} = woken.{name}" for name in ("awaits", "clock", "due_at", *MOVED))
    statement = (  # every value is a parameter; only names of columns stand in the text
        f"WITH woken ({', '.join(SENT)}) AS ({query}) "  # noqa: S608
        f"UPDATE levee_ticket SET next_wake_at = woken.wake, {moved} FROM woken "
        "WHERE levee_ticket.id = woken.id AND levee_ticket.version = woken.seen_version "
        f"AND levee_ticket.next_wake_at {same} woken.seen_at RETURNING levee_ticket.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0] for row in cursor.fetchall()}


def _values(look: Woken) -> Iterator[Any]:
    seen, fields = look.seen, caches.ticket_fields(look.ticket)
    yield from (seen.ticket_id, seen.at, seen.version, look.next_wake, look.next_wake is not None)
    yield look.first.clock if look.first else ""
    yield look.first.due if look.first and look.first.due else NEVER
    yield from (fields[name] for name in MOVED)


def unwatched(now: datetime) -> tuple[Unwatched, ...]:
    """Open tickets with a promise that nobody keeps. Each question goes by an index that holds
    nearly nothing, so it costs the same however many tickets are open."""
    open_ones = TicketRow.objects.exclude(state__in=[s.value for s in CLOSED]).order_by("id")
    overdue = TicketRow.objects.filter(next_wake_at__lte=now).order_by("next_wake_at", "id")
    asleep = open_ones.filter(awaits=True, next_wake_at=None)
    return (
        *_found(overdue, "its wake is overdue and nobody looked"),
        *_found(asleep, "its clocks run and it has no next wake"),
        *_found(open_ones.filter(owner=""), "nobody owns the next response"),
    )


def _found(rows: Any, why: str) -> Iterator[Unwatched]:
    for ticket_id in rows.values_list("id", flat=True)[:SHOWN]:
        yield Unwatched(ticket_id=ticket_id, why=why)
