"""What do the faces say of a ticket, the board, a Run, a Night? Plain JSON, the same for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from levee.desk import hours, promises
from levee.desk.promises import Promise
from levee.flow.hands import Hands
from levee.lab.judge_night import NightReport
from levee.model.certificate import Standing
from levee.model.clock import ClockState
from levee.model.delta import Delta
from levee.model.event import Event
from levee.model.run import Run
from levee.model.stack import Role, Stack
from levee.model.ticket import Ticket, TicketState, subject
from levee.model.work_item import WorkItem, WorkState, weight

PLUGIN = (Role.PLUGIN,)


def ticket(hands: Hands, found: Ticket, now: datetime) -> dict[str, Any]:
    """One ticket with its clocks and timeline."""
    events = hands.ledger.events(subject(found.id))
    contract = hands.desk.contract(found.contract)
    kept = promises.promises(found, events, contract)
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
        "timeline": [event(e) for e in events],
    }


def clock(promise: Promise, now: datetime) -> dict[str, Any]:
    """One clock: its state, and its deadline in the calendar's own zone."""
    due = promise.due(now)
    zone = ZoneInfo(promise.calendar.zone)
    return {
        "name": promise.clock.name,
        "title": promise.spec.title,
        "target": promise.spec.target,
        "calendar": promise.spec.calendar,
        "zone": promise.calendar.zone,
        "state": promise.state(now).value,
        "started": promise.clock.started.isoformat(),
        "due": due.astimezone(zone).isoformat(timespec="seconds") if due else None,
        "met": promise.clock.met.isoformat() if promise.clock.met else None,
        "left_s": _left(promise, due, now),
    }


def _left(promise: Promise, due: datetime | None, now: datetime) -> float | None:
    """Working seconds left; negative once it is breached, None when nothing runs."""
    if due is None or promise.state(now) not in (ClockState.RUNNING, ClockState.BREACHED):
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
        "overdue": item.target < now and item.state is not WorkState.VERIFIED,
        "acceptance": list(item.acceptance),
        "interaction": deltas(item.interaction),
        "clients": item.clients,
        "traffic": item.traffic,
        "severity": item.severity,
        "must_run": item.must_run,
        "why": item.why,
        "fix": deltas(item.fix),
    }


def board(hands: Hands, tickets: Sequence[Ticket], now: datetime) -> dict[str, Any]:
    """Every ticket of a stream that has a board, with its work item where there is one."""
    items = {item.ticket: item for item in hands.desk.work_items()}
    shown = [t for t in tickets if _on_board(hands, t)]
    rows = [(_entry(t, items.get(t.id), now), items.get(t.id)) for t in shown]
    rows.sort(key=lambda r: weight(r[1]) if r[1] else (-r[0]["severity"], 0.0), reverse=True)
    return {"entries": [row for row, _ in rows]}


def _on_board(hands: Hands, found: Ticket) -> bool:
    return hands.desk.contract(found.contract).file.streams[found.stream].board


def _entry(found: Ticket, item: WorkItem | None, now: datetime) -> dict[str, Any]:
    begun = work_item(item, now) if item else {}
    state = begun.get("state", found.stage.value)
    return {
        "ticket": found.id,
        "title": begun.get("title", found.title),
        "partner": found.text("partner"),
        "severity": found.severity,
        "priority": found.priority,
        "labels": sorted(found.labels),
        "state": "resolved" if found.state is TicketState.RESOLVED else state,
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
        "runs": [r.id for r in report.result.runs],
        "lines": [
            {
                "stack": line.choice.stack.digest,
                "chosen": line.choice.reason,
                "standing": line.standing.value,
                "why": line.why,
                "run": line.run.id if line.run else "",
            }
            for line in report.lines
        ],
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
        "missing": list(found.missing),
        "certified_at": found.certified_at.isoformat() if found.certified_at else None,
        "expires_at": found.expires_at.isoformat() if found.expires_at else None,
        "reviewer": found.reviewer,
    }
