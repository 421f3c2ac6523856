"""What does the page of one ticket show?"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.desk import promises
from levee.model.event import Event, EventKind
from levee.model.moment import parse
from levee.model.ticket import Stage, Ticket
from levee.model.work_item import subject as work_subject
from levee.site import answers
from levee.site.hands import LeveeHands
from levee.site.shown import clocks, components, isolation, names, timeline
from levee.site.shown.words import word

_RAIL = (Stage.TAKEN_IN, Stage.REPRODUCED, Stage.ISOLATED, Stage.FIXING, Stage.REMEDIATED)
_REPORTED = ("affected_screen", "affected_user", "environment", "traffic_profile", "reported_at")


def told(
    hands: LeveeHands, found: Ticket, events: Sequence[Event], now: datetime
) -> dict[str, Any]:
    """A ticket with all its Events, as its page shows it."""
    contract = hands.desk.contract(found.contract)
    return {
        "ticket": _head(found, contract),
        "rail": rail(found),
        "clocks": clocks.ordered(promises.promises(found, events, contract), now),
        "stack": _stack(found),
        "reproduction": isolation.reproduction(events),
        "isolation": isolation.grid(found, events),
        "reported": _reported(found),
        "work": _work(hands, found, contract, now),
        "timeline": timeline.rows(events, contract.file),
        "last": events[-1].id,
    }


def _head(found: Ticket, contract: Contract) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "stream": found.stream,
        "stream_title": contract.file.streams[found.stream].title,
        "partner": found.text("partner"),
        "client": found.text("client"),
        "state": found.state.value,
        "stage": found.stage.value,
        "severity": found.severity,
        "priority": found.priority,
        "severity_why": found.severity_why,
        "unclear": list(found.unclear),
        "level": found.level,
        "owner": names.person(contract.file, found.owner),
        "role": names.role(contract.file, found.owner_role),
        "case": found.case,
        "links": _tied(found),
        "labels": sorted(found.labels),
        "gaps": [word(gap) for gap in found.gaps],
        "opened_at": found.opened_at,
        "contract": found.contract[:12],
    }


def _tied(found: Ticket) -> list[dict[str, str]]:
    """The tickets of its case, if it leads one, and those that it is linked to."""
    members = [{"how": "takes in", "ticket": member} for member in found.members]
    links = [{"how": how.value, "ticket": other} for other, how in sorted(found.links)]
    return [*members, *links]


def rail(found: Ticket) -> list[dict[str, Any]]:
    """The stages of a ticket's life; where it stands, and what it has behind it."""
    missed = found.stage is Stage.NOT_REPRODUCED
    at = _RAIL.index(Stage.REPRODUCED if missed else found.stage)
    named = [Stage.NOT_REPRODUCED if missed and i == at else s for i, s in enumerate(_RAIL)]
    return [{"name": s.value, "done": i < at, "here": i == at} for i, s in enumerate(named)]


def _stack(found: Ticket) -> dict[str, Any] | None:
    if found.stack is None:
        return None
    return components.table(found.stack, found.baseline, found.interaction)


def _reported(found: Ticket) -> dict[str, Any]:
    """What the reporter said, redacted at the door."""
    given = found.submission
    steps, impact = given.get("reproduction_steps"), given.get("impact")
    return {
        "description": found.text("description"),
        "fields": [_field(n, given[n]) for n in _REPORTED if given.get(n)],
        "steps": [str(s) for s in steps] if isinstance(steps, list) else [],
        "impact": [{"name": word(str(k)), "value": word(str(v))} for k, v in impact.items()]
        if isinstance(impact, dict)
        else [],
        "sealed": found.sealed,
    }


def _field(name: str, value: object) -> dict[str, Any]:
    """``at`` where the value is an instant; what is none stays as it was written."""
    at = None
    if name == "reported_at" and isinstance(value, str):
        with suppress(ValueError):
            at = parse(value)
    return {"name": word(name), "value": names.value(value), "at": at}


def _work(
    hands: LeveeHands, found: Ticket, contract: Contract, now: datetime
) -> dict[str, Any] | None:
    if not found.work_item:
        return None
    item = hands.desk.work_item(found.work_item)
    events = hands.ledger.events(work_subject(item.id))
    return answers.work_item(item, now) | {
        "owner_name": names.person(contract.file, item.owner),
        "role": names.role(contract.file, item.owner_role),
        "target_at": item.target,
        "exposed": _exposed(events),
        "others": list(found.linked),
        "offered": fixes(events),
    }


def _exposed(events: Sequence[Event]) -> list[str]:
    opened = (EventKind.WORK_OPENED, EventKind.KNOWLEDGE_OPENED)
    return [str(c) for e in events if e.kind in opened for c in e.data.get("exposed", ())]


def fixes(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Each fix that was offered, and what became of it."""
    told: list[dict[str, Any]] = []
    for event in events:
        if event.kind is EventKind.FIX_SUBMITTED:
            notes = event.data.get("notes", "")
            told.append({"change": event.reason, "notes": notes, "state": "running", "why": ""})
        elif told and event.kind in (EventKind.FIX_VERIFIED, EventKind.FIX_REFUSED):
            held = event.kind is EventKind.FIX_VERIFIED
            told[-1] |= {"state": "held" if held else "refused", "why": event.reason}
    return told
