"""How severe is a ticket after all, by changed impact or by a person's decision?"""

from collections.abc import Mapping
from dataclasses import asdict

from levee.desk import severity as rule
from levee.desk.intake import impact_problems
from levee.desk.moves.case import same_party
from levee.desk.moves.owners import give, hand_over
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing
from levee.desk.severity import Judgement
from levee.model.event import EventKind
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket


def decide(turn: Turn, to: int) -> Made:
    """By hand, with a reason; what was unclear is decided with it. Priority follows."""
    ensure(turn.ticket, Move.SEVERITY)
    priorities = turn.file.severity.priority
    if to not in priorities:
        named = ", ".join(str(s) for s in priorities)
        raise Rejected((Problem("to", f"there is no severity {to}; they are {named}"),))
    why = turn.because()
    judged = Judgement(severity=to, priority=priorities[to], why=why)
    return _judged(turn, judged, by_hand=True)


def judge_again(turn: Turn, changes: Mapping[str, str]) -> Made:
    """By what is known of the impact now: the contract's rules decide."""
    ensure(turn.ticket, Move.SEVERITY)
    if problems := tuple(impact_problems(changes, turn.file)):
        raise Rejected(problems)
    told = turn.ticket.submission.get("impact")
    impact = {**(told if isinstance(told, Mapping) else {}), **changes}
    judged = rule.judge(impact, turn.file.severity)
    return _judged(turn, judged, impact=impact, by_hand=False)


def join(writing: Writing, ticket: Ticket, worse: Ticket) -> None:
    """A case is as severe as the worst of its tickets; why that is, is its own party's business."""
    if worse.severity < ticket.severity:
        why = f"a ticket of severity {worse.severity} joined the case"
        if same_party(ticket, worse):
            why = f"{why}: {worse.severity_why}"
        judged = Judgement(severity=worse.severity, priority=worse.priority, why=why)
        _write(writing, ticket, judged, by_hand=False)


def _judged(turn: Turn, judged: Judgement, **more: object) -> Made:
    ticket, writing = turn.ticket, Writing(turn)
    _write(writing, ticket, judged, **more)
    _owned(writing, ticket, judged)
    return writing.made()


def _write(writing: Writing, ticket: Ticket, judged: Judgement, **more: object) -> None:
    data = asdict(judged) | {"unclear": list(judged.unclear), "before": ticket.severity, **more}
    writing.write(ticket, EventKind.JUDGED, judged.why, **data)


def _owned(writing: Writing, ticket: Ticket, judged: Judgement) -> None:
    """What is unclear goes to whoever clears it up, what is clear comes back from there; what
    got worse is given to its owner once more, so that they hear of it at once."""
    file = writing.turn.file
    unclear_to, said = file.severity.unclear_to, ", ".join(judged.unclear)
    if judged.unclear and not ticket.unclear:
        give(writing, ticket, unclear_to, f"severity is unclear: {said} unknown")
    elif ticket.unclear and not judged.unclear and ticket.owner_role == unclear_to:
        give(writing, ticket, file.streams[ticket.stream].owner, "the severity is clear now")
    elif judged.severity < ticket.severity:
        why = f"severity {judged.severity} now, it was {ticket.severity}"
        hand_over(writing, ticket, (ticket.owner, ticket.owner_role), why)
