"""Is every page for somebody only, and not there for anybody else?"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from levee.model.reader import Reader
from levee.store.account_models import Account
from levee.web.identity import places
from levee.web.urls import urlpatterns
from signed_in import LEA, signed_in

pytestmark = pytest.mark.django_db
PARTNER = Reader(mail="ann@aurora.example", name="Ann", partner="Aurora")
#: What needs no account: the ways in, what the browser draws with, badges and manifests.
OPEN = {"asset", "badge", "badge_endpoint", "manifest", "home"}
OPEN |= {str(door.name) for door in places.DOORS}
#: What is for everybody who is signed in, each with their own.
OWN = ("/portal/", "/account/")
GIVEN = {
    "stream": "partner",
    "ticket_id": "T-1001",
    "work_id": "W-1001",
    "digest": "0" * 64,
    "run_id": "R1",
    "name": "stable",
    "act": "reply",
    "number": 1,
    "pk": 1,
    "form": "reply",
}
BO = Reader(mail="bo@vendor.example", name="Bo", admin=True)
SENT = ("_act", "_kept", "portal_send")  #: what a form is sent to, and nobody looks at


def closed(sent: bool = False) -> Iterator[str]:
    """The path of each page that is for somebody, or of each form."""
    for pattern in urlpatterns:
        if isinstance(pattern, URLPattern) and pattern.name and pattern.name not in OPEN:
            names = pattern.pattern.converters
            if pattern.name.endswith(SENT) is sent:
                yield reverse(pattern.name, kwargs={name: GIVEN[name] for name in names})


def ask(client: Client, path: str) -> Any:
    """A page is looked at, a form is sent."""
    return client.post(path) if "/do/" in path else client.get(path)


@pytest.mark.parametrize("path", list(closed()))
def test_nobody_is_sent_to_sign_in_and_finds_nothing(store: None, path: str) -> None:
    answer = ask(Client(), path)
    if answer.status_code == 404:  # a stream of events has nothing to show instead
        assert path.endswith("/live")
        return
    assert unquote(answer.headers["Location"]).startswith("/sign-in/?next=/")


@pytest.mark.parametrize("path", [p for p in closed() if not p.startswith(OWN)])
def test_for_a_partner_the_pages_of_staff_are_not_there(store: None, path: str) -> None:
    assert ask(signed_in(Client(), PARTNER), path).status_code == 404


def test_an_account_that_was_closed_sees_nothing_more(store: None) -> None:
    client = signed_in(Client(), LEA)
    assert client.get("/board/").status_code == 200
    Account.objects.update(is_active=False)
    assert client.get("/board/").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", [p for p in closed(sent=True) if not p.startswith("/account/")])
def test_a_form_is_for_whom_its_page_is_and_with_a_csrf_token_only(store: None, path: str) -> None:
    whole = {"_token": "0" * 32}
    others = LEA if path.startswith("/portal/") else PARTNER
    assert Client().post(path, whole).status_code in (302, 401)
    assert signed_in(Client(), others).post(path, whole).status_code == 404
    whose = Reader(mail="bea@vendor.example", name="Bea", partner=PARTNER.partner)
    strict = signed_in(Client(enforce_csrf_checks=True), whose if others is LEA else BO)
    assert strict.post(path, whole).status_code == 403
    assert strict.get(path).status_code == 405
