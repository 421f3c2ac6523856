"""What does each metric say of a period beside the one before, and on what does it rest?"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from levee.flow import certifying
from levee.lab import fleet
from levee.learn import metrics
from levee.learn.metrics import Change, Facts, Number
from levee.learn.tickets import ticket_facts
from levee.model.event import EventKind
from levee.site import numbers as whole
from levee.site import sheet
from levee.site.hands import LeveeHands
from levee.store import ledger

PERIODS = (7, 30, 90, 365)  #: days
USUAL = 30

_OPENED = "tickets opened in the period"
_FLEET = "today's fleet, by what was known at the period's end"
_BASES = {
    "time_to_acknowledge": _OPENED,
    "time_to_remediate": _OPENED,
    "revenue_loss_incidents": _OPENED,
    "compatibility_pass_rate": _FLEET,
    "tested_share": _FLEET,
    "certified_share": _FLEET,
    "exposed_clients": _FLEET,
    "post_release_incident_rate": "releases of the period",
}
_COLUMNS = ("name", "title", "unit", "days", "period", "before", "sample", "sample before",
            "better", "counted over", "note", "definition")  # fmt: skip


def page(hands: LeveeHands, days: str, now: datetime) -> dict[str, Any]:
    number = int(days) if days in {str(p) for p in PERIODS} else USUAL
    return {
        "days": number,
        "periods": [{"days": p, "chosen": p == number} for p in PERIODS],
        "since": now - timedelta(days=number),
        "numbers": rows(hands, number, now),
    }


def rows(hands: LeveeHands, days: int, now: datetime) -> list[dict[str, Any]]:
    """Every metric, always all of them and in the same order."""
    span, told = timedelta(days=days), _Told(hands, now)
    after = metrics.numbers(told.facts(now - span, now), now)
    before = metrics.numbers(told.facts(now - 2 * span, now - span), now - span)
    changes = metrics.compare(before, after)
    return [_row(*three) for three in zip(before, after, changes, strict=True)]


class _Told:
    """All that the numbers rest on, read once; each period takes its part of it."""

    def __init__(self, hands: LeveeHands, now: datetime) -> None:
        suite, days = hands.lab.suite(), hands.desk.contract().file.lab.active_days
        told = ledger.of_kinds(*whole.OF_TICKETS, EventKind.CERTIFIED)
        self.events = [e for e in told if e.kind is not EventKind.CERTIFIED]
        self.released = [e for e in told if e.kind is EventKind.CERTIFIED]
        self.fleet = fleet.active(hands.lab.fleet(), now, days)
        self.nights = hands.lab.nights(suite)
        self.standings = certifying.read(hands, hands.desk.contract(), suite)
        self.items = [(i.opened_at, i) for i in hands.desk.work_items()]

    def facts(self, start: datetime, end: datetime) -> Facts:
        tickets = ticket_facts(e for e in self.events if e.at <= end)
        known = [item for at, item in self.items if at <= end]
        return Facts(
            tickets=[t for t in tickets if start <= t.opened],
            fleet=self.fleet,
            nights=[n for n in self.nights if n.day <= end.date()],
            certified=self._certified(end),
            interactions=[item.interaction for item in known],
            releases=[e.at for e in self.released if start <= e.at <= end],
        )

    def _certified(self, end: datetime) -> frozenset[str]:
        """By the Nights that had ended and the reviews that were there."""
        found, last = self.standings, end.date()
        then = replace(
            found,
            nights={
                d: tuple(n for n in nights if n.day <= last) for d, nights in found.nights.items()
            },
            said={d: tuple(s for s in said if s.at <= end) for d, said in found.said.items()},
        )
        return frozenset(s.digest for s in certifying.certified(then, end))


def _row(before: Number, after: Number, change: Change) -> dict[str, Any]:
    metric = after.metric
    return {
        "name": metric.name,
        "title": metric.title,
        "definition": metric.definition,
        "unit": metric.unit,
        "better": metric.better.value,
        "basis": _BASES.get(metric.name, "what is known at the period's end"),
        "value": after.value,
        "text": whole.words(after.value, metric.unit),
        "note": after.note,
        "sample": after.sample,
        "before": before.value,
        "before_text": whole.words(before.value, metric.unit),
        "before_note": before.note,
        "before_sample": before.sample,
        "change": _words(change.difference, metric.unit),
        "improved": change.improved,
    }


def _words(difference: float | None, unit: str) -> str:
    """``+0.5 points`` of a share, else in the metric's own unit."""
    if difference is None:
        return ""
    if not difference:
        return "no change"
    if unit == "share":
        return f"{difference * 100:+.1f} points"
    return f"{difference:+.2f} {unit}" if unit == "hours" else f"{difference:+g} {unit}"


def table(hands: LeveeHands, days: str, now: datetime) -> str:
    """The same as CSV that no spreadsheet takes for a formula."""
    body = page(hands, days, now)
    keys = ("name", "title", "unit", None, "value", "before", "sample", "before_sample",
             "better", "basis", "note", "definition")  # fmt: skip
    rows = [[row[k] if k else body["days"] for k in keys] for row in body["numbers"]]
    return sheet.sheet([_COLUMNS, *rows])
