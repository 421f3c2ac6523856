"""Does a webhook reach only where it may, with the bytes that were signed, until it is taken?"""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from typing import Any

import api_house
import pytest
from api_house import Api
from django.test import Client
from standardwebhooks import Webhook

import submissions
from levee.connect import webhook
from levee.connect.public_address import Forbidden, checked, is_open, networks
from levee.connect.webhook import Letter
from levee.site import jobs
from levee.store.models import DeliveryRow, OutboxRow, SealedRow, WebhookRow

SECRET = "sk_live_abcdefghijklmnop123456"
LOCAL = networks("127.0.0.0/8")

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2002:a00:1::", "ff02::1", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_s10_a_private_address_is_not_open_in_any_of_its_forms(address: str) -> None:
    assert not is_open(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_a_public_address_is_open(address: str) -> None:
    assert is_open(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]"],
)
def test_s10_a_name_is_looked_up_before_it_is_judged(host: str) -> None:
    with pytest.raises(Forbidden):
        checked(host.strip("[]"), 443)


def test_s10_one_private_address_of_a_name_refuses_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("8.8.8.8", "10.0.0.1"))
    with pytest.raises(Forbidden, match=r"10\.0\.0\.1"):
        checked("mixed.example", 443)


def leading_to(*addresses: str) -> Any:
    def found(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses]

    return found


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "ftp://example.com/", "https://", "https:///x", "//example.com",
     "https://user@example.com/", "https://example.com:0/", "https://example.com:99999/",
     "https://example.com/\r\nHost: x", "https://exa mple.com/", "https://ex\u00e4mple.com/",
     "file:///etc/passwd", "https://[::1", "javascript:alert(1)"],
)  # fmt: skip
def test_an_odd_address_is_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        webhook.parts(url)


def test_s10_the_name_is_not_looked_up_again_to_connect(
    receiver: "Receiver", monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a name that leads elsewhere the second time leads nowhere."""
    answers = iter([leading_to("127.0.0.1")])
    asked: list[str] = []

    def resolve(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        return next(answers)()

    monkeypatch.setattr(socket, "getaddrinfo", _by_name(resolve))
    letter = _letter(f"http://rebound.example:{receiver.port}/")
    assert webhook.post(letter, datetime.now(UTC), LOCAL).status == 200
    assert asked == ["rebound.example"]
    assert receiver.got[0].headers["Host"] == f"rebound.example:{receiver.port}"


def _by_name(resolve: Any) -> Any:
    """Only names are looked up: create_connection asks for the numbers of an address, too."""
    real = socket.getaddrinfo

    def found(host: str, *args: Any, **named: Any) -> Any:
        return real(host, *args, **named) if host[0].isdigit() else resolve(host)

    return found


def _letter(url: str, body: bytes = b'{"a": 1}') -> Letter:
    return Letter(url=url, secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id="msg_1", body=body)


class Got:
    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        self.headers, self.body, self.path = dict(handler.headers), body, handler.path


class Receiver:
    """A server on this machine that answers what the test wants."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.status, self.headers = 200, dict[str, str]()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(Got(self, body))
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(f"key {SECRET} ".encode() * 10_000)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVEE_WEBHOOK_NETWORKS", "127.0.0.0/8")


def test_s10_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 302, {"Location": "http://169.254.169.254/latest"}
    reply = webhook.post(_letter(f"http://127.0.0.1:{receiver.port}/"), datetime.now(UTC), LOCAL)
    assert (reply.status, reply.is_taken) == (302, False)
    assert len(receiver.got) == 1


def test_little_of_an_answer_is_read(receiver: Receiver) -> None:
    reply = webhook.post(_letter(f"http://127.0.0.1:{receiver.port}/"), datetime.now(UTC), LOCAL)
    assert len(reply.said) <= webhook.READ


def test_whoever_drips_an_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "WHOLE_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        reply = webhook.post(
            _letter(f"http://127.0.0.1:{silent.getsockname()[1]}/"), datetime.now(UTC), LOCAL
        )
    assert reply.status is None


@pytest.mark.django_db
def test_s11_the_bytes_that_are_sent_are_the_bytes_that_are_signed(
    staff: Api, receiver: Receiver, opened: None
) -> None:
    secret = added(staff, receiver, "opened")["secret"]
    ticket = staff.post("/tickets", submissions.ticket(title="größer", description=SECRET)).json()
    assert jobs.post_owed(datetime.now(UTC)) == 1
    got = receiver.got[0]
    told = Webhook(secret).verify(got.body, got.headers)
    assert told["type"] == "opened"
    assert told["data"]["subject"] == f"ticket:{ticket['id']}"
    assert SECRET not in got.body.decode()
    with pytest.raises(Exception, match="signature"):
        Webhook(secret).verify(got.body.replace(b"opened", b"closed"), got.headers)


