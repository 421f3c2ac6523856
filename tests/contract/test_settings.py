"""Can admins look after accounts, people, keys, webhooks and mail in the pages, and nobody else?"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as sent
from django.core.cache import cache
from django.test import Client

from levee.contract import edit
from levee.model.reader import Reader
from levee.site import stories_webhooks
from levee.store import accounts, api_keys, contracts, invitations, ledger, webhooks
from levee.store.webhooks import Delivery
from signed_in import LEA, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, tzinfo=UTC)
BO = Reader(mail="bo@vendor.example", name="Bo", person="bo")
PAGES = ("/settings/", "/settings/people/", "/settings/keys/", "/settings/webhooks/",
         "/settings/mail/")  # fmt: skip
TOKEN = "0" * 31
_count = iter(range(10**6))


@pytest.fixture(autouse=True)
def _fresh(store: Path) -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def lea(store: Path) -> Client:
    return signed_in(Client(), LEA)


def send(client: Client, path: str, act: str, **given: str) -> Any:
    """One form, as a browser sends it; each is a wish of its own."""
    token = f"{next(_count):032x}"
    return client.post(f"{path}do/{act}/", {"_token": token, "_version": "", **given})


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_only_admins_see_them(lea: Client, path: str) -> None:
    assert lea.get(path).status_code == 200
    assert signed_in(Client(), BO).get(path).status_code == 404
    assert "/settings/" not in said(
        signed_in(Client(), Reader(mail="c@d.example", name="C")).get("/board/")
    )


@pytest.mark.parametrize(
    ("path", "act"),
    [("/settings/", "close"), ("/settings/people/", "text"), ("/settings/keys/", "make"),
     ("/settings/webhooks/", "add"), ("/settings/mail/", "test")],
)  # fmt: skip
def test_nobody_else_does_anything_there(store: Path, path: str, act: str) -> None:
    staff = signed_in(Client(), BO)
    assert send(staff, path, act).status_code == 404
    assert send(Client(), path, act).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(accounts.create(LEA, NOW))
    assert send(strict, path, act).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_often_for_many_as_for_few(
    lea: Client, path: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        accounts.create(Reader(mail=f"p{number}@vendor.example", name=f"P{number}"), NOW)
    with django_assert_max_num_queries(12):
        assert lea.get(path).status_code == 200


class TestAccounts:
    def test_one_is_made_and_its_link_is_shown_once(self, lea: Client) -> None:
        page = said(send(lea, "/settings/", "make", mail=BO.mail, name="Bo", person="bo"))
        (link,) = re.findall(r"https?://[^/]+(/enter/\S+?/)<", page)
        assert Client().get(link).status_code == 200
        assert link not in said(lea.get("/settings/"))
        assert ledger.events(accounts.subject(accounts.of(BO.mail)))[0].actor == "Lea"

    def test_a_link_into_somebody_elses_account_is_told_in_its_events(self, lea: Client) -> None:
        bo = accounts.create(BO, NOW)
        assert "/enter/" in said(send(lea, "/settings/", "link", account=str(bo.pk)))
        last = ledger.events(accounts.subject(bo))[-1]
        assert (last.actor, last.reason) == ("Lea", "a one-time link was made")

    def test_what_is_wrong_stands_beside_what_was_typed(self, lea: Client) -> None:
        answer = send(lea, "/settings/", "invite", mail="<bo>", name="", days="0", partner="Äther")
        assert answer.status_code == 422
        page = said(answer)
        assert "no mail address" in page and "&lt;bo&gt;" in page and "Äther" in page
        assert invitations.every() == ()

    def test_somebody_is_invited_reminded_and_not_any_more(self, lea: Client) -> None:
        send(lea, "/settings/", "invite", mail=BO.mail, name="Bo", days="3")
        (one,) = invitations.every()
        send(lea, "/settings/", "again", invitation=str(one.id))
        assert invitations.every()[0].nonce != one.nonce
        send(lea, "/settings/", "withdraw", invitation=str(one.id))
        assert invitations.every()[0].withdrawn_at

    def test_closing_puts_them_out_at_once_and_opening_lets_them_in(self, lea: Client) -> None:
        bo = signed_in(Client(), BO)
        number = str(accounts.of(BO.mail).pk)
        send(lea, "/settings/", "close", account=number)
        assert bo.get("/board/").status_code == 302
        send(lea, "/settings/", "reopen", account=number)
        assert accounts.of(BO.mail).is_active

    def test_the_last_admin_stays_and_the_page_says_why(self, lea: Client) -> None:
        me = str(accounts.of(LEA.mail).pk)
        for act in ("close", "admin"):
            answer = send(lea, "/settings/", act, account=me)
            assert answer.status_code == 422
            assert "is the last admin" in said(answer)
        assert lea.get("/settings/").status_code == 200

    def test_an_admin_is_made_of_staff_and_never_of_a_partner(self, lea: Client) -> None:
        bo = accounts.create(BO, NOW)
        ann = accounts.create(Reader(mail="ann@a.example", name="Ann", partner="Aurora"), NOW)
        send(lea, "/settings/", "admin", account=str(bo.pk), to="yes")
        assert send(lea, "/settings/", "admin", account=str(ann.pk), to="yes").status_code == 422
        assert [a.mail for a in accounts.every() if a.admin] == [BO.mail, LEA.mail]

    @pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "99"])
    def test_a_number_that_is_none_is_refused(self, lea: Client, number: str) -> None:
        assert send(lea, "/settings/", "close", account=number).status_code in (404, 422)


class TestKeys:
    def test_a_key_is_made_shown_once_and_revoked(self, lea: Client) -> None:
        given = {"name": "CI", "per_minute": "60", "scope.check": "yes", "expires": "2126-01-31"}
        page = send(lea, "/settings/keys/", "make", **given)
        assert page["Cache-Control"] == "no-store"
        (secret,) = re.findall(r"levee_[\w-]{43}", said(page))
        (key,) = api_keys.every()
        assert (sorted(key.scopes), key.per_minute) == (["check"], 60)
        assert secret not in said(lea.get("/settings/keys/"))
        send(lea, "/settings/keys/", "revoke", key=str(key.id))
        assert api_keys.every()[0].revoked_at

    def test_the_same_form_sent_twice_makes_one_key(self, lea: Client) -> None:
        given = {"name": "CI", "per_minute": "60", "scope.check": "yes", "_token": "a" * 32}
        for _ in range(2):
            lea.post("/settings/keys/do/make/", given)
        assert len(api_keys.every()) == 1

    def test_all_that_is_wrong_is_named(self, lea: Client) -> None:
        answer = send(lea, "/settings/keys/", "make", name="", per_minute="60", partner="Aurora",
                      **{"scope.keys:write": "yes"})  # fmt: skip
        page = said(answer)
        assert answer.status_code == 422
        assert "says what the key is for" in page and "not for a partner" in page
        assert api_keys.every() == ()


class TestWebhooks:
    @pytest.fixture
    def endpoint(self, lea: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("LEVEE_WEBHOOK_NETWORKS", "127.0.0.0/8")
        page = send(lea, "/settings/webhooks/", "add", url="http://127.0.0.1:9/", kinds="opened")
        assert re.search(r"whsec_\S+", said(page))
        return webhooks.every()[0]

    def test_an_endpoint_is_added_and_removed(self, lea: Client, endpoint: Any) -> None:
        assert "whsec_" not in said(lea.get("/settings/webhooks/"))
        send(lea, "/settings/webhooks/", "remove", webhook=str(endpoint.id))
        assert webhooks.every() == ()

    def test_an_inner_address_is_refused(self, lea: Client) -> None:
        answer = send(lea, "/settings/webhooks/", "add", url="https://127.0.0.1/")
        assert answer.status_code == 422
        assert webhooks.every() == ()

    def test_the_log_shows_each_attempt_as_text_and_tells_again(
        self, lea: Client, endpoint: Any
    ) -> None:
        accounts.create(BO, NOW)
        event = ledger.events(accounts.subject(accounts.of(BO.mail)))[0]
        webhooks.note(
            Delivery(id=0, webhook=endpoint.id, event=event.id, kind="", message="msg_1",
                     at=NOW, status=500, said="<script>alert(1)</script>", delivered=False)
        )  # fmt: skip
        page = said(lea.get(f"/settings/webhooks/?log={endpoint.id}"))
        assert "msg_1" in page and "<script>alert" not in page
        told = webhooks.deliveries(endpoint.id)[0]
        assert (
            send(lea, "/settings/webhooks/", "redeliver", delivery=str(told.id)).status_code == 303
        )

    @pytest.mark.parametrize("log", ["999999", "x", "-1", "9" * 40])
    def test_a_log_that_is_none_is_no_fault(self, lea: Client, log: str) -> None:
        assert lea.get(f"/settings/webhooks/?log={log}").status_code in (200, 404)


class TestMail:
    def test_a_test_mail_goes(self, lea: Client) -> None:
        assert send(lea, "/settings/mail/", "test", to="lea@vendor.example").status_code == 302
        assert [m.to for m in sent.outbox] == [["lea@vendor.example"]]

    def test_what_is_no_address_is_said(self, lea: Client) -> None:
        answer = send(lea, "/settings/mail/", "test", to="a@b.example\nBcc: c@d.example")
        assert answer.status_code == 422
        assert sent.outbox == []

    def test_a_server_that_does_not_answer_is_said(
        self, lea: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(*_: object, **__: object) -> None:
            raise ConnectionRefusedError(111, "Connection refused")

        monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
        answer = send(lea, "/settings/mail/", "test", to="lea@vendor.example")
        assert answer.status_code == 409
        assert "Connection refused" in said(answer)

    def test_the_password_is_not_shown(self, lea: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LEVEE_SMTP_PASSWORD", "hunter2-Correct")
        assert "hunter2" not in said(lea.get("/settings/mail/"))


class TestPeople:
    role = {
        "key": "qa",
        "title": "QA",
        "people": "bo\nada\nfay",
        "weekly": "yes",
        "since": "2026-01-05",
    }

    def proposed(self, page: str) -> dict[str, str]:
        found = re.search(r'id="form-adopt".*?</form>', page, re.DOTALL)
        assert found, page
        names = re.findall(r'type="hidden" name="(text|before)" value="([^"]*)"', found[0])
        import html

        return {name: html.unescape(value) for name, value in names}

    def test_an_edit_shows_what_changes_and_changes_nothing(self, lea: Client) -> None:
        before = contracts.in_force().digest
        page = said(send(lea, "/settings/people/", "role", **self.role))
        assert "roles.qa.people.2" in page
        assert contracts.in_force().digest == before

    def test_putting_it_in_force_makes_another_version(self, lea: Client) -> None:
        before = contracts.in_force().digest
        given = self.proposed(said(send(lea, "/settings/people/", "role", **self.role)))
        assert send(lea, "/settings/people/", "adopt", **given).status_code == 303
        assert contracts.in_force().file.roles["qa"].people == ["bo", "ada", "fay"]
        assert contracts.in_force(before).digest == before

    def test_a_version_that_came_meanwhile_stops_it_and_shows_the_differences_anew(
        self, lea: Client
    ) -> None:
        given = self.proposed(said(send(lea, "/settings/people/", "role", **self.role)))
        other = edit.with_person(contracts.in_force().text, "ada", {"name": "Ada Other"})
        contracts.adopt(other, NOW)
        answer = send(lea, "/settings/people/", "adopt", **given)
        assert answer.status_code == 409
        assert "people.ada.name" in said(answer)
        assert contracts.in_force().file.people["ada"].name == "Ada Other"
        again = self.proposed(said(answer))
        assert again["before"] == contracts.in_force().digest

    @pytest.mark.parametrize(
        ("act", "given", "says"),
        [
            ("role", {"people": "nobody"}, "there is no person"),
            ("role", {"people": ""}, "nobody holds it"),
            ("role", {"overrides": "tomorrow bo"}, "line 1 is no from, to and who"),
            ("role", {"since": "someday"}, "no date"),
            ("person", {"key": "Ä b", "name": "X", "mail": "x", "zone": "UTC"}, "a short word"),
            ("person", {"key": "x", "name": "X", "mail": "x@y.example", "zone": "Mars"}, "zone"),
            ("text", {"text": "version: 1"}, "required"),
            ("text", {"text": "a: [unclosed"}, "not YAML"),
        ],
    )
    def test_what_does_not_hold_is_refused_with_what_was_typed(
        self, lea: Client, act: str, given: dict[str, str], says: str
    ) -> None:
        sends = (self.role if act == "role" else {}) | given
        answer = send(lea, "/settings/people/", act, **sends)
        assert answer.status_code == 422, said(answer)
        assert says.lower() in said(answer).lower()

    def test_holes_that_the_proof_finds_are_refused(self, lea: Client) -> None:
        stands_in = (
            '[{from: "2026-11-01T00:00:00+00:00", to: "2027-08-01T00:00:00+00:00", person: edo},'
            ' {from: "2026-12-01T00:00:00+00:00", to: "2027-01-01T00:00:00+00:00", person: bo}]'
        )
        old = contracts.in_force().text
        text = old.replace("people: [edo]}", f"people: [edo], overrides: {stands_in}}}")
        assert text != old
        answer = send(lea, "/settings/people/", "text", text=text)
        assert answer.status_code == 422

    def test_a_forged_adoption_is_proved_too(self, lea: Client) -> None:
        before = contracts.in_force()
        given = {"text": "version: 1", "before": before.digest}
        assert send(lea, "/settings/people/", "adopt", **given).status_code == 422
        assert contracts.in_force().digest == before.digest


def test_a_webhook_may_be_told_of_what_happens_to_accounts(store: Path) -> None:
    assert "account_closed" in stories_webhooks._offered("")
    assert "account_closed" not in stories_webhooks._offered("Aurora")


class TestWhoTheyAre:
    def test_an_account_is_told_who_it_is_in_the_contract(self, lea: Client) -> None:
        cy = accounts.create(Reader(mail="cy@vendor.example", name="Cy"), NOW)
        page = said(lea.get(f"/settings/?do=person&account={cy.pk}"))
        assert 'action="/settings/do/person/"' in page
        assert send(lea, "/settings/", "person", account=str(cy.pk), person="bo").status_code == 303
        assert accounts.of("cy@vendor.example").person == "bo"
        refused = send(lea, "/settings/", "person", account=str(cy.pk), person="<script>")
        assert refused.status_code == 422
        assert "nobody in the contract" in said(refused)

    def test_a_partners_people_are_nobody_of_the_contract(self, lea: Client) -> None:
        ann = accounts.create(Reader(mail="a@aurora.example", name="Ann", partner="Aurora"), NOW)
        assert (
            send(lea, "/settings/", "person", account=str(ann.pk), person="bo").status_code == 422
        )
        assert accounts.of("a@aurora.example").person == ""

    @pytest.mark.parametrize("given", ["x", "-1", "9" * 30])
    def test_the_form_of_no_account_is_none(self, lea: Client, given: str) -> None:
        page = said(lea.get("/settings/", {"do": "person", "account": given}))
        assert "/settings/do/person/" not in page

    def test_somebody_is_signed_out_everywhere(self, lea: Client) -> None:
        cy = Reader(mail="cy@vendor.example", name="Cy")
        there = Client()
        answer = there.post(_link_of(cy, lea))
        assert answer.status_code == 302
        assert there.get("/board/").status_code == 200
        number = str(accounts.of(cy.mail).pk)
        assert send(lea, "/settings/", "sign-out", account=number).status_code == 303
        assert there.get("/board/").status_code == 302
        assert accounts.of(cy.mail).is_active


def _link_of(who: Reader, lea: Client) -> str:
    page = said(send(lea, "/settings/", "make", mail=who.mail, name=who.name))
    found = re.search(r"/enter/[^<\s]+", page)
    assert found
    return found[0]
