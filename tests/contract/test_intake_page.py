"""Is a pasted list read before it is sent, is what is missing named, and is nothing lost?"""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk_people import EDO, HOSTILE, PARTNER
from filling_in import Forms, opened, said, send
from levee.site.evidence import LARGEST
from levee.store import tickets
from levee.store.models import TicketRow
from levee.store.sealed import Seal
from signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = "/intake/partner/"
FREEZE = "datasette==1.0a14\ndatasette-graphql==2.2\nhttpx==0.27.2\n"
STACK = json.dumps(
    [
        {"purl": "pkg:pypi/datasette@1.0a14", "role": "host"},
        {"purl": "pkg:generic/python@3.12.3", "role": "runtime"},
        {"purl": "pkg:pypi/datasette-graphql@2.2", "role": "plugin"},
    ]
)
WHOLE = {
    "partner": "Acme Data",
    "client": "Nordic Maps",
    "title": "GraphQL answers 500",
    "description": "Since the update on Friday.",
    "stack": json.dumps({"components": json.loads(STACK)}),
    "settings": "cache.backend = redis\ntimeout: 5",
    "environment": "Debian 13",
    "traffic_profile": "a million requests a day",
    "reproduction_steps": "open /graphql\n\nsend a query",
    "reported_at": "2026-03-02T08:30",
    "zone": "Europe/Berlin",
    "affected_user": "map editors",
    "affected_screen": "/graphql",
    "impact.production_impact": "blocked",
}


@pytest.fixture
def edo(store: None) -> Client:
    return signed_in(Client(), EDO)


def only() -> Any:
    return tickets.ticket(TicketRow.objects.get().id)


def test_a_whole_report_is_a_ticket_and_leads_to_it(edo: Client) -> None:
    answer = send(edo, AT, "report", **WHOLE)
    assert answer.status_code == 303, said(answer)
    found = only()
    assert answer.headers["Location"] == f"/tickets/{found.id}/"
    assert (found.gaps, found.severity, found.text("partner")) == ((), 2, "Acme Data")
    assert found.stack is not None
    assert dict(found.stack.settings) == {"cache.backend": "redis", "timeout": "5"}
    assert found.submission["reproduction_steps"] == ["open /graphql", "send a query"]
    assert found.text("reported_at") == "2026-03-02T08:30:00+01:00"


def test_a_check_reads_the_list_and_names_what_is_missing_and_keeps_nothing(edo: Client) -> None:
    answer = send(edo, AT, "report", stack=FREEZE, _also="check")
    assert answer.status_code == 200
    text = said(answer)
    assert "datasette 1.0a14 with 1 plugin" in text
    assert "which version of the interpreter it runs on" in text
    assert "where it runs: operating system" in text
    assert not TicketRow.objects.exists()
    page = answer.content.decode()
    assert Forms(page).forms[f"{AT}do/report/"]["stack"] == FREEZE


def test_a_line_that_cannot_be_read_is_named(edo: Client) -> None:
    answer = send(edo, AT, "report", stack=f"{FREEZE}what is this\n", _also="check")
    assert "stack.list:4" in said(answer)


def test_what_is_missing_is_said_at_its_field_and_can_be_sent_as_it_is(edo: Client) -> None:
    typed = WHOLE | {"environment": "", "stack": FREEZE}
    answer = send(edo, AT, "report", **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="report-environment-problem"' in page
    assert 'id="report-stack-problem"' in page
    assert "Send it as it is" in page
    form = Forms(page).forms[f"{AT}do/report/"]
    assert edo.post(f"{AT}do/report/", form | {"_also": "anyway"}).status_code == 303
    assert set(only().gaps) == {"environment", "stack.runtime"}


def test_cannot_provide_because_is_an_answer(edo: Client) -> None:
    typed = WHOLE | {"environment": "", "cannot_provide.environment": "the host is closed"}
    assert send(edo, AT, "report", **typed).status_code == 303
    found = only()
    assert found.gaps == ()
    assert found.submission["cannot_provide"] == {"environment": "the host is closed"}


def test_that_no_setting_differs_is_told_by_a_tick(edo: Client) -> None:
    answer = send(edo, AT, "report", **WHOLE | {"settings": "", "no_settings": "yes"})
    assert answer.status_code == 303, said(answer)
    assert only().gaps == ()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"reported_at": "yesterday"}, "is a date and a time"),
        ({"zone": "Mars/Olympus"}, "is no time zone"),
        ({"zone": "../../etc/passwd"}, "is no time zone"),
        ({"settings": "no pair here"}, "line 1 is no key = value"),
        ({"impact.production_impact": "awful"}, "is one of"),
        ({"title": "x" * 100_001}, "is longer than"),
    ],
)
def test_what_cannot_be_read_is_named_and_kept_in_the_form(
    edo: Client, typed: dict[str, str], problem: str
) -> None:
    answer = send(edo, AT, "report", **WHOLE | typed)
    assert answer.status_code == 422
    assert problem in said(answer)
    assert not TicketRow.objects.exists()


def test_the_same_form_twice_is_one_ticket(edo: Client) -> None:
    address, form = opened(edo, AT, "report")
    places = {edo.post(address, form | WHOLE).headers["Location"] for _ in range(2)}
    assert len(places) == TicketRow.objects.count() == 1


def test_the_original_is_sealed_and_a_secret_is_shown_nowhere(edo: Client) -> None:
    secret = "sk_live_abcdefghijklmnop123456"
    log = SimpleUploadedFile("log.txt", f"key {secret}".encode())
    send(edo, AT, "report", **WHOLE | {"description": secret, "attachments": log})
    found = only()
    assert secret not in edo.get(f"/tickets/{found.id}/").content.decode()
    assert secret in Seal(settings.DATA / "keys" / "seal.key").open(found.sealed).decode()
    assert found.submission["attachments"][0]["name"] == "log.txt"


@pytest.mark.parametrize(
    ("body", "status"), [(b"x" * (LARGEST + 5), 413), (b"\xff\xfe\x00\x01x", 422)]
)
def test_a_file_that_cannot_be_taken_is_refused_by_name(
    edo: Client, body: bytes, status: int
) -> None:
    log = SimpleUploadedFile("log.bin", body)
    answer = send(edo, AT, "report", **WHOLE | {"attachments": log})
    assert answer.status_code == status
    assert 'id="report-attachments-problem"' in answer.content.decode()
    assert not TicketRow.objects.exists()


def test_hostile_words_of_a_report_stay_words(edo: Client) -> None:
    typed = WHOLE | {"stack": HOSTILE, "title": HOSTILE, "settings": f"{HOSTILE}=1"}
    page = send(edo, AT, "report", **typed, _also="check").content.decode()
    assert "<script>alert" not in page


def test_for_a_partner_the_form_of_staff_is_not_there(edo: Client) -> None:
    address, form = opened(edo, AT, "report")
    ann = signed_in(Client(), PARTNER)
    assert ann.get(AT).status_code == ann.post(address, form | WHOLE).status_code == 404
    assert edo.get("/intake/nothing/").status_code == 404
