"""TICK: what came due, for which tickets, and is every promise still watched?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from levee.contract.load import Contract
from levee.desk import audit, promises, waking
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.model.event import Event
from levee.model.ticket import contract_of, subject
from levee.model.wake import Wake, Woken

BATCH = 500  #: tickets that are read, looked at and written together
TRIES = 5  #: looks at one ticket that others write to at the same time
BROKEN = (ValueError, LookupError, TypeError)  #: what facts that do not fit together raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticking:
    hands: Hands
    now: datetime
    awake: tuple[str, ...] = ()
    fired: tuple[Event, ...] = ()
    faults: tuple[str, ...] = ()
    looks: int = 0  #: how many left their ticket with nothing due, whoever wrote it


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A ticket as it was read, and what comes of it."""

    events: tuple[Event, ...]
    contract: Contract
    woken: Woken
    promises: tuple[promises.Promise, ...]

    @property
    def ticket_id(self) -> str:
        return self.woken.seen.ticket_id


def fire(story: Ticking) -> Ticking | Stop:
    """Batch after batch, the longest overdue first, until nothing is due that can be looked at.

    A batch is one transaction: its Events, its outbox and its next wakes. Several tickers may be
    at it: who comes second finds the tickets changed and writes nothing.
    """
    looks = -1
    while looks < story.looks:
        looks = story.looks
        story = _once_through(story)
    return replace(story, faults=tuple(dict.fromkeys(story.faults)))


def _once_through(story: Ticking) -> Ticking:
    """Where somebody else had the whole batch, they are at the next one now: it is left to them,
    and what of it is still due then is taken in the next go."""
    last: Wake | None = None
    mine = True
    while seen := story.hands.desk.due(story.now, BATCH if mine else 2 * BATCH, last):
        had = len(story.awake)
        story, last = _batch(story, seen[-BATCH:]), seen[-1]
        mine = len(story.awake) > had
    return story


def _batch(story: Ticking, seen: Sequence[Wake]) -> Ticking:
    faults: list[str] = []
    looks = tuple(_looks(story.hands, seen, story.now, faults))
    kept = story.hands.desk.keep([look.woken for look in looks])
    faults += _audited(story, [look for look in looks if look.ticket_id in kept], kept)
    later = [w for look in looks if (w := look.woken.next_wake) is None or w > story.now]
    return replace(
        story,
        awake=(*story.awake, *kept),
        fired=(*story.fired, *(event for new in kept.values() for event in new)),
        faults=(*story.faults, *faults),
        looks=story.looks + len(later),
    )


def _looks(hands: Hands, seen: Sequence[Wake], now: datetime, faults: list[str]) -> Iterator[Look]:
    """A ticket whose facts do not fit together holds up no other one."""
    histories = hands.ledger.of_subjects([subject(wake.ticket_id) for wake in seen])
    contracts: dict[str, Contract] = {}
    for wake in seen:
        events = histories[subject(wake.ticket_id)]
        try:
            yield _look(wake, events, _contract(hands, events, contracts), now)
        except BROKEN as error:
            faults.append(f"{wake.ticket_id}: cannot be woken: {type(error).__name__}: {error}")


def _contract(hands: Hands, events: Sequence[Event], known: dict[str, Contract]) -> Contract:
    """The contract that these Events go by; each version is asked for once."""
    digest = contract_of(events)
    if digest not in known:
        known[digest] = hands.desk.contract(digest)
    return known[digest]


def _look(seen: Wake, events: tuple[Event, ...], contract: Contract, now: datetime) -> Look:
    awoken = waking.wake(events, contract, now)
    woken = Woken(
        seen=seen,
        ticket=awoken.ticket,
        head=events[-1].digest,
        events=awoken.events,
        consequences=awoken.consequences,
        next_wake=awoken.next_wake,
        first=awoken.first,
    )
    return Look(events=events, contract=contract, woken=woken, promises=awoken.promises)


def _audited(
    story: Ticking, looks: Sequence[Look], kept: Mapping[str, tuple[Event, ...]]
) -> Iterator[str]:
    """The auditor compares what the store holds now with what the rules say."""
    stored = {w.ticket_id: w.at for w in story.hands.desk.wakes(kept)}
    for look in looks:
        told = (*look.events, *kept[look.ticket_id])
        wake, ticket = stored.get(look.ticket_id), look.woken.ticket
        left = _promises(look, kept[look.ticket_id], told)
        yield from audit.audit_ticket(ticket, told, left, wake, look.contract, story.now)


def _promises(
    look: Look, new: Sequence[Event], told: Sequence[Event]
) -> tuple[promises.Promise, ...]:
    """Derived anew only where the look's own Events may have moved a clock."""
    ticket = look.woken.ticket
    if promises.may_move(new, ticket.stream, look.contract):
        return promises.promises(ticket, told, look.contract)
    return look.promises


def wake_one(hands: Hands, ticket_id: str, now: datetime) -> tuple[Event, ...]:
    """Bring one ticket's promises up to ``now``; the next wake is stored. Where others write to
    it all the time, it stays due, and the next tick looks."""
    for _ in range(TRIES):
        (seen,) = hands.desk.wakes([ticket_id])
        events = hands.ledger.events(subject(ticket_id))
        look = _look(seen, events, _contract(hands, events, {}), now)
        if ticket_id in (kept := hands.desk.keep([look.woken])):
            return kept[ticket_id]
    return ()


def check(story: Ticking) -> Ticking | Stop:
    """The auditor ends every tick: it sees every open ticket, not only those that were due."""
    left = story.hands.desk.unwatched(story.now)
    faults = (f"{ticket.ticket_id}: {ticket.why}" for ticket in left)
    return replace(story, faults=(*story.faults, *faults))


TICK = (fire, check)
