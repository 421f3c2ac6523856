"""Does the API take lists, answers and mail as the commands do, and open and share evidence?"""

import io
import zipfile
from email.message import EmailMessage
from typing import Any

import pytest
from api_house import Api

import submissions
from levee.connect.letters import LARGEST
from levee.model.event import EventKind
from levee.site import jobs
from levee.store.models import EventRow, SealedRow, TicketRow

pytestmark = pytest.mark.django_db


def opened(staff: Api, **changes: Any) -> str:
    return str(staff.post("/tickets", submissions.ticket(**changes)).json()["id"])


def mail(text: str = "It breaks.", **headers: str) -> bytes:
    made = EmailMessage()
    fields = {"From": "ida@acme.example", "Subject": "It breaks", "Message-ID": "<1@acme.example>"}
    for name, value in (fields | headers).items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes()


def test_a_submission_says_by_which_door_it_came(staff: Api) -> None:
    made = staff.post("/tickets?door=form", submissions.ticket())
    assert made.json()["submission"]["door"] == "form"
    assert staff.post("/tickets?door=window", submissions.ticket()).status_code == 422


@pytest.mark.parametrize(
    ("listed", "format"),
    [
        ("datasette==1.0\nhttpx==0.27.2\n", ""),
        ({"datasette": "1.0", "httpx": "0.27.2"}, ""),
        ("datasette==1.0\nhttpx==0.27.2\n", "pip-freeze"),
    ],
)
def test_any_list_is_read_and_nothing_is_kept(staff: Api, listed: Any, format: str) -> None:
    answer = staff.post("/stacks/read", {"list": listed, "format": format}).json()
    assert {c["purl"] for c in answer["file"]["components"]} == {
        "pkg:pypi/datasette@1.0",
        "pkg:pypi/httpx@0.27.2",
    }
    assert staff.get(f"/stacks/{answer['digest']}").status_code == 404


def test_a_list_that_cannot_be_read_names_each_fault(staff: Api) -> None:
    answer = staff.post("/stacks/read", {"list": "nothing at all"})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"].startswith("$.list")


def test_gaps_are_filled_and_what_cannot_be_told_is_an_answer(staff: Api) -> None:
    ticket = opened(staff, affected_user=None, affected_screen=None)
    path = f"/tickets/{ticket}/answers"
    one = staff.post(f"{path}?by=dara", {"affected_user": "all editors"})
    assert (one.json()["state"], one.json()["gaps"]) == ("pended", ["affected_screen"])
    excuse = {"cannot_provide": {"affected_screen": "because nobody saw one"}}
    both = staff.post(path, excuse)
    assert (both.json()["state"], both.json()["gaps"]) == ("open", [])
    assert staff.post(path, excuse).json()["again"]
    told = EventRow.objects.filter(kind=EventKind.FILLED).values_list("actor", flat=True)
    assert list(told) == ["dara", "reporter"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b"", b"\xff"])
def test_an_answer_that_cannot_be_read_is_refused_with_its_place(staff: Api, body: bytes) -> None:
    answer = staff.ask("POST", f"/tickets/{opened(staff, affected_user=None)}/answers", body)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"].startswith("$")
    assert staff.post("/tickets/T-9/answers", {}).status_code == 404


