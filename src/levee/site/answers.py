"""What do the faces say of a ticket, the board, a Run, a Night? Plain JSON, the same for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from levee.desk import hours, promises
from levee.desk.moves import table
from levee.desk.promises import Promise
from levee.flow.hands import Hands
from levee.lab.aa import Flakiness
from levee.lab.judge_night import NightReport
from levee.model.certificate import Standing
from levee.model.clock import ClockState
from levee.model.delta import Delta
from levee.model.event import Event, EventKind
from levee.model.run import Run
from levee.model.stack import Role, Stack
from levee.model.ticket import Ticket, subject
from levee.model.work_item import WorkItem
from levee.store.models import InstallationRow, RunRow

PLUGIN = (Role.PLUGIN,)


def ticket(
    hands: Hands,
    found: Ticket,
    now: datetime,
    events: Sequence[Event] = (),
    kept: Sequence[Promise] = (),
) -> dict[str, Any]:
    """One ticket with its clocks and timeline; ``events`` and what they promise, where all of
    them are known."""
    events = events or hands.ledger.events(subject(found.id))
    kept = kept or promises.promises(found, events, hands.desk.contract(found.contract))
    return {
        "id": found.id,
        "stream": found.stream,
        "partner": found.text("partner"),
        "client": found.text("client"),
        "title": found.title,
        "state": found.state.value,
        "stage": found.stage.value,
        "severity": found.severity,
        "priority": found.priority,
        "severity_why": found.severity_why,
        "unclear": list(found.unclear),
        "level": found.level,
        "owner": found.owner,
        "owner_role": found.owner_role,
        "version": found.version,
        "case": _case(found),
        "links": [{"ticket": t, "relation": r.value} for t, r in sorted(found.links)],
        "moves": [move.value for move in table.allowed(found)],
        "drafts": [draft(e) for e in events if e.kind is EventKind.DRAFTED],
        "labels": sorted(found.labels),
        "gaps": list(found.gaps),
        "contract": found.contract[:12],
        "opened_at": found.opened_at.isoformat(),
        "stack": stack(found.stack) if found.stack else None,
        "submission": dict(found.submission),
        "sealed": found.sealed,
        "clocks": [clock(p, now) for p in kept],
        "run": found.run,
        "interaction": deltas(found.interaction),
        "isolation": dict(found.isolation),
        "finding": found.finding,
        "work_item": found.work_item,
        "linked": list(found.linked),
        "timeline": [event(e) for e in events],
    }


def _case(found: Ticket) -> dict[str, Any] | None:
    """The ticket that it was merged into, and those that were merged into it."""
    if not found.case and not found.members:
        return None
    return {"part_of": found.case or None, "tickets": list(found.members)}


def draft(one: Event) -> dict[str, Any]:
    """A text that came too late, for its author to use or leave."""
    text = one.data["text"]
    return {"id": one.id, "by": one.actor, "at": one.at.isoformat(), "text": text}


def clock(promise: Promise, now: datetime) -> dict[str, Any]:
    """One clock: its state, and its deadline in the calendar's own zone."""
    due, state = promise.standing(now)
    zone = ZoneInfo(promise.calendar.zone)
    return {
        "name": promise.clock.name,
        "title": promise.spec.title,
        "target": promise.spec.target,
        "calendar": promise.spec.calendar,
        "zone": promise.calendar.zone,
        "state": state.value,
        "started": promise.clock.started.isoformat(),
        "due": due.astimezone(zone).isoformat(timespec="seconds") if due else None,
        "met": promise.clock.met.isoformat() if promise.clock.met else None,
        "stopped": promise.clock.stopped.isoformat() if promise.clock.stopped else None,
        "first_result": promise.first_result.value if promise.first_result else None,
        "reopen": promise.spec.reopen,
        "reopen_why": promise.spec.reopen_why,
        "left_s": _left(promise, due, now) if state in _RUNS else None,
    }


_RUNS = (ClockState.RUNNING, ClockState.BREACHED)


def _left(promise: Promise, due: datetime | None, now: datetime) -> float | None:
    """Working seconds left; negative once it is breached, None where nothing is due."""
    if due is None:
        return None
    if due >= now:
        return hours.elapsed(promise.calendar, now, due)
    return -hours.elapsed(promise.calendar, due, now)


def event(one: Event) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "kind": one.kind.value,
        "actor": one.actor,
        "reason": one.reason,
        "data": dict(one.data),
    }


def history(hands: Hands, found: Ticket) -> dict[str, Any]:
    """Every Event with the version that it made and its place in the chain."""
    told = hands.ledger.events(subject(found.id))
    rows = [event(e) | {"version": i, "digest": e.digest} for i, e in enumerate(told, start=1)]
    return {"id": found.id, "title": found.title, "version": found.version, "events": rows}


