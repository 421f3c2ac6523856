"""What needs somebody now, stream by stream?"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from levee.desk import promises
from levee.model.event import Event
from levee.model.problem import Unknown
from levee.model.ticket import Ticket, TicketState
from levee.site.hands import LeveeHands
from levee.site.shown import clocks, names
from levee.store import lists

PAGE = 50


def streams(hands: LeveeHands) -> list[dict[str, Any]]:
    """Every stream of the contract in its order, with how many tickets wait in it."""
    counted = lists.how_many()
    known = hands.desk.contract().file.streams
    return [{"key": k, "title": s.title, "waiting": counted.get(k, 0)} for k, s in known.items()]


def inbox(hands: LeveeHands, stream: str, number: int, now: datetime) -> dict[str, Any]:
    """One page of a stream: worst first, and what runs out first before what has time."""
    known = hands.desk.contract().file.streams
    if stream not in known:
        raise Unknown(f"there is no stream {stream}; the contract has {', '.join(known)}")
    found = lists.waiting(stream, (number - 1) * PAGE, PAGE + 1)
    rows = [_row(hands, ticket, events, now) for ticket, events in found[:PAGE]]
    return {
        "stream": {"key": stream, "title": known[stream].title},
        "rows": sorted(rows, key=_urgency),
        "number": number,
        "more": len(found) > PAGE,
        "resolved": [{"id": t.id, "title": t.title} for t in lists.resolved(stream, 10)],
    }


def _row(
    hands: LeveeHands, ticket: Ticket, events: Sequence[Event], now: datetime
) -> dict[str, Any]:
    contract = hands.desk.contract(ticket.contract)
    kept = promises.promises(ticket, events, contract)
    return {
        "id": ticket.id,
        "title": ticket.title,
        "partner": ticket.text("partner"),
        "client": ticket.text("client"),
        "severity": ticket.severity,
        "priority": ticket.priority,
        "severity_why": ticket.severity_why,
        "state": ticket.state.value,
        "pended": ticket.state is TicketState.PENDED,
        "stage": ticket.stage.value,
        "level": ticket.level,
        "gaps": [names.said(gap) for gap in ticket.gaps],
        "owner": names.person(contract.file, ticket.owner),
        "role": names.role(contract.file, ticket.owner_role),
        "clock": clocks.first(kept, now),
    }


def _urgency(row: dict[str, Any]) -> tuple[int, bool, str]:
    clock = row["clock"]
    due = clock["due"] if clock else None
    return (row["severity"], due is None, _utc(due))


def _utc(due: str | None) -> str:
    return datetime.fromisoformat(due).astimezone(UTC).isoformat() if due else ""
