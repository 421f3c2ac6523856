"""Do incidents, papers, channels, runs and certificates move from their pages as by command?"""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import api_house
import pytest
from dj_queue.models import Job
from django.conf import settings
from django.test import Client

import submissions
from desk_people import ADA, EDO, HOSTILE, PARTNER, STRANGER, take_in
from filling_in import Forms, opened, said, send
from levee.model.event import Event, EventKind
from levee.model.reader import Reader
from levee.model.ticket import stack_from, subject
from levee.site.hands import hands
from levee.store import ledger, tickets
from levee.store.sealed import Seal
from signed_in import signed_in

pytestmark = pytest.mark.django_db
FAY = Reader(mail="fay@vendor.example", name="Fay Okoye", person="fay")
DOWN = {"production_impact": "down"}


@pytest.fixture
def edo(store: Path) -> Client:
    shutil.rmtree(store / "postmortems", ignore_errors=True)
    return signed_in(Client(), EDO)


@pytest.fixture
def fay(store: Path) -> Client:
    return signed_in(Client(), FAY)


def kinds(about: str) -> list[EventKind]:
    return [event.kind for event in ledger.events(about)]


# --- incidents and postmortems ----------------------------------------------------------------


def test_an_incident_goes_from_pause_to_resume(edo: Client) -> None:
    ticket = take_in(impact=DOWN)
    at = f"/tickets/{ticket}/"
    assert "commander" in said(edo.get(at))
    typed = {"reason": "rows are lost", "after_update": "yes"}
    assert send(edo, at, "pause-automation", **typed).status_code == 303
    early = send(edo, at, "resume-automation", reason="all is well")
    assert early.status_code == 409
    assert "post_incident, migration, reindex" in said(early)
    for kind in ("post_incident", "migration", "reindex"):
        signed = send(edo, at, "sign-review", of=kind, evidence="the timeline")
        assert signed.status_code == 303, said(signed)
    assert send(edo, at, "resume-automation", reason="reviewed").status_code == 303
    assert kinds(subject(ticket))[-1] is EventKind.AUTOMATION_RESUMED


def test_only_who_holds_the_duty_pauses_automation(edo: Client) -> None:
    at = f"/tickets/{take_in(impact=DOWN)}/"
    zoe = signed_in(Client(), STRANGER)
    answer = send(zoe, at, "pause-automation", reason="rows are lost")
    assert answer.status_code == 422
    assert "does not hold pause_workflows" in said(answer)
    assert (
        "?do=pause-automation"
        not in edo.get(f"/tickets/{take_in(idempotency_key='2')}/").content.decode()
    )


def test_a_postmortem_is_drafted_written_by_one_of_two_and_sent(edo: Client) -> None:
    at = f"/tickets/{take_in(impact=DOWN)}/postmortem/"
    assert send(edo, at, "draft").status_code == 303
    assert "wait for a person" in said(send(edo, at, "send", portal_only="yes"))
    address, form = opened(edo, at, "edit")
    typed = form | {"text": "All of it. The key sk_live_abcdefghijklmnop123456 leaked."}
    assert edo.post(address, typed).status_code == 303
    late = edo.post(address, form | {"text": "My own version"})
    assert late.status_code == 409
    assert "My own version" in said(late)
    assert "All of it." in said(late)
    assert "sk_live_abc" not in edo.get(at).content.decode()
    assert send(edo, at, "send").status_code == 422
    assert send(edo, at, "send", portal_only="yes").status_code == 303
    assert EventKind.POSTMORTEM_SENT in kinds(subject(at.split("/")[2]))


def test_hostile_words_of_a_postmortem_stay_words(edo: Client) -> None:
    at = f"/tickets/{take_in(impact=DOWN)}/postmortem/"
    send(edo, at, "draft")
    send(edo, at, "edit", text=f"</textarea>{HOSTILE}")
    assert "<script>alert" not in edo.get(at).content.decode()


# --- sealed originals -------------------------------------------------------------------------


def test_a_sealed_original_is_shown_once_to_a_named_role_and_on_record(edo: Client) -> None:
    ticket = take_in(description="our key is sk_live_abcdefghijklmnop123456")
    at = f"/tickets/{ticket}/"
    address, form = opened(edo, at, "open-sealed")
    answer = edo.post(address, form | {"reason": "the host asks"})
    assert answer.status_code == 200
    assert b"sk_live_abcdefghijklmnop123456" in answer.content
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert edo.post(address, form | {"reason": "the host asks"}).status_code == 303
    opened_ones = [e for e in ledger.events(subject(ticket)) if e.kind == "sealed_opened"]
    assert [(e.actor, e.reason) for e in opened_ones] == [("edo", "the host asks")]