def deltas(found: Sequence[Delta]) -> list[dict[str, Any]]:
    return [d.to_json() | {"text": str(d)} for d in found]


def stack(found: Stack) -> dict[str, Any]:
    return {"digest": found.digest, "file": found.to_json()}


def run(found: Run) -> dict[str, Any]:
    return {
        "id": found.id,
        "stack": found.stack.digest,
        "suite": found.suite,
        "outcome": found.outcome.value,
        "why": found.why,
        "purpose": found.purpose.value,
        "night": found.night.isoformat() if found.night else None,
        "attempt": found.attempt,
        "started_at": found.started_at.isoformat(),
        "seconds": round(found.seconds, 3),
        "lock": found.lock_digest,
        "checks": [
            {"id": c.id, "outcome": c.outcome.value, "message": c.message} for c in found.checks
        ],
    }


def run_line(row: RunRow) -> dict[str, Any]:
    """A Run in a list, without its checks."""
    return {
        "id": row.id,
        "stack": row.stack_id,
        "suite": row.suite,
        "outcome": row.outcome,
        "purpose": row.purpose,
        "night": row.night.isoformat() if row.night else None,
        "started_at": row.started_at.isoformat(),
    }


def installation(row: InstallationRow) -> dict[str, Any]:
    return {
        "client": row.client,
        "partner": row.partner,
        "stack": row.stack_id,
        "before": row.before_id,
        "traffic": row.traffic,
        "tier": row.tier,
        "last_seen": row.last_seen.isoformat(),
    }


def work_item(item: WorkItem, now: datetime) -> dict[str, Any]:
    return {
        "id": item.id,
        "ticket": item.ticket,
        "kind": item.kind.value,
        "title": item.title,
        "state": item.state.value,
        "owner": item.owner,
        "owner_role": item.owner_role,
        "opened_at": item.opened_at.isoformat(),
        "target": item.target.isoformat(),
        "overdue": item.is_overdue(now),
        "acceptance": list(item.acceptance),
        "interaction": deltas(item.interaction),
        "clients": item.clients,
        "traffic": item.traffic,
        "severity": item.severity,
        "must_run": item.must_run,
        "why": item.why,
        "fix": deltas(item.fix),
        "version": item.version,
    }


def entry(found: Ticket, item: WorkItem | None, now: datetime) -> dict[str, Any]:
    begun = work_item(item, now) if item else {}
    state = begun.get("state", found.stage.value)
    return {
        "ticket": found.id,
        "title": begun.get("title", found.title),
        "partner": found.text("partner"),
        "severity": found.severity,
        "priority": found.priority,
        "labels": sorted(found.labels),
        "state": found.state.value if found.closed else state,
        "work_item": begun.get("id", ""),
        "kind": begun.get("kind", ""),
        "owner": begun.get("owner", found.owner),
        "target": begun.get("target", ""),
        "overdue": begun.get("overdue", False),
        "clients": begun.get("clients", 0),
        "traffic": begun.get("traffic", 0.0),
        "interaction": begun.get("interaction", []),
    }


def night(report: NightReport) -> dict[str, Any]:
    return {
        "day": report.result.day.isoformat(),
        "suite": report.result.suite,
        "void": report.result.void,
        "reason": report.result.reason,
        "canary": report.canary.value,
        "aa": flakiness(report.aa),
        "runs": [r.id for r in report.result.runs],
        "lines": [
            {
                "stack": line.choice.stack.digest,
                "chosen": line.choice.reason,
                "standing": line.standing.value,
                "why": line.why,
                "run": line.run.id if line.run else "",
                "confirmed": line.confirmed.words if line.confirmed else "",
            }
            for line in report.lines
        ],
    }


def flakiness(found: Flakiness) -> dict[str, Any]:
    return {
        "passed": found.passed,
        "answered": found.answered,
        "wavered": found.wavered,
        "bound": round(found.bound, 4),
        "text": found.said,
    }


def standing(found: Standing) -> dict[str, Any]:
    return {
        "stack": found.stack_digest,
        "suite": found.suite,
        "state": found.state.value,
        "reason": found.reason,
        "streak": found.streak,
        "needed": found.needed,
        "bound": round(found.bound, 4),
        "passes": found.passes,
        "repeats": found.repeats,
        "missing": list(found.missing),
        "certified_at": found.certified_at.isoformat() if found.certified_at else None,
        "expires_at": found.expires_at.isoformat() if found.expires_at else None,
        "reviewer": found.reviewer,
        "withdrawn_at": found.withdrawal.at.isoformat() if found.withdrawal else None,
    }


def withdrawal(found: Standing) -> dict[str, Any]:
    """Who took it back and why: for the vendor's own people."""
    taken = found.withdrawal
    said = {"at": taken.at.isoformat(), "by": taken.by, "why": taken.why} if taken else None
    return {"withdrawal": said}
