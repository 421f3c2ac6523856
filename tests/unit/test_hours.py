"""Do the cases that real help desks get wrong come out right? Names carry the case's number."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from walls import always, at, week, windows

from levee.desk.hours import NoOpenTimeError, add, elapsed, next_open
from levee.desk.timetable import BeyondHorizonError
from levee.model.calendar import Calendar, Window
from levee.model.moment import NaiveMomentError

H = 3600


def shown(calendar: Calendar, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(calendar.zone)).isoformat()


def test_r1_one_open_day_a_week_is_found_beyond_three_days() -> None:
    calendar = week(tue="08:00-17:00")
    assert add(calendar, at("2026-09-23T10:00Z"), 4 * H) == at("2026-09-29T12:00Z")


def test_r2_the_rest_of_the_target_goes_over_the_weekend() -> None:
    calendar = week(mon_wed="09:00-17:00")
    assert add(calendar, at("2026-09-23T16:30Z"), 4 * H) == at("2026-09-28T12:30Z")


def test_r3_both_windows_of_a_split_day_count() -> None:
    calendar = week(mon_fri="09:00-12:00 13:00-17:00")
    assert add(calendar, at("2026-09-21T10:00Z"), 4 * H) == at("2026-09-21T15:00Z")


def test_r4_real_hours_in_spring() -> None:
    calendar = always("Europe/Berlin")
    due = add(calendar, at("2026-03-29T00:30+01:00"), 4 * H)
    assert shown(calendar, due) == "2026-03-29T05:30:00+02:00"


def test_r5_real_hours_in_autumn() -> None:
    calendar = always("Europe/Berlin")
    due = add(calendar, at("2026-10-25T00:30+02:00"), 4 * H)
    assert shown(calendar, due) == "2026-10-25T03:30:00+01:00"


def test_r6_a_window_over_midnight() -> None:
    calendar = week(mon="22:00-06:00")
    assert add(calendar, at("2026-09-21T23:00Z"), 6 * H) == at("2026-09-22T05:00Z")
    assert add(calendar, at("2026-09-21T23:00Z"), 8 * H) == at("2026-09-28T23:00Z")


def test_r11_two_hundred_milliseconds_are_not_a_second() -> None:
    a, b = at("2026-09-21T10:00:00.900Z"), at("2026-09-21T10:00:01.100Z")
    assert elapsed(always(), a, b) == 0.2


def test_r12_a_day_until_24_00_has_no_hole() -> None:
    calendar = week(mon_sun="00:00-24:00")
    assert elapsed(calendar, at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z")) == 365 * 24 * H


@pytest.mark.parametrize("start", ["2026-09-19T11:00Z", "2026-09-18T18:00Z", "2026-09-21T03:00Z"])
def test_t8_created_outside_hours_counts_from_the_next_opening(start: str) -> None:
    calendar = week(mon_fri="09:00-17:00")
    assert next_open(calendar, at(start)) == at("2026-09-21T09:00Z")
    assert add(calendar, at(start), H) == at("2026-09-21T10:00Z")


def test_t8_created_on_a_holiday_counts_from_the_next_opening() -> None:
    calendar = week(holidays=("2026-05-01",), mon_fri="09:00-17:00")
    assert add(calendar, at("2026-05-01T10:00Z"), H) == at("2026-05-04T10:00Z")


def test_t28_the_server_zone_does_not_matter() -> None:
    calendar = week("Asia/Kolkata", mon_fri="09:00-17:00")
    starts = ("2026-09-21T09:00+05:30", "2026-09-21T03:30Z", "2026-09-20T20:30-07:00")
    assert {add(calendar, at(start), H) for start in starts} == {at("2026-09-21T04:30Z")}


def test_an_edge_that_belongs_to_two_openings_gives_the_earliest_instant() -> None:
    calendar = week(mon_fri="09:00-17:00")
    assert add(calendar, at("2026-09-18T16:00Z"), H) == at("2026-09-18T17:00Z")


def test_nothing_to_add_gives_the_start_itself() -> None:
    assert add(week(mon="09:00-17:00"), at("2026-09-20T10:00Z"), 0) == at("2026-09-20T10:00Z")


def test_elapsed_backwards_is_negative() -> None:
    assert elapsed(always(), at("2026-01-02T00:00Z"), at("2025-12-31T00:00Z")) == -48 * H


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-07-01", 24)]
)
def test_a_whole_day_is_as_long_as_it_really_is(day: str, hours: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    a = datetime.fromisoformat(day).replace(tzinfo=zone)
    b = a.replace(day=a.day + 1)
    for whole in (always(zone.key), week(zone.key, mon_sun="00:00-02:30 02:30-24:00")):
        assert elapsed(whole, a.astimezone(UTC), b.astimezone(UTC)) == hours * H


def test_a_skipped_edge_moves_to_the_jump_and_a_repeated_time_counts_twice() -> None:
    calendar = week("Europe/Berlin", sun="02:30-04:00")
    spring, autumn = at("2026-03-29T00:00Z"), at("2026-10-25T00:00Z")
    assert next_open(calendar, spring) == at("2026-03-29T01:00Z")
    assert elapsed(calendar, spring, at("2026-03-30T00:00Z")) == H
    assert next_open(calendar, autumn) == at("2026-10-25T00:30Z")
    assert elapsed(calendar, autumn, at("2026-10-26T00:00Z")) == 2 * H


@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        ("Pacific/Apia", "2011-12-29T23:00-10:00", "2011-12-31T01:00:00+14:00"),
        ("Australia/Lord_Howe", "2026-10-04T01:00+10:30", "2026-10-04T03:30:00+11:00"),
        ("America/Sao_Paulo", "2018-11-03T23:00-03:00", "2018-11-04T02:00:00-02:00"),
        ("Africa/Cairo", "2026-04-23T23:00+02:00", "2026-04-24T02:00:00+03:00"),
        ("Africa/Casablanca", "2026-02-15T01:30+01:00", "2026-02-15T02:30:00+00:00"),
        ("Asia/Kathmandu", "2026-02-15T01:30+05:45", "2026-02-15T03:30:00+05:45"),
    ],
)
def test_two_hours_are_two_hours_where_clocks_jump(zone: str, start: str, due: str) -> None:
    assert shown(always(zone), add(always(zone), at(start), 2 * H)) == due


def test_a_shift_into_the_day_that_apia_skipped_ends_with_the_jump() -> None:
    calendar = week("Pacific/Apia", thu="22:00-06:00")
    assert elapsed(calendar, at("2011-12-29T00:00-10:00"), at("2012-01-01T00:00+14:00")) == 2 * H


def test_a_holiday_removes_the_windows_that_start_on_it() -> None:
    calendar = week(holidays=("2026-09-22",), mon_wed="22:00-06:00")
    assert elapsed(calendar, at("2026-09-22T00:00Z"), at("2026-09-23T00:00Z")) == 6 * H


def test_an_override_replaces_the_windows_also_on_a_holiday() -> None:
    base = week(holidays=("2026-12-24",), mon_fri="09:00-17:00")
    calendar = Calendar(
        name="eve",
        zone="UTC",
        weekly=base.weekly,
        holidays=base.holidays,
        overrides=((date(2026, 12, 24), windows("09:00-12:00")),),
    )
    assert elapsed(calendar, at("2026-12-24T00:00Z"), at("2026-12-25T00:00Z")) == 3 * H


def test_h_a_calendar_without_open_time_is_an_error_and_not_a_loop() -> None:
    never = Calendar(name="never", zone="UTC", weekly=((),) * 7)
    with pytest.raises(NoOpenTimeError):
        add(never, at("2026-09-21T10:00Z"), 1)
    with pytest.raises(NoOpenTimeError):
        next_open(never, at("2026-09-21T10:00Z"))
    assert elapsed(never, at("2026-09-21T10:00Z"), at("2027-09-21T10:00Z")) == 0


@pytest.mark.parametrize("seconds", [1e9, 1e300, float("inf")])
def test_h_more_than_ten_years_beyond_the_target_is_an_error(seconds: float) -> None:
    with pytest.raises(NoOpenTimeError):
        add(week(mon="09:00-09:01"), at("2026-09-21T10:00Z"), seconds)


def test_years_outside_the_horizon_are_refused() -> None:
    with pytest.raises(BeyondHorizonError):
        elapsed(always(), at("1850-01-01T00:00Z"), at("2026-01-01T00:00Z"))


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_a_target_that_is_no_amount_of_time_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"negative|NaN"):
        add(always(), at("2026-09-21T10:00Z"), seconds)


def test_a_naive_moment_is_refused() -> None:
    naive = datetime(2026, 9, 21, 10)  # noqa: DTZ001
    with pytest.raises(NaiveMomentError, match="no UTC offset"):
        add(always(), naive, H)
    with pytest.raises(NaiveMomentError):
        elapsed(always(), naive, at("2026-09-21T10:00Z"))


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (1440, 5), (5, 1441)])
def test_a_window_outside_the_day_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        Window(start=start, end=end)
