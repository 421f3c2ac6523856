"""Do add and elapsed agree with a minute counter, and keep their promises, everywhere?"""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from drawn import calendars, instants, near_changes, seconds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from walls import MINUTE, ZONES, counted, is_open, used_up, week

from levee.desk.hours import NoOpenTimeError, add, elapsed, next_open, stretches
from levee.model.calendar import Calendar, Holiday

few = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=50, deadline=None)


@few
@given(near_changes(), st.integers(0, 3000))
def test_g_elapsed_is_what_a_minute_counter_counts(
    where: tuple[Calendar, datetime], length: int
) -> None:
    calendar, a = where
    b = a + length * MINUTE
    assert elapsed(calendar, a, b) == counted(calendar, a, b)


@few
@given(near_changes(), st.integers(1, 600))
def test_g_add_is_the_first_minute_at_which_the_counter_is_used_up(
    where: tuple[Calendar, datetime], minutes: int
) -> None:
    calendar, start = where
    assert add(calendar, start, minutes * 60) == used_up(calendar, start, minutes)


@pytest.mark.parametrize("zone", ZONES)
def test_g_a_year_in_a_zone_counted_by_quarter_hours(zone: str) -> None:
    """Including the year in which Apia had no 30 December."""
    calendar = week(zone, mon_thu="00:00-01:30 02:15-12:00", fri="22:15-06:00", sun="23:30-24:00")
    first = datetime(2011, 6, 1, tzinfo=UTC)
    quarter, total, moment = timedelta(minutes=15), 0.0, first
    while moment < datetime(2012, 6, 1, tzinfo=UTC):
        assert moment.minute or moment.hour or elapsed(calendar, first, moment) == total
        total += 900 if is_open(calendar, moment) else 0
        moment += quarter


@many
@given(calendars(), instants, seconds)
def test_a_elapsed_until_the_due_instant_is_the_target(
    calendar: Calendar, start: datetime, target: float
) -> None:
    assert elapsed(calendar, start, add(calendar, start, target)) == target


@many
@given(calendars(), instants, seconds.filter(bool))
def test_the_due_instant_is_the_earliest_one(
    calendar: Calendar, start: datetime, target: float
) -> None:
    before = add(calendar, start, target) - timedelta(microseconds=1)
    assert elapsed(calendar, start, before) < target


@many
@given(calendars(), instants, instants, instants)
def test_b_elapsed_is_additive_in_any_order(
    calendar: Calendar, a: datetime, b: datetime, c: datetime
) -> None:
    both = elapsed(calendar, a, b) + elapsed(calendar, b, c)
    assert both == pytest.approx(elapsed(calendar, a, c), abs=1e-6)


@many
@given(calendars(), instants, instants, seconds, seconds)
def test_c_add_is_monotone_in_start_and_duration(
    calendar: Calendar, a: datetime, b: datetime, d: float, e: float
) -> None:
    (a, b), (d, e) = sorted((a, b)), sorted((d, e))
    assert add(calendar, a, d) <= add(calendar, b, d)
    assert add(calendar, a, d) <= add(calendar, a, e)


@many
@given(calendars(), instants, seconds, seconds)
def test_adding_twice_is_adding_once(
    calendar: Calendar, start: datetime, d: float, e: float
) -> None:
    once = add(calendar, start, (d * 1_000_000 + e * 1_000_000) / 1_000_000)
    assert add(calendar, add(calendar, start, d), e) == once or not e


@settings(max_examples=15, deadline=None)
@given(calendars(), instants, st.sampled_from((60.0, 1e6, 1e9, 1e15)))
def test_h_no_calendar_makes_a_search_endless(
    calendar: Calendar, start: datetime, target: float
) -> None:
    try:
        assert add(calendar, start, target) > start
    except NoOpenTimeError:
        assert target >= 1e6


@many
@given(calendars(), instants)
def test_next_open_is_where_counting_begins(calendar: Calendar, at: datetime) -> None:
    opens = next_open(calendar, at)
    assert elapsed(calendar, at, opens) == 0
    assert elapsed(calendar, opens, opens + timedelta(microseconds=1)) == 1e-6


@many
@given(calendars(), instants, st.integers(0, 900))
def test_open_stretches_are_apart_and_add_up(calendar: Calendar, a: datetime, days: int) -> None:
    b = a + timedelta(days=days)
    found = list(stretches(calendar, a, b))
    assert all(one[1] < two[0] for one, two in pairwise(found))
    assert sum((c - o for o, c in found), timedelta()).total_seconds() == elapsed(calendar, a, b)


def test_equal_calendars_share_one_hash() -> None:
    one, two = (
        Calendar(name="x", zone="UTC", weekly=((),) * 7, holidays=(Holiday(day=date(2026, 1, 1)),))
        for _ in range(2)
    )
    assert one == two
    assert hash(one) == hash(two)
