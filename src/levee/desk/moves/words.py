"""What becomes of what people write: triage, notes, answers, and the reporter's own words?"""

from collections.abc import Sequence

from levee.desk.moves import case
from levee.desk.moves.case import Case
from levee.desk.moves.closing import reopened
from levee.desk.moves.owners import tell_owner
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing, wanted
from levee.model.event import EventKind
from levee.model.ticket import Ticket, TicketState


def triage(turn: Turn, note: str, plan: str) -> Made:
    """Both are owed, so neither goes without the other."""
    ensure(turn.ticket, Move.TRIAGE)
    writing = Writing(turn)
    data = {
        "note": wanted(note, "note", "what is known so far"),
        "plan": wanted(plan, "plan", "how it is to be reproduced"),
    }
    why = turn.reason or "triage note and reproduction plan are written"
    writing.write(turn.ticket, EventKind.TRIAGED, why, **data)
    return writing.made()


def note(turn: Turn, text: str) -> Made:
    """For our own people only."""
    ensure(turn.ticket, Move.NOTE)
    writing = Writing(turn)
    said = wanted(text, "text", "a note says something")
    writing.write(
        turn.ticket, EventKind.NOTED, turn.reason or "a note to our own people", text=said
    )
    return writing.made()


def reply(turn: Turn, text: str) -> Made:
    """What we answered the reporter, as it stands in the ticket."""
    ensure(turn.ticket, Move.REPLY)
    writing = Writing(turn)
    said = wanted(text, "text", "an answer says something")
    writing.write(
        turn.ticket, EventKind.REPLIED, turn.reason or "the reporter is answered", text=said
    )
    return writing.made()


def hear(turn: Turn, text: str, found: Case) -> Made:
    """The reporter's word, by whatever door it came, is never lost and always reaches somebody.

    It opens a resolved ticket again and ends a pause that waited for it. On a merged ticket it
    lands in the case, which does the same; the words themselves stay on their own ticket, since
    the case may be another partner's. Where no case can be found, the support lead is told.
    """
    ensure(turn.ticket, Move.HEAR)
    ticket, writing = turn.ticket, Writing(turn)
    said = wanted(text, "text", "a message says something")
    writing.write(ticket, EventKind.HEARD, turn.reason or "the reporter wrote", text=said)
    if ticket.state is not TicketState.MERGED:
        _taken_up(writing, ticket, found.members)
    elif found.lead is None:
        lead = writing.turn.file.support_lead
        told = f"{ticket.id} is merged into {ticket.case}, which leads nowhere. Read it there."
        writing.mail(case.holder(lead, writing), ticket, "the reporter wrote", told)
    else:
        why = f"the reporter of {ticket.id}, which is part of this case, wrote"
        writing.write(found.lead, EventKind.CASE_HEARD, why, ticket=ticket.id)
        _taken_up(writing, found.lead, found.members)
    return writing.made()


def _taken_up(writing: Writing, ticket: Ticket, members: Sequence[Ticket]) -> None:
    if ticket.state is TicketState.RESOLVED:
        reopened(writing, ticket, "the reporter wrote again", members)
        return
    if ticket.state is TicketState.PAUSED and ticket.until_reply:
        why = "the answer that it waited for is here"
        writing.write(ticket, EventKind.RESUMED, why, gaps=list(ticket.gaps))
    tell_owner(writing, ticket, "the reporter wrote", f"Read it in {ticket.id}.")
