"""Who has the next response, when a move says so or makes it so?"""

from levee.contract import rosters
from levee.contract.schema import ContractFile
from levee.desk import roster
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing
from levee.model.event import EventKind
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket


def assign(turn: Turn, to: str) -> Made:
    """To a role, and so to whoever holds it now, or to a person by name."""
    ensure(turn.ticket, Move.ASSIGN)
    writing, file = Writing(turn), turn.file
    if to in file.roles:
        give(writing, turn.ticket, to, turn.reason or f"{file.roles[to].title or to} has it now")
    elif to in file.people:
        role = _role_of(to, turn.ticket, file)
        hand_over(writing, turn.ticket, (to, role), turn.reason or f"{file.people[to].name} has it")
    else:
        raise Rejected((_nobody(to, file),))
    return writing.made()


def give(writing: Writing, ticket: Ticket, role: str, why: str) -> None:
    """To whoever holds the role now."""
    owner = roster.on_duty(role, writing.turn.file, writing.now)
    hand_over(writing, ticket, (owner, role), why)


def give_back(writing: Writing, ticket: Ticket, why: str) -> None:
    """To the role that had it last, or to its stream's when that is gone."""
    file = writing.turn.file
    known = ticket.owner_role in file.roles
    give(writing, ticket, ticket.owner_role if known else file.streams[ticket.stream].owner, why)


def hand_over(writing: Writing, ticket: Ticket, whom: tuple[str, str], why: str) -> None:
    """The Event, and a message to the new owner unless they did it themselves."""
    owner, role = whom
    writing.write(ticket, EventKind.ASSIGNED, why, owner=owner, role=role)
    if owner != writing.turn.by:
        text = f"{ticket.id} is yours: severity {ticket.severity} ({ticket.priority}). {why}."
        writing.mail(owner, ticket, "assigned to you", text)


def tell_owner(writing: Writing, ticket: Ticket, what: str, text: str) -> None:
    if ticket.owner != writing.turn.by:
        writing.mail(ticket.owner, ticket, what, text)


def _role_of(person: str, ticket: Ticket, file: ContractFile) -> str:
    """The role in which they have it: the one that has it now, or their first in the contract."""
    theirs = [name for name in file.roles if person in rosters.in_turn(name, file)]
    if ticket.owner_role in theirs or not theirs:
        return ticket.owner_role
    return theirs[0]


def _nobody(to: str, file: ContractFile) -> Problem:
    known = f"roles: {', '.join(file.roles)}; people: {', '.join(file.people)}"
    return Problem("to", f"the contract has neither role nor person {to!r} ({known})")
