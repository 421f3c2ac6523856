"""Does a client's heartbeat count once, whenever and however often it comes?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import api_house
import pytest
from api_house import Api
from django.test import Client

from levee.site.hands import StoreLab
from levee.store.models import InstallationRow

pytestmark = pytest.mark.django_db
STACK = ["pkg:pypi/datasette@1.0", "pkg:pypi/datasette-vega@0.6.2"]


def beat(minutes: float = 0, **more: Any) -> dict[str, Any]:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    return {"client": "shop", "stack": STACK, "last_seen": at.isoformat()} | more


@pytest.fixture
def aurora(store: Any, client: Client) -> Api:
    return api_house.key(client, partner="Aurora")


def test_the_same_beat_twice_is_one_and_an_older_one_is_told_so(aurora: Api) -> None:
    first = beat()
    assert aurora.post("/fleet/heartbeat", first).json()["counts"]
    again = aurora.post("/fleet/heartbeat", first)
    assert (again.status_code, again.json()["counts"]) == (200, False)
    older = aurora.post("/fleet/heartbeat", beat(-1, stack=["pkg:pypi/datasette@0.9"]))
    assert older.status_code == 200
    assert "older than the newest" in older.json()["reason"]
    row = InstallationRow.objects.get()
    assert (row.partner, row.before_id) == ("Aurora", None)
    assert row.last_seen == datetime.fromisoformat(first["last_seen"])


def test_a_newer_beat_by_digest_remembers_what_was_before(aurora: Api) -> None:
    first = aurora.post("/fleet/heartbeat", beat(-3)).json()["stack"]
    second = aurora.post("/fleet/heartbeat", beat(-2, stack=["pkg:pypi/datasette@1.1"])).json()
    assert second["counts"]
    assert InstallationRow.objects.get().before_id == first
    assert aurora.post("/fleet/heartbeat", beat(-1, stack=second["stack"])).json()["counts"]


def test_a_digest_that_only_another_partner_has_is_unknown(aurora: Api, client: Client) -> None:
    theirs = api_house.key(client, partner="Borealis").post("/fleet/heartbeat", beat()).json()
    said = aurora.post("/fleet/heartbeat", beat(stack=theirs["stack"]))
    assert said.status_code == 422
    assert said.json()["problems"][0]["where"] == "$.stack"
    assert aurora.post("/fleet/heartbeat", beat()).json()["counts"]
    assert InstallationRow.objects.count() == 2


def test_a_beat_for_another_partner_or_from_the_future_is_refused(aurora: Api) -> None:
    foreign = aurora.post("/fleet/heartbeat", beat(partner="Borealis"))
    assert foreign.json()["problems"][0]["where"] == "$.partner"
    ahead = aurora.post("/fleet/heartbeat", beat(60))
    assert ahead.status_code == 422
    assert ahead.json()["problems"][0]["where"] == "$.last_seen"
    assert not InstallationRow.objects.exists()


def test_a_beat_that_another_one_overtook_is_judged_again(
    aurora: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    aurora.post("/fleet/heartbeat", beat(-9))
    read = StoreLab.installation
    newest = datetime.now(UTC) + timedelta(minutes=1)

    def overtaken(self: StoreLab, client: str, partner: str) -> Any:
        known = read(self, client, partner)
        InstallationRow.objects.update(last_seen=newest)
        return known

    monkeypatch.setattr(StoreLab, "installation", overtaken)
    said = aurora.post("/fleet/heartbeat", beat())
    assert "older than the newest" in said.json()["reason"]
    assert InstallationRow.objects.get().last_seen == newest


def test_coverage_tells_each_way(staff: Api) -> None:
    for number, version in enumerate(("1.0", "1.1")):
        body = beat(stack=[f"pkg:pypi/datasette@{version}", STACK[1]], client=f"c{number}")
        assert staff.post("/fleet/heartbeat", body).json()["counts"]
    said = staff.get("/coverage").json()
    assert {name: way["groups"] for name, way in said["ways"].items()} == {
        "exact": 2, "channel": 2, "plugins": 1,
    }  # fmt: skip
    assert said["ways"]["exact"]["needed"] == 2
