"""Who gets in with a password and a second proof, who does not, and what do strangers learn?"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail as sent
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from authenticator import code
from levee.model.event import EventKind
from levee.model.reader import Reader
from levee.site import jobs, stories_accounts
from levee.site import settings as wired
from levee.store import account_sessions, accounts, contracts, ledger
from levee.store.account_models import Account
from signed_in import LEA, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, tzinfo=UTC)
PASSWORD = "correct horse battery"
ADA = Reader(mail="ada@vendor.example", name="Ada Engel", person="ada")


@pytest.fixture(autouse=True)
def _fresh(store: Path, settings: Any) -> Iterator[None]:
    """No attempts are counted yet, and passwords are quick to try."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ada(store: Path) -> Account:
    return accounts.create(ADA, NOW, password=PASSWORD)


def sign_in(client: Client, mail: str = ADA.mail, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("sign_in"), {"login": mail, "password": password, **more})


def written(to: str) -> list[str]:
    """The mails that went to this address, once the worker has been."""
    jobs.sweep(datetime.now(UTC))
    return [str(m.body) for m in sent.outbox if m.to == [to]]


def needs_two(role: str) -> None:
    text = contracts.in_force().text.replace("two_factor: []", f"two_factor: [{role}]")
    contracts.adopt(text, NOW)


def test_a_password_is_kept_as_argon2(settings: Any) -> None:
    settings.PASSWORD_HASHERS = wired.PASSWORD_HASHERS
    assert accounts.create(ADA, NOW, password=PASSWORD).password.startswith("argon2$argon2id$")


def test_the_right_password_opens_and_the_wrong_one_does_not(ada: Account) -> None:
    client = Client()
    assert "not correct" in sign_in(client, password="wrong wrong wrong").content.decode()
    assert client.get("/board/").status_code == 302
    assert sign_in(client).headers["Location"] == "/"
    assert client.get("/board/").status_code == 200


def test_an_address_is_the_same_in_capitals(ada: Account) -> None:
    assert sign_in(Client(), mail="ADA@Vendor.Example").status_code == 302


def test_a_stranger_learns_nothing_of_who_has_an_account(ada: Account) -> None:
    told = [
        re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page.content.decode())
        for mail in (ADA.mail, "nobody@vendor.example")
        for page in [sign_in(Client(), mail=mail, password="wrong wrong wrong")]
    ]
    assert told[0] == told[1]
    asked = [
        Client().post(reverse("account_reset_password"), {"email": mail})
        for mail in (ADA.mail, "nobody@vendor.example")
    ]
    assert [(a.status_code, a.headers["Location"]) for a in asked] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert written("nobody@vendor.example") == []


def test_whoever_guesses_is_slowed_down_under_every_name_of_ours(ada: Account) -> None:
    for number in range(5):
        client = Client(headers={"host": f"localhost:{8000 + number}"})
        sign_in(client, password=f"guess number {number}")
    late = sign_in(Client(headers={"host": "127.0.0.1"}))
    assert "Too many failed login attempts" in late.content.decode()


def test_nobody_signs_up(store: Path) -> None:
    assert Client().get("/signup/").status_code == 404
    assert Client().get("/accounts/signup/").status_code == 404
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_what_follows_signing_in_is_a_page_of_ours(ada: Account, away: str) -> None:
    assert sign_in(Client(), next=away).headers["Location"] == "/"
    assert sign_in(Client(), next="/board/").headers["Location"] == "/board/"


