"""Who holds a role, to the very instant at which the week turns?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.contract.schema import ContractFile
from levee.desk.roster import on_duty, person
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
