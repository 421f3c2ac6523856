"""How is a ticket related to another, and how is that taken back?"""

from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing
from levee.model.event import EventKind
from levee.model.problem import Problem, Rejected
from levee.model.relation import Relation
from levee.model.ticket import Ticket


def link(turn: Turn, other: Ticket, relation: Relation) -> Made:
    """Both tickets say it, each in its own direction; nothing of one is written on the other."""
    ensure(turn.ticket, Move.LINK)
    if other.id == turn.ticket.id:
        raise Rejected((Problem("to", f"{other.id} is not related to itself"),))
    if (other.id, relation) in turn.ticket.links:
        what = f"{turn.ticket.id} and {other.id} are linked so already"
        raise Rejected((Problem("to", what),))
    return _both(turn, EventKind.LINKED, other, relation)


def unlink(turn: Turn, other: Ticket, relation: Relation) -> Made:
    ensure(turn.ticket, Move.UNLINK)
    if (other.id, relation) not in turn.ticket.links:
        what = f"{turn.ticket.id} has no link {relation.value!r} to {other.id}"
        raise Rejected((Problem("to", what),))
    return _both(turn, EventKind.UNLINKED, other, relation)


def _both(turn: Turn, kind: EventKind, other: Ticket, relation: Relation) -> Made:
    writing, ticket = Writing(turn), turn.ticket
    why = turn.reason or f"{relation.value} {other.id}"
    writing.write(ticket, kind, why, ticket=other.id, relation=relation.value)
    back = relation.inverse
    said = f"{back.value} {ticket.id}"
    writing.write(other, kind, said, ticket=ticket.id, relation=back.value)
    return writing.made()
