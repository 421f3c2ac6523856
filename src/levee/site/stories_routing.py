"""How is a ticket routed by its evidence, whichever face asks for it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from levee.contract.schema import EVIDENCE
from levee.desk import routing
from levee.desk.moves.table import Move, ensure
from levee.desk.routing import Routing
from levee.flow.ticking import wake_one
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket
from levee.site.hands import LeveeHands, redacted

KINDS = ", ".join(f"--{kind.replace('_', '-')}" for kind in EVIDENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """``again``: the same evidence had led there already, and nothing was written."""

    ticket: Ticket
    evidence: Mapping[str, str]
    decided: Routing
    again: bool


def route(
    hands: LeveeHands, ticket_id: str, given: Mapping[str, str], actor: str, now: datetime
) -> Routed:
    """Decide by what the ticket told and what is given beside it, and write it down. It gives
    the ticket to somebody, so WrongState for one that cannot be assigned."""
    if problems := routing.problems(dict(given)):
        raise Rejected(tuple(problems))
    ticket = hands.desk.ticket(ticket_id)
    ensure(ticket, Move.ASSIGN, "route")
    evidence = {**ticket.evidence, **routing.clear(redacted(dict(given)))}
    if not evidence:
        raise Rejected((Problem("evidence", f"there is none yet; give one of {KINDS}"),))
    contract = hands.desk.contract(ticket.contract)
    decided = routing.decide(evidence, ticket.severity, contract.file, now)
    again = (ticket.route, dict(ticket.evidence), ticket.owner) == (
        decided.route,
        evidence,
        decided.owner,
    )
    if not again:
        events = routing.routed(ticket, evidence, decided, actor, now)
        mail = routing.message(ticket, decided, contract, events[0].key, now)
        hands.ledger.append(events, [mail], expect=ticket.version)
        wake_one(hands, ticket.id, now)
    found = hands.desk.ticket(ticket_id)
    return Routed(ticket=found, evidence=evidence, decided=decided, again=again)
