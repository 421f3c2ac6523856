"""Which moves are there in each state of a ticket?"""

from enum import StrEnum

from levee.model.problem import WrongState
from levee.model.ticket import Ticket, TicketState


class Move(StrEnum):
    ASSIGN = "assign"  #: give the next response to a person or role
    LEVEL = "level"  #: cross to another level
    SEVERITY = "severity"  #: judge again, or decide by hand
    PARTNER = "partner"  #: say whose it is, where nobody could tell
    TRIAGE = "triage"  #: write triage note and reproduction plan
    PAUSE = "pause"  #: put it on hold
    RESUME = "resume"  #: go on with it
    NOTE = "note"  #: write to our own people
    REPLY = "reply"  #: answer the reporter
    HEAR = "hear"  #: the reporter writes again
    RESOLVE = "resolve"  #: the reporter has what they need
    REOPEN = "reopen"  #: not resolved after all; a merged one leaves its case
    MERGE = "merge"  #: make it part of a case
    SPLIT = "split"  #: make a part of it a ticket of its own
    LINK = "link"  #: relate it to another ticket
    UNLINK = "unlink"  #: take that back


_ALWAYS = (Move.NOTE, Move.REPLY, Move.HEAR, Move.LINK, Move.UNLINK)
_WORK = (
    Move.ASSIGN,
    Move.LEVEL,
    Move.SEVERITY,
    Move.PARTNER,
    Move.TRIAGE,
    Move.RESOLVE,
    Move.MERGE,
    Move.SPLIT,
)

ALLOWED: dict[TicketState, frozenset[Move]] = {
    TicketState.OPEN: frozenset((*_ALWAYS, *_WORK, Move.PAUSE)),
    TicketState.PENDED: frozenset((*_ALWAYS, *_WORK, Move.RESUME)),
    TicketState.PAUSED: frozenset((*_ALWAYS, *_WORK, Move.RESUME)),
    TicketState.RESOLVED: frozenset((*_ALWAYS, Move.REOPEN, Move.SPLIT)),
    TicketState.MERGED: frozenset((*_ALWAYS, Move.REOPEN)),
}


def allowed(ticket: Ticket) -> tuple[Move, ...]:
    """The moves that its state leaves, in the order of their enum."""
    return tuple(move for move in Move if move in ALLOWED[ticket.state])


def ensure(ticket: Ticket, move: Move, said: str = "") -> None:
    """WrongState, with the moves that are allowed, unless this one is. ``said``: what was asked
    for, where that is no move itself but does what this one does."""
    if move not in ALLOWED[ticket.state]:
        names = tuple(m.value for m in allowed(ticket))
        raise WrongState(ticket.id, ticket.state.value, said or move.value, names)
