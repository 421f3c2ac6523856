"""Do the parts of a period make it up, and do the numbers over them add up to the whole?"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import NOW, client, night, run, stack

from levee.lab.fleet import weigh
from levee.learn.levels import Held, Known
from levee.learn.measure import incidents, quantile
from levee.learn.metrics import Facts, Measure, beside
from levee.learn.periods import Span, cut, lying_in
from levee.model.delta import diff
from levee.model.outcome import Outcome
from levee.model.ticket_fact import TicketFact

A, B = stack("a@1"), stack("a@2")
LEVELS = ("compatibility_pass_rate", "tested_share", "certified_share", "exposed_clients")
days = st.integers(1, 1100)
offsets = st.floats(0, 900, allow_nan=False)
waits = st.none() | st.floats(0, 40 * 86_400, allow_nan=False)


def span(length: float, until: datetime = NOW) -> Span:
    return Span(after=until - timedelta(days=length), until=until, known=until)


@st.composite
def tickets(draw: st.DrawFn) -> tuple[TicketFact, ...]:
    found = [
        TicketFact(
            opened=NOW - timedelta(days=draw(offsets)),
            acknowledged=draw(waits),
            remediated=draw(waits),
            severity=draw(st.integers(1, 4)),
            revenue_loss=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 25)))
    ]
    return tuple(sorted(found, key=lambda t: t.opened))


def named(facts: Facts, length: float) -> dict[str, Measure]:
    return {one.after.metric.name: one for one in beside(facts, span(length))}


@given(days)
def test_parts_are_equal_and_follow_one_another_from_the_first_moment_to_the_last(
    length: int,
) -> None:
    whole = span(length)
    parts = cut(whole)
    assert (parts[0].after, parts[-1].until) == (whole.after, whole.until)
    assert all(a.until == b.after for a, b in pairwise(parts))
    lengths = {round((p.until - p.after).total_seconds(), 3) for p in parts}
    assert len(lengths) == 1
    assert 1 <= len(parts) <= 53


@pytest.mark.parametrize(("length", "parts"), [(7, 7), (30, 30), (90, 13), (365, 52), (1000, 33)])
def test_parts_are_days_then_about_weeks_then_about_months(length: int, parts: int) -> None:
    assert len(cut(span(length))) == parts


def test_a_day_on_which_clocks_change_is_as_long_as_any_other() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    until = datetime(2026, 10, 27, tzinfo=berlin).astimezone(UTC)
    assert {p.until - p.after for p in cut(span(7, until))} == {timedelta(days=1)}


@given(days, st.lists(offsets, max_size=40))
def test_each_thing_lies_in_exactly_one_part_or_outside_of_the_period(
    length: int, ago: list[float]
) -> None:
    moments = sorted(NOW - timedelta(days=d) for d in ago)
    whole = span(length)
    own = [m for part in cut(whole) for m in lying_in(part, moments, lambda m: m)]
    assert own == [m for m in moments if whole.holds(m)]


@given(tickets(), st.sampled_from([7, 30, 90, 365]))
def test_what_is_counted_over_the_parts_adds_up_to_the_period(
    told: tuple[TicketFact, ...], length: int
) -> None:
    releases = [NOW - timedelta(days=d) for d in range(0, 500, 9)]
    found = named(Facts(tickets=told, incidents=incidents(told), releases=releases), length)
    for name in ("time_to_acknowledge", "time_to_remediate", "revenue_loss_incidents",
                 "post_release_incident_rate"):  # fmt: skip
        one = found[name]
        for number, parts in ((one.after, one.parts), (one.before, one.parts_before)):
            assert sum(p.said.sample for p in parts) == number.sample, name
            values = [(p.said.value, p.said.sample) for p in parts if p.said.value is not None]
            weighed = sum(v if name.startswith("revenue") else v * n for v, n in values)
            whole = number.value or 0.0
            total = whole if name.startswith("revenue") else whole * number.sample
            assert weighed == pytest.approx(total), name


def test_a_part_in_which_nothing_was_measured_is_a_gap_and_no_zero() -> None:
    told = TicketFact(opened=NOW - timedelta(days=2, hours=1), acknowledged=60.0)
    parts = named(Facts(tickets=[told]), 7)["time_to_acknowledge"].parts
    values = [p.said.value for p in parts]
    assert values == [None, None, None, None, pytest.approx(1 / 60), None, None]


def test_what_came_after_a_period_does_not_count_for_it() -> None:
    """Else the period before would always look better: it had longer to be remedied."""
    told = TicketFact(opened=NOW - timedelta(days=8), acknowledged=86_400.0 * 5)
    one = named(Facts(tickets=[told]), 7)["time_to_acknowledge"]
    assert (one.before.value, one.before.note) == (
        None,
        "not measured yet: no ticket has been acknowledged",
    )


@given(st.integers(0, 40), st.sampled_from([7, 30]))
def test_the_last_level_of_the_parts_is_the_periods(age: int, length: int) -> None:
    then = NOW - timedelta(days=age)
    fleet = weigh([client("1", A, 3), client("2", B, 1)])
    nights = [night(then.date(), run(A), run(B, Outcome.FAILED))]
    known = [Known(deltas=tuple(diff(B, A)), since=then)]
    held = [Held(stack=A.digest, since=then, until=then + timedelta(days=90))]
    facts = Facts(fleet=fleet, nights=nights, certified=held, interactions=known)
    found = named(facts, length)
    for name in LEVELS:
        one = found[name]
        assert one.parts[-1].said.value == one.after.value
        assert one.parts_before[-1].said.value == one.before.value
        before = [p.said.value for p in one.parts if p.part.until < then - timedelta(days=1)]
        assert set(before) <= {None, 0.0}
    assert found["certified_share"].after.value == 0.75


def test_without_a_suite_the_lab_says_nothing_and_tickets_still_count() -> None:
    told = TicketFact(opened=NOW - timedelta(days=1), acknowledged=3600.0)
    fleet = weigh([client("1", A, 3)])
    found = named(Facts(tickets=[told], fleet=fleet, lacking="no suite yet"), 7)
    assert found["time_to_acknowledge"].after.value == 1.0
    for name in LEVELS:
        assert found[name].after.note == "not measured yet: no suite yet"


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_half_lies_below_the_half_and_the_rest_above(values: list[float]) -> None:
    ordered = sorted(values)
    half, most = quantile(ordered, 0.5), quantile(ordered, 0.9)
    assert ordered[0] <= half <= most <= ordered[-1]
    assert sum(v <= half for v in ordered) >= len(ordered) / 2
