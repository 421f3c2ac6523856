"""How is the index that tickets are found by made anew?"""

from levee.model import ticket as ticket_model
from levee.store import ledger, search
from levee.store.models import TicketRow, TicketWordsRow

PORTION = 500  #: tickets that are folded at once


def rebuild() -> int:
    """The whole index from the Events, all or nothing; how many tickets are in it."""
    with ledger.writing():
        TicketWordsRow.objects.all().delete()
        ids = list(TicketRow.objects.order_by("number").values_list("id", flat=True))
        for first in range(0, len(ids), PORTION):
            subjects = [ticket_model.subject(i) for i in ids[first : first + PORTION]]
            found = ledger.of_subjects(subjects).values()
            tickets = [ticket_model.fold(events) for events in found]
            TicketWordsRow.objects.bulk_create(search.row(ticket) for ticket in tickets)
    return len(ids)


def is_due() -> bool:
    """Are there tickets of a time before there was an index?"""
    return TicketRow.objects.exists() and not TicketWordsRow.objects.exists()