@pytest.mark.parametrize(("who", "why"), [(FAY, "curious"), (STRANGER, "curious"), (EDO, " ")])
def test_an_original_stays_sealed_for_others_and_without_a_reason(
    edo: Client, who: Reader, why: str
) -> None:
    ticket = take_in()
    client = edo if who is EDO else signed_in(Client(), who)
    answer = send(client, f"/tickets/{ticket}/", "open-sealed", reason=why)
    assert answer.status_code == 422
    assert EventKind.SEALED_OPENED not in kinds(subject(ticket))


def test_evidence_is_sealed_as_it_came(edo: Client) -> None:
    ticket = take_in(description=None, affected_screen=None)
    at = f"/tickets/{ticket}/"
    assert "First, its evidence has to be sealed" in said(edo.get(at, {"do": "reproduce"}))
    refused = send(edo, at, "reproduce")
    assert refused.status_code == 409
    assert not Job.objects.exists()
    text = "GET /orders 500 key sk_live_abcdefghijklmnop123456"
    send(edo, at, "seal", error_text=text, affected_screen="/orders")
    found = tickets.ticket(ticket)
    seal = Seal(Path(settings.DATA) / "keys" / "seal.key")
    assert text in seal.open(found.sealed_parts["error_report"]).decode()
    assert send(edo, at, "reproduce").status_code == 303
    assert Job.objects.count() == 1


def test_a_job_is_given_to_the_lab_once(edo: Client) -> None:
    address, form = opened(edo, f"/tickets/{take_in()}/", "reproduce")
    assert [edo.post(address, form).status_code for _ in range(3)] == [303] * 3
    assert Job.objects.count() == 1


# --- gaps -------------------------------------------------------------------------------------


def test_filling_the_gaps_lets_a_ticket_go_on(edo: Client) -> None:
    ticket = take_in(affected_user=None, reproduction_steps=None, environment=None)
    at = f"/tickets/{ticket}/"
    answer = send(
        edo,
        at,
        "fill",
        affected_user="all",
        reproduction_steps="open it\nsave it",
        **{"cannot_provide.environment": "the host is closed"},
    )
    assert answer.status_code == 303, said(answer)
    found = tickets.ticket(ticket)
    assert (found.gaps, found.state.value) == ((), "open")
    assert found.submission["reproduction_steps"] == ["open it", "save it"]
    assert "?do=fill" not in edo.get(at).content.decode()


def test_filling_nothing_in_is_said(edo: Client) -> None:
    ticket = take_in(affected_user=None)
    answer = send(edo, f"/tickets/{ticket}/", "fill")
    assert answer.status_code == 422
    assert "fill in at least one field" in said(answer)


# --- channels ---------------------------------------------------------------------------------


def release(name: str = "early") -> None:
    stack = stack_from(submissions.ticket()["stack"])
    hands(Path(settings.DATA)).lab.keep(stack)
    at = datetime.now(UTC) - timedelta(days=1)
    data = {"stack": stack.digest, "file": stack.to_json(), "share": 1.0, "lock": "0" * 64}
    event = Event(subject=f"channel:{name}", kind=EventKind.RELEASED, at=at, actor="fay",
                  reason="begins", key=at.isoformat(), data=data)  # fmt: skip
    ledger.append([event])


def test_a_release_is_taken_back_with_one_form_by_its_duty_holder(fay: Client) -> None:
    release()
    page = fay.get("/channels/").content.decode()
    assert "/channels/early/?do=roll-back#acts" in page
    address, form = opened(fay, "/channels/early/", "roll-back")
    for _ in range(2):
        assert fay.post(address, form | {"reason": "orders fail"}).status_code == 303
    assert kinds("channel:early") == [EventKind.RELEASED, EventKind.MITIGATED]


@pytest.mark.parametrize("who", [STRANGER, ADA])
def test_nobody_else_takes_a_release_back(fay: Client, who: Reader) -> None:
    release()
    answer = send(signed_in(Client(), who), "/channels/early/", "roll-back", reason="I say so")
    assert answer.status_code == 422
    assert "does not hold" in said(answer)
    assert kinds("channel:early") == [EventKind.RELEASED]


