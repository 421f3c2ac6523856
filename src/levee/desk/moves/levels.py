"""When does a ticket cross to another level, and who has it then?"""

from levee.contract.schema import ContractFile
from levee.desk.moves.owners import give
from levee.desk.moves.table import Move, ensure
from levee.desk.moves.turn import Made, Turn, Writing, wanted
from levee.model.event import EventKind
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket


def level(turn: Turn, to: str, trigger: str = "") -> Made:
    """Up needs one of the triggers that the contract names for the level it leaves, down only a
    reason. Crossing assigns the new level's role at once."""
    ensure(turn.ticket, Move.LEVEL)
    ticket, file = turn.ticket, turn.file
    named = [str(name) for name in file.levels]
    if to not in named:
        raise Rejected((Problem("to", f"there is no level {to!r}; they are {', '.join(named)}"),))
    if to == ticket.level:
        raise Rejected((Problem("to", f"{ticket.id} is at {to} already"),))
    rises = named.index(to) > named.index(ticket.level)
    fired = _trigger(ticket, trigger or turn.reason, file) if rises else ""
    why = wanted(turn.reason or fired, "reason", "say why")
    writing = Writing(turn)
    data = {"level": to, "before": ticket.level, "trigger": fired}
    writing.write(ticket, EventKind.LEVELLED, why, **data)
    spec = next(spec for name, spec in file.levels.items() if name == to)
    give(writing, ticket, spec.role, f"{ticket.level} to {to} ({spec.title}): {why}")
    return writing.made()


def _trigger(ticket: Ticket, said: str, file: ContractFile) -> str:
    """The contract's own words for what was said; Rejected names all of them."""
    known = next(s.escalates_when for name, s in file.levels.items() if name == ticket.level)
    plain = " ".join(said.split()).casefold()
    for one in known:
        if one.casefold() == plain:
            return one
    listed = "; ".join(known) or "nothing"
    raise Rejected((Problem("trigger", f"{ticket.level} escalates when: {listed}"),))
