"""Can a customer be told, an incident led and a session held through the API alone?"""

from datetime import datetime, timedelta
from typing import Any

import api_house
import pytest
from api_house import Api
from django.test import Client

import submissions
from levee.store.models import OutboxRow
from submissions import NOW

pytestmark = pytest.mark.django_db
WHOLE = {
    "by": "ada",
    "impact": "editors see an error",
    "workaround": "none yet",
    "owner": "ada",
    "next_update": "45m",
    "evidence": ["GET /graphql answers 500"],
}


@pytest.fixture
def p0(staff: Api, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a ticket that is an incident."""
    at(monkeypatch, NOW)
    impact = submissions.ticket()["impact"] | {"production_impact": "down"}
    made = staff.post("/tickets", submissions.ticket(impact=impact))
    return f"/tickets/{made.json()['id']}"


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setenv("LEVEE_NOW", moment.isoformat())


def places(answer: Any) -> list[str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return [problem["where"] for problem in answer.json()["problems"]]


def test_an_update_goes_from_draft_to_customer(staff: Api, p0: str) -> None:
    assert staff.post(f"{p0}/updates", {"by": "ada"}).status_code == 201
    lacking = staff.post(f"{p0}/updates/sending", {"by": "ada"})
    assert lacking.status_code == 422
    assert places(lacking) == ["impact", "workaround", "owner", "next_update", "evidence"]
    assert staff.post(f"{p0}/updates", WHOLE).json()["missing"] == []
    assert staff.post(f"{p0}/updates/sending", {"by": "ada"}).status_code == 409
    assert staff.post(f"{p0}/updates/approval", {"by": "ada"}).status_code == 422
    assert staff.post(f"{p0}/updates/approval", {"by": "bo"}).status_code == 200
    nobody = staff.post(f"{p0}/updates/sending", {"by": "ada"})
    assert (nobody.status_code, "verified" in nobody.json()["detail"]) == (409, True)
    contact = {"mail": "ida@acme.example", "by": "edo", "how": "called"}
    assert staff.post(f"{p0}/contacts", contact).json()["recipients"] == ["ida@acme.example"]
    sent = staff.post(f"{p0}/updates/sending", {"by": "ada"})
    assert sent.json()["told"] == ["ida@acme.example"]
    mails = OutboxRow.objects.filter(channel="mail").values_list("payload", flat=True)
    assert [m["to"] for m in mails].count("ida@acme.example") == 1
    assert staff.post(f"{p0}/updates/sending", {"by": "ada"}).status_code == 409


def test_an_address_that_is_withdrawn_is_written_to_no_more(staff: Api, p0: str) -> None:
    staff.post(f"{p0}/contacts", {"mail": "ida@acme.example", "by": "edo", "how": "called"})
    assert staff.get(f"{p0}/contacts").json()["recipients"] == ["ida@acme.example"]
    gone = staff.post(f"{p0}/contacts/withdrawal", {"mail": "ida@acme.example", "by": "edo"})
    assert gone.json()["recipients"] == []
    stranger = {"mail": "x@acme.example", "by": "nobody", "how": "called"}
    assert staff.post(f"{p0}/contacts", stranger).status_code == 422


def test_a_partner_sees_what_it_was_told_and_no_draft(staff: Api, p0: str, client: Client) -> None:
    partner = api_house.key(client, partner=submissions.ticket()["partner"])
    other = api_house.key(client, partner="Borealis")
    staff.post(f"{p0}/updates", WHOLE)
    assert partner.get(f"{p0}/updates").json()["updates"] == []
    staff.post(f"{p0}/updates/approval", {"by": "bo"})
    staff.post(f"{p0}/updates/sending", {"by": "ada", "portal_only": True})
    staff.post(f"{p0}/updates", WHOLE | {"impact": "still a draft"})
    told = partner.get(f"{p0}/updates")
    assert [u["number"] for u in told.json()["updates"]] == [1]
    assert "editors see an error" in told.content.decode()
    assert "still a draft" not in told.content.decode()
    assert set(told.json()) == {"ticket", "updates"}
    staff.post(f"{p0}/sessions", {"by": "chen"})
    seen = partner.get(f"{p0}/sessions").json()
    assert set(seen["sessions"][0]) == {"number", "state", "start", "end", "link"}
    for name in ("updates", "sessions"):
        assert other.get(f"{p0}/{name}").status_code == 404
        assert partner.post(f"{p0}/{name}", {"by": "ada"}).status_code == 403


def test_an_incident_goes_from_pause_to_resume(staff: Api, p0: str) -> None:
    path = f"{p0}/incident"
    assert set(staff.get(path).json()["roles"]) == {"commander", "customer_liaison", "scribe"}
    assert staff.post(f"{path}/pause", {"by": "dara"}).status_code == 422
    paused = staff.post(f"{path}/pause", {"by": "ada", "after_update": True}).json()
    assert paused["automation"] == "paused"
    early = staff.post(f"{path}/resume", {"by": "ada"})
    assert early.status_code == 409
    for kind in ("post_incident", "migration", "reindex"):
        assert kind in early.json()["detail"]
        signed = {"of": kind, "by": "edo", "evidence": "seen"}
        assert staff.post(f"{path}/reviews", signed).status_code == 200
    assert staff.post(f"{path}/resume", {"by": "ada"}).json()["automation"] == "running"


def test_a_session_is_booked_moved_missed_and_called_off(
    staff: Api, p0: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, one = f"{p0}/sessions", NOW + timedelta(hours=2)
    assert staff.post(path, {"by": "chen"}).status_code == 201
    assert staff.post(path, {"by": "chen"}).status_code == 409
    moved = staff.post(f"{path}/move", {"by": "chen", "to": one.isoformat()})
    assert moved.json()["sessions"][0]["sequence"] == 1
    assert staff.post(f"{path}/held", {"by": "chen"}).status_code == 409
    naive = staff.post(f"{path}/move", {"by": "chen", "to": "2026-03-02T11:00:00"})
    assert places(naive) == ["$.to"]
    at(monkeypatch, one)
    missed = staff.post(f"{path}/missed", {"by": "chen"}).json()
    assert [s["state"] for s in missed["sessions"]] == ["missed", "booked"]
    off = staff.post(f"{path}/cancel", {"by": "chen", "reason": "found it"})
    assert off.json()["sessions"][-1]["state"] == "cancelled"
    assert staff.post(f"{path}/forgotten", {"by": "chen"}).status_code == 422


def test_a_postmortem_is_drafted_edited_by_one_of_two_and_sent(staff: Api, p0: str) -> None:
    path = f"{p0}/postmortem"
    assert staff.get(path).status_code == 409
    draft = staff.post(path).json()
    assert draft["unwritten"] > 0
    assert staff.get(path).json() == draft
    refused = staff.post(f"{path}/sending", {"by": "ada", "portal_only": True})
    assert places(refused) == ["postmortem"]
    secret = "password=hunter2-Correct-Horse-99"
    text = f"# What happened\n\nAll is written. {secret}\n"
    edit = {"text": text, "seen": draft["sha256"]}
    edited = staff.ask("PUT", path, edit)
    assert (edited.status_code, edited.json()["unwritten"]) == (200, 0)
    assert "hunter2" not in edited.json()["text"]
    assert staff.ask("PUT", path, edit | {"text": "mine"}).status_code == 409
    assert "All is written" in staff.get(path).json()["text"]
    empty = staff.ask("PUT", path, {"text": " ", "seen": edited.json()["sha256"]})
    assert places(empty) == ["$.text"]
    sent = staff.post(f"{path}/sending", {"by": "ada", "portal_only": True})
    assert (sent.json()["told"], bool(sent.json()["staff"])) == ([], True)


def test_the_contract_is_read_as_a_playbook(staff: Api) -> None:
    told = staff.get("/contract/playbook").json()
    assert "Support lead" in told["playbook"]
    text = submissions.text_with(("title: Support lead", "title: Head of help"))
    other = staff.post("/contract/playbook", {"text": text}).json()
    assert "Head of help" in other["playbook"]


@pytest.mark.parametrize("path", ["updates", "contacts", "incident", "sessions", "postmortem"])
def test_what_is_not_there_is_404(staff: Api, path: str) -> None:
    assert staff.get(f"/tickets/T-9/{path}").status_code == 404