def test_who_takes_back_has_seen_the_release_that_is_there(fay: Client) -> None:
    release()
    address, form = opened(fay, "/channels/early/", "roll-back")
    release()
    answer = fay.post(address, form | {"reason": "orders fail"})
    assert answer.status_code == 409
    assert "orders fail" in answer.content.decode()


def test_a_channel_takes_certified_stacks_only(fay: Client) -> None:
    release()
    address = "/channels/early/do/move/"
    form = opened(fay, "/channels/early/", "roll-back")[1]
    digest = stack_from(submissions.ticket()["stack"]).digest
    answer = fay.post(address, form | {"stack": digest})
    assert answer.status_code == 409
    assert "certified" in said(answer)
    assert fay.get("/channels/nothing/").status_code == 404
    assert fay.post("/channels/nothing/do/move/", form).status_code == 404


# --- the lab ----------------------------------------------------------------------------------


def test_a_night_is_started_once(edo: Client) -> None:
    address, form = opened(edo, "/matrix/", "night")
    assert [edo.post(address, form).status_code for _ in range(2)] == [303, 303]
    assert Job.objects.count() == 1
    answer = send(edo, "/matrix/", "night", date="someday")
    assert answer.status_code == 422
    assert "is no date" in said(answer)


def test_a_run_whose_folder_is_gone_is_not_run_again(edo: Client) -> None:
    owned = api_house.furnish("Aurora", "1.0")
    answer = send(edo, f"/runs/{owned.named['run_id']}/", "rerun")
    assert answer.status_code == 409
    assert not Job.objects.exists()


def test_a_stack_without_nights_cannot_be_signed_for(fay: Client, edo: Client) -> None:
    digest = api_house.furnish("Aurora", "1.0").named["digest"]
    form = Forms(fay.get("/certificates/", {"do": "starters"}).content.decode()).forms
    hidden = form["/certificates/do/starters/"]
    answer = fay.post(f"/certificates/{digest}/do/review/", hidden | {"evidence": "all"})
    assert answer.status_code == 409
    assert "not awaiting review" in said(answer)
    assert "all" in said(answer)
    assert send(edo, "/certificates/", "starters").status_code == 409
    assert send(fay, "/certificates/", "starters").status_code == 303


def test_a_fix_is_tried_by_the_lab(edo: Client) -> None:
    owned = api_house.furnish("Aurora", "1.0")
    at = f"/tickets/{owned.named['ticket_id']}/"
    if "?do=fix" not in edo.get(at).content.decode():
        pytest.fail("the ticket of the house has a work item")
    bad = send(edo, at, "fix", change="packaging up")
    assert bad.status_code == 422
    assert "line 1 is no change" in said(bad)
    good = send(edo, at, "fix", change="pkg:pypi/packaging 24.2 -> 23.2\nsetting cache on -> off")
    assert good.status_code == 303, said(good)
    assert Job.objects.count() == 1


# --- for nobody else ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/channels/early/do/roll-back/",
        "/matrix/do/night/",
        "/certificates/do/starters/",
        f"/certificates/{'0' * 64}/do/review/",
        "/runs/R1/do/rerun/",
        "/tickets/T-1001/postmortem/do/edit/",
        "/tickets/T-1001/update/do/send/",
        "/check/do/check/",
    ],
)
def test_for_a_partner_and_without_a_csrf_token_nothing_is_there(edo: Client, path: str) -> None:
    whole: dict[str, Any] = {"_token": "0" * 32}
    assert signed_in(Client(), PARTNER).post(path, whole).status_code == 404
    assert signed_in(Client(enforce_csrf_checks=True), ADA).post(path, whole).status_code == 403
    assert Client().post(path, whole).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize(
    "path",
    ["/inbox/partner/", "/tickets/T-1001/", "/tickets/T-1001/?do=reply", "/board/", "/tickets/",
     "/tickets/T-1001/update/", "/intake/partner/", "/check/", "/channels/", "/channels/early/"],
)  # fmt: skip
def test_pages_ask_the_store_a_bounded_number_of_times(
    edo: Client, django_assert_max_num_queries: Any, path: str
) -> None:
    for number in range(6):
        take_in(idempotency_key=str(number))
    with django_assert_max_num_queries(12):
        edo.get(path)