def test_a_mail_becomes_a_ticket_once(staff: Api) -> None:
    raw = mail("The map answers 500.")
    first, again = (staff.ask("POST", "/mail", raw) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["became"] == "ticket"
    assert first.json()["ticket"] == again.json()["ticket"]
    assert TicketRow.objects.count() == 1


def test_a_mail_of_a_machine_is_kept_and_listed_page_by_page(staff: Api) -> None:
    for number in range(3):
        headers = {"Auto-Submitted": "auto-replied", "Message-ID": f"<{number}@acme.example>"}
        said = staff.ask("POST", "/mail", mail(f"away {number}", **headers))
        assert said.json()["became"] == "aside"
    first = staff.get("/mail/unread?limit=2").json()
    rest = staff.get(f"/mail/unread?limit=2&cursor={first['next']}").json()
    listed = [one["sealed"] for one in (*first["items"], *rest["items"])]
    assert len(set(listed)) == 3
    assert rest["next"] is None
    assert SealedRow.objects.filter(id__in=listed).count() == 3


def test_a_mail_that_is_too_large_is_refused_and_not_kept(staff: Api) -> None:
    answer = staff.ask("POST", "/mail", b"x", {"Content-Length": str(LARGEST + 1)})
    assert answer.status_code == 413
    assert not SealedRow.objects.exists()


# --- evidence -------------------------------------------------------------------------------


def test_an_original_is_opened_by_whom_it_may_be_and_each_opening_is_an_event(staff: Api) -> None:
    secret = "password=hunter2-Correct-Horse-99"
    ticket = opened(staff, description=secret)
    path = f"/tickets/{ticket}/original"
    refused = staff.post(path, {"by": "fay", "reason": "curious"})
    assert refused.json()["problems"][0]["where"] == "$.by"
    silent = staff.post(path, {"by": "edo", "reason": " "})
    assert silent.json()["problems"][0]["where"] == "$.reason"
    assert "hunter2" not in refused.content.decode() + silent.content.decode()
    assert not EventRow.objects.filter(kind=EventKind.SEALED_OPENED).exists()
    read = staff.post(path, {"by": "edo", "reason": "the mask hides the cause"})
    assert read.status_code == 200
    assert read.headers["Content-Type"] == "application/octet-stream"
    assert read.headers["Cache-Control"] == "no-store"
    assert secret in read.content.decode()
    event = EventRow.objects.get(kind=EventKind.SEALED_OPENED)
    assert event.actor == "edo"
    assert "the mask hides the cause (key " in event.reason


def test_an_opened_original_is_kept_nowhere_to_be_repeated(staff: Api) -> None:
    body = {"by": "edo", "reason": "the mask hides the cause"}
    answer = staff.post(f"/tickets/{opened(staff)}/original", body, Idempotency_Key="k")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "Idempotency-Key"


def test_a_support_report_is_a_bundle_without_a_secret(staff: Api) -> None:
    ticket = opened(staff, description="password=hunter2-Correct-Horse-99")
    path = f"/tickets/{ticket}/support-report"
    assert staff.post(path, {"by": " "}).json()["problems"][0]["where"] == "$.by"
    answer = staff.post(path, {"by": "dara"})
    assert answer.headers["Content-Type"] == "application/zip"
    assert ".zip" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    assert any(name.startswith("suite/") for name in files)
    assert all(b"hunter2" not in body for body in files.values())
    assert EventRow.objects.get(kind=EventKind.SUPPORT_REPORTED).actor == "dara"
    assert staff.post("/tickets/T-9/support-report", {"by": "dara"}).status_code == 404


def test_evidence_says_what_is_still_missing(staff: Api) -> None:
    ticket = opened(staff, description=None)
    path = f"/tickets/{ticket}/evidence"
    sealed = staff.post(path, {"by": "dara", "error_report": "Traceback"}).json()
    assert sealed["missing"] == []
    assert sealed["sealed"] == ["error_report"]


def test_originals_are_sealed_anew_in_the_background_and_open_as_before(staff: Api) -> None:
    ticket = opened(staff, description="as it was")
    answer = staff.post("/seal-key/rotation")
    assert answer.status_code == 202
    assert staff.get(f"/jobs/{answer.json()['job']}").json()["task"] == "rotate_seal"
    before = bytes(SealedRow.objects.values_list("body", flat=True)[0])
    assert "originals are sealed anew" in jobs.rotate_seal.call()
    assert bytes(SealedRow.objects.values_list("body", flat=True)[0]) != before
    read = staff.post(f"/tickets/{ticket}/original", {"by": "edo", "reason": "to see"})
    assert "as it was" in read.content.decode()
