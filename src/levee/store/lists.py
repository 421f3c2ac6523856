"""Which part of a long list is asked for, with a fixed number of questions to the database?"""

from collections.abc import Iterable

from django.db.models import Count, Max

from levee.model import ticket as ticket_model
from levee.model.event import Event
from levee.model.ticket import CLOSED, Ticket, TicketState
from levee.store import ledger
from levee.store.models import EventRow, TicketRow

_CLOSED = [state.value for state in CLOSED]


def waiting(stream: str, first: int, most: int) -> tuple[tuple[Ticket, tuple[Event, ...]], ...]:
    """Open tickets of a stream with their Events, worst and then oldest first."""
    rows = TicketRow.objects.filter(stream=stream).exclude(state__in=_CLOSED)
    ids = rows.order_by("severity", "number").values_list("id", flat=True)[first : first + most]
    return tuple((ticket_model.fold(events), events) for events in _ledgers(ids))


def resolved(stream: str, most: int) -> tuple[Ticket, ...]:
    """The resolved tickets of a stream, newest first."""
    rows = TicketRow.objects.filter(stream=stream, state=TicketState.RESOLVED.value)
    ids = rows.order_by("-number").values_list("id", flat=True)[:most]
    return tuple(ticket_model.fold(events) for events in _ledgers(ids))


def _ledgers(ids: Iterable[str]) -> list[tuple[Event, ...]]:
    subjects = [ticket_model.subject(ticket_id) for ticket_id in ids]
    found = ledger.of_subjects(subjects)
    return [found[subject] for subject in subjects]


def how_many() -> dict[str, int]:
    """stream -> tickets that wait in it."""
    rows = TicketRow.objects.exclude(state__in=_CLOSED)
    counted = rows.order_by().values_list("stream").annotate(Count("id"))
    return {stream: number for stream, number in counted}


def newest_event() -> int:
    """The id of the Event that was appended last; 0 when there is none."""
    return EventRow.objects.aggregate(last=Max("id"))["last"] or 0
