"""What happens when a person changes a work item, and who is told of it?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.contract.load import Contract
from levee.desk import quiet
from levee.desk.moves import stale
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.model.event import Channel, Consequence, Event, EventKind
from levee.model.problem import Rejected, StaleWrite
from levee.model.ticket import Ticket
from levee.model.ticket import subject as ticket_subject
from levee.model.work_item import WorkItem
from levee.model.work_item import subject as work_subject
from levee.repair import steering
from levee.repair.steering import Change, Steering

TOLD = ("owner", "target")  #: whoever waits for the work is told when one of these changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants which work item to change, why, and which version of it they saw."""

    work_id: str
    by: str
    reason: str
    change: Change
    now: datetime
    version: int | None = None


def steer(hands: Hands, wish: Wish, contract: Contract) -> Stop | Sequence[Event]:
    """The change on the item and, in the same transaction, its line on the ticket and the mail.

    Of two who change what they saw alike, one does; the other is told what was changed. Rejected
    names every problem.
    """
    with hands.ledger.writing():
        item = hands.desk.work_item(wish.work_id)
        asked = Steering(item=item, contract=contract, by=wish.by, reason=wish.reason, now=wish.now)
        if said := steering.refusal(asked):
            return Stop(said)
        _unchanged(hands, wish, item)
        found = steering.steer(asked, wish.change)
        if not isinstance(found, Event):
            raise Rejected(found)
        ticket = hands.desk.ticket(item.ticket)
        told = tuple(_mails(hands, asked, found, ticket))
        return hands.ledger.append([found, _line(asked, found)], told, expect=item.version)


def _unchanged(hands: Hands, wish: Wish, item: WorkItem) -> None:
    """What Levee writes by itself is no other person's change."""
    if wish.version is None:
        return
    late = stale.since(hands.ledger.events(work_subject(item.id)), wish.version)
    if late:
        said = tuple(stale.said(event) for event in late)
        raise StaleWrite(item.id, wish.version, item.version, said)


def _line(asked: Steering, event: Event) -> Event:
    """On the ticket's timeline."""
    what = steering.words(event, asked.file)
    return Event(
        subject=ticket_subject(asked.item.ticket),
        kind=EventKind.WORK_CHANGED,
        at=asked.now,
        actor=asked.by,
        reason=f"{asked.item.id}: {what}: {asked.reason}",
        key=f"{event.key}:{asked.item.id}",
        data={"work_item": asked.item.id},
    )


def _mails(hands: Hands, asked: Steering, event: Event, ticket: Ticket) -> Iterator[Consequence]:
    if not any(name in event.data for name in TOLD):
        return
    what = steering.words(event, asked.file)
    text = (
        f"{asked.item.title}\n\n{what}\nWhy: {asked.reason}\n\n"
        f"Whoever waits for it through a ticket of yours hears of it by an update."
    )
    for person in _concerned(hands, asked, event, ticket):
        payload = {
            "to": asked.file.people[person].mail,
            "subject": f"[{ticket.id}] {asked.item.id} changed: {what}",
            "text": text,
        }
        key = f"{asked.item.id}:{event.key}:{person}"[:250]
        mail = Consequence(channel=Channel.MAIL, key=key, payload=payload)
        yield quiet.hushed(mail, person, asked.item.severity, asked.contract, asked.now)


def _concerned(hands: Hands, asked: Steering, event: Event, ticket: Ticket) -> Iterator[str]:
    """The new owner, the one before, and who answers those that wait: the owners of the ticket and
    of every ticket of its case. Not whoever changed it."""
    members = (hands.desk.ticket(member) for member in ticket.members)
    waiting = [one.owner for one in (ticket, *members) if not one.closed or one.case]
    named = [event.data.get("owner", ""), asked.item.owner, *waiting]
    for person in dict.fromkeys(named):
        if person in asked.file.people and person != asked.by:
            yield person
