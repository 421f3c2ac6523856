"""Which moves can a face make on a ticket? One function a move, the same for all of them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from levee.desk import gaps
from levee.desk.moves import (
    case,
    closing,
    levels,
    linking,
    merging,
    owners,
    partners,
    severities,
    splitting,
    waiting,
    words,
)
from levee.desk.moves.table import Move
from levee.desk.moves.turn import Made, Turn
from levee.desk.recipients import recipients
from levee.flow.hands import Hands
from levee.model.problem import Problem, Rejected, Unknown
from levee.model.relation import Relation
from levee.model.ticket import Ticket, subject
from levee.site.moving import Done as Done
from levee.site.moving import Wish as Wish
from levee.site.moving import move


def assign(hands: Hands, wish: Wish, to: str) -> Done:
    return move(hands, wish, Move.ASSIGN, (to,), lambda turn, _: owners.assign(turn, to))


def level(hands: Hands, wish: Wish, to: str, trigger: str = "") -> Done:
    said = (to, trigger)
    return move(hands, wish, Move.LEVEL, said, lambda turn, _: levels.level(turn, to, trigger))


def severity(hands: Hands, wish: Wish, to: int) -> Done:
    said = (str(to),)
    return move(hands, wish, Move.SEVERITY, said, lambda turn, _: severities.decide(turn, to))


def impact(hands: Hands, wish: Wish, changes: Mapping[str, str]) -> Done:
    said = tuple(f"{name}={value}" for name, value in sorted(changes.items()))
    rule = severities.judge_again
    return move(hands, wish, Move.SEVERITY, said, lambda turn, _: rule(turn, changes))


def partner(hands: Hands, wish: Wish, name: str) -> Done:
    def rule(turn: Turn, _: Sequence[str]) -> Made:
        told = hands.ledger.events(subject(turn.ticket.id))
        theirs = replace(turn.ticket, submission={**turn.ticket.submission, "partner": name})
        given = partners.Belonging(
            partner=name,
            lists_whole=gaps.lists_whole(told),
            contacts=recipients(theirs, told, hands.desk.contract().file),
        )
        return partners.belong(turn, given)

    return move(hands, wish, Move.PARTNER, (name,), rule)


def triage(hands: Hands, wish: Wish, note: str, plan: str) -> Done:
    return move(hands, wish, Move.TRIAGE, (note, plan), lambda turn, s: words.triage(turn, *s))


def pause(hands: Hands, wish: Wish, until_reply: bool = False) -> Done:
    said = ("until reply",) if until_reply else ()
    return move(hands, wish, Move.PAUSE, said, lambda turn, _: waiting.pause(turn, until_reply))


def resume(hands: Hands, wish: Wish) -> Done:
    return move(hands, wish, Move.RESUME, (), lambda turn, _: waiting.resume(turn))


def note(hands: Hands, wish: Wish, text: str) -> Done:
    return move(hands, wish, Move.NOTE, (text,), lambda turn, s: words.note(turn, *s))


def reply(hands: Hands, wish: Wish, text: str) -> Done:
    return move(hands, wish, Move.REPLY, (text,), lambda turn, s: words.reply(turn, *s))


def hear(hands: Hands, wish: Wish, text: str) -> Done:
    """The reporter wrote, by whatever door. They saw no version, so none is stale."""

    def rule(turn: Turn, said: Sequence[str]) -> Made:
        return words.hear(turn, said[0], _case(hands, turn.ticket))

    return move(hands, replace(wish, version=None), Move.HEAR, (text,), rule)


def resolve(hands: Hands, wish: Wish) -> Done:
    def rule(turn: Turn, _: Sequence[str]) -> Made:
        return closing.resolve(turn, _case(hands, turn.ticket))

    return move(hands, wish, Move.RESOLVE, (), rule)


def reopen(hands: Hands, wish: Wish) -> Done:
    def rule(turn: Turn, _: Sequence[str]) -> Made:
        return closing.reopen(turn, _case(hands, turn.ticket))

    return move(hands, wish, Move.REOPEN, (), rule)


def merge(hands: Hands, wish: Wish, into: str) -> Done:
    def rule(turn: Turn, _: Sequence[str]) -> Made:
        target = hands.desk.ticket(into)
        return merging.merge(turn, target, _case(hands, target))

    return move(hands, wish, Move.MERGE, (into,), rule)


def split(hands: Hands, wish: Wish, title: str, description: str) -> Done:
    def rule(turn: Turn, said: Sequence[str]) -> Made:
        number, in_force = hands.desk.next_ticket_id(), hands.desk.contract()
        part = splitting.Part(id=number, contract=in_force, title=said[0], description=said[1])
        return splitting.split(turn, part)

    return move(hands, wish, Move.SPLIT, (title, description), rule)


def link(hands: Hands, wish: Wish, to: str, relation: str = Relation.RELATED) -> Done:
    def rule(turn: Turn, _: Sequence[str]) -> Made:
        return linking.link(turn, hands.desk.ticket(to), _relation(relation))

    return move(hands, wish, Move.LINK, (to, relation), rule)


def unlink(hands: Hands, wish: Wish, to: str, relation: str = Relation.RELATED) -> Done:
    def rule(turn: Turn, _: Sequence[str]) -> Made:
        return linking.unlink(turn, hands.desk.ticket(to), _relation(relation))

    return move(hands, wish, Move.UNLINK, (to, relation), rule)


def _relation(named: str) -> Relation:
    try:
        return Relation(named)
    except ValueError:
        known = ", ".join(relation.value for relation in Relation)
        raise Rejected((Problem("relation", f"is one of {known}"),)) from None


def _case(hands: Hands, ticket: Ticket) -> case.Case:
    def find(ticket_id: str) -> Ticket | None:
        with suppress(Unknown):
            return hands.desk.ticket(ticket_id)
        return None

    return case.of(ticket, find)