def added(staff: Api, receiver: Receiver, *kinds: str) -> Any:
    url = f"http://127.0.0.1:{receiver.port}/hook?x=1"
    answer = staff.post("/webhooks", {"url": url, "kinds": list(kinds)})
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.mark.django_db
def test_only_the_chosen_kinds_are_told_and_each_once(
    staff: Api, receiver: Receiver, opened: None
) -> None:
    added(staff, receiver, "judged")
    staff.post("/tickets", submissions.ticket())
    now = datetime.now(UTC)
    assert [jobs.post_owed(now), jobs.post_owed(now)] == [1, 0]
    assert json.loads(receiver.got[0].body)["type"] == "judged"
    assert receiver.got[0].path == "/hook?x=1"


@pytest.mark.django_db
def test_what_was_not_taken_is_tried_again_later_with_the_same_id(
    staff: Api, receiver: Receiver, opened: None
) -> None:
    number = added(staff, receiver, "opened")["id"]
    staff.post("/tickets", submissions.ticket())
    receiver.status, now = 500, datetime.now(UTC)
    assert jobs.post_owed(now) == 0
    assert jobs.post_owed(now + timedelta(seconds=4)) == 0
    assert len(receiver.got) == 1
    jobs.post_owed(now + timedelta(seconds=6))
    assert OutboxRow.objects.get(channel="webhook").not_before == now + timedelta(seconds=306)
    receiver.status = 204
    assert jobs.post_owed(now + timedelta(minutes=10)) == 1
    assert len({g.headers["webhook-id"] for g in receiver.got}) == 1
    log = staff.get(f"/webhooks/{number}/deliveries?limit=2").json()
    assert [d["status"] for d in log["items"]] == [204, 500]
    assert SECRET not in json.dumps(log)
    older = staff.get(f"/webhooks/{number}/deliveries?cursor={log['next']}").json()
    assert [d["status"] for d in older["items"]] == [500]


@pytest.mark.django_db
def test_a_delivery_is_made_again_on_request(staff: Api, receiver: Receiver, opened: None) -> None:
    added(staff, receiver, "opened")
    staff.post("/tickets", submissions.ticket())
    jobs.post_owed(datetime.now(UTC))
    delivery = DeliveryRow.objects.get()
    answer = staff.post(f"/deliveries/{delivery.pk}/redeliver")
    assert answer.status_code == 202
    assert jobs.post_owed(datetime.now(UTC)) == 1
    assert receiver.got[0].body == receiver.got[1].body
    assert receiver.got[0].headers["webhook-id"] == receiver.got[1].headers["webhook-id"]


@pytest.mark.django_db
def test_whoever_is_gone_is_told_nothing_more(staff: Api, receiver: Receiver, opened: None) -> None:
    added(staff, receiver, "opened")
    receiver.status = 410
    staff.post("/tickets", submissions.ticket())
    jobs.post_owed(datetime.now(UTC))
    assert staff.get("/webhooks").json()["items"] == []
    staff.post("/tickets", submissions.ticket(idempotency_key="2"))
    assert jobs.post_owed(datetime.now(UTC)) == 0


@pytest.mark.django_db
def test_s10_an_address_is_checked_again_before_each_message(
    staff: Api, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEVEE_WEBHOOK_NETWORKS", "127.0.0.0/8")
    added(staff, receiver, "opened")
    monkeypatch.delenv("LEVEE_WEBHOOK_NETWORKS")
    staff.post("/tickets", submissions.ticket())
    assert jobs.post_owed(datetime.now(UTC)) == 0
    assert receiver.got == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://169.254.169.254/", "http://8.8.8.8/"]
)
def test_s10_an_address_that_is_not_public_is_not_added(staff: Api, url: str) -> None:
    answer = staff.post("/webhooks", {"url": url, "kinds": ["opened", "nonsense"]})
    assert [p["where"] for p in answer.json()["problems"]] == ["$.url", "$.kinds[1]"]


@pytest.mark.django_db
def test_s21_a_signing_secret_is_kept_sealed_and_shown_once(
    staff: Api, receiver: Receiver, opened: None
) -> None:
    made = added(staff, receiver, "opened")
    assert made["secret"] not in staff.get("/webhooks").content.decode()
    row = WebhookRow.objects.get()
    assert made["secret"].encode() not in bytes(SealedRow.objects.get(id=row.secret).body)


@pytest.mark.django_db
def test_s7_a_partner_is_told_of_its_own_tickets_only(
    staff: Api, client: Client, receiver: Receiver, opened: None
) -> None:
    aurora = api_house.key(client, partner="Aurora")
    url = f"http://127.0.0.1:{receiver.port}/"
    assert aurora.post("/webhooks", {"url": url}).status_code == 201
    for name in ("Aurora", "Borealis"):
        staff.post("/tickets", submissions.ticket(partner=name, idempotency_key=name))
    jobs.post_owed(datetime.now(UTC))
    assert receiver.got
    bodies = [g.body.decode() for g in receiver.got]
    assert not any("Borealis" in body for body in bodies)
    assert all(json.loads(body)["data"]["data"] == {} for body in bodies)
