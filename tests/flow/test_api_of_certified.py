"""Does the API hand out what certified Stacks have, and refuse the second of two who move one?"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from telling import BAD, GOOD, submission, two_parties
from world import NOW, World, stack, world

from levee.flow import certifying
from levee.model.access import Scope
from levee.site import stories, stories_keys
from levee.site.clock import clock
from levee.store.api_keys import Wanted

pytestmark = pytest.mark.django_db(transaction=True)
A = stack("vega@0.6.2")
LATER = NOW + timedelta(days=8)  # a Tuesday, inside the rollout window


class Asking:
    """The API over a house whose lab is quick, at one moment."""

    def __init__(self, house: World, client: Client) -> None:
        wanted = Wanted(name="t", scopes=[s.value for s in Scope], per_minute=100_000)
        self.house, self.client = house, client
        self.headers = {"Authorization": f"Bearer {stories_keys.create(wanted, clock())[1]}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(
            f"/api/v1{path}", body, content_type="application/json", headers=self.headers
        )


@pytest.fixture
def asking(tmp_path: Path, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    def made(house: World) -> Asking:
        settings.DATA = tmp_path
        for name in ("glance", "hands"):
            monkeypatch.setattr(f"levee.web.api.asked.{name}", lambda _: house.hands)
        monkeypatch.setattr("levee.web.api.asked.now", lambda: house.at(LATER))
        return Asking(house, client)

    return made


@pytest.fixture
def certified(tmp_path: Path, asking: Any) -> Asking:
    house = world(tmp_path, lambda _: False, (A,))
    for number in range(5):
        at = house.at(NOW + timedelta(days=number))
        stories.night(house.hands, at.date(), at)
    contract, suite = house.hands.desk.contract(), house.hands.lab.suite()
    certifying.review(
        house.hands, A, contract, suite, house.at(NOW + timedelta(days=5)), "fay", "five nights"
    )
    api: Asking = asking(house)
    return api


@pytest.fixture
def isolated(tmp_path: Path, asking: Any) -> Asking:
    house = world(tmp_path, two_parties, (GOOD, BAD))
    house.take_in(submission())
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    api: Asking = asking(house)
    return api


def test_an_attestation_holds_until_a_byte_of_it_is_changed(certified: Asking) -> None:
    path = f"/certificates/{A.digest}"
    attestation = certified.get(f"{path}/attestation")
    assert attestation.status_code == 200, attestation.content
    lock = certified.get(f"{path}/lock").json()["lock"]
    wanted = {"attestation": attestation.json(), "stack": A.digest, "lock": lock}
    told = certified.post("/attestations/verify", wanted).json()
    assert (told["holds"], told["faults"]) == (True, [])
    assert told["says"]["stack"] == A.digest
    named = certified.post("/attestations/verify", wanted | {"stack": A.to_json()})
    assert named.json()["holds"]
    for change in ({"stack": "f" * 64}, {"lock": "another"}):
        assert not certified.post("/attestations/verify", wanted | change).json()["holds"]
    forged = attestation.json()
    forged["payload"] = forged["payload"][:-8] + "AAAAAAA="
    assert certified.post("/attestations/verify", wanted | {"attestation": forged}).json()["faults"]
    assert certified.get(f"{path}/shields").json()["message"] == "certified"


def test_a_revoked_key_makes_its_attestations_worthless(certified: Asking) -> None:
    attestation = certified.get(f"/certificates/{A.digest}/attestation").json()
    keyid = certified.get("/vendor-keys").json()["keys"][0]["keyid"]
    said = {"by": "fay", "reason": "it was lost"}
    assert certified.post(f"/vendor-keys/{keyid}/revocation", said).status_code == 200
    told = certified.post("/attestations/verify", {"attestation": attestation}).json()
    assert not told["holds"]
    assert "was revoked" in told["faults"][0]


def test_of_two_who_saw_the_same_version_the_second_is_told(certified: Asking) -> None:
    declared = {"plugin": "pkg:pypi/datasette-vega@0.6.2"} | {
        "supports": {"pkg:pypi/datasette": ">=0.60"}
    }
    certified.post("/declarations", {"by": "fay", "declarations": [declared]})
    seen = certified.get("/channels/stable").json()["version"]
    move = {"by": "fay", "stack": A.digest, "version": seen}
    moved = certified.post("/channels/stable/move", move)
    assert moved.status_code == 200, moved.content
    assert certified.post("/channels/stable/move", move).status_code == 409
    late = {"by": "fay", "version": seen, "reason": "customers complain"}
    refused = certified.post("/channels/stable/rollback", late)
    assert refused.status_code == 409
    assert refused.json()["problems"][0]["where"] == "$.version"
    assert certified.get("/channels/stable").json()["release"]["stack"] == A.digest
    now = moved.json()["version"]
    assert certified.post("/channels/stable/rollback", late | {"version": now}).status_code == 200
    assert certified.get("/channels/stable").json()["release"] is None


def test_who_is_hit_is_named_and_a_finding_is_overruled(isolated: Asking) -> None:
    hit = isolated.get("/tickets/T-1001/hit").json()
    assert hit["interactions"][0]["clients"]
    said = {"by": "ada", "reason": "https://docs.example/graphql"}
    nobody = isolated.post("/tickets/T-1001/overrule", said | {"by": "nobody"})
    assert nobody.status_code == 409
    told = isolated.post("/tickets/T-1001/overrule", said)
    assert told.json()["finding"] == "documentation_gap"
    assert told.json()["work_item"]["kind"] == "knowledge article"
    again = isolated.post("/tickets/T-1001/overrule", said)
    assert again.status_code == 409
    assert "already" in json.dumps(again.json())
