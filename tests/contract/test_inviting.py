"""How does somebody come to an account: invited or as the first admin, once, and in time?"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api_house import Api, key
from django.conf import settings
from django.core import mail as sent
from django.core.cache import cache
from django.test import Client

from levee.model.access import Scope
from levee.model.event import EventKind
from levee.model.problem import Rejected
from levee.model.reader import Reader
from levee.site import invitations, jobs
from levee.store import accounts, contracts, ledger
from levee.store import invitations as kept
from levee.store.account_models import Account
from signed_in import LEA
from together import together

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
BO = Reader(mail="bo@vendor.example", name="Bo Lind", person="bo")
ANN = Reader(mail="ann@aurora.example", name="Ann", partner="Aurora")


@pytest.fixture(autouse=True)
def _fresh(store: Path, settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


def invited(who: Reader = BO, days: int = 7, ago: timedelta = timedelta()) -> tuple[Any, str]:
    now = datetime.now(UTC) - ago
    return invitations.invite(who, days, contracts.in_force(), now, "lea")


def accept(path: str, **given: str) -> Any:
    client = Client()
    return client.post(path, {"name": "Bo Lind", "password": PASSWORD} | given)


def mails(to: str) -> list[str]:
    jobs.sweep(datetime.now(UTC))
    return [str(m.body) for m in sent.outbox if m.to == [to]]


@pytest.mark.parametrize("who", [BO, ANN])
def test_an_invitation_makes_the_account_it_names_once(who: Reader) -> None:
    _, path = invited(who)
    client = Client()
    assert client.get(path).status_code == 200
    given = {"name": who.name, "password": PASSWORD, "admin": "on", "partner": "", "mail": "x@y.z"}
    assert client.post(path, given).status_code == 302
    (made,) = accounts.every()
    assert accounts.reader(made) == who
    assert client.get("/account/").status_code == 200
    assert Client().get(path).status_code == 404
    assert accept(path).status_code == 404
    assert len(accounts.every()) == 1


def test_it_is_mailed_and_the_link_in_it_is_the_one(store: Path) -> None:
    _, path = invited()
    (text,) = mails(BO.mail)
    assert re.findall(r"https?://\S+", text) == [settings.URL + path]


def test_it_ends_on_its_day() -> None:
    _, path = invited(days=7, ago=timedelta(days=7))
    assert Client().get(path).status_code == 404
    assert accept(path).status_code == 404
    _, path = invited(ANN, days=7, ago=timedelta(days=6, hours=23))
    assert accept(path).status_code == 302


def test_one_that_was_withdrawn_opens_nothing_and_is_not_mailed() -> None:
    made, path = invited()
    invitations.withdraw(made.id, datetime.now(UTC), "lea")
    assert accept(path).status_code == 404
    assert mails(BO.mail) == []


def test_sent_again_only_the_new_link_holds() -> None:
    made, old = invited()
    _, new = invitations.again(made.id, 7, datetime.now(UTC), "lea")
    assert accept(old).status_code == 404
    assert [settings.URL + new in text for text in mails(BO.mail)] == [True]
    assert accept(new).status_code == 302


def test_a_link_that_was_made_up_opens_nothing() -> None:
    made, path = invited()
    other = "1" if path[-2] == "0" else "0"
    for forged in (f"{path[:-2]}{other}/", path.replace(f"/{made.id}/", f"/{made.id + 1}/")):
        assert Client().get(forged).status_code == 404


def test_a_weak_password_and_no_name_are_said_on_the_form_and_nothing_is_made() -> None:
    _, path = invited()
    page = accept(path, name=" ", password="short")
    assert page.status_code == 422
    said = page.content.decode()
    assert "at least 12 characters" in said and "This field is required" in said
    assert accounts.every() == ()
    assert accept(path).status_code == 302


def test_two_who_accept_at_once_make_one_account(transactional_db: None, store: Path) -> None:
    _, path = invited()
    answers = together(lambda _: accept(path).status_code, 2)
    assert sorted(answers)[0] == 302
    assert len(accounts.every()) == 1


@pytest.mark.parametrize(
    ("who", "where"),
    [
        (Reader(mail="no address", name="No"), "mail"),
        (Reader(mail="a@b.example", name=""), "name"),
        (Reader(mail="a@b.example", name="A", person="nobody"), "person"),
        (Reader(mail="a@b.example", name="A", partner="Aurora", admin=True), "partner"),
    ],
)
def test_what_is_wrong_is_named(who: Reader, where: str) -> None:
    with pytest.raises(Rejected) as refused:
        invited(who)
    assert [p.where for p in refused.value.problems] == [where]


@pytest.mark.parametrize("days", [0, 91, -1])
def test_it_holds_for_some_days_and_not_for_ever(days: int) -> None:
    with pytest.raises(Rejected, match="between 1 and 90"):
        invited(days=days)


def test_nobody_is_invited_twice_or_who_is_here() -> None:
    invited()
    with pytest.raises(Rejected, match="is invited already"):
        invited()
    accounts.create(ANN, datetime.now(UTC))
    with pytest.raises(Rejected, match="has an account already"):
        invited(ANN)


def test_who_invited_whom_is_in_the_ledger() -> None:
    made, _ = invited()
    invitations.withdraw(made.id, datetime.now(UTC), "edo")
    told = [(e.kind, e.actor) for e in ledger.events(f"invitation:{made.id}")]
    assert told == [(EventKind.INVITED, "lea"), (EventKind.INVITATION_WITHDRAWN, "edo")]


class TestFirstAdmin:
    given = {"mail": "lea@vendor.example", "name": "Lea", "person": "", "password": PASSWORD}

    def link(self) -> str:
        return invitations.first_admin(datetime.now(UTC))

    def test_the_link_is_the_same_until_it_is_used(self) -> None:
        assert self.link() == self.link() != ""

    def test_it_asks_who_one_is_and_makes_an_admin_once(self) -> None:
        path, client = self.link(), Client()
        assert client.post(path, self.given).status_code == 302
        (made,) = accounts.every()
        assert made.admin and made.mail == "lea@vendor.example"
        assert client.get("/board/").status_code == 200
        assert self.link() == ""
        assert Client().post(path, {**self.given, "mail": "thief@evil.example"}).status_code == 404

    def test_it_opens_nothing_once_there_is_an_admin_by_another_way(self) -> None:
        path = self.link()
        accounts.create(LEA, datetime.now(UTC))
        assert Client().get(path).status_code == 404

    def test_an_admin_who_is_a_person_of_the_contract_says_so(self) -> None:
        Client().post(self.link(), self.given | {"person": "edo"})
        assert accounts.every()[0].person == "edo"

    def test_somebody_who_is_not_in_the_contract_is_refused(self) -> None:
        page = Client().post(self.link(), self.given | {"person": "nobody"})
        assert page.status_code == 422
        assert accounts.every() == ()

    def test_it_is_in_no_list(self) -> None:
        self.link()
        assert kept.every() == ()


class TestThroughTheApi:
    def test_accounts_are_made_listed_closed_and_opened(self, staff: Api) -> None:
        made = staff.post("/accounts", {"mail": BO.mail, "name": BO.name, "person": "bo"})
        assert made.status_code == 201
        body = made.json()
        assert Client().get(body["link"].removeprefix(settings.URL)).status_code == 200
        assert staff.post(f"/accounts/{body['id']}/close").json()["active"] is False
        assert staff.post(f"/accounts/{body['id']}/reopen").json()["active"] is True
        assert [a["mail"] for a in staff.get("/accounts").json()["items"]] == [BO.mail]

    def test_invitations_are_made_listed_sent_again_and_withdrawn(self, staff: Api) -> None:
        made = staff.post("/invitations", {"mail": BO.mail, "name": BO.name})
        assert made.status_code == 201
        number = made.json()["id"]
        again = staff.post(f"/invitations/{number}/again", {"days": 3})
        assert again.json()["link"] != made.json()["link"]
        assert staff.ask("DELETE", f"/invitations/{number}").json()["holds"] is False
        (listed,) = staff.get("/invitations").json()["items"]
        assert "link" not in listed and listed["withdrawn_at"]

    def test_a_key_makes_no_admin_who_may_do_more_than_itself(self, client: Client) -> None:
        small = key(client, Scope.ACCOUNTS_READ, Scope.ACCOUNTS_WRITE)
        wanted = {"mail": BO.mail, "name": BO.name, "admin": True}
        assert small.post("/accounts", wanted).status_code == 422
        assert small.post("/invitations", wanted).status_code == 422
        lea = accounts.create(LEA, datetime.now(UTC))
        assert small.post(f"/accounts/{lea.pk}/link").status_code == 422
        assert small.post(f"/accounts/{lea.pk}/forget-second").status_code == 422
        assert Account.objects.count() == 1
