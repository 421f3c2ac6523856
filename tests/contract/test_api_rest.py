"""Does the API explain, compare, hand out and measure as the commands do, and say how it is?"""

import json
from pathlib import Path
from typing import Any

import pytest
from api_house import Api
from django.test import Client

import submissions
from levee.lab.aa import Flakiness
from levee.site import jobs
from levee.store.models import EventRow, OutboxRow

pytestmark = pytest.mark.django_db
PLUGIN = "pkg:pypi/datasette-vega@0.6.2"


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return " ".join(answer.json()["words"])


def test_the_contract_in_force_explains_itself(staff: Api) -> None:
    judged = []
    for impact in ("none", "down"):
        asked = f"severity=production_impact={impact}&severity=customer_visibility=unknown"
        judged.append(staff.get(f"/contract/explanation?{asked}").json()["severity"])
    assert judged[0] != judged[1]
    assert words(staff.get("/contract/explanation"))
    calendar = next(iter(submissions.file().calendars))
    clock = next(iter(submissions.file().clocks))
    for asked in (f"calendar={calendar}", f"clock={clock}", "role=support_lead"):
        assert words(staff.get(f"/contract/explanation?{asked}")), asked


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("clock=x", "clock"),
        ("calendar=x", "calendar"),
        ("role=x", "role"),
        ("severity=x=y", "severity"),
        ("severity=nonsense", "severity"),
        ("clock=x&role=y", "role"),
    ],
)
def test_an_explanation_of_nothing_names_its_place(staff: Api, asked: str, where: str) -> None:
    answer = staff.get(f"/contract/explanation?{asked}")
    assert answer.status_code == 422
    assert {p["where"] for p in answer.json()["problems"]} == {where}


def test_a_contract_that_is_not_in_force_explains_itself(staff: Api) -> None:
    text = submissions.text_with(("{title: Support lead, people: [edo]}", "{people: [bo]}"))
    told = staff.post("/contract/explanation", {"text": text, "role": "support_lead"})
    assert "Bo Lind" in words(told)
    assert "Edo Maas" in words(staff.get("/contract/explanation?role=support_lead"))
    faulty = staff.post("/contract/explanation", {"text": "nonsense: 1"})
    assert faulty.json()["problems"][0]["where"].startswith("$.text")
    absent = staff.post("/contract/explanation", {"text": text, "role": "x"})
    assert absent.json()["problems"][0]["where"] == "$.role"


def test_a_ticket_explains_itself(staff: Api) -> None:
    ticket = staff.post("/tickets", submissions.ticket()).json()["id"]
    assert "severity" in words(staff.get(f"/tickets/{ticket}/explanation"))
    assert staff.get("/tickets/T-9/explanation").status_code == 404


def test_two_contracts_that_are_not_in_force_are_compared(staff: Api) -> None:
    before, after = (submissions.text_with(("nights: 5", f"nights: {n}")) for n in (6, 7))
    told = staff.post("/contract/differences", {"text": after, "before": before}).json()
    assert told["settings"] == [{"path": "certification.nights", "before": 6, "after": 7}]


def test_cases_are_answered_one_by_one(staff: Api) -> None:
    calendar = {"zone": "UTC", "weekly": {"mon": ["09:00-17:00"]}}
    good = {"id": 1, "calendar": calendar, "start": "2026-01-05T09:00:00Z", "target_s": 3600}
    told = staff.post("/contract/due/cases", [good, {"id": 2}]).json()["items"]
    assert told[0]["due"].startswith("2026-01-05T10:00:00")
    assert told[1]["id"] == 2
    assert told[1]["error"]


# --- channels and plugins ---------------------------------------------------------------------


def test_a_roll_back_of_another_version_is_told(staff: Api) -> None:
    for path, more in (("advance", {}), ("rollback", {"reason": "customers complain"})):
        by = {"advance": "fay", "rollback": roller()}[path]
        answer = staff.post(f"/channels/early/{path}", {"by": by, "version": 7, **more})
        assert answer.status_code == 409
    refused = staff.post("/channels/early/rollback", {"by": "nobody", "reason": "x"})
    assert refused.json()["problems"][0]["where"] == "$.by"


def roller() -> str:
    file = submissions.file()
    return file.roles[file.escalation.matrix[1]["approve_rollback"].role].people[0]


def test_declarations_are_put_on_record_and_listed(staff: Api) -> None:
    one = {"plugin": PLUGIN, "supports": {"pkg:pypi/datasette": ">=0.60"}}
    made = staff.post("/declarations", {"by": "ada", "declarations": [one]})
    assert (made.status_code, made.json()["declared"]) == (201, [PLUGIN])
    assert staff.get("/declarations").json()["items"] == [one]
    assert staff.get("/declarations/differences").json()["items"] == []
    faulty = staff.post("/declarations", {"by": "ada", "declarations": [one, {"plugin": 1}]})
    assert faulty.status_code == 422
    assert all(p["where"].startswith("$[1]") for p in faulty.json()["problems"])
    nobody = staff.post("/declarations", {"by": "", "declarations": [one]})
    assert nobody.json()["problems"][0]["where"] == "$.by"


def test_pins_are_checked_line_by_line(staff: Api) -> None:
    pinned = f"datasette==1.0 --hash=sha256:{'a' * 64}\n"
    assert staff.post("/pins", {"text": pinned}).json() == {"pinned": True, "problems": []}
    told = staff.post("/pins", {"text": pinned + "httpx>=0.27\n"}).json()
    assert not told["pinned"]
    assert told["problems"][0]["where"] == "$.text:2"


# --- certificates and keys ----------------------------------------------------------------------


