"""Who holds a role, to the very instant at which the week turns?"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levee.contract.schema import ContractFile
from levee.desk.roster import on_duty, person, shifts
from levee.model.problem import Rejected
from submissions import contract_with, file

TURNS = "pod_engineer"  # ada, then bo; ada's zone is Europe/Berlin
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def since(day: str) -> ContractFile:
    old = "{title: Partner pod engineer, people: [ada, bo], rotation: weekly}"
    return contract_with((old, old.replace("weekly}", f'weekly, since: "{day}"}}'))).file


@pytest.mark.parametrize(
    ("now", "who"),
    [
        ("2026-01-05T00:00:00+01:00", "ada"),  # the Monday on which the first of them begins
        ("2026-01-04T23:59:59+01:00", "bo"),  # the week before it
        ("2026-01-11T23:59:59.999999+01:00", "ada"),
        ("2026-01-12T00:00:00+01:00", "bo"),
        ("2026-01-11T23:00:00+00:00", "bo"),  # the same instant, written in UTC
        ("2026-01-19T00:00:00+01:00", "ada"),
    ],
)
def test_the_week_turns_on_monday_at_midnight_in_the_zone_of_the_first(now: str, who: str) -> None:
    assert on_duty(TURNS, file(), at(now)) == who


@pytest.mark.parametrize("sunday", ["2026-03-29", "2026-10-25"])
def test_the_week_in_which_clocks_change_turns_at_local_midnight_too(sunday: str) -> None:
    monday = (at(f"{sunday}T12:00:00").replace(tzinfo=BERLIN) + timedelta(hours=12)).astimezone(UTC)
    assert monday.astimezone(BERLIN).hour == 0
    before = on_duty(TURNS, file(), monday - timedelta(microseconds=1))
    assert on_duty(TURNS, file(), monday) != before


@given(st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_two_take_turns_week_after_week(now: datetime) -> None:
    local = now.astimezone(BERLIN)
    next_week = (local + timedelta(days=7)).astimezone(UTC)
    assert {on_duty(TURNS, file(), now), on_duty(TURNS, file(), next_week)} == {"ada", "bo"}


def test_a_rotation_may_begin_in_the_middle_of_a_week() -> None:
    wednesday = since("2026-01-07")
    assert on_duty(TURNS, wednesday, at("2026-01-05T00:00:00+01:00")) == "ada"
    assert on_duty(TURNS, wednesday, at("2026-01-12T00:00:00+01:00")) == "bo"


def test_a_role_without_rotation_is_held_by_its_first_person() -> None:
    assert on_duty("support_lead", file(), at("2026-01-12T00:00:00+01:00")) == "edo"
    assert person("support_lead", file(), at("2026-01-12T00:00:00Z")).mail == "edo@vendor.example"


def standing_in(*spans: tuple[str, str, str]) -> ContractFile:
    told = ", ".join(f'{{from: "{a}", to: "{b}", person: {who}}}' for a, b, who in spans)
    old = "people: [ada, bo], rotation: weekly}"
    return contract_with((old, old.replace("weekly}", f"weekly, overrides: [{told}]}}"))).file


HOLIDAY = ("2026-01-06T09:00:00+01:00", "2026-01-08T09:00:00+01:00", "fay")


@pytest.mark.parametrize(
    ("now", "who"),
    [
        ("2026-01-06T08:59:59.999999+01:00", "ada"),
        ("2026-01-06T08:00:00+00:00", "fay"),
        ("2026-01-08T08:59:59+01:00", "fay"),
        ("2026-01-08T09:00:00+01:00", "ada"),
    ],
)
def test_whoever_stands_in_holds_the_role_from_the_first_instant_to_the_last(
    now: str, who: str
) -> None:
    assert on_duty(TURNS, standing_in(HOLIDAY), at(now)) == who


def test_of_two_who_stand_in_at_once_the_first_written_counts() -> None:
    file = standing_in(HOLIDAY, ("2026-01-07T00:00:00Z", "2026-01-20T00:00:00Z", "edo"))
    assert on_duty(TURNS, file, at("2026-01-07T12:00:00Z")) == "fay"
    assert on_duty(TURNS, file, at("2026-01-08T12:00:00Z")) == "edo"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((HOLIDAY[1], HOLIDAY[0], "fay"), "ends before it begins"),
        (("2026-01-06T09:00:00", HOLIDAY[1], "fay"), "has no UTC offset"),
        (("soon", HOLIDAY[1], "fay"), "Invalid isoformat string"),
        ((HOLIDAY[0], HOLIDAY[1], "eve"), "there is no person 'eve'"),
    ],
)
def test_an_override_that_cannot_be_meant_is_refused(span: tuple[str, str, str], said: str) -> None:
    with pytest.raises(Rejected, match=said):
        standing_in(span)


@settings(deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.datetimes(datetime(2025, 12, 1), datetime(2027, 1, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(("Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Cairo")),
)
def test_a_shift_says_of_each_of_its_instants_what_the_roster_says(
    start: datetime, now: datetime, zone: str
) -> None:
    file = standing_in(HOLIDAY, ("2026-01-07T00:00:00Z", "2026-06-20T00:00:00Z", "edo"))
    ada = file.people["ada"].model_copy(update={"zone": zone})
    file = file.model_copy(update={"people": {**file.people, "ada": ada}})
    found = shifts(TURNS, file, start, start + timedelta(days=400))
    assert found[0].start == start
    assert found[-1].end == start + timedelta(days=400)
    assert all(a.end == b.start for a, b in pairwise(found))
    for shift in found:
        if shift.start <= now < shift.end:
            assert shift.people[0] == on_duty(TURNS, file, now)
