"""What do the metrics say of this store now, and beside an earlier moment?"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from levee.lab import fleet
from levee.learn import metrics
from levee.learn.metrics import Facts, Number
from levee.learn.tickets import ticket_facts
from levee.model.event import EventKind
from levee.site import stories
from levee.site.hands import LeveeHands
from levee.store import ledger

OF_TICKETS = (
    EventKind.OPENED,
    EventKind.TRIAGED,
    EventKind.ASSIGNED,
    EventKind.JUDGED,
    EventKind.REMEDIATED,
    EventKind.REOPENED,
)


def facts(hands: LeveeHands, now: datetime) -> Facts:
    """The facts that the metrics are counted from, as they are known now."""
    days = hands.desk.contract().file.lab.active_days
    released = ledger.of_kinds(EventKind.CERTIFIED)
    return Facts(
        tickets=ticket_facts(ledger.of_kinds(*OF_TICKETS)),
        fleet=fleet.active(hands.lab.fleet(), now, days),
        nights=hands.lab.nights(hands.lab.suite()),
        certified=frozenset(s.digest for s in stories.certified(hands, now)),
        interactions=[item.interaction for item in hands.desk.work_items()],
        releases=[event.at for event in released],
    )


def numbers(hands: LeveeHands, now: datetime) -> tuple[Number, ...]:
    return metrics.numbers(facts(hands, now), now)


def report(hands: LeveeHands, now: datetime) -> dict[str, Any]:
    """Every metric with its definition and value; ``text`` is the value for people."""
    return {"at": now.isoformat(), "numbers": [_said(n) for n in numbers(hands, now)]}


def _said(number: Number) -> dict[str, Any]:
    return {
        **asdict(number.metric),
        "value": number.value,
        "sample": number.sample,
        "note": number.note,
        "text": words(number.value, number.metric.unit) or number.note,
    }


def words(value: float | None, unit: str) -> str:
    """A value with its unit, or nothing when it is not measured."""
    if value is None:
        return ""
    if unit == "share":
        return f"{value:.1%}"
    return f"{value:.2f} {unit}" if unit == "hours" else f"{value:g} {unit}"


def beside(before: Iterable[Number], after: Iterable[Number]) -> list[dict[str, Any]]:
    """The same metrics at two moments."""
    return [
        {
            "name": change.metric.name,
            "title": change.metric.title,
            "before": words(change.before, change.metric.unit) or "not measured",
            "after": words(change.after, change.metric.unit) or "not measured",
            "improved": change.improved,
        }
        for change in metrics.compare(before, after)
    ]
