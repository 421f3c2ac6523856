"""When does a ticket become part of a case, and what follows?"""

from levee.desk.moves import case, severities
from levee.desk.moves.case import Case
from levee.desk.moves.owners import tell_owner
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing
from levee.model.event import EventKind
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket


def merge(turn: Turn, into: Ticket, found: Case) -> Made:
    """Nothing is copied or deleted: the ticket keeps its ledger, its clocks stand, and the case is
    as severe as the worst in it. ``found`` is the case of ``into``; its lead takes the ticket in.
    """
    ticket, lead, why = turn.ticket, found.lead, turn.because()
    ensure(ticket, Move.MERGE)
    if lead is None:
        what = f"{into.id} is merged into {into.case}, which leads nowhere"
        raise Rejected((Problem("into", what),))
    if lead.id == ticket.id:
        what = "itself" if into.id == ticket.id else f"{into.id}, which is part of it"
        raise Rejected((Problem("into", f"{ticket.id} cannot become part of {what}"),))
    ensure(lead, Move.MERGE)
    writing = Writing(turn)
    writing.write(ticket, EventKind.MERGED, why, into=lead.id)
    writing.write(lead, EventKind.JOINED, why, ticket=ticket.id)
    severities.join(writing, lead, ticket)
    case.inform(writing, lead, (ticket,), "open")
    tell_owner(writing, lead, f"{ticket.id} joined this case", f"{why}. Both go on in {lead.id}.")
    return writing.made()
