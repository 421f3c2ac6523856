"""What does it mean that a ticket turns out to be a partner's?"""

from collections.abc import Sequence
from dataclasses import dataclass

from levee.contract.schema import Stream
from levee.desk import gaps, intake, lab_work
from levee.desk.intake import Given
from levee.desk.moves.owners import give
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing, wanted
from levee.desk.opening import first_owner
from levee.model.event import EventKind
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Stage, Ticket, TicketState

LONGEST = 200  #: characters of a partner's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Whose the ticket is; ``lists_whole``: every component of its list could be read;
    ``contacts``: whom of theirs we may write to about it."""

    partner: str
    lists_whole: bool
    contacts: tuple[str, ...]


def belong(turn: Turn, given: Belonging) -> Made:
    """The ticket goes on in the partner's stream, with its owner, level, labels and gaps.

    The stream's clocks count from when the ticket came in: the partner waits since then. Whose a
    ticket is, is said once: what was shown to one partner is never another's.
    """
    ensure(turn.ticket, Move.PARTNER)
    ticket, name = turn.ticket, _named(turn.ticket, given.partner)
    named = intake.stream_of({"partner": name}, turn.file)
    stream, writing = turn.file.streams[named], Writing(turn)
    lacking = _gaps(ticket, stream.required, given)
    level = max(ticket.level, stream.opening_level)
    data = {"partner": name, "stream": named, "gaps": list(lacking), "level": level}
    writing.write(ticket, EventKind.PARTNER_SET, turn.because(), **data)
    for label in stream.labels:
        told = f"every {stream.title} ticket carries it"
        writing.note(ticket, EventKind.LABELLED, told, label=label)
    _taken_on(writing, stream, lacking)
    asked = gaps.asked(ticket.id, lacking, stream.pend.wait, given.contacts)
    writing.consequences.extend(asked)
    return writing.made()


def _named(ticket: Ticket, partner: str) -> str:
    name = wanted(" ".join(partner.split()), "partner", "whose ticket is it?")
    problems = []
    if len(name) > LONGEST:
        problems.append(Problem("partner", f"is longer than {LONGEST} characters"))
    if known := ticket.text("partner"):
        what = f"{ticket.id} is {known}'s already; split it, or open another ticket"
        problems.append(Problem("partner", what))
    if problems:
        raise Rejected(tuple(problems))
    return name


def _gaps(ticket: Ticket, required: Sequence[str], given: Belonging) -> tuple[str, ...]:
    told = Given(
        fields={**ticket.submission, "partner": given.partner},
        stack=ticket.stack,
        has_settings=ticket.stack is not None and bool(ticket.stack.settings),
        is_readable=given.lists_whole,
    )
    return intake.gaps(required, told)


def _taken_on(writing: Writing, stream: Stream, lacking: tuple[str, ...]) -> None:
    """As if it had come in through this stream: held where something is missing, else given to
    the stream's owner and to the lab."""
    ticket = writing.turn.ticket
    role, why = first_owner(ticket.unclear, bool(lacking), stream, writing.turn.file)
    give(writing, ticket, role, why)
    if lacking and ticket.state is TicketState.OPEN:
        why = f"missing: {', '.join(lacking)}"
        writing.note(ticket, EventKind.PENDED, why, gaps=list(lacking), role=role)
    if not lacking and ticket.state is TicketState.PENDED:
        writing.note(ticket, EventKind.RESUMED, "nothing is missing any more", gaps=[])
    if not lacking and stream.board and ticket.stage is Stage.TAKEN_IN:
        writing.consequences.append(lab_work.reproduction(ticket.id))
