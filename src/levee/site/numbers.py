"""What do the metrics say of this store now, of a period, and beside the period before?"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from levee.flow import certifying
from levee.lab import confirm
from levee.learn import measure, metrics, periods
from levee.learn.levels import Held, Known
from levee.learn.metrics import Change, Facts, Number, Point
from levee.learn.periods import Span
from levee.model.problem import Rejected
from levee.model.suite import Suite
from levee.site.hands import LeveeHands
from levee.site.period import Wanted
from levee.store import runs, stacks, times
from levee.store.times import Of


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One metric: over the period, the one before, and over the equal parts of both."""

    before: Number
    after: Number
    change: Change
    parts: Sequence[Point]
    parts_before: Sequence[Point]


def measured(hands: LeveeHands, wanted: Wanted, now: datetime) -> tuple[Measure, ...]:
    """Every metric, always all of them and in the same order. The store is read once."""
    span = wanted.span
    known = facts(hands, now, span.before.after, wanted.of)
    before, after = metrics.numbers(known, span.before), metrics.numbers(known, span)
    old, new = metrics.series(known, span.before), metrics.series(known, span)
    changes = metrics.compare(before, after)
    return tuple(
        Measure(
            before=b,
            after=a,
            change=change,
            parts=new[a.metric.name],
            parts_before=old[a.metric.name],
        )
        for b, a, change in zip(before, after, changes, strict=True)
    )


def facts(
    hands: LeveeHands, now: datetime, since: datetime | None = None, of: Of | None = None
) -> Facts:
    """What the metrics are counted from: tickets opened after ``since``, and all else."""
    of, (suite, lacking) = of or Of(), _suite(hands)
    contract, known = hands.desk.contract(), stacks.run_somewhere()
    told = runs.told(suite, known)
    nights = tuple(replace(n, runs=confirm.settled(n.runs)) for n in told.nights)
    certified = certifying.of_nights(contract, suite, nights, told.said).held() if suite else ()
    active = now - timedelta(days=contract.file.lab.active_days)
    fleet = [w for w, _ in stacks.weighed(known, active, of.partner) if w.clients]
    tickets = times.tickets(since, now, of, measure.LOSING)
    return Facts(
        tickets=tickets,
        incidents=measure.incidents(tickets),
        fleet=fleet,
        nights=nights,
        certified=[Held(stack=d, since=a, until=b) for d, a, b in certified],
        interactions=[Known(deltas=w.interaction, since=w.opened_at) for w in told.work],
        releases=told.releases,
        lacking=lacking,
    )


def _suite(hands: LeveeHands) -> tuple[Suite | None, str]:
    try:
        return hands.lab.suite(), ""
    except Rejected as error:
        return None, error.problems[0].what


def numbers(hands: LeveeHands, now: datetime) -> tuple[Number, ...]:
    return metrics.numbers(facts(hands, now), periods.ever(now))


def report(hands: LeveeHands, now: datetime) -> dict[str, Any]:
    """Every metric with its definition and value; ``text`` is the value for people."""
    return {"at": now.isoformat(), "numbers": [_said(n) for n in numbers(hands, now)]}


def over(hands: LeveeHands, wanted: Wanted, now: datetime) -> dict[str, Any]:
    """The same of a period, beside the one before, and of the equal parts of both."""
    found = measured(hands, wanted, now)
    return {
        "at": now.isoformat(),
        "period": _span(wanted.span),
        "before": _span(wanted.span.before),
        "stream": wanted.of.stream,
        "partner": wanted.of.partner,
        "numbers": [_beside(one) for one in found],
    }


def _beside(one: Measure) -> dict[str, Any]:
    return _said(one.after) | {
        "before": _said(one.before),
        "difference": one.change.difference,
        "improved": one.change.improved,
        "parts": [_part(point) for point in one.parts],
        "parts_before": [_part(point) for point in one.parts_before],
    }


def _part(point: Point) -> dict[str, Any]:
    return _span(point.part) | asdict(point.said)


def _span(span: Span) -> dict[str, str]:
    return {"after": span.after.isoformat(), "until": span.until.isoformat()}


def _said(number: Number) -> dict[str, Any]:
    return {
        **asdict(number.metric),
        "value": number.value,
        "sample": number.sample,
        "half": number.half,
        "most": number.most,
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
