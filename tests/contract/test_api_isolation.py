"""Does a partner's key ever learn that another partner exists? Every endpoint is asked."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import api_house
import pytest
from api_house import Api
from django.test import Client

import submissions
from levee.store.models import InstallationRow
from levee.web.api.api import api

pytestmark = pytest.mark.django_db
#: Endpoints that take something without naming whose it is: each has its own test below.
OPEN_DOORS = {
    "POST /tickets",
    "POST /installations",
    "POST /fleet/heartbeat",
    "POST /redact",
    "POST /webhooks",
    "POST /check",
    "POST /programme",
    "POST /programme/withdrawals",
    "POST /stacks/read",
    "POST /attestations/verify",
    "POST /pins",
}


CHOICES = {"move": "hear", "ending": "held"}  #: parameters that name nobody's thing
OTHERS = {
    "key_id": 1,
    "job_id": 1,
    "name": "stable",
    "keyid": "0" * 64,
    "account_id": 1,
    "mail_id": 1,
    "invitation_id": 1,
    "version": "0" * 12,
}  #: things that no partner has


#: What is the same for everybody: it has its own test below.
PUBLIC = {"GET /channels/{name}/manifest"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


EVERY = [pytest.param(m, p, o, id=f"{m} {p}") for m, p, o in operations()]


@pytest.mark.parametrize(("method", "path", "operation"), EVERY)
def test_what_is_anothers_does_not_exist(
    two: SimpleNamespace, client: Client, method: str, path: str, operation: dict[str, Any]
) -> None:
    aurora = api_house.key(client, partner="Aurora")
    path = path.removeprefix("/")
    names = re.findall(r"{(\w+)}", path)
    answer = aurora.ask(
        method,
        "/" + path.format(**two.borealis.named | OTHERS | CHOICES),
        body(operation),
    )
    said = answer.content.decode()
    assert "Borealis" not in said.replace(two.borealis.named["run_id"], "")
    if not operation["x-partners"]:
        assert answer.status_code == 403
    elif f"{method} /{path}" in PUBLIC:
        assert answer.status_code == 200
    elif names:
        assert set(names) - CHOICES.keys() <= two.borealis.named.keys(), (
            "name what a foreign one is"
        )
        assert answer.status_code == 404
        missing = {name: "9" * 9 for name in names} | {"digest": "f" * 64} | CHOICES
        unknown = aurora.ask(method, "/" + path.format(**missing), body(operation))
        assert unknown.status_code == 404
    elif method == "GET":
        assert answer.status_code in (200, 403, 404)
    else:
        assert f"{method} /{path}" in OPEN_DOORS, "write a test of its own for it"


def body(operation: dict[str, Any]) -> Any:
    """Something that gets past the form: what is refused for its form shows nothing."""
    return {"stack_change": [], "by": "x", "evidence": "x"} if "requestBody" in operation else None


@pytest.mark.parametrize("scopes", ["some", "none"])
@pytest.mark.parametrize(("method", "path", "operation"), EVERY)
def test_nothing_is_answered_without_its_scope(
    staff: Api, client: Client, method: str, path: str, operation: dict[str, Any], scopes: str
) -> None:
    from levee.model.access import Scope

    path = re.sub(r"{\w+}", "1", path)
    if scopes == "none":
        answer = client.generic(method, f"/api/v1{path}")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    else:
        others = [s for s in Scope if s.value != operation["x-scope"]]
        answer = api_house.key(client, *others).ask(method, path)
        assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_own_things_are_seen(two: SimpleNamespace, client: Client) -> None:
    aurora, own = api_house.key(client, partner="Aurora"), two.aurora.named
    for path in (
        f"/tickets/{own['ticket_id']}",
        f"/work-items/{own['work_id']}",
        f"/stacks/{own['digest']}",
        f"/runs/{own['run_id']}",
        f"/runs/{own['run_id']}-night",
        f"/certificates/{own['digest']}",
        f"/webhooks/{own['webhook_id']}/deliveries",
    ):
        assert aurora.get(path).status_code == 200, path
    for path in ("/tickets", "/work-items", "/board", "/runs", "/installations", "/events"):
        assert aurora.get(path).json()["items"], path


def test_own_work_does_not_tell_how_many_others_are_hit(
    two: SimpleNamespace, client: Client
) -> None:
    aurora = api_house.key(client, partner="Aurora")
    item = aurora.get(f"/work-items/{two.aurora.named['work_id']}").json()
    assert (item["clients"], item["traffic"]) == (None, None)
    told = aurora.get(f"/tickets/{two.aurora.named['ticket_id']}").json()["timeline"]
    assert all(event["data"] == {} for event in told)


def test_a_ticket_of_a_partners_key_is_that_partners(two: SimpleNamespace, client: Client) -> None:
    aurora = api_house.key(client, partner="Aurora")
    unnamed = submissions.ticket(partner=None, idempotency_key="x")
    assert aurora.post("/tickets", unnamed).json()["partner"] == "Aurora"
    foreign = aurora.post("/tickets", submissions.ticket(partner="Borealis"))
    assert foreign.status_code == 422
    assert foreign.json()["problems"][0]["where"] == "$.partner"


def test_the_same_body_of_two_partners_is_two_tickets(store: Any, client: Client) -> None:
    same = submissions.ticket(partner=None, idempotency_key=None)
    tickets = [
        api_house.key(client, partner=name).post("/tickets", same).json()
        for name in ("Aurora", "Borealis")
    ]
    assert tickets[0]["id"] != tickets[1]["id"]
    assert not tickets[1]["again"]


def test_a_report_never_takes_anothers_client_over(two: SimpleNamespace, client: Client) -> None:
    theirs = InstallationRow.objects.get(partner="Borealis")
    aurora = api_house.key(client, partner="Aurora")
    report = {"client": theirs.client, "stack": ["pkg:pypi/datasette@1.0"]}
    assert aurora.post("/installations", [report]).status_code == 200
    assert InstallationRow.objects.get(partner="Borealis") == theirs
    seen = aurora.get("/installations").json()["items"]
    assert {i["partner"] for i in seen} == {"Aurora"}
    foreign = aurora.post("/installations", [{**report, "partner": "Borealis"}])
    assert foreign.json()["problems"][0]["where"] == "$[0].partner"


def test_a_ticket_that_names_anothers_client_learns_nothing_of_it(
    two: SimpleNamespace, client: Client
) -> None:
    theirs = InstallationRow.objects.get(partner="Borealis")
    before = (theirs.stack_id, theirs.last_seen)
    ticket = submissions.ticket(partner=None, client=theirs.client, idempotency_key="mine")
    assert api_house.key(client, partner="Aurora").post("/tickets", ticket).status_code == 201
    theirs.refresh_from_db()
    assert (theirs.stack_id, theirs.last_seen) == before


def test_a_check_tells_nothing_of_anothers_stack(two: SimpleNamespace, client: Client) -> None:
    aurora = api_house.key(client, partner="Aurora")
    theirs, unknown = two.borealis.named["digest"], "f" * 64
    answers = [aurora.post("/check", {"stack": digest}) for digest in (theirs, unknown)]
    assert [a.status_code for a in answers] == [404, 404]
    own = aurora.post("/check", {"stack": two.aurora.named["digest"]})
    assert own.json()["answer"] == "untested"
    written = aurora.post("/check", {"stack": submissions.stack_file()})
    assert "Borealis" not in written.content.decode()


def test_an_application_of_a_partners_key_is_that_partners(
    two: SimpleNamespace, client: Client
) -> None:
    keys = [api_house.key(client, partner=name) for name in ("Aurora", "Borealis")]
    stack = {"stack": submissions.stack_file()}
    for key in keys:
        assert key.post("/programme", stack).status_code == 201
    foreign = keys[0].post("/programme/withdrawals", {**stack, "partner": "Borealis"})
    assert foreign.json()["problems"][0]["where"] == "$.partner"
    for path in ("/programme", "/programme/withdrawals"):
        said = (keys[0].post(path, stack) if path != "/programme" else keys[0].get(path)).json()
        assert {a["partner"] for a in said["applications"]} <= {"Aurora"}
    assert keys[1].get("/programme").json()["applications"][0]["place"] != "withdrawn"


def test_a_partner_writes_as_the_reporter_and_as_nobody_else(
    two: SimpleNamespace, client: Client
) -> None:
    aurora, ticket = api_house.key(client, partner="Aurora"), two.aurora.named["ticket_id"]
    heard = aurora.post(f"/tickets/{ticket}/moves/hear", {"text": "still", "by": "ada"})
    assert heard.status_code == 200
    assert "drafts" not in heard.json()
    assert aurora.post(f"/tickets/{ticket}/moves/resolve", {"by": "ada"}).status_code == 403


def test_a_webhook_of_a_partners_key_is_that_partners(store: Any, client: Client) -> None:
    aurora = api_house.key(client, partner="Aurora")
    foreign = aurora.post("/webhooks", {"url": "https://192.0.2.1/", "partner": "Borealis"})
    assert foreign.json()["problems"][0]["where"] == "$.partner"
    vendors = aurora.post("/webhooks", {"url": "https://8.8.8.8/", "kinds": ["rung_fired"]})
    assert vendors.status_code == 422
    own = aurora.post("/webhooks", {"url": "https://8.8.8.8/"})
    assert own.json()["partner"] == "Aurora"
    assert "rung_fired" not in own.json()["kinds"]


def test_no_words_find_anothers_ticket(two: SimpleNamespace, client: Client) -> None:
    aurora = api_house.key(client, partner="Aurora")
    assert aurora.get("/tickets?q=Aurora+title").json()["items"]
    assert aurora.get("/tickets?q=Borealis").json()["items"] == []


def test_a_channels_manifest_names_no_partner(two: SimpleNamespace, client: Client) -> None:
    by_key = api_house.key(client, partner="Aurora").get("/channels/stable/manifest")
    without = client.get("/channels/stable.json")
    for answer in (by_key, without):
        assert answer.status_code == 200
        said = b64decode(answer.json()["payload"]).decode()
        assert json.loads(said)["channel"] == "stable"
        assert not any(word in said for word in ("Aurora", "Borealis", "client", "partner"))
    assert client.get("/channels/nothing.json").status_code == 404


def test_an_answer_of_a_partners_key_is_on_its_own_ticket_and_stays_there(
    two: SimpleNamespace, client: Client
) -> None:
    aurora = api_house.key(client, partner="Aurora")
    waiting = submissions.ticket(partner=None, affected_user=None, idempotency_key="waits")
    ticket = aurora.post("/tickets", waiting).json()["id"]
    path = f"/tickets/{ticket}/answers"
    foreign = aurora.post(path, {"affected_user": "all", "partner": "Borealis"})
    assert foreign.json()["problems"][0]["where"] == "$.partner"
    filled = aurora.post(f"{path}?by=ada", {"affected_user": "all editors"})
    assert (filled.status_code, filled.json()["gaps"]) == (200, [])
    events = api_house.key(client).get(f"/tickets/{ticket}/events").json()["items"]
    assert [e["actor"] for e in events if e["kind"] == "filled"] == ["Aurora"]


def test_a_list_and_its_pins_are_read_without_being_kept(
    two: SimpleNamespace, client: Client
) -> None:
    aurora = api_house.key(client, partner="Aurora")
    read = aurora.post("/stacks/read", {"list": "datasette==2.0\n", "format": "pip-freeze"})
    assert read.status_code == 200, read.content
    assert aurora.get(f"/stacks/{read.json()['digest']}").status_code == 404
    assert not aurora.post("/pins", {"text": "datasette>=1\n"}).json()["pinned"]


def test_verifying_tells_only_what_the_attestation_says(
    two: SimpleNamespace, client: Client
) -> None:
    aurora = api_house.key(client, partner="Aurora")
    theirs = two.borealis.named["digest"]
    answers = [
        aurora.post("/attestations/verify", {"attestation": "{}", "stack": digest})
        for digest in (theirs, "f" * 64)
    ]
    assert [a.status_code for a in answers] == [422, 422]
    assert answers[0].json() == answers[1].json()