def test_the_vendors_key_is_published_changed_and_revoked(staff: Api) -> None:
    first = staff.get("/vendor-keys").json()["keys"]
    assert len(first) == 1
    assert "PRIVATE" not in json.dumps(first)
    assert staff.post("/vendor-keys").status_code == 201
    keys = staff.get("/vendor-keys").json()["keys"]
    assert len(keys) == 2
    path = f"/vendor-keys/{first[0]['keyid']}/revocation"
    silent = staff.post(path, {"by": "ada", "reason": " "})
    assert silent.json()["problems"][0]["where"] == "$.reason"
    assert staff.post(path, {"by": "ada", "reason": "it was lost"}).status_code == 200
    told = {k["keyid"]: k["why"] for k in staff.get("/vendor-keys").json()["keys"]}
    assert told[first[0]["keyid"]] == "it was lost"


def test_what_is_not_certified_has_no_attestation_and_an_honest_badge(staff: Api, two: Any) -> None:
    path = f"/certificates/{two.aurora.named['digest']}"
    assert staff.get(f"{path}/attestation").status_code == 409
    badge = staff.get(f"{path}/badge")
    assert badge.headers["Content-Type"] == "image/svg+xml"
    message = staff.get(f"{path}/shields").json()["message"]
    assert message == "untested"
    assert f"partner-safe: {message}" in badge.content.decode()
    for name in ("attestation", "badge", "shields"):
        assert staff.get(f"/certificates/{'f' * 64}/{name}").status_code == 404


def test_starters_are_granted_by_the_reviewers_role_only(staff: Api, two: Any) -> None:
    assert staff.post("/starters", {"by": "chen"}).status_code == 409
    granted = staff.post("/starters", {"by": "fay"})
    assert granted.status_code == 200
    assert staff.post("/starters", {"by": "fay"}).json()["granted"] == 0


# --- findings -----------------------------------------------------------------------------------


def test_nothing_is_overruled_or_hit_before_it_is_isolated(staff: Api) -> None:
    ticket = staff.post("/tickets", submissions.ticket()).json()["id"]
    said = staff.post(f"/tickets/{ticket}/overrule", {"by": "ada", "reason": "the manual"})
    assert said.status_code == 409
    assert "nothing is found yet" in said.json()["detail"]
    assert staff.get(f"/tickets/{ticket}/hit").status_code == 409
    for path in ("/tickets/T-9/hit", "/tickets/T-9/explanation"):
        assert staff.get(path).status_code == 404


def test_what_every_night_runs_is_listed(staff: Api, two: Any) -> None:
    assert staff.get("/must-run").json()["items"] == []
    from levee.store.models import WorkItemRow

    WorkItemRow.objects.filter(id=two.aurora.named["work_id"]).update(must_run=True)
    listed = staff.get("/must-run").json()["items"]
    assert [item["id"] for item in listed] == [two.aurora.named["work_id"]]


def test_the_lab_is_measured_in_the_background(staff: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = staff.post("/aa", {"repeats": 3, "stack": submissions.stack_file()})
    assert answer.status_code == 202
    assert staff.get(f"/jobs/{answer.json()['job']}").json()["task"] == "aa"
    assert staff.post("/aa", {"repeats": 0}).status_code == 422
    assert staff.get("/aa").json()["lab"]["answered"] == 0
    asked: list[Any] = []

    def measured(_: Any, times: int, at: Any, stack: Any) -> Flakiness:
        asked.append((times, at.isoformat(), stack))
        return Flakiness(passed=times, answered=times, bound=0.5)

    monkeypatch.setattr("levee.site.measuring.measure", measured)
    at = "2026-01-05T09:00:00+00:00"
    assert jobs.aa.call(2, "", at)
    assert asked == [(2, at, None)]


# --- health ---------------------------------------------------------------------------------------


def parts(staff: Api) -> dict[str, dict[str, Any]]:
    return {part["name"]: part for part in staff.get("/health").json()["checks"]}


def test_health_names_what_is_wrong_and_nothing_secret(staff: Api, store: Path) -> None:
    staff.post("/tickets", submissions.ticket())
    found = parts(staff)
    assert {n for n, part in found.items() if part["ok"]} >= {"store", "contract", "suite", "seal"}
    assert not found["queue"]["ok"]  # no worker runs in this test
    assert not staff.get("/health").json()["whole"]
    said = json.dumps(found)
    assert not any(secret in said for secret in (str(store), "Acme", "Nordic", staff.secret))


def test_health_counts_what_was_given_up(staff: Api) -> None:
    before = parts(staff)["outbox"]
    assert before["ok"]
    event = EventRow.objects.create(
        subject="x", kind="opened", at="2026-01-05T09:00:00Z", actor="x", reason="", key="x",
        data={}, digest="0" * 64,
    )  # fmt: skip
    OutboxRow.objects.create(key="x", event=event, channel="mail", payload={}, attempts=99)
    after = parts(staff)["outbox"]
    assert not after["ok"]
    assert "1 were given up" in after["said"]


def test_health_asks_a_fixed_number_of_times(
    staff: Api, two: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        assert staff.get("/health").status_code == 200


def test_a_manifest_without_a_key_is_the_one_with_a_key(staff: Api, client: Client) -> None:
    by_key, public = staff.get("/channels/early/manifest"), client.get("/channels/early.json")
    assert by_key.json()["payloadType"] == public.json()["payloadType"]
    assert public.headers["Content-Type"] == "application/json"
    assert public.headers["Cache-Control"] == "no-cache"
    assert staff.get("/channels/nothing/manifest").status_code == 404
