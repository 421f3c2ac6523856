"""Is the Night of each date called when its time has come, and once?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.contract.load import load
from levee.contract.proving import NightTime
from levee.lab.schedule import due
from levee.model.problem import Rejected
from submissions import text_with

BERLIN = NightTime(at="01:00", zone="Europe/Berlin")
LINE = 'night: {at: "01:00", zone: Europe/Berlin}'


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_night_is_due_from_its_time_in_its_zone_on() -> None:
    assert due(BERLIN, at("2026-03-01T23:59:59Z")) is None
    assert due(BERLIN, at("2026-03-02T00:00:00Z")) == date(2026, 3, 2)
    assert due(BERLIN, at("2026-03-02T22:59:00Z")) == date(2026, 3, 2)
    assert due(None, at("2026-03-02T12:00:00Z")) is None


def test_a_time_that_the_clocks_leave_out_is_reached_and_one_that_comes_twice_is_one_date() -> None:
    gap = NightTime(at="02:30", zone="Europe/Berlin")
    assert due(gap, at("2026-03-29T00:59:00Z")) is None
    assert due(gap, at("2026-03-29T01:00:00Z")) == date(2026, 3, 29)
    for hour in (0, 1):
        assert due(gap, at(f"2026-10-25T0{hour}:30:00Z")) == date(2026, 10, 25)


@given(st.integers(0, 1439), st.sampled_from(["UTC", "Asia/Kathmandu", "Pacific/Apia"]))
def test_every_date_has_its_night_whenever_it_is(minute: int, zone: str) -> None:
    when = NightTime(at=f"{minute // 60:02}:{minute % 60:02}", zone=zone)
    begin = datetime(2026, 3, 2, tzinfo=UTC)
    seen = [due(when, begin + timedelta(minutes=m)) for m in range(0, 3 * 1440, 1)]
    days = [day for day in seen if day]
    assert days == sorted(days)
    assert len(set(days)) >= 3


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('night: {at: "25:00", zone: UTC}', "lab.night.at"),
        ('night: {at: "01:00", zone: Moon/Sea}', "lab.night.zone"),
    ],
)
def test_a_time_or_zone_that_is_none_is_refused(line: str, where: str) -> None:
    with pytest.raises(Rejected, match=where):
        load(text_with((LINE, line)))
