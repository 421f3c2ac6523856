"""Does the API answer, refuse, repeat, page and limit as it says it does?"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import api_house
import pytest
from api_house import Api
from django.conf import settings
from django.test import Client
from django.utils import translation

import submissions
from levee.model.access import Scope
from levee.site import stories_keys
from levee.store import api_keys
from levee.store.models import AnsweredRow, ApiKeyRow, TicketRow
from levee.web.api.bucket import Level, taken

pytestmark = pytest.mark.django_db


def many(staff: Api, number: int) -> list[str]:
    tickets = (submissions.ticket(idempotency_key=f"many-{n}") for n in range(number))
    return [staff.post("/tickets", t).json()["id"] for t in tickets]


def test_a_ticket_is_made_once_and_read_again(staff: Api) -> None:
    first = staff.post("/tickets", submissions.ticket())
    again = staff.post("/tickets", submissions.ticket())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert again.json()["again"]
    read = staff.get(f"/tickets/{first.json()['id']}").json()
    assert read["severity"] == 2
    assert read["clocks"][0]["calendar"]


def test_an_answer_says_how_long_it_is_and_is_nothing_to_look_at_as_a_page(staff: Api) -> None:
    for answer in (staff.ask("GET", "/tickets"), staff.ask("GET", "/nothing")):
        assert int(answer["Content-Length"]) == len(answer.content) > 0
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies


def test_the_api_speaks_english_whoever_asked_for_a_page_before(staff: Api) -> None:
    with translation.override("de"):
        answer = staff.ask("GET", "/nothing", headers={"Accept-Language": "de"})
    assert answer.json()["title"] == "Not Found"


def test_the_name_of_another_host_is_refused(staff: Api) -> None:
    answer = staff.ask("GET", "/tickets", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


def test_what_lacks_something_is_kept_and_says_what(staff: Api) -> None:
    answer = staff.post("/tickets", submissions.ticket(affected_user=None))
    assert answer.status_code == 201
    assert (answer.json()["gaps"], answer.json()["state"]) == (["affected_user"], "pended")


@pytest.mark.parametrize("body", [b"{", b"", b"[1]", b"\xff\xfe", b'"text"', b"[" * 100_000])
def test_what_cannot_be_read_is_an_incomplete_ticket(staff: Api, body: bytes) -> None:
    answer = staff.ask("POST", "/tickets", body)
    assert answer.status_code == 201
    assert answer.json()["state"] == "pended"


def test_a_secret_does_not_come_out_again(staff: Api) -> None:
    secret = "sk_live_abcdefghijklmnop123456"
    made = staff.post("/tickets", submissions.ticket(description=f"our key is {secret}"))
    for path in (f"/tickets/{made.json()['id']}", "/events", "/tickets"):
        assert secret not in staff.get(path).content.decode()


def test_every_fault_is_told_with_its_path(staff: Api) -> None:
    wanted = {"name": "", "scopes": ["tickets:read", "nonsense"], "per_minute": 0}
    answer = staff.post("/keys", wanted)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 422
    typed = staff.post("/keys", {"scopes": [1], "expires_at": "x"}).json()["problems"]
    assert [p["where"] for p in typed] == ["$.name", "$.scopes[0]", "$.expires_at"]
    stacks = staff.post("/installations", [{"client": "", "stack": {"a": "1"}}, {"x": 1}])
    places = {p["where"].partition(" ")[0] for p in stacks.json()["problems"]}
    assert places == {"$:1", "$:2"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/tickets/T-9", 404),
        ("GET", "/tickets/%00", 404),
        ("GET", "/runs/..%2f..", 404),
        ("GET", "/jobs/1", 404),
        ("DELETE", "/tickets", 405),
        ("GET", "/tickets?cursor=bm8=", 422),
        ("GET", "/tickets?limit=1000", 422),
        ("GET", "/runs?cursor=eA==", 422),
        ("GET", "/matrix?date=never", 422),
    ],
)
def test_a_refusal_is_a_problem_document(staff: Api, method: str, path: str, status: int) -> None:
    answer = staff.ask(method, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert "Traceback" not in answer.content.decode()


def test_a_fault_of_ours_says_nothing_of_itself(
    staff: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("levee.site.listed.tickets", broken)
    answer = staff.get("/tickets")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "hunter2" not in answer.content.decode()


@pytest.mark.parametrize("size", ["10000001", "99999999999"])
def test_a_body_that_is_too_large_is_not_read(staff: Api, size: str) -> None:
    answer = staff.ask("POST", "/tickets", b"{}", {"Content-Length": size})
    assert answer.status_code == 413
    assert "attach logs as a link" in answer.json()["detail"]


# --- keys -----------------------------------------------------------------------------------


def test_a_secret_is_kept_nowhere(staff: Api) -> None:
    row = ApiKeyRow.objects.get()
    assert staff.secret not in json.dumps(staff.get("/keys").json())
    assert staff.secret not in str(vars(row))
    assert staff.secret.startswith(row.prefix)


@pytest.mark.parametrize("secret", ["", "levee_", "levee_x", "\xff", "a" * 5000])
def test_another_secret_opens_nothing(staff: Api, client: Client, secret: str) -> None:
    assert Api(secret, client).get("/tickets").status_code == 401


def test_a_revoked_key_opens_nothing_more(staff: Api, client: Client) -> None:
    other = api_house.key(client)
    number = api_keys.every()[0].id
    assert other.get("/tickets").status_code == 200
    assert staff.ask("DELETE", f"/keys/{number}").json()["revoked_at"]
    answer = other.get("/tickets")
    assert (answer.status_code, answer.json()["detail"]) == (401, "this key was revoked")


def test_a_key_ends_at_its_instant(store: Any) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    end = now + timedelta(hours=1)
    wanted = api_keys.Wanted(name="x", scopes=["redact"], expires_at=end)
    key, secret = stories_keys.create(wanted, now)
    assert stories_keys.recognise(secret, end - timedelta(seconds=1)) != "this key has expired"
    assert stories_keys.recognise(secret, end) == "this key has expired"
    assert key.last_used_at is None
    assert api_keys.every()[0].last_used_at == end - timedelta(seconds=1)


def test_a_key_gives_no_more_than_it_has(store: Any, client: Client) -> None:
    small = api_house.key(client, Scope.KEYS_WRITE, Scope.REDACT)
    refused = small.post("/keys", {"name": "x", "scopes": ["operate", "redact"]})
    assert refused.status_code == 422
    assert len(refused.json()["problems"]) == 1
    made = small.post("/keys", {"name": "x", "scopes": ["redact"]})
    assert made.status_code == 201
    assert Api(made.json()["secret"], client).post("/redact", {"text": "x"}).status_code == 200


def test_a_partners_key_gets_only_what_partners_may_have(staff: Api) -> None:
    wanted = {"name": "x", "partner": "Aurora", "scopes": ["contract:read", "tickets:read"]}
    assert "contract:read" in staff.post("/keys", wanted).json()["problems"][0]["what"]


def test_a_bucket_empties_and_fills() -> None:
    level, waits = Level(3.0, 0.0), []
    for second in (0, 0, 0, 0, 10, 20, 20):
        level, wait = taken(level, per_minute=3, now=float(second))
        waits.append(wait)
    assert waits == [0, 0, 0, 20, 10, 0, 20]


def test_whoever_asks_too_often_is_told_when_to_come_again(store: Any, client: Client) -> None:
    hasty = api_house.key(client, per_minute=2)
    other = api_house.key(client)
    answers = [hasty.get("/tickets") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert other.get("/tickets").status_code == 200


# --- idempotency ----------------------------------------------------------------------------


def test_the_same_key_and_body_are_answered_from_the_first_time(staff: Api) -> None:
    body = submissions.ticket(idempotency_key=None)
    first = staff.post("/tickets", body, Idempotency_Key="k1")
    assert staff.post("/tickets", body).status_code == 200
    again = staff.post("/tickets", body, Idempotency_Key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert TicketRow.objects.count() == 1


def test_the_same_key_for_another_body_is_refused(staff: Api) -> None:
    staff.post("/tickets", submissions.ticket(), Idempotency_Key="k1")
    other = staff.post("/tickets", submissions.ticket(title="other"), Idempotency_Key="k1")
    assert other.status_code == 422
    assert other.json()["problems"][0]["where"] == "Idempotency-Key"
    assert TicketRow.objects.count() == 1


def test_a_key_is_its_senders_own(staff: Api, client: Client) -> None:
    other = api_house.key(client)
    staff.post("/tickets", submissions.ticket(idempotency_key="a"), Idempotency_Key="k1")
    theirs = other.post("/tickets", submissions.ticket(idempotency_key="b"), Idempotency_Key="k1")
    assert theirs.status_code == 201


def test_what_was_refused_may_be_asked_again(staff: Api) -> None:
    refused = staff.post("/contract/due", {"calendar": "x", "start": "y", "target": "z"})
    assert refused.status_code == 422
    assert not AnsweredRow.objects.exists()


def test_a_secret_is_not_kept_to_be_repeated(staff: Api) -> None:
    answer = staff.post("/keys", {"name": "x", "scopes": ["redact"]}, Idempotency_Key="k")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "Idempotency-Key"


# --- lists ----------------------------------------------------------------------------------


def test_pages_hold_everything_once_also_while_more_comes_in(staff: Api) -> None:
    made = many(staff, 5)
    seen, cursor = [], ""
    while True:
        page = staff.get(f"/tickets?limit=2&cursor={cursor}").json()
        seen += [t["id"] for t in page["items"]]
        if len(seen) == 2:
            staff.post("/tickets", submissions.ticket(idempotency_key="late"))
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == made[::-1]


def test_lists_are_narrowed(staff: Api) -> None:
    made = many(staff, 2)
    assert len(staff.get("/tickets?stream=partner&state=open").json()["items"]) == len(made)
    assert staff.get("/tickets?client=nobody").json()["items"] == []
    assert len(staff.get("/tickets?q=GraphQL+500&severity=2").json()["items"]) == len(made)
    assert staff.get("/tickets?q=GraphQL+unheard").json()["items"] == []
    assert staff.get("/tickets?severity=5").status_code == 422
    kinds = {e["kind"] for e in staff.get("/events?kind=opened&kind=judged").json()["items"]}
    assert kinds == {"opened", "judged"}


@pytest.mark.parametrize(
    "path", ["/tickets", "/runs", "/installations", "/events", "/work-items", "/board", "/webhooks"]
)
def test_a_list_asks_a_fixed_number_of_times(
    staff: Api, two: Any, path: str, django_assert_max_num_queries: Any
) -> None:
    def asked() -> int:
        with django_assert_max_num_queries(12) as found:
            assert staff.get(path).status_code == 200
        return len(found)

    first = asked()
    for name in ("C", "D", "E"):
        api_house.furnish(name, "3.0")
    assert asked() <= first


# --- work in the background -----------------------------------------------------------------


def test_what_takes_long_is_accepted_and_says_where_to_look(staff: Api) -> None:
    ticket = many(staff, 1)[0]
    for path, look in (
        (f"/tickets/{ticket}/reproduce", f"/tickets/{ticket}"),
        (f"/tickets/{ticket}/isolate?seed=7", f"/tickets/{ticket}"),
        ("/nights", "/nights"),
    ):
        answer = staff.post(path, {} if path == "/nights" else None)
        assert answer.status_code == 202, answer.content
        assert answer.headers["Location"] == answer.json()["look"] == f"/api/v1{look}"
        job = staff.get(f"/jobs/{answer.json()['job']}").json()
        assert job["state"] == "ready"


def test_a_stack_is_run_by_its_digest_or_as_a_list(staff: Api) -> None:
    answer = staff.post("/runs", {"stack": submissions.stack_file()})
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json()['job']}"
    assert staff.post("/runs", {"stack": "f" * 64}).status_code == 404
    assert staff.post("/runs", {"stack": [1]}).status_code == 422


# --- the contract and the rest ---------------------------------------------------------------


def test_a_contract_is_proved_compared_and_put_in_force(staff: Api) -> None:
    text = submissions.text_with(("nights: 5", "nights: 6"))
    assert staff.post("/contract/proof", {"text": text}).json()["clean"]
    differing = staff.post("/contract/differences", {"text": text}).json()["settings"]
    assert [s["path"] for s in differing] == ["certification.nights"]
    adopted = staff.ask("PUT", "/contract", {"text": text})
    assert adopted.status_code == 200
    assert staff.get("/contract").json()["text"] == text


def test_a_contract_with_faults_leaves_the_old_one(staff: Api) -> None:
    before = staff.get("/contract").json()["version"]
    answer = staff.ask("PUT", "/contract", {"text": "version: 1\nnonsense: 2\n"})
    assert answer.status_code == 422
    assert any(p["where"].startswith("$.text:2") for p in answer.json()["problems"])
    assert staff.get("/contract").json()["version"] == before


def test_text_is_redacted(staff: Api) -> None:
    answer = staff.post("/redact", {"text": "mail joe@corp.example"}).json()
    assert answer["text"] == "mail [redacted:email]"
    assert answer["spans"] == [{"start": 5, "end": 21, "kind": "email"}]


def test_the_document_is_there_without_a_key_and_loads_nothing(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"
    assert client.get("/api/v1/docs").status_code == 404
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_limit_of_a_body_is_that_of_a_submission() -> None:
    from levee.flow.taking import LIMIT

    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == LIMIT


def test_a_move_names_the_version_that_was_seen(staff: Api) -> None:
    ticket = many(staff, 1)[0]
    version = staff.get(f"/tickets/{ticket}").json()["version"]
    path = f"/tickets/{ticket}/moves"
    noted = staff.post(f"{path}/note", {"by": person(staff), "text": "seen", "version": version})
    assert noted.status_code == 200
    late = {"by": person(staff), "text": "too late", "version": version}
    for headers in ({}, {"Idempotency_Key": "once"}):
        stale = staff.post(f"{path}/note", late, **headers)
        assert stale.status_code == 409
        assert stale.json()["problems"][0]["where"] == "$.version"
        assert f"you said {version}" in stale.json()["problems"][0]["what"]
    assert [d["text"] for d in staff.get(f"/tickets/{ticket}").json()["drafts"]][-1] == "too late"
    wrong = staff.post(f"{path}/resume", {"by": person(staff)})
    assert wrong.status_code == 409
    assert "pause" in {p["what"] for p in wrong.json()["problems"]}
    assert (
        staff.post(f"{path}/resolve", {"by": person(staff), "reason": "mended"}).status_code == 200
    )
    routed = staff.post(f"/tickets/{ticket}/route", {"evidence": {"layer": "dns"}})
    assert routed.status_code == 409
    assert "reopen" in {p["what"] for p in routed.json()["problems"]}
    assert (
        staff.post(f"{path}/reopen", {"by": person(staff), "reason": "not yet"}).status_code == 200
    )
    lacking = staff.post(f"{path}/assign", {"by": person(staff)})
    assert lacking.json()["problems"][0]["where"] == "$.to"


def person(staff: Api) -> str:
    return next(iter(submissions.file().people))
