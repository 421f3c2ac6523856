"""Which Interactions leave the Nights' list tonight, and which come back to it?"""

from collections.abc import Sequence
from datetime import datetime

from levee.flow.certifying import Facts
from levee.flow.hands import Hands
from levee.model.event import LEVEE, Event
from levee.model.work_item import WorkItem, subject
from levee.repair import must_run
from levee.repair.must_run import Turn


def turn(item: WorkItem, facts: Facts, now: datetime) -> Turn | None:
    """What the rule says of one work item now."""
    if item.fixed_stack is None:
        return None
    return must_run.turn(item, facts.standing(item.fixed_stack, now))


def settle(hands: Hands, facts: Facts, now: datetime) -> Sequence[Event]:
    """Write down what changed; nothing when nothing did."""
    new: list[Event] = []
    for item in hands.desk.work_items():
        if said := turn(item, facts, now):
            new += hands.ledger.append([_event(hands, item, said, now)])
    return new


def _event(hands: Hands, item: WorkItem, said: Turn, now: datetime) -> Event:
    """Numbered: it may leave and come back several times."""
    about = subject(item.id)
    return Event(
        subject=about,
        kind=said.kind,
        at=now,
        actor=LEVEE,
        reason=said.reason,
        key=f"{said.kind.value}:{len(hands.ledger.events(about))}",
    )
