"""Is a calendar read strictly, with every problem named?"""

from datetime import date

import pytest
from walls import windows

from levee.contract import targets
from levee.contract.calendars import holidays_listed, parse
from levee.model.calendar import Calendar, Holiday
from levee.model.clock import Target, TargetKind
from levee.model.problem import Problem

PLAIN: dict[str, object] = {"zone": "Europe/Berlin", "weekly": {"mon": ["09:00-17:00"]}}


def read(**more: object) -> Calendar:
    found = parse("office", PLAIN | more)
    assert isinstance(found, Calendar), found
    return found


def problems(data: object, since: date | None = None) -> list[str]:
    found = parse("office", data, since)
    assert isinstance(found, tuple), found
    return [str(problem) for problem in found]


def test_every_problem_is_named_with_its_path() -> None:
    found = problems(
        {
            "zone": "Europe/Berln",
            "weekly": {"mon": ["09:00-12:00", "25:00-26:00", 3], "funday": [], "tue": "09-17"},
            "holidays": ["2026-02-30"],
            "overrides": {"2026-12-24": ["noon"], "soon": []},
            "holiday_region": {"country": "DE", "subdivision": "XX", "town": "Ulm"},
            "holidays_not": "2026-01-01",
            "hours": 8,
        }
    )
    assert {line.split(": ")[0] for line in found} == {
        "hours",
        "zone",
        "weekly.funday",
        "weekly.mon[1]",
        "weekly.mon[2]",
        "weekly.tue",
        "holiday_region.subdivision",
        "holiday_region.town",
        "holidays[0]",
        "holidays_not",
        "overrides.2026-12-24[0]",
        "overrides.soon",
    }


@pytest.mark.parametrize(
    "data", [None, [], "x", 3, {}, {"zone": 3, "weekly": 3}, {"zone": "../x", "weekly": {}}]
)
def test_any_shape_is_answered_with_problems(data: object) -> None:
    assert problems(data)


@pytest.mark.parametrize("zone", ["", "localtime", "Europe", "CEST+2", "/etc/passwd"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    assert problems(PLAIN | {"zone": zone}) == [f"zone: {zone!r} is not a time zone"]


@pytest.mark.parametrize("text", ["24:00-06:00", "09:60-10:00", "09:00-24:01", "9-17", "09:00"])
def test_windows_outside_the_day_are_refused(text: str) -> None:
    assert problems(PLAIN | {"weekly": {"mon": [text]}})[0].startswith("weekly.mon[0]: ")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (["13:00-17:00", "09:00-12:00"], ["09:00-12:00", "13:00-17:00"]),
        (["09:00-12:00", "12:00-17:00"], ["09:00-17:00"]),
        (["09:00-13:00", "10:00-11:00", "12:00-17:00"], ["09:00-17:00"]),
        (["20:00-24:00", "23:00-06:00"], ["20:00-06:00"]),
        (["00:00-24:00"], ["00:00-24:00"]),
    ],
)
def test_windows_may_be_unsorted_touching_or_overlapping(
    written: list[str], kept: list[str]
) -> None:
    assert read(weekly={"mon": written}).weekly[0] == windows(*kept)


def test_no_open_time_is_a_problem_at_load() -> None:
    assert problems(PLAIN | {"weekly": {"mon": []}}) == ["weekly: no open time at all"]


def test_only_past_open_time_is_a_problem_when_the_day_is_known() -> None:
    data = PLAIN | {"weekly": {}, "overrides": {"2026-12-24": ["09:00-12:00"]}}
    assert isinstance(parse("office", data, date(2026, 1, 1)), Calendar)
    assert problems(data, date(2027, 1, 1)) == ["weekly: no open time at all"]


def test_t15_the_holidays_of_a_region_are_visible_and_can_be_switched_off() -> None:
    region = {"country": "DE", "subdivision": "BY"}
    listed = holidays_listed(read(holiday_region=region))
    assert Holiday(day=date(2026, 1, 6), name="Heilige Drei Könige") in listed
    without = read(holiday_region=region, holidays_not=["2026-01-06"])
    assert date(2026, 1, 6) not in {holiday.day for holiday in holidays_listed(without)}
    assert len(holidays_listed(without)) == len(listed) - 1


def test_t15_switching_off_what_is_no_holiday_is_a_problem() -> None:
    found = problems(PLAIN | {"holidays_not": ["2026-05-02"]})
    assert found == ["holidays_not[0]: 2026-05-02 is no holiday of this calendar"]


def test_dates_may_come_as_yaml_reads_them() -> None:
    day = date(2026, 5, 4)
    assert read(holidays=[day]).windows_on(day) == ()
    assert read(overrides={day: []}).windows_on(day) == ()


def test_an_override_wins_over_a_holiday() -> None:
    found = read(holidays=["2026-12-24"], overrides={"2026-12-24": ["09:00-12:00"]})
    assert found.windows_on(date(2026, 12, 24)) == windows("09:00-12:00")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("4h", Target(seconds=14400)),
        ("1h30m", Target(seconds=5400)),
        ("90s", Target(seconds=90)),
        ("end of day", Target(kind=TargetKind.END_OF_DAY)),
        ("2 working days", Target(kind=TargetKind.WORKING_DAYS, days=2)),
    ],
)
def test_targets_are_read(text: str, target: Target) -> None:
    assert targets.parse(text) == target


@pytest.mark.parametrize("text", ["", "2d", "4", "h", "-4h", "soon"])
def test_what_is_no_target_is_a_problem(text: str) -> None:
    assert isinstance(targets.parse(text), Problem)
