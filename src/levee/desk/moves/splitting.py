"""How does a part of a ticket become a ticket of its own?"""

from dataclasses import dataclass, replace

from levee.contract.load import Contract
from levee.desk import intake, opening
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing, wanted
from levee.model.event import EventKind
from levee.model.relation import Relation
from levee.model.ticket import subject

#: What belongs to the ticket that it came with, and not to the part.
_STAYS = frozenset(("idempotency_key", "attachments", "title", "description"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is split off; ``id`` is the number that the new ticket gets."""

    id: str
    contract: Contract  #: in force now: the part comes in now
    title: str
    description: str


def split(turn: Turn, part: Part) -> Made:
    """The part is opened as if it came in now: judged, owned, with clocks of its own. Party,
    stack and impact are taken over."""
    ensure(turn.ticket, Move.SPLIT)
    ticket, writing, why = turn.ticket, Writing(turn), turn.because()
    writing.write(ticket, EventKind.SPLIT, why, ticket=part.id, title=part.title)
    _link(writing, part.id)
    made, opened = writing.made(), _opened(turn, part)
    first, *rest = made.events
    others = [event for event in rest if event.subject == subject(part.id)]
    own = [event for event in rest if event.subject != subject(part.id)]
    return Made(
        events=(first, *own, *opened.events, *others),
        consequences=opened.consequences,
    )


def _link(writing: Writing, part: str) -> None:
    ticket, why = writing.turn.ticket, "it was split"
    into, origin = Relation.SPLIT_INTO.value, Relation.SPLIT_FROM.value
    writing.write(ticket, EventKind.LINKED, why, ticket=part, relation=into)
    writing.write(part, EventKind.LINKED, why, ticket=ticket.id, relation=origin)


def _opened(turn: Turn, part: Part) -> Made:
    ticket = turn.ticket
    taken = {name: value for name, value in ticket.submission.items() if name not in _STAYS}
    told = taken | {
        "stream": ticket.stream,
        "title": wanted(part.title, "title", "the new ticket needs one"),
        "description": wanted(part.description, "description", "the new ticket needs one"),
        "stack": ticket.stack.to_json() if ticket.stack else None,
    }
    submission = intake.validate(told, part.contract.file)
    fields = {**submission.fields, "idempotency_key": f"split:{ticket.id}:{turn.key}"}
    made = opening.open_ticket(
        part.id, replace(submission, fields=fields), fields, ticket.sealed, part.contract, turn.now,
        ticket.names,
    )  # fmt: skip
    return Made(events=made.events, consequences=made.consequences)
