"""Which part of a long list is asked for, with a fixed number of questions to the database?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet

from levee.model.ticket import TicketState
from levee.store.models import EventRow, TicketRow

MOST = 1_000  #: tickets of a stream that are counted; beyond it is "many"

_LINE = (
    "id", "stream", "partner", "client", "title", "state", "stage", "severity", "priority", "level",
    "owner", "opened_at", "version", "glance", "clock", "due_at",
)  # fmt: skip


def waiting(where: Mapping[str, Any], first: int, most: int) -> tuple[dict[str, Any], ...]:
    """Open tickets, worst first, and what runs out first before what has time."""
    return _lines(TicketRow.objects.filter(open=True, **where), first, most)


def _lines(rows: QuerySet[TicketRow], first: int, most: int) -> tuple[dict[str, Any], ...]:
    in_order = rows.order_by("severity", "due_at", "number")
    return tuple(in_order.values(*_LINE)[first : first + most])


def resolved(stream: str, most: int) -> tuple[dict[str, Any], ...]:
    """The resolved tickets of a stream, newest first."""
    rows = TicketRow.objects.filter(stream=stream, state=TicketState.RESOLVED.value)
    return tuple(dict(row) for row in rows.order_by("-number").values("id", "title")[:most])


def how_many(streams: Sequence[str]) -> dict[str, int]:
    """stream -> tickets that wait in it, of those that have one; counted no further than MOST, so
    that it costs the same at a million. SQLite takes a partial index only where its condition is
    written as the index has it: a bare ``open`` reads the whole table."""
    if not streams:
        return {}
    one = (
        "(SELECT COUNT(*) FROM (SELECT 1 FROM levee_ticket"  # noqa: S608  # a number of ours
        f" WHERE open = %s AND stream = %s LIMIT {MOST}) AS counted)"
    )
    given = [value for stream in streams for value in (True, stream)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([one] * len(streams))}", given)
        counted = cursor.fetchone()
    return {stream: n for stream, n in zip(streams, counted, strict=True) if n}


def newest_event() -> int:
    """The id of the Event that was appended last; 0 when there is none."""
    return EventRow.objects.aggregate(last=Max("id"))["last"] or 0


def subjects_after(event_id: int, up_to: int) -> dict[str, int]:
    """subject -> its newest Event, of those that had one in this span of ids."""
    rows = EventRow.objects.filter(id__gt=event_id, id__lte=up_to).order_by()
    return dict(rows.values_list("subject").annotate(last=Max("id")))
