"""It works as documented: what follows when a person says so of a ticket that was isolated?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.contract.load import Contract
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.flow.working import responsible
from levee.lab import classify
from levee.model.event import Event, EventKind
from levee.model.finding import Classified, Finding
from levee.model.ticket import Stage, Ticket, TicketState
from levee.model.ticket import subject as ticket_subject
from levee.model.work_item import WorkItem, WorkKind
from levee.model.work_item import subject as work_subject
from levee.repair import work

GAP = Finding.DOCUMENTATION_GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruling:
    hands: Hands
    ticket: str
    contract: Contract
    now: datetime
    by: str
    reason: str


def overrule(story: Overruling) -> Stop | Sequence[Event]:
    """The finding, and knowledge work out of the work that was open, with its own clock.

    Refused from anybody whom the contract does not name, without a reason, and in a state in
    which there is nothing to overrule.
    """
    if story.by not in story.contract.file.people:
        return Stop(f"the contract names nobody {story.by!r}")
    if not story.reason.strip():
        return Stop("a person's finding says why: where is it documented?")
    with story.hands.ledger.writing():  # two people at once: the second is told
        ticket = story.hands.desk.ticket(story.ticket)
        refused = _wrong_state(ticket)
        return Stop(refused) if refused else story.hands.ledger.append(_events(story, ticket))


def _wrong_state(ticket: Ticket) -> str:
    if not ticket.interaction or not ticket.work_item:
        return f"{ticket.id} is {ticket.stage}: nothing is found yet that could be overruled"
    if ticket.state is TicketState.RESOLVED:
        return f"{ticket.id} is resolved"
    if ticket.stage is Stage.REMEDIATED:
        return f"{ticket.id} is remediated: its fix is verified"
    if ticket.finding == GAP:
        return f"{ticket.id} is a documentation gap already"
    return ""


def _events(story: Overruling, ticket: Ticket) -> list[Event]:
    said = classify.overruled(GAP, by=story.by, reason=story.reason)
    desk = ticket_subject(ticket.id)
    finding = {"finding": said.finding.value, "by": said.by, "was": ticket.finding}
    events = [_event(story, desk, EventKind.CLASSIFIED, finding)]
    item = story.hands.desk.work_item(ticket.work_item)
    if item.kind is not WorkKind.KNOWLEDGE:
        events += _turned(story, desk, item, said)
    return events


def _turned(story: Overruling, desk: str, item: WorkItem, said: Classified) -> list[Event]:
    owner, target = responsible(said.finding.value, story.contract, story.now)
    changed = work.turn(item, said, owner, target, story.contract)
    told = {"work_item": item.id, "target": changed["target"]}
    return [
        _event(story, work_subject(item.id), EventKind.WORK_TURNED, changed),
        _event(story, desk, EventKind.WORK_TURNED, told),
        _event(story, desk, EventKind.KNOWLEDGE_OPENED, told),
    ]


def _event(story: Overruling, subject: str, kind: EventKind, data: dict[str, str]) -> Event:
    return Event(
        subject=subject,
        kind=kind,
        at=story.now,
        actor=story.by,
        reason=story.reason.strip(),
        key=f"{kind.value}:overruled",
        data=data,
    )
