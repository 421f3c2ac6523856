"""Why has this ticket this severity, this owner and these deadlines?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from levee.contract.load import Contract
from levee.desk import derivation
from levee.desk.explain.explained import Explained, minute
from levee.desk.explain.owner import owner
from levee.desk.explain.severity import severity
from levee.desk.promises import Promise, promises
from levee.desk.targets import asked
from levee.model.event import Event, EventKind
from levee.model.ticket import Ticket


def ticket(found: Ticket, events: Sequence[Event], contract: Contract, now: datetime) -> Explained:
    judged = _severity(found, contract, now)
    held = _owner(found, events, contract, now)
    clocks = [_clock(p, now) for p in promises(found, events, contract)]
    facts = {
        "ticket": found.id,
        "contract": contract.version,
        "severity": found.severity,
        "severity_why": found.severity_why,
        "judged": dict(judged.facts),
        "owner": dict(held.facts),
        "route": found.route,
        "clocks": [dict(c.facts) for c in clocks],
    }
    level = contract.file.levels[found.level]  # type: ignore[index]  # L1 to L3
    words = [
        f"{found.id} under contract {contract.version}: {found.severity_why}",
        *judged.words[:2],
        *held.words,
        f"level {found.level} ({level.title}) resolves {', '.join(level.resolves)}",
        f"it goes up when {', or '.join(level.escalates_when)}",
        *(line for c in clocks for line in c.words),
    ]
    return Explained(facts=facts, words=tuple(words))


def _severity(found: Ticket, contract: Contract, now: datetime) -> Explained:
    impact = found.submission.get("impact")
    return severity(impact if isinstance(impact, dict) else {}, contract.file, now)


def _owner(found: Ticket, events: Sequence[Event], contract: Contract, now: datetime) -> Explained:
    given = next((e for e in reversed(events) if e.kind is EventKind.ASSIGNED), None)
    person = contract.file.people.get(found.owner)
    facts: dict[str, Any] = {
        "owner": found.owner,
        "role": found.owner_role,
        "why": given.reason if given else "",
    }
    words = [f"{person.name if person else found.owner} owns the next response: {facts['why']}"]
    if found.owner_role in contract.file.roles:
        shift = owner(found.owner_role, contract.file, given.at if given else now)
        facts |= {"shift": dict(shift.facts)}
        words.append(f"at {minute(given.at) if given else 'first'}, {shift.words[0]}")
    return Explained(facts=facts, words=tuple(words))


def _clock(promise: Promise, now: datetime) -> Explained:
    due, zone = promise.due(now), promise.calendar.zone
    facts: dict[str, Any] = {
        "clock": promise.clock.name,
        "target": promise.spec.target,
        "calendar": promise.spec.calendar,
        "state": promise.state(now).value,
        "due": minute(due, zone) if due else None,
        "steps": list(_steps(promise)) if promise.clock.met is None else [],
    }
    words = [
        f"{promise.spec.title}: {facts['state']}, due {facts['due'] or 'when the pause ends'} "
        f"= {promise.spec.target} on {promise.spec.calendar} from "
        f"{minute(promise.clock.started, zone)}"
    ]
    words += [f"  {s['from']} to {s['to'] or '...'}: {s['why']}" for s in facts["steps"]]
    return Explained(facts=facts, words=tuple(words))


def _steps(promise: Promise) -> Iterator[dict[str, Any]]:
    clock, calendar = promise.clock, promise.calendar
    wanted = asked(calendar, clock.started, clock.target)
    zone = ZoneInfo(calendar.zone)
    found = derivation.derivation(calendar, clock.started, wanted.total_seconds(), clock.pauses)
    for step in found if wanted > timedelta() else ():
        yield {
            "from": step.start.astimezone(zone).isoformat(timespec="minutes"),
            "to": step.end.astimezone(zone).isoformat(timespec="minutes") if step.end else None,
            "counted_s": step.counted_s,
            "why": step.why,
        }
