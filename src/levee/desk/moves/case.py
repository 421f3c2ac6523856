"""Which tickets make one case, who leads it, and what may its reporters hear of each other?

A case stands above tickets and is none itself: it is a lead ticket and those that were merged into
it. Nothing moves from one ticket's ledger to another's, so each can leave again, and words never
cross from one party to another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from levee.desk import roster
from levee.desk.moves.turn import Writing
from levee.model.event import EventKind
from levee.model.ticket import Ticket

Find = Callable[[str], Ticket | None]
DUTY = "update_customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``lead`` is None where following the merges leads nowhere; ``members`` are all below it."""

    lead: Ticket | None
    members: tuple[Ticket, ...] = ()


def of(ticket: Ticket, find: Find) -> Case:
    """The case that a ticket leads or is part of."""
    lead, seen = ticket, {ticket.id}
    while lead.case:
        above = find(lead.case)
        if above is None or above.id in seen:
            return Case(lead=None)
        seen.add(above.id)
        lead = above
    return Case(lead=lead, members=_below(lead, find))


def _below(lead: Ticket, find: Find) -> tuple[Ticket, ...]:
    """Each once, whatever the ledgers say."""
    found: dict[str, Ticket] = {}
    waiting = list(lead.members)
    while waiting:
        member = find(waiting.pop(0))
        if member is not None and member.id != lead.id and member.id not in found:
            found[member.id] = member
            waiting += member.members
    return tuple(found.values())


def same_party(one: Ticket, other: Ticket) -> bool:
    """Do both come from one partner, or from one client of no partner? Unknown is nobody."""
    if one.text("partner") or other.text("partner"):
        return one.text("partner") == other.text("partner")
    return one.text("client") == other.text("client") != ""


def inform(writing: Writing, lead: Ticket, members: Sequence[Ticket], what: str) -> None:
    """Each reporter of the case hears what became of it; our words on it only the lead's party."""
    reason = writing.turn.reason
    for member in members:
        text = reason if reason and same_party(lead, member) else ""
        said = f"the case that it is part of is {what}"
        why = f"{said}: {text}" if text else said
        writing.note(member, EventKind.INFORMED, why, about=what, text=text)
        role = _updates(writing, member)
        told = f"Tell the reporter of {member.id}, {member.text('client') or 'unnamed'}: {why}."
        writing.mail(holder(role, writing), member, f"tell its reporter: {what}", told)


def holder(role: str, writing: Writing) -> str:
    return roster.on_duty(role, writing.turn.file, writing.now)


def _updates(writing: Writing, ticket: Ticket) -> str:
    """The role whose duty it is to tell the customer."""
    file = writing.turn.file
    held = file.escalation.matrix[ticket.severity].get(DUTY)
    return held.role if held else file.support_lead


def faults(tickets: Sequence[Ticket]) -> list[str]:
    """Where one ledger of a case says something that the other does not know."""
    known = {ticket.id: ticket for ticket in tickets}
    wrong = []
    for ticket in tickets:
        if ticket.case and of(ticket, known.get).lead is None:
            wrong.append(f"{ticket.id}: its case {ticket.case} leads nowhere")
        elif ticket.case and ticket.id not in known[ticket.case].members:
            wrong.append(f"{ticket.id}: {ticket.case} does not know that it is part of it")
        for member in ticket.members:
            if member not in known or known[member].case != ticket.id:
                wrong.append(f"{ticket.id}: {member} does not know that it is part of it")
        for other, relation in ticket.links:
            if other not in known or (ticket.id, relation.inverse) not in known[other].links:
                wrong.append(f"{ticket.id}: {other} does not know that they are linked")
    return wrong
