"""What do the numbers say, and what exactly does each of them mean?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from levee.learn import measure
from levee.learn.measure import Facts, Measured, Partnership

__all__ = ["Better", "Change", "Facts", "Metric", "Number", "Partnership", "compare", "numbers"]


class Better(StrEnum):
    LOWER = "lower"  #: a smaller value is an improvement
    HIGHER = "higher"  #: a larger one is


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What a number means. ``unit`` is hours, share (0 to 1), clients or incidents."""

    name: str
    title: str
    definition: str
    unit: str
    better: Better


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One metric's value; None is "not measured yet", and ``note`` says why.

    ``sample`` is how many things the value rests on.
    """

    metric: Metric
    value: float | None
    sample: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One metric in two periods. ``improved`` is None where nothing can be said."""

    metric: Metric
    before: float | None
    after: float | None
    difference: float | None
    improved: bool | None


def numbers(facts: Facts, now: datetime) -> tuple[Number, ...]:
    """Every metric, always all of them and in the same order."""
    found = []
    for metric, ask in TABLE:
        answer = ask(facts, now)
        number = Number(metric=metric, value=answer.value, sample=answer.sample, note=answer.note)
        found.append(number)
    return tuple(found)


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


def _metric(name: str, title: str, unit: str, better: Better, definition: str) -> Metric:
    return Metric(name=name, title=title, definition=definition, unit=unit, better=better)


type _Ask = Callable[[Facts, datetime], Measured]

TABLE: Sequence[tuple[Metric, _Ask]] = (
    (
        _metric(
            "time_to_acknowledge",
            "Mean time to acknowledge",
            "hours",
            Better.LOWER,
            "Mean elapsed time from a ticket's opened to its first triaged or assigned Event,"
            " over the tickets that have one; the note counts the others.",
        ),
        measure.time_to_acknowledge,
    ),
    (
        _metric(
            "time_to_remediate",
            "Mean time to remediate",
            "hours",
            Better.LOWER,
            "Mean elapsed time from a ticket's opened to its remediated Event (the first after"
            " the last reopening), over the tickets that have one; the note counts the others.",
        ),
        measure.time_to_remediate,
    ),
    (
        _metric(
            "compatibility_pass_rate",
            "Compatibility pass rate",
            "share",
            Better.HIGHER,
            "Of the active traffic on tested stacks, the share on stacks that passed every suite"
            " when they last answered in a valid Night. Broken and empty Runs are no answer.",
        ),
        measure.pass_rate,
    ),
    (
        _metric(
            "tested_share",
            "Tested share",
            "share",
            Better.HIGHER,
            "Of all active traffic, the share on stacks that answered in some valid Night.",
        ),
        measure.tested_share,
    ),
    (
        _metric(
            "exposed_clients",
            "Clients exposed to a known Interaction",
            "clients",
            Better.LOWER,
            "Active installations whose stack contains every delta of a known Interaction.",
        ),
        measure.exposed_clients,
    ),
    (
        _metric(
            "certified_share",
            "Certified share",
            "share",
            Better.HIGHER,
            "Of all active traffic, the share on stacks that hold a certificate now.",
        ),
        measure.certified_share,
    ),
    (
        _metric(
            "post_release_incident_rate",
            "Post-release incident rate",
            "share",
            Better.LOWER,
            "Of the releases whose window of incident_days (7 by default) is over, the share with"
            " at least one ticket of severity 1 or 2 opened within it.",
        ),
        measure.post_release_incident_rate,
    ),
    (
        _metric(
            "revenue_loss_incidents",
            "Revenue-loss incidents",
            "incidents",
            Better.LOWER,
            "Tickets whose impact said at opening that revenue is being lost.",
        ),
        measure.revenue_loss_incidents,
    ),
    (
        _metric(
            "partner_churn_6_months",
            "Partner churn at 6 months",
            "share",
            Better.LOWER,
            "Of the partners of 6 calendar months ago, the share that has left since.",
        ),
        lambda facts, now: measure.churn(facts, now, 6),
    ),
    (
        _metric(
            "partner_churn_12_months",
            "Partner churn at 12 months",
            "share",
            Better.LOWER,
            "Of the partners of 12 calendar months ago, the share that has left since.",
        ),
        lambda facts, now: measure.churn(facts, now, 12),
    ),
    (
        _metric(
            "engineering_hours_saved",
            "Engineering time saved",
            "hours",
            Better.HIGHER,
            "Hours that people entered as saved, against the way they worked before; never"
            " estimated by Levee.",
        ),
        measure.hours_saved,
    ),
)
