"""Which papers does a ticket leave behind? The first draft of its postmortem."""

from datetime import datetime
from pathlib import Path

from levee.lab import fleet
from levee.learn import postmortem as rule
from levee.model.event import LEVEE, Event, EventKind
from levee.model.interaction import Interaction
from levee.model.ticket import Ticket, subject
from levee.site.hands import LeveeHands


def postmortem(hands: LeveeHands, data: Path, ticket_id: str, now: datetime) -> Path:
    """Draft it once; a draft that a person has begun to edit is never written over."""
    file = data / "postmortems" / f"{ticket_id}.md"
    if file.exists():
        return file
    found = hands.desk.ticket(ticket_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(rule.draft(_case(hands, found, now), now), encoding="utf-8")
    event = Event(
        subject=subject(ticket_id),
        kind=EventKind.POSTMORTEM_DRAFTED,
        at=now,
        actor=LEVEE,
        reason="a first draft from the ticket's Events",
        key=EventKind.POSTMORTEM_DRAFTED.value,
        data={"file": str(file.relative_to(data))},
    )
    hands.ledger.append([event])
    return file


def _case(hands: LeveeHands, found: Ticket, now: datetime) -> rule.Case:
    days = hands.desk.contract(found.contract).file.lab.active_days
    active = fleet.active(hands.lab.fleet(), now, days)
    hit = fleet.containing(active, found.interaction) if found.interaction else ()
    whole = sum(i.traffic for i in active)
    return rule.Case(
        ticket=found.id,
        title=found.title,
        partner=found.text("partner"),
        severity=str(found.severity),
        impact=dict(found.submission.get("impact", {})),
        finding=found.finding,
        interaction=_interaction(found),
        clients_hit=len(hit),
        traffic_hit=sum(i.traffic for i in hit) / whole if whole else None,
        resolution=_resolution(hands, found),
        actions=_actions(hands, found),
        events=hands.ledger.events(subject(found.id)),
    )


def _interaction(found: Ticket) -> Interaction | None:
    if not found.interaction:
        return None
    said = {k: found.isolation[k] for k in Interaction.__dataclass_fields__ if k != "deltas"}
    return Interaction(deltas=found.interaction, **said)


def _resolution(hands: LeveeHands, found: Ticket) -> str:
    if not found.work_item:
        return ""
    item = hands.desk.work_item(found.work_item)
    return f"{', '.join(str(d) for d in item.fix)}: {item.why}" if item.fix else ""


def _actions(hands: LeveeHands, found: Ticket) -> tuple[rule.Action, ...]:
    if not found.work_item:
        return ()
    item = hands.desk.work_item(found.work_item)
    until = item.target.date()
    return tuple(rule.Action(what=a, owner=item.owner, until=until) for a in item.acceptance)
