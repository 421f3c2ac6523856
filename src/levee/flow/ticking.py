"""TICK: what came due, for which tickets, and is every promise still watched?"""

from dataclasses import dataclass, replace
from datetime import datetime

from levee.desk import audit, waking
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.model.event import Event
from levee.model.ticket import fold, subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticking:
    hands: Hands
    now: datetime
    awake: tuple[str, ...] = ()
    fired: tuple[Event, ...] = ()
    faults: tuple[str, ...] = ()


def find_waking(story: Ticking) -> Ticking | Stop:
    return replace(story, awake=story.hands.desk.waking(story.now))


def fire(story: Ticking) -> Ticking | Stop:
    """One transaction a ticket: its Events, its mail and its next wake."""
    fired = list(story.fired)
    for ticket_id in story.awake:
        fired += wake_one(story.hands, ticket_id, story.now)
    return replace(story, fired=tuple(fired))


def wake_one(hands: Hands, ticket_id: str, now: datetime) -> tuple[Event, ...]:
    """Bring one ticket's promises up to ``now``; the next wake is stored."""
    events = hands.ledger.events(subject(ticket_id))
    contract = hands.desk.contract(fold(events).contract)
    awoken = waking.wake(events, contract, now)
    new = hands.ledger.append(awoken.events, awoken.consequences) if awoken.events else ()
    hands.desk.set_wake(ticket_id, awoken.next_wake)
    return new


def check(story: Ticking) -> Ticking | Stop:
    """The auditor ends every tick."""
    faults: list[str] = []
    for ticket_id in story.awake:
        events = story.hands.ledger.events(subject(ticket_id))
        contract = story.hands.desk.contract(fold(events).contract)
        wake = story.hands.desk.wake_of(ticket_id)
        faults += audit.audit(events, wake, contract, story.now)
    return replace(story, faults=tuple(faults))


TICK = (find_waking, fire, check)
