"""Do API and command tell the numbers of a period and what is not covered, as the pages do?"""

from typing import Any

import api_house
import pytest
from api_house import Api, key
from django.test import Client

from command import Levee
from levee.model.access import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(two: Any, client: Client) -> Api:
    return key(client, Scope.NUMBERS_READ, Scope.FLEET_READ)


def test_a_period_stands_beside_the_one_before_with_all_its_parts(
    staff: Api, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        body = staff.get("/numbers/period?days=7&stream=partner").json()
    assert len(body["numbers"]) == 11
    assert body["period"]["after"] == body["before"]["until"]
    for number in body["numbers"]:
        assert len(number["parts"]) == len(number["parts_before"]) == 7
        assert (number["value"] is not None) or number["note"].startswith("not measured yet: ")
    last = body["numbers"][0]["parts"][-1]
    assert last["until"] == body["period"]["until"]


@pytest.mark.parametrize(
    "query", ["days=8", "from=2026-01-02", "from=2026-01-02&to=2026-01-01", "stream=none"]
)
def test_a_period_that_cannot_be_is_refused_with_its_place(staff: Api, query: str) -> None:
    answer = staff.get(f"/numbers/period?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"].startswith("$.")


def test_what_is_not_covered_comes_in_pages_with_its_reason(
    staff: Api, django_assert_max_num_queries: Any
) -> None:
    api_house.furnish("Third", "3.0")
    with django_assert_max_num_queries(12):
        first = staff.get("/fleet/uncovered?limit=2").json()
    rest = staff.get(f"/fleet/uncovered?limit=200&cursor={first['next']}").json()
    found = [*first["items"], *rest["items"]]
    assert (len(first["items"]), rest["next"]) == (2, None)
    assert len({row["stack"] for row in found}) == len(found) >= 3
    assert {row["reason"] for row in found} <= {"next", "failed", "suite_changed", "silent"}
    assert staff.get("/fleet/uncovered?reason=foreign").json()["items"] == []
    assert staff.get("/fleet/uncovered?reason=none").status_code == 422


def test_neither_is_for_a_partner(two: Any, client: Client) -> None:
    aurora = key(client, Scope.FLEET_READ, partner="Aurora")
    assert aurora.get("/fleet/uncovered").status_code == 403
    assert aurora.get("/numbers/period").status_code == 403


def test_the_command_draws_a_line_for_each_metric_and_gives_csv(levee: Levee) -> None:
    said = levee.say("report", "--days", "7")
    assert said.code == 0
    assert "Mean time to acknowledge: not measured yet" in said.out
    assert len(levee.say("report", "--days", "30", "--json").json["numbers"][0]["parts"]) == 30
    sheet = levee.say("report", "--csv", "parts", "--days", "7").out
    assert sheet.startswith("name,unit,period,after,until,value,sample")
    assert levee.say("report", "--csv", "x").code == 2
    assert levee.say("report", "--from", "x", "--to", "y").code == 2


def test_the_command_says_what_is_not_covered(levee: Levee) -> None:
    rows = '{"client": "c", "stack": ["pkg:pypi/datasette@1.0"], "traffic": 2}\n'
    file = levee.file(rows.encode(), "fleet.jsonl")
    assert levee.say("fleet", "import", str(file)).code == 0
    body = levee.say("fleet", "uncovered", "--json").json
    assert [row["reason"] for row in body["stacks"]] == ["next"]
    assert "1 stacks that clients run are not covered" in levee.say("fleet", "uncovered").out
    assert levee.say("fleet", "uncovered", "--reason", "none").code == 2
