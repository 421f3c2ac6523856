"""What does each metric say of a period, of its parts, and beside another period?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from levee.learn import measure
from levee.learn.definitions import METRICS, Better, Metric
from levee.learn.measure import Facts, Measured, Partnership
from levee.learn.periods import Span, cut, sorted_into

__all__ = [
    "Better", "Change", "Facts", "Metric", "Number", "Partnership", "Point", "compare", "numbers",
    "series",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One metric's value; None is "not measured yet", and ``note`` says why.

    ``sample`` is how many things the value rests on; where it is a mean, half of them lie below
    ``half`` and nine of ten below ``most``.
    """

    metric: Metric
    value: float | None
    sample: int
    note: str = ""
    half: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One metric in two periods. ``improved`` is None where nothing can be said."""

    metric: Metric
    before: float | None
    after: float | None
    difference: float | None
    improved: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A metric over one part of a period, or as it stood at the part's end."""

    part: Span
    said: Measured


def numbers(facts: Facts, span: Span) -> tuple[Number, ...]:
    """Every metric, always all of them and in the same order."""
    return tuple(_number(metric, ask(facts, [span])[0]) for metric, ask in TABLE)


def _number(metric: Metric, said: Measured) -> Number:
    return Number(
        metric=metric,
        value=said.value,
        sample=said.sample,
        note=said.note,
        half=said.half,
        most=said.most,
    )


def series(facts: Facts, span: Span) -> dict[str, tuple[Point, ...]]:
    """Every metric by name over the equal parts of a period.

    What is counted over time (tickets, releases) adds up: each thing lies in exactly one part.
    What is a level is as it was known at each part's end; the last one is the period's.
    """
    parts = cut(span)
    return {
        metric.name: tuple(
            Point(part=part, said=said) for part, said in zip(parts, ask(facts, parts), strict=True)
        )
        for metric, ask in TABLE
    }


def compare(before: Iterable[Number], after: Iterable[Number]) -> tuple[Change, ...]:
    """The metrics of ``after`` beside those of ``before`` that have the same name."""
    old = {n.metric.name: n for n in before}
    return tuple(_change(old[n.metric.name], n) for n in after if n.metric.name in old)


def _change(old: Number, new: Number) -> Change:
    difference = None
    if old.value is not None and new.value is not None:
        difference = new.value - old.value
    improved = None
    if difference:
        improved = (difference > 0) == (new.metric.better is Better.HIGHER)
    return Change(
        metric=new.metric,
        before=old.value,
        after=new.value,
        difference=difference,
        improved=improved,
    )


type _Ask = Callable[[Facts, Sequence[Span]], Sequence[Measured]]


def _by_opening(ask: Callable[[Facts, Span], Measured]) -> _Ask:
    """Of the tickets opened in each part; they are gone through once."""

    def asked(facts: Facts, parts: Sequence[Span]) -> list[Measured]:
        own = sorted_into(parts, facts.tickets, lambda t: t.opened)
        pairs = zip(parts, own, strict=True)
        return [ask(replace(facts, tickets=tickets), part) for part, tickets in pairs]

    return asked


def _at_end(ask: Callable[[Facts, Sequence[datetime]], Sequence[Measured]]) -> _Ask:
    def asked(facts: Facts, parts: Sequence[Span]) -> Sequence[Measured]:
        if facts.lacking:
            return [measure.not_yet(facts.lacking) for _ in parts]
        return ask(facts, [part.until for part in parts])

    return asked


def _each(ask: Callable[[Facts, Span], Measured]) -> _Ask:
    return lambda facts, parts: [ask(facts, part) for part in parts]


_ASKS: Mapping[str, _Ask] = {
    "time_to_acknowledge": _by_opening(measure.time_to_acknowledge),
    "time_to_remediate": _by_opening(measure.time_to_remediate),
    "compatibility_pass_rate": _at_end(measure.pass_rates),
    "tested_share": _at_end(measure.tested_shares),
    "exposed_clients": _at_end(measure.exposed_clients),
    "certified_share": _at_end(measure.certified_shares),
    "post_release_incident_rate": _each(measure.post_release_incident_rate),
    "revenue_loss_incidents": _by_opening(measure.revenue_loss_incidents),
    "partner_churn_6_months": _each(lambda facts, span: measure.churn(facts, span.until, 6)),
    "partner_churn_12_months": _each(lambda facts, span: measure.churn(facts, span.until, 12)),
    "engineering_hours_saved": _each(lambda facts, span: measure.hours_saved(facts, span.until)),
}
TABLE = [(metric, _ASKS[metric.name]) for metric in METRICS]
