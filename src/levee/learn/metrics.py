"""What does each metric say of a period, of its parts, and beside another period?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.learn import measure
from levee.learn.definitions import METRICS, Better, Metric
from levee.learn.measure import Facts, Measured, Partnership
from levee.learn.periods import Span, cut

__all__ = [
    "Better", "Change", "Facts", "Measure", "Metric", "Number", "Partnership", "Point", "beside",
    "compare", "numbers",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One metric's value; None is "not measured yet", and ``note`` says why.

    ``sample`` is how many things the value rests on.
    """

    metric: Metric
    said: Measured

    @property
    def value(self) -> float | None:
        return self.said.value

    @property
    def sample(self) -> int:
        return self.said.sample

    @property
    def note(self) -> str:
        return self.said.note


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
    return tuple(Number(metric=metric, said=ask(facts, [span])[0]) for metric, ask in TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One metric: over a period and the one before, and over the equal parts of both.

    What is counted over time (tickets, releases) adds up: each thing lies in exactly one part.
    What is a level is as it was known at each part's end; the last one is the period's.
    """

    before: Number
    after: Number
    change: Change
    parts_before: Sequence[Point]
    parts: Sequence[Point]


def beside(facts: Facts, span: Span) -> tuple[Measure, ...]:
    """Every metric, always all of them and in the same order; each is asked once for all spans,
    in the order of their ends."""
    parts_before, parts = cut(span.before), cut(span)
    spans = [*parts_before, span.before, *parts, span]
    return tuple(_measure(metric, spans, ask(facts, spans)) for metric, ask in TABLE)


def _measure(metric: Metric, spans: Sequence[Span], said: Sequence[Measured]) -> Measure:
    points = [Point(part=part, said=one) for part, one in zip(spans, said, strict=True)]
    half = len(points) // 2
    before, after = (Number(metric=metric, said=points[i].said) for i in (half - 1, -1))
    return Measure(
        before=before,
        after=after,
        change=_change(before, after),
        parts_before=points[: half - 1],
        parts=points[half:-1],
    )


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


def _at_end(ask: Callable[[Facts, Sequence[datetime]], Sequence[Measured]]) -> _Ask:
    def asked(facts: Facts, parts: Sequence[Span]) -> Sequence[Measured]:
        if facts.lacking:
            return [measure.lacking(facts.lacking) for _ in parts]
        return ask(facts, [part.until for part in parts])

    return asked


def _each(ask: Callable[[Facts, Span], Measured]) -> _Ask:
    return lambda facts, parts: [ask(facts, part) for part in parts]


_ASKS: Mapping[str, _Ask] = {
    "time_to_acknowledge": _each(measure.time_to_acknowledge),
    "time_to_remediate": _each(measure.time_to_remediate),
    "compatibility_pass_rate": _at_end(measure.pass_rates),
    "tested_share": _at_end(measure.tested_shares),
    "exposed_clients": _at_end(measure.exposed_clients),
    "certified_share": _at_end(measure.certified_shares),
    "post_release_incident_rate": _each(measure.post_release_incident_rate),
    "revenue_loss_incidents": _each(measure.revenue_loss_incidents),
    "partner_churn_6_months": _each(lambda facts, span: measure.churn(facts, span.until, 6)),
    "partner_churn_12_months": _each(lambda facts, span: measure.churn(facts, span.until, 12)),
    "engineering_hours_saved": _each(lambda facts, span: measure.hours_saved(facts, span.until)),
}
TABLE = [(metric, _ASKS[metric.name]) for metric in METRICS]
