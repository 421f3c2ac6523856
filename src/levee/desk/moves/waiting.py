"""What holds a ticket up, and what lets it go on?"""

from levee.desk.moves.owners import give
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing
from levee.model.event import EventKind
from levee.model.ticket import TicketState


def pause(turn: Turn, until_reply: bool = False) -> Made:
    """Clocks whose contract names ``paused`` stand until it goes on; with ``until_reply`` the
    reporter's next word ends it."""
    ensure(turn.ticket, Move.PAUSE)
    writing = Writing(turn)
    writing.write(turn.ticket, EventKind.PAUSED, turn.because(), until_reply=until_reply)
    return writing.made()


def resume(turn: Turn) -> Made:
    """A pended ticket goes on with its gaps flagged, from the technician to the stream's owner."""
    ensure(turn.ticket, Move.RESUME)
    ticket, writing = turn.ticket, Writing(turn)
    writing.write(ticket, EventKind.RESUMED, turn.reason or "goes on", gaps=list(ticket.gaps))
    if ticket.state is TicketState.PENDED:
        stream = turn.file.streams[ticket.stream]
        give(writing, ticket, stream.owner, "work goes on with the gaps flagged")
    return writing.made()
