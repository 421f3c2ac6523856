"""How does a ticket come to its end, and what if that was not the end?"""

from collections.abc import Sequence

from levee.desk.moves import case
from levee.desk.moves.case import Case
from levee.desk.moves.owners import give_back
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing
from levee.model.event import EventKind
from levee.model.ticket import Ticket, TicketState


def resolve(turn: Turn, found: Case) -> Made:
    """The reporter has what they need, and so have all reporters of the case."""
    ensure(turn.ticket, Move.RESOLVE)
    writing = Writing(turn)
    writing.write(turn.ticket, EventKind.RESOLVED, turn.because())
    case.inform(writing, turn.ticket, found.members, "resolved")
    return writing.made()


def reopen(turn: Turn, found: Case) -> Made:
    """A resolved ticket goes on; a merged one leaves its case and goes on by itself."""
    ensure(turn.ticket, Move.REOPEN)
    ticket, writing, why = turn.ticket, Writing(turn), turn.because()
    reopened(writing, ticket, why, found.members if ticket.state is TicketState.RESOLVED else ())
    if ticket.case:
        writing.write(ticket.case, EventKind.PARTED, why, ticket=ticket.id)
    return writing.made()


def reopened(writing: Writing, ticket: Ticket, why: str, members: Sequence[Ticket]) -> None:
    """Somebody has it again at once, and the reporters of its case hear that it goes on."""
    writing.write(ticket, EventKind.REOPENED, why)
    give_back(writing, ticket, f"reopened: {why}")
    case.inform(writing, ticket, members, "reopened")
