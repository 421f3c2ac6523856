"""How does a person's move on a ticket come into the ledger?

Each is one transaction: what came due before it is written first, then the move with all that
follows from it, then the next wake of every ticket it touched. Whoever saw an older version is told
what was written since, and their text is kept as a draft.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.contract.schema import ContractFile
from levee.desk.moves import stale
from levee.desk.moves.table import Move
from levee.desk.moves.turn import Made, Turn
from levee.flow.hands import Hands
from levee.flow.ticking import wake_one
from levee.model.event import LEVEE, Event, EventKind
from levee.model.problem import Problem, Rejected, StaleWrite
from levee.model.ticket import Ticket, fold, subject
from levee.site.clean import clean
from levee.site.hands import redacted

LONGEST = 100_000  #: characters of one text
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants to move which ticket, when, why, and which version of it they saw.

    No version: the one that is there. ``key`` names the wish where its sender has a name for it
    (a mail's Message-ID): the same one twice is one move.
    """

    ticket: str
    by: str
    now: datetime
    reason: str = ""
    version: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The ticket after the move; ``again`` tells that the same move was made before."""

    ticket: Ticket
    events: tuple[Event, ...] = ()
    again: bool = False


Rule = Callable[[Turn, Sequence[str]], Made]


def move(hands: Hands, wish: Wish, kind: Move, said: tuple[str, ...], rule: Rule) -> Done:
    """``said`` is what the move consists of; the rule gets it redacted."""
    _check(wish, said)
    with hands.ledger.writing():
        wake_one(hands, hands.desk.ticket(wish.ticket).id, wish.now)
        told = hands.ledger.events(subject(wish.ticket))
        turn = _turn(hands, wish, told, _key(wish, kind, said, len(told)))
        if any(e.key.startswith(f"{turn.key}:") for e in told):
            return Done(ticket=turn.ticket, again=True)
        late = stale.since(told, wish.version) if wish.version is not None else ()
        if not late:
            return _made(hands, turn, rule(turn, clean(hands, turn.ticket, list(said))))
        error = _stale(hands, turn, wish, late, _text(kind, said))
    raise error


def was_made(told: Sequence[Event], wish: Wish, kind: Move) -> bool:
    """Has a wish that has a name been carried out before?"""
    key = _key(wish, kind, (), 0)
    return bool(wish.key) and any(event.key.startswith(f"{key}:") for event in told)


def _made(hands: Hands, turn: Turn, made: Made) -> Done:
    new = hands.ledger.append(made.events, made.consequences, expect=turn.ticket.version)
    for touched in dict.fromkeys(event.subject for event in new):
        wake_one(hands, touched.removeprefix("ticket:"), turn.now)
    return Done(ticket=hands.desk.ticket(turn.ticket.id), events=new)


def _turn(hands: Hands, wish: Wish, told: Sequence[Event], key: str) -> Turn:
    """No move is earlier than what it follows, whatever the clocks of two machines say."""
    ticket = fold(told)
    contract = hands.desk.contract(ticket.contract)
    return Turn(
        ticket=ticket,
        contract=contract,
        now=max(wish.now, *(event.at for event in told)),
        by=_who(wish.by, contract.file),
        reason=str(clean(hands, ticket, wish.reason)).strip(),
        key=key,
    )


def _who(by: str, file: ContractFile) -> str:
    """The contract's key of a person who is named by key, name or address; else as named."""
    for key, person in file.people.items():
        if by in (key, person.name, person.mail):
            return key
    return str(redacted(by))[:LONGEST_NAME]


def _key(wish: Wish, move: Move, said: tuple[str, ...], version: int) -> str:
    """The same wish, of the same version or of the same name, is the same move."""
    seen = version if wish.version is None else wish.version
    body = [wish.key] if wish.key else [seen, wish.by, wish.reason, *said]
    digest = hashlib.sha256(json.dumps(body).encode()).hexdigest()[:32]
    return f"{move.value}:{digest}"


def _check(wish: Wish, said: tuple[str, ...]) -> None:
    problems = [
        Problem(where, f"is longer than {most:,} characters")
        for where, text, most in (
            ("by", wish.by, LONGEST_NAME),
            ("reason", wish.reason, LONGEST),
            *(("text", text, LONGEST) for text in said),
        )
        if len(text) > most
    ]
    if not wish.by.strip() or wish.by.strip() == LEVEE:
        problems.append(Problem("by", "is missing; say who does this"))
    if problems:
        raise Rejected(tuple(problems))


#: The moves whose words are worth keeping when they come too late, beside their reason.
_WRITTEN = frozenset((Move.TRIAGE, Move.NOTE, Move.REPLY, Move.SPLIT))


def _text(move: Move, said: tuple[str, ...]) -> str:
    return "\n\n".join(said) if move in _WRITTEN else ""


def _stale(hands: Hands, turn: Turn, wish: Wish, late: Sequence[Event], text: str) -> StaleWrite:
    """Keep what was written, once, and say what both sides wrote."""
    written = "\n\n".join(part for part in (text, wish.reason) if part)
    mine = str(clean(hands, turn.ticket, written))
    seen, actual = wish.version or 0, turn.ticket.version
    error = StaleWrite(turn.ticket.id, seen, actual, tuple(stale.said(e) for e in late))
    error.mine = mine
    if mine:
        draft = Event(
            subject=subject(turn.ticket.id),
            kind=EventKind.DRAFTED,
            at=turn.now,
            actor=turn.by,
            reason=f"came too late: it was written on version {seen}",
            key=f"draft:{turn.key}",
            data={"text": mine, "move": turn.key.partition(":")[0], "seen": seen},
        )
        hands.ledger.append([draft])
        wake_one(hands, turn.ticket.id, turn.now)
        kept = hands.ledger.events(subject(turn.ticket.id))
        error.kept = next(e.id for e in kept if e.key == draft.key)
    return error
