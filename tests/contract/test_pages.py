"""Do the pages answer with the right codes, headers and escaping, on both databases?"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from typer.testing import CliRunner

import submissions
from levee.cli import app
from signed_in import signed_in

pytestmark = pytest.mark.django_db
EVERY = [
    "/inbox/partner/",
    "/inbox/standard/",
    "/board/",
    "/matrix/",
    "/certificates/",
    "/numbers/",
    "/tickets/",
    "/channels/",
    "/fleet/",
    "/contract/",
    "/check/",
]
Levee = Callable[..., dict[str, Any]]


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(Client())


@pytest.fixture
def levee(_own_data_folder: Path) -> Levee:
    """A public command in this process, so that it meets the test's own transaction."""

    def run(*words: str) -> dict[str, Any]:
        done = CliRunner().invoke(app, [*words, "--json", "--data", str(settings.DATA)])
        assert done.exit_code == 0, done.output
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    run("up", "--no-serve")
    return run


@pytest.fixture
def take_in(levee: Levee, tmp_path: Path) -> Callable[..., str]:
    def taken(**changes: Any) -> str:
        file = tmp_path / "ticket.json"
        file.write_text(json.dumps(submissions.ticket(**changes)), encoding="utf-8")
        return str(levee("intake", str(file))["id"])

    return taken


@pytest.mark.parametrize("path", EVERY)
def test_a_fresh_store_has_every_page_and_says_what_comes_next(
    levee: Levee, client: Client, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "<code>levee " in answer.content.decode()


def test_the_first_page_is_the_partner_inbox(levee: Levee, client: Client) -> None:
    assert client.get("/").headers["Location"] == "/inbox/partner/"


def test_a_ticket_is_in_its_inbox_and_on_the_board(
    take_in: Callable[..., str], client: Client
) -> None:
    ticket = take_in()
    for path in ("/inbox/partner/", "/board/"):
        assert f"/tickets/{ticket}/" in client.get(path).content.decode()
    assert f"/tickets/{ticket}/" not in client.get("/inbox/standard/").content.decode()


def test_a_ticket_says_severity_owner_and_each_clock_with_its_calendar(
    take_in: Callable[..., str], client: Client
) -> None:
    page = client.get(f"/tickets/{take_in()}/").content.decode()
    for said in (
        "Sev 2",
        "a critical workflow is blocked",
        "Partner pod engineer",
        "always calendar",
    ):
        assert said in page


@pytest.mark.parametrize(
    "path",
    [
        "/tickets/T-9999/",
        "/tickets/T-9999/live",
        "/tickets/T-1001x/",
        "/tickets/../etc/passwd",
        "/inbox/nobody/",
        "/runs/none/",
        "/runs/none/lock.txt",
        "/runs/..%2f..%2fkeys/",
        "/stacks/deadbeefdeadbeef/",
        "/certificates/deadbeefdeadbeef/",
        "/certificates/deadbeefdeadbeef/lock.txt",
        "/static/0/levee/../../settings.py",
        "/static/0/dj_queue/dashboard.css",
        "/nothing/",
    ],
)
def test_what_is_unknown_is_404(levee: Levee, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/badges/deadbeefdeadbeef.svg", "/badges/deadbeefdeadbeef.json"])
def test_a_badge_of_an_unknown_stack_says_unknown_and_is_never_green(
    levee: Levee, client: Client, path: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert "unknown" in answer.content.decode()
    assert "#1b6e3c" not in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed_through_a_page(
    take_in: Callable[..., str], client: Client, method: str
) -> None:
    ticket = take_in()
    for path in ("/", f"/tickets/{ticket}/", f"/tickets/{ticket}/live", *EVERY):
        assert getattr(client, method)(path).status_code == 405


def test_every_answer_is_closed_to_others(take_in: Callable[..., str], client: Client) -> None:
    for path in (f"/tickets/{take_in()}/", "/nothing/", *EVERY):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


def test_each_answer_has_a_nonce_of_its_own(levee: Levee, client: Client) -> None:
    policies = {client.get("/board/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_a_foreign_host_name_is_refused(levee: Levee, client: Client) -> None:
    answer = client.get("/board/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "Traceback" not in answer.content.decode()


HOSTILE = "<script>alert(1)</script>\" onload='alert(2)' {{ 7|add:7 }} {% now 'Y' %}"


@pytest.mark.parametrize(
    "field",
    ["title", "partner", "client", "description", "environment", "traffic_profile",
     "affected_user", "affected_screen"],
)  # fmt: skip
def test_hostile_text_stays_text(take_in: Callable[..., str], client: Client, field: str) -> None:
    ticket = take_in(**{field: HOSTILE})
    for path in (f"/tickets/{ticket}/", "/inbox/partner/", "/board/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "' onload" not in page.replace("&#x27;", "").replace("&quot;", "")
    if field != "affected_user":  # a person's name is shown nowhere: the test below
        assert "&lt;script&gt;alert(1)" in client.get(f"/tickets/{ticket}/").content.decode()


def test_who_is_affected_is_a_stand_in(take_in: Callable[..., str], client: Client) -> None:
    ticket = take_in(affected_user="Orla Quill")
    page = client.get(f"/tickets/{ticket}/").content.decode()
    assert "[redacted:person_1]" in page
    assert "Quill" not in page


def test_a_secret_is_shown_nowhere(take_in: Callable[..., str], client: Client) -> None:
    ticket = take_in(description="our key is sk_live_abcdefghijklmnop123456")
    assert "sk_live_abc" not in client.get(f"/tickets/{ticket}/").content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", "²", ""])
def test_an_odd_page_number_is_no_fault(levee: Levee, client: Client, number: str) -> None:
    assert client.get("/inbox/partner/", {"page": number}).status_code == 200


@pytest.mark.parametrize("night", ["2026-13-45", "../x", "1999-01-01"])
def test_an_odd_night_is_no_fault(levee: Levee, client: Client, night: str) -> None:
    assert client.get("/matrix/", {"night": night}).status_code in (200, 404)


def test_an_inbox_asks_the_database_a_fixed_number_of_times(
    take_in: Callable[..., str], client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        take_in(idempotency_key=f"many-{number}")
    with django_assert_max_num_queries(12):
        client.get("/inbox/partner/")


def test_static_files_are_kept_for_good_under_their_digest(levee: Levee, client: Client) -> None:
    page = client.get("/board/").content.decode()
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    other = client.get("/static/0000000000000000/levee/levee.css")
    assert other.headers["Cache-Control"] == "no-cache"


def test_a_ticket_s_page_tells_its_case_its_links_its_notes_and_each_clock_s_policy(
    levee: Levee, take_in: Callable[..., str], client: Client
) -> None:
    one, two = take_in(), take_in(idempotency_key="2")
    by = ("--by", "edo", "--reason", "one cause")
    levee("ticket", "link", one, two, "--by", "edo", "--as", "causes")
    levee("ticket", "note", one, "ask <b>them</b> again", "--by", "edo")
    levee("ticket", "merge", two, one, *by)
    page = client.get(f"/tickets/{one}/").content.decode()
    assert "ask &lt;b&gt;them&lt;/b&gt; again" in page
    assert "takes in" in page and "causes" in page
    assert "the pod owns it 48 h of work in all" in page
    merged = client.get(f"/tickets/{two}/").content.decode()
    assert f'part of <a href="/tickets/{one}/">' in merged
    assert one in client.get("/inbox/partner/").content.decode()
    assert f"/tickets/{two}/" not in client.get("/inbox/partner/").content.decode()
    levee("ticket", "pause", one, *by)
    assert "on hold" in client.get("/inbox/partner/").content.decode()
