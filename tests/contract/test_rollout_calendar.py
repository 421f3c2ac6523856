"""Does a month of the channels say when they may move, what happened, and what comes?"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import api_house
import pytest
from django.test import Client
from icalendar import Calendar

import submissions
from levee.contract.load import load
from levee.model.event import Event, EventKind
from levee.model.problem import Rejected
from levee.model.reader import Reader
from levee.model.ticket import stack_from
from levee.site import rollout_calendar
from levee.site.hands import hands
from levee.site.rollout_calendar import EntryKind, Span
from levee.site.shipped import default_text
from levee.store import contracts, ledger
from signed_in import signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 21, 12, tzinfo=UTC)  # a Monday
HOSTILE = "\"><script>alert(1)</script>' onload='alert(2)"
ANN = Reader(mail="ann@aurora.example", name="Ann", partner="Aurora")


@pytest.fixture
def client(store: Path) -> Client:
    return signed_in(Client())


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVEE_NOW", NOW.isoformat())


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/channels/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def told(kind: EventKind, at: datetime, **data: Any) -> None:
    stack = stack_from(submissions.ticket()["stack"])
    whole = {"stack": stack.digest, "file": stack.to_json(), "lock": "0" * 64, **data}
    event = Event(subject="channel:stable", kind=kind, at=at, actor="fay", data=whole,
                  reason=f"seen {HOSTILE}", key=at.isoformat())  # fmt: skip
    ledger.append([event])


def month(store: Path, given: str = "", only: str = "") -> list[rollout_calendar.Entry]:
    span = rollout_calendar.month(given, NOW.date())
    return rollout_calendar.entries(hands(store), span, NOW, only)


def frozen() -> str:
    text = default_text()
    return text.replace("  rollout:\n", '  rollout:\n    holidays: ["2026-12-23"]\n', 1)


def test_a_month_has_its_windows_in_the_calendars_zone_and_its_freezes(store: Path) -> None:
    contracts.adopt(frozen(), NOW)
    found = month(store, only="stable")
    windows = [one for one in found if one.kind is EntryKind.WINDOW]
    assert {one.day.weekday() for one in windows} == {1, 2, 3}
    assert all(one.until and one.until - one.at == timedelta(hours=5) for one in windows)
    assert {one.at.hour for one in windows} == {9}  # ten o'clock in Berlin
    assert [one.day for one in found if one.kind is EntryKind.FREEZE] == [date(2026, 12, 23)]
    assert date(2026, 12, 23) not in {one.day for one in windows}


def test_a_day_of_25_hours_is_open_all_day(store: Path, client: Client) -> None:
    text = default_text().replace("always:\n    zone: UTC", "always:\n    zone: Europe/Berlin", 1)
    contracts.adopt(text, NOW)
    (autumn,) = [one for one in month(store, "2026-10", "early") if one.day == date(2026, 10, 25)]
    assert autumn.until is not None
    assert autumn.until - autumn.at == timedelta(hours=25)
    assert page(client, "early/?month=2026-10").count("all day") == 31


def test_moves_are_on_their_days_and_the_next_step_waits_for_soak_and_window(store: Path) -> None:
    moved = NOW - timedelta(days=5)  # Wednesday noon
    told(EventKind.RELEASED, moved, share=0.1)
    found = month(store, only="stable")
    (released,) = [one for one in found if one.kind is EntryKind.RELEASED]
    assert (released.day, released.share) == (moved.date(), 0.1)
    (step,) = [one for one in found if one.kind is EntryKind.STEP]
    assert (step.at, step.share) == (datetime(2026, 12, 22, 9, tzinfo=UTC), 0.5)
    told(EventKind.ADVANCED, NOW, share=1.0)
    assert not [one for one in month(store, only="stable") if one.kind is EntryKind.STEP]


def test_a_candidate_that_is_being_verified_is_no_move(store: Path) -> None:
    told(EventKind.RELEASED, NOW)
    assert not [one for one in month(store) if one.kind is EntryKind.RELEASED]


def test_a_release_that_was_taken_back_stands_there(store: Path, client: Client) -> None:
    told(EventKind.RELEASED, NOW - timedelta(days=2), share=1.0)
    stack = stack_from(submissions.ticket()["stack"])
    told(EventKind.ROLLED_BACK, NOW - timedelta(days=1), refused=stack.digest)
    shown = page(client, "?view=list")
    assert "taken back" in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize("given", ["2026-13", "x", "0000-01", "2026-1", "9999-01", "'", "2026-12 "])
def test_what_is_no_month_is_not_there(client: Client, store: Path, given: str) -> None:
    assert client.get("/channels/", {"month": given}).status_code == 404
    with pytest.raises(Rejected):
        rollout_calendar.month(given, NOW.date())


def test_months_follow_each_other_over_the_turn_of_a_year(client: Client) -> None:
    shown = page(client, "?month=2026-12")
    assert "?month=2026-11#calendar" in shown
    assert "?month=2027-01#calendar" in shown
    assert "December 2026" in shown
    assert rollout_calendar.month("2028-02", NOW.date()) == Span(
        first=date(2028, 2, 1), last=date(2028, 2, 29)
    )


def test_a_month_is_a_table_with_a_head_and_a_list(client: Client) -> None:
    shown = page(client)
    assert shown.count('<th scope="col"><abbr') == 7
    assert "<caption" in shown
    assert '<ol class="days">' in shown
    assert "hours of Europe/Berlin" in shown


def test_the_file_is_one_that_programs_read(client: Client) -> None:
    contracts.adopt(frozen(), NOW)
    told(EventKind.RELEASED, NOW - timedelta(days=1), share=0.1)
    answer = client.get("/rollout-calendar.ics?channel=stable")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    summaries = {str(event["summary"]) for event in events}
    assert {"Stable: may move", "Stable: frozen: holiday"} & summaries >= {"Stable: may move"}
    uids = [str(event["uid"]) for event in events]
    assert len(set(uids)) == len(uids)
    again = client.get("/rollout-calendar.ics?channel=stable").content
    assert again == answer.content
    assert client.get("/rollout-calendar.ics?channel=none").status_code == 404
    assert signed_in(Client(), ANN).get("/rollout-calendar.ics").status_code == 404


def test_the_api_says_the_same(client: Client, store: Path) -> None:
    staff = api_house.key(client)
    told(EventKind.RELEASED, NOW - timedelta(days=1), share=0.1)
    said = staff.get("/rollout-calendar?month=2026-12&channel=stable").json()
    assert said["month"] == "2026-12"
    assert len(said["entries"]) == len(month(store, "2026-12", "stable"))
    assert {one["kind"] for one in said["entries"]} == {"window", "released", "step"}
    assert staff.get("/rollout-calendar?month=2026-13").status_code == 422
    assert staff.get("/rollout-calendar?channel=none").status_code == 404
    file = staff.get("/rollout-calendar.ics")
    assert Calendar.from_ical(file.content).walk("VEVENT")


def test_it_costs_the_same_however_much_happened(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for hour in range(20):
        told(EventKind.RELEASED, NOW - timedelta(hours=hour + 1), share=0.1)
    with django_assert_max_num_queries(12):
        page(client)


def test_the_shipped_contract_opens_a_window_in_each_month(store: Path) -> None:
    calendar = load(default_text()).calendars["rollout"]
    assert any(calendar.weekly)
    for number in range(1, 13):
        assert [e for e in month(store, f"2027-{number:02}") if e.kind is EntryKind.WINDOW]
