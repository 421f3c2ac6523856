"""Does an update leave with all its parts only, read by a second person, as it was previewed?"""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from desk_people import ADA, EDO, HOSTILE, PARTNER, STRANGER, take_in
from filling_in import Forms, opened, said, send
from levee.model.event import EventKind
from levee.model.ticket import subject
from levee.site import updating
from levee.site.hands import hands
from levee.store import ledger
from levee.store.models import OutboxRow
from levee.web.page import now
from signed_in import signed_in

pytestmark = pytest.mark.django_db
WHOLE = {
    "impact": "Orders answer **500**.",
    "workaround": "none yet",
    "owner": "pod_support",
    "next_update": "2h",
    "evidence": "the log of 08:30\nthe check host::orders",
}


@pytest.fixture
def at(store: None) -> str:
    """The composer of a ticket of severity 2, whose customer has a verified address."""
    ticket = take_in()
    made = hands(settings.DATA)
    updating.verify_contact(made, ticket, "ida@acme.example", "edo", "called her", now())
    return f"/tickets/{ticket}/update/"


@pytest.fixture
def edo(at: str) -> Client:
    return signed_in(Client(), EDO)


@pytest.fixture
def ada(at: str) -> Client:
    return signed_in(Client(), ADA)


def events(at: str) -> list[Any]:
    return list(ledger.events(subject(at.split("/")[2])))


def last(at: str) -> EventKind:
    return EventKind(events(at)[-1].kind)


def test_an_update_is_drafted_approved_by_a_second_person_and_sent(
    edo: Client, ada: Client, at: str
) -> None:
    assert send(edo, at, "draft", **WHOLE).status_code == 303
    assert "do/send/" not in edo.get(at).content.decode()
    assert send(ada, at, "approve").status_code == 303
    assert send(edo, at, "send").status_code == 303
    assert last(at) is EventKind.UPDATE_SENT
    mail = OutboxRow.objects.get(key__contains="update:1")
    assert mail.payload["to"] == "ida@acme.example"


def test_what_is_previewed_is_what_leaves(edo: Client, ada: Client, at: str) -> None:
    preview = send(edo, at, "draft", **WHOLE, _also="preview")
    assert preview.status_code == 200
    assert last(at) is EventKind.CONTACT_VERIFIED
    send(edo, at, "draft", **WHOLE | {"next_update": "2h"})
    send(ada, at, "approve")
    send(edo, at, "send")
    text = OutboxRow.objects.get(key__contains="update:1").payload["text"]
    page = preview.content.decode()
    shown = page[page.index("Plain text of the mail") :]
    for line in ("**Impact**", "Orders answer **500**.", "- the log of 08:30"):
        assert line in text
        assert line in shown
    assert "Orders answer <strong>500</strong>." in page


def test_a_preview_says_what_is_missing_and_what_redaction_takes_out(edo: Client, at: str) -> None:
    typed = WHOLE | {"workaround": "", "impact": "the key sk_live_abcdefghijklmnop123456"}
    answer = send(edo, at, "draft", **typed, _also="preview")
    page = answer.content.decode()
    assert "workaround: is missing" in said(answer)
    assert "impact: vendor_token" in said(answer)
    assert "<mark>[redacted:vendor_token]</mark>" in page
    form = next(f for a, f in Forms(page).forms.items() if a.endswith("do/draft/"))
    assert form["impact"] == typed["impact"]


def test_the_writer_is_no_second_person(edo: Client, at: str) -> None:
    send(edo, at, "draft", **WHOLE)
    answer = send(edo, at, "approve")
    assert answer.status_code == 422
    assert "edo wrote it; another person reads it" in said(answer)


def test_a_draft_that_lacks_a_part_is_kept_and_cannot_be_approved(
    edo: Client, ada: Client, at: str
) -> None:
    send(edo, at, "draft", **WHOLE | {"evidence": ""})
    answer = send(ada, at, "approve")
    assert answer.status_code == 422
    assert "evidence: is missing" in said(answer)


def test_who_approves_has_seen_the_draft_that_is_there(edo: Client, ada: Client, at: str) -> None:
    send(edo, at, "draft", **WHOLE)
    address, form = opened(ada, at, "approve")
    send(edo, at, "draft", **WHOLE | {"impact": "All is well."})
    answer = ada.post(address, form)
    assert answer.status_code == 409
    assert last(at) is EventKind.UPDATE_DRAFTED


def test_sent_twice_is_sent_once(edo: Client, ada: Client, at: str) -> None:
    send(edo, at, "draft", **WHOLE)
    send(ada, at, "approve")
    address, form = opened(edo, at, "send")
    for _ in range(2):
        assert edo.post(address, form).status_code == 303
    assert [e.kind for e in events(at)].count(EventKind.UPDATE_SENT) == 1


def test_where_nobody_is_verified_it_goes_to_the_portal_or_not_at_all(store: None) -> None:
    at = f"/tickets/{take_in()}/update/"
    edo, ada = signed_in(Client(), EDO), signed_in(Client(), ADA)
    send(edo, at, "draft", **WHOLE)
    send(ada, at, "approve")
    answer = send(edo, at, "send")
    assert answer.status_code == 422
    assert "nobody verified may be written to" in said(answer)
    assert send(edo, at, "send", portal_only="yes").status_code == 303


def test_only_somebody_of_the_contract_writes_to_customers(at: str) -> None:
    zoe = signed_in(Client(), STRANGER)
    assert "names nobody there" in said(zoe.get(at))
    assert send(zoe, at, "draft", **WHOLE).status_code == 422
    assert signed_in(Client(), PARTNER).get(at).status_code == 404


def test_hostile_words_of_an_update_stay_words(edo: Client, at: str) -> None:
    link = "[x](javascript:alert(3)) <img src=x onerror=alert(1)>"
    typed = WHOLE | {"impact": HOSTILE, "workaround": link, "evidence": HOSTILE}
    for page in (send(edo, at, "draft", **typed, _also="preview"), edo.get(at)):
        text = page.content.decode()
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
        assert "<img src=x" not in text
    send(edo, at, "draft", **typed)
    assert "<script>alert" not in edo.get(at).content.decode()