@pytest.mark.parametrize("name", ["sign_in", "sign_out", "account_reset_password", "sessions_end"])
def test_a_form_from_elsewhere_changes_nothing(ada: Account, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post(reverse(name), {}).status_code == 403


def test_signing_out_by_a_link_is_not_possible(ada: Account) -> None:
    client = Client()
    client.force_login(ada)
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.get("/board/").status_code == 200


def test_a_closed_account_opens_nothing_and_is_out_at_once(ada: Account) -> None:
    client = Client()
    sign_in(client)
    assert client.get("/board/").status_code == 200
    accounts.create(LEA, NOW)
    accounts.close(ada, NOW, "lea")
    assert client.get("/board/").status_code == 302
    sign_in(client)
    assert client.get("/board/").status_code == 302
    accounts.reopen(ada, NOW, "lea")
    assert sign_in(client).headers["Location"] == "/"


def test_the_last_admin_stays(store: Path) -> None:
    from levee.model.problem import Rejected

    lea = accounts.create(LEA, NOW)
    with pytest.raises(Rejected, match="last admin"):
        accounts.close(lea, NOW, "lea")
    with pytest.raises(Rejected, match="last admin"):
        accounts.set_admin(lea, False, NOW, "lea")
    lea.refresh_from_db()
    assert lea.admin and lea.is_active


def test_what_happens_to_an_account_is_in_the_ledger(ada: Account) -> None:
    accounts.close(ada, NOW, "lea")
    accounts.close(ada, NOW, "lea")
    accounts.reopen(ada, NOW, "lea")
    told = [(e.kind, e.actor) for e in ledger.events(accounts.subject(ada))]
    assert told == [
        (EventKind.ACCOUNT_MADE, "operator"),
        (EventKind.ACCOUNT_CLOSED, "lea"),
        (EventKind.ACCOUNT_REOPENED, "lea"),
    ]


class TestForgotten:
    def link(self) -> str:
        Client().post(reverse("account_reset_password"), {"email": ADA.mail})
        return str(re.findall(r"https?://\S+", written(ADA.mail)[-1])[0])

    def choose(self, link: str, password: str) -> Client:
        client = Client()
        path = link.removeprefix(settings.URL)
        form = client.get(path, follow=True)
        where = form.redirect_chain[-1][0] if form.redirect_chain else path
        client.post(where, {"password1": password, "password2": password})
        return client

    def test_a_mailed_link_sets_another_password_once(self, ada: Account) -> None:
        link = self.link()
        self.choose(link, "another horse battery")
        assert sign_in(Client(), password="another horse battery").status_code == 302
        self.choose(link, "a third horse battery")
        assert sign_in(Client(), password="a third horse battery").status_code == 200

    def test_it_ends_the_sessions_of_whoever_knew_the_old_one(self, ada: Account) -> None:
        thief = Client()
        sign_in(thief)
        self.choose(self.link(), "another horse battery")
        assert thief.get("/board/").status_code == 302
        assert account_sessions.of(ada, "", datetime.now(UTC)) == ()

    def test_it_leads_to_our_own_address_whatever_the_request_claims(self, ada: Account) -> None:
        Client(headers={"host": "localhost:9"}).post(
            reverse("account_reset_password"), {"email": ADA.mail}
        )
        assert f"{settings.URL}/sign-in/password/" in written(ADA.mail)[-1]
        assert "localhost:9" not in written(ADA.mail)[-1]

    def test_a_foreign_host_is_refused(self, ada: Account) -> None:
        answer = Client(headers={"host": "evil.example"}).get(reverse("sign_in"))
        assert answer.status_code == 400

    def test_the_link_is_nowhere_in_clear_in_the_store(self, ada: Account) -> None:
        link = self.link()
        from levee.store.models import OutboxRow

        kept = "".join(str(row) for row in OutboxRow.objects.values_list("payload", flat=True))
        assert link.rstrip("/").rpartition("-")[2] not in kept

    def test_a_closed_account_gets_no_mail(self, ada: Account) -> None:
        accounts.close(ada, NOW, "lea")
        Client().post(reverse("account_reset_password"), {"email": ADA.mail})
        assert written(ADA.mail) == []

    @pytest.mark.parametrize("weak", ["short", "password1234", "ada@vendor.example"])
    def test_a_weak_password_is_refused(self, ada: Account, weak: str) -> None:
        self.choose(self.link(), weak)
        assert sign_in(Client(), password=weak).status_code == 200


class TestSecond:
    @pytest.fixture
    def secret(self, ada: Account) -> str:
        made = totp.generate_totp_secret()
        totp.TOTP.activate(ada, made)
        return str(made)

    def test_a_password_alone_is_half_a_way(self, ada: Account, secret: str) -> None:
        client = Client()
        assert sign_in(client).headers["Location"] == reverse("mfa_authenticate")
        assert client.get("/board/").status_code == 302
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        assert client.get("/board/").status_code == 200

    def test_a_code_works_once(self, ada: Account, secret: str) -> None:
        told = code(secret)
        for client, status in ((Client(), 200), (Client(), 302)):
            sign_in(client)
            client.post(reverse("mfa_authenticate"), {"code": told})
            assert client.get("/board/").status_code == status

    def test_guessing_codes_is_slowed_down(self, ada: Account, secret: str) -> None:
        client = Client()
        sign_in(client)
        for number in range(6):
            client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
        late = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        assert late.status_code in (200, 429)
        assert client.get("/board/").status_code == 302

    def test_a_one_time_link_asks_for_it_too(self, ada: Account, secret: str) -> None:
        client = Client()
        answer = client.post(stories_accounts.path_in(ada))
        assert answer.headers["Location"] == reverse("mfa_authenticate")
        assert client.get("/board/").status_code == 302

    def test_its_seed_is_not_in_the_store_in_clear(self, ada: Account, secret: str) -> None:
        from allauth.mfa.models import Authenticator

        assert secret not in str(Authenticator.objects.get(user=ada).data)

    def test_somebody_who_lost_it_gets_in_when_it_is_forgotten(
        self, ada: Account, secret: str
    ) -> None:
        stories_accounts.forget_second(ada, NOW, "lea")
        client = Client()
        sign_in(client)
        assert client.get("/board/").status_code == 200


class TestAskedByRole:
    def test_who_may_hold_the_role_sets_it_up_before_anything_else(self, ada: Account) -> None:
        needs_two("developer")
        client = Client()
        sign_in(client)
        for path in ("/", "/board/", "/tickets/", "/contract/"):
            assert client.get(path).headers["Location"] == "/account/second/?needed=1"
        assert client.get("/account/second/").status_code == 200
        totp.TOTP.activate(ada, totp.generate_totp_secret())
        assert client.get("/board/").status_code == 200

    def test_nobody_else_is_asked(self, ada: Account) -> None:
        needs_two("support_lead")
        client = Client()
        sign_in(client)
        assert client.get("/board/").status_code == 200

    def test_a_contract_cannot_ask_it_of_a_role_that_is_not_there(self, store: Path) -> None:
        from levee.model.problem import Rejected

        with pytest.raises(Rejected, match=r"two_factor.0.*there is no role 'nobody'"):
            needs_two("nobody")


class TestSessions:
    def test_each_is_listed_and_ends_by_itself(self, ada: Account) -> None:
        here, there = Client(), Client()
        for client in (here, there):
            sign_in(client)
        listed = account_sessions.of(ada, here.session.session_key or "", datetime.now(UTC))
        assert [one.is_current for one in listed] == [False, True]
        here.post(reverse("session_end", args=(listed[0].id,)))
        assert there.get("/board/").status_code == 302
        assert here.get("/board/").status_code == 200

    def test_all_others_end_at_once(self, ada: Account) -> None:
        clients = [Client() for _ in range(3)]
        for client in clients:
            sign_in(client)
        clients[0].post(reverse("sessions_end"))
        assert [c.get("/board/").status_code for c in clients] == [200, 302, 302]

    def test_nobody_ends_somebody_elses(self, ada: Account) -> None:
        hers = Client()
        sign_in(hers)
        (one,) = account_sessions.of(ada, "", datetime.now(UTC))
        lea = signed_in(Client(), LEA)
        assert lea.post(reverse("session_end", args=(one.id,))).status_code == 404
        assert hers.get("/board/").status_code == 200

    def test_those_that_ran_out_are_forgotten_and_the_others_stay(self, ada: Account) -> None:
        old, new = Client(), Client()
        for client in (old, new):
            sign_in(client)
        Session.objects.filter(session_key=old.session.session_key).update(expire_date=NOW)
        assert account_sessions.forget(datetime.now(UTC)) == 1
        assert len(account_sessions.of(ada, "", datetime.now(UTC))) == 1
        assert new.get("/board/").status_code == 200

    def test_the_page_asks_as_often_for_many_as_for_one(
        self, ada: Account, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(4):
            sign_in(client := Client())
        with django_assert_max_num_queries(10):
            assert client.get(reverse("account")).content.decode().count("End it") == 3


class TestAnotherAddress:
    def test_it_changes_when_the_new_one_answers(self, ada: Account) -> None:
        client = Client()
        sign_in(client)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.post(reverse("account_email"), {"email": "new@vendor.example", "action_add": ""})
        ada.refresh_from_db()
        assert ada.mail == ADA.mail
        link = re.findall(r"https?://\S+", written("new@vendor.example")[-1])[0]
        client.post(link.removeprefix(settings.URL))
        ada.refresh_from_db()
        assert ada.mail == "new@vendor.example"
        assert sign_in(Client(), mail="new@vendor.example").status_code == 302
        assert sign_in(Client()).status_code == 200

    def test_it_cannot_be_somebody_elses(self, ada: Account) -> None:
        accounts.create(LEA, NOW)
        client = Client()
        sign_in(client)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.post(reverse("account_email"), {"email": LEA.mail, "action_add": ""})
        link = re.findall(r"https?://\S+", written(LEA.mail)[-1])[0]
        client.post(link.removeprefix(settings.URL))
        assert [a.mail for a in accounts.every()] == [ADA.mail, LEA.mail]
        assert accounts.of(ADA.mail).pk == ada.pk


def test_a_partner_has_an_account_page_and_no_more_than_before(store: Path) -> None:
    ann = replace(ADA, mail="ann@aurora.example", person="", partner="Aurora")
    client = signed_in(Client(), ann)
    assert client.get(reverse("account")).status_code == 200
    assert client.get("/board/").status_code == 404
