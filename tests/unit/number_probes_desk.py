"""What does Levee's desk derive from a contract that one number of it may change?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from every_number import Number

from levee.contract.load import Contract
from levee.desk import hours, intake, opening, quiet, severity, waking
from levee.desk.digests import Gathering
from levee.desk.lint import shifts
from levee.desk.promises import ahead, promises
from levee.model.event import Event, EventKind
from levee.model.message import Told, Waiting
from levee.model.ticket import fold
from levee.repair import work
from submissions import NOW, ticket

LATER = NOW + timedelta(days=400)


def open_time(contract: Contract, number: Number) -> object:
    calendar = contract.calendars[str(number.path[1])]
    return list(hours.stretches(calendar, NOW, LATER))


def submitted(stream: str, **impact: str) -> dict[str, Any]:
    mild = {"production_impact": "none", "customer_visibility": "none", "revenue_risk": "none",
            "privacy_exposure": "none", "data_correctness": "intact",
            "automation_state": "running"}  # fmt: skip
    return ticket(stream=stream, impact=mild | impact)


def opened(contract: Contract, payload: dict[str, Any]) -> opening.Opening:
    found = intake.validate(payload, contract.file)
    return opening.open_ticket("T-1", found, found.fields, "S", contract, NOW)


def first_facts(contract: Contract, number: Number) -> object:
    """What a whole and an incomplete ticket of the stream begin with, and how long it waits."""
    stream = str(number.path[1])
    whole = opened(contract, submitted(stream))
    short = opened(contract, {"stream": stream}).events
    waits = waking.pend_ends(fold(short), short, contract)
    return fold(whole.events).level, [c.payload for c in whole.consequences], waits


def event(kind: str, at: datetime, **data: Any) -> Event:
    return Event(
        subject="ticket:T-1",
        kind=EventKind(kind),
        at=at,
        actor="t",
        reason="r",
        key=kind,
        data=data,
    )


def promised(contract: Contract, number: Number) -> object:
    """A clock's deadline, rungs and end for a ticket of each severity, once it has started."""
    name = str(number.path[1])
    stream = next(k for k, s in contract.file.streams.items() if name in s.clocks)
    found: list[object] = []
    for impact in ("none", "degraded", "blocked", "down"):
        events = list(opened(contract, submitted(stream, production_impact=impact)).events)
        kind = contract.file.clocks[name].starts[0].partition(":")[0]
        if kind != "opened":
            events.append(event(kind, NOW + timedelta(hours=1), **_told(kind)))
        found.append((impact, _clocks(contract, name, events)))
    return found


def _told(kind: str) -> dict[str, Any]:
    """What the fold of a ticket reads from the Event that starts a clock."""
    return {
        "not_reproduced": {"run": "r"},
        "work_opened": {"work_item": "W-1"},
        "knowledge_work_opened": {"work_item": "W-1"},
        "levelled": {"level": "L3"},
    }.get(kind, {})


def _clocks(contract: Contract, name: str, events: Sequence[Event]) -> list[object]:
    closed = [*events, event("resolved", NOW + timedelta(hours=2))]
    found: list[object] = []
    for told in (events, closed):
        for one in promises(fold(told), told, contract):
            if one.clock.name == name:
                rungs = [r.at for r in ahead(one, (), LATER)]
                found.append((one.due(LATER), rungs, one.state(LATER)))
    return found


def judged(contract: Contract, number: Number) -> object:
    """What each rule gives to the impact that it asks for, all else being mild."""
    rules = contract.file.severity
    mild = {name: values[0] for name, values in rules.dimensions.items()}
    found = []
    for rule in rules.rules:
        worst = {name: values[0] for name, values in rule.when.items()}
        told = severity.judge(mild | worst, rules)
        found.append((told.severity, told.priority))
    return found


def pod_lint(contract: Contract, number: Number) -> object:
    return list(shifts.findings(contract, NOW, NOW + timedelta(days=1)))


def gathered(contract: Contract, number: Number) -> object:
    """Six messages wait, and a digest went out ten minutes and a half ago."""
    rule, waiting = contract.file.digests, [_waiting(i) for i in range(6)]
    told = Told(messages=0, digest_at=NOW - timedelta(minutes=10, seconds=30))
    return Gathering(rule=rule).plan(waiting, told, NOW)


def _waiting(number: int) -> Waiting:
    return Waiting(id=number, urgent=False)


def quieted(contract: Contract, number: Number) -> object:
    return [quiet.is_quiet(s, contract) for s in (1, 2, 3, 4)]


def kinds_of_work(contract: Contract, number: Number) -> object:
    return [work.kind_of("genuine_bug", s, contract) for s in (1, 2, 3, 4)]
