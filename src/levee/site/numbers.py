"""What do the metrics say of this store now, of a period, and beside the period before?"""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from levee.flow import certifying
from levee.lab import confirm
from levee.learn import measure, metrics, periods
from levee.learn.levels import Held, Known
from levee.learn.measure import Measured
from levee.learn.metrics import Facts, Measure, Number, Point
from levee.learn.periods import Span
from levee.model.problem import Rejected
from levee.model.suite import Suite
from levee.site.hands import LeveeHands
from levee.site.period import Wanted
from levee.store import basis, stacks, times
from levee.store.times import Of


def measured(hands: LeveeHands, wanted: Wanted, now: datetime) -> tuple[Measure, ...]:
    """Every metric of the period, beside the one before. The store is read once."""
    span = wanted.span
    return metrics.beside(facts(hands, now, span.before.after, wanted.of), span)


def facts(
    hands: LeveeHands, now: datetime, since: datetime | None = None, of: Of | None = None
) -> Facts:
    """What the metrics are counted from: tickets opened after ``since``, and all else."""
    of, (suite, lacking) = of or Of(), _suite(hands)
    contract, known = hands.desk.contract(), stacks.run_somewhere()
    told = basis.read(suite, known)
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
    return _span(point.part) | _measured(point.said)


def _span(span: Span) -> dict[str, str]:
    return {"after": span.after.isoformat(), "until": span.until.isoformat()}


def _said(number: Number) -> dict[str, Any]:
    return {
        **asdict(number.metric),
        **_measured(number.said),
        "text": words(number.value, number.metric.unit) or number.note,
    }


def _measured(said: Measured) -> dict[str, Any]:
    return {
        "value": said.value,
        "sample": said.sample,
        "note": said.note,
        "half": said.half,
        "most": said.most,
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
