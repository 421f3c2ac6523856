"""Does a partner learn, by any address of the site, that another one is there?"""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import api_house
import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.resolvers import RoutePattern

from levee.model.event import Event, EventKind
from levee.model.reader import Reader
from levee.site.hands import hands
from levee.site.shown import portal
from levee.store import ledger, pages
from levee.web import live
from levee.web.identity import places
from levee.web.urls import urlpatterns
from signed_in import signed_in

pytestmark = pytest.mark.django_db
ANN = Reader(mail="ann@aurora.example", name="Ann", partner="Aurora")
BEA = Reader(mail="bea@borealis.example", name="Bea", partner="Borealis")
UNKNOWN = {"ticket_id": "T-999999", "work_id": "W-999999", "digest": "d" * 64, "run_id": "none"}
PUBLIC = {"asset", "badge", "badge_endpoint", "manifest"} | {str(d.name) for d in places.DOORS}


@pytest.fixture
def ann(two: SimpleNamespace) -> Client:
    return signed_in(Client(), ANN)


def every() -> Iterator[URLPattern]:
    for pattern in urlpatterns:
        plain = isinstance(pattern, URLPattern) and isinstance(pattern.pattern, RoutePattern)
        if plain and pattern.name and pattern.name not in PUBLIC:
            yield pattern


def given(pattern: URLPattern, named: dict[str, str]) -> dict[str, Any]:
    known: dict[str, Any] = {
        "stream": "partner",
        "name": "stable",
        "act": "write",
        "number": 1,
        "pk": 1,
    }
    known |= UNKNOWN | named
    return {name: known.get(name, "x") for name in pattern.pattern.converters}


def asked(client: Client, pattern: URLPattern, named: dict[str, str], method: str) -> Any:
    path = reverse(str(pattern.name), kwargs=given(pattern, named))
    body = {"_token": "0" * 32, "text": "hello", "stack": "datasette==2.0"}
    return getattr(client, method)(path, body if method == "post" else {})


def told(answer: Any) -> tuple[int, str]:
    """What is seen, but for what differs each time."""
    text = "" if answer.streaming else answer.content.decode()
    text = re.sub(r"nonce-?=?\"?[^\"' >]*|value=\"[^\"]*\"|datetime=\"[^\"]*\"", "", text)
    return answer.status_code, re.sub(r"T-\d+|\b[0-9a-f]{8,64}\b|run-\w+|none", "ID", text)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [str(p.name) for p in every()])
def test_another_s_ids_are_as_unknown_as_unknown_ones(
    two: SimpleNamespace, ann: Client, name: str, method: str
) -> None:
    pattern = next(p for p in every() if p.name == name)
    theirs = asked(ann, pattern, dict(two.borealis.named), method)
    nobody = asked(ann, pattern, {}, method)
    if set(pattern.pattern.converters) & set(UNKNOWN):
        assert told(theirs) == told(nobody)
        assert theirs.status_code in (404, 405)
    assert "Borealis" not in told(theirs)[1]


@pytest.mark.parametrize(
    "path",
    ["/portal/", "/portal/?q=borealis", "/portal/?q=title", "/portal/stacks/", "/portal/updates/",
     "/portal/check/", "/portal/report/"],
)  # fmt: skip
def test_no_page_names_another_or_counts_them(two: SimpleNamespace, ann: Client, path: str) -> None:
    page = ann.get(path)
    assert page.status_code == 200
    text = page.content.decode().replace("borealis", "", 1)  # the search field's own words
    theirs = two.borealis.named
    for secret in ("Borealis", theirs["ticket_id"], theirs["digest"][:12], theirs["run_id"]):
        assert secret not in text
    if path in ("/portal/", "/portal/?q=title"):
        assert two.aurora.named["ticket_id"] in text
        assert text.count("data-row") == 1


def test_their_own_ticket_tells_nothing_of_another(two: SimpleNamespace, ann: Client) -> None:
    mine, theirs = two.aurora.named["ticket_id"], two.borealis.named["ticket_id"]
    ledger.append(
        [
            Event(subject=f"ticket:{mine}", kind=kind, at=api_house.NOW, actor="ada",
                  reason=f"{theirs} of Borealis", key=kind, data={"text": "Borealis", "label": "x"})
            for kind in (EventKind.NOTED, EventKind.LABELLED)
        ]
    )  # fmt: skip
    page = ann.get(f"/portal/tickets/{mine}/").content.decode()
    assert "Aurora title" in page
    assert "Borealis" not in page
    assert theirs not in page


def test_the_live_stream_has_only_what_is_for_partners(store: Path, two: SimpleNamespace) -> None:
    mine = two.aurora.named["ticket_id"]
    ledger.append(
        [
            Event(subject=f"ticket:{mine}", kind=kind, at=api_house.NOW, actor="ada", reason=kind,
                  key=f"live {kind}", data={"text": "ours alone", "gaps": []})
            for kind in (EventKind.NOTED, EventKind.RESUMED)
        ]
    )  # fmt: skip
    rows = live._rows(mine, 0, "Aurora")
    text = "".join(html for _, html in rows)
    assert "resumed" in text
    assert "ours alone" not in text
    assert "/runs/" not in text
    assert "ours alone" in "".join(html for _, html in live._rows(mine, 0, ""))


def test_the_stream_of_another_s_ticket_is_not_there(two: SimpleNamespace, ann: Client) -> None:
    theirs = two.borealis.named["ticket_id"]
    assert ann.get(f"/portal/tickets/{theirs}/live").status_code == 404
    assert ann.get(f"/tickets/{theirs}/live").status_code == 404
    assert not pages.sees_ticket("Aurora", theirs)
    assert pages.sees_ticket("Aurora", two.aurora.named["ticket_id"])


def test_a_merged_ticket_does_not_tell_that_there_is_another() -> None:
    assert portal.state("taken in", "merged") != portal.state("taken in", "resolved")
    assert "other" not in portal.state("taken in", "merged")["text"]


def test_the_check_takes_no_digest_of_another_s_stack(two: SimpleNamespace, ann: Client) -> None:
    theirs, mine = two.borealis.named["digest"], two.aurora.named["digest"]
    known = ann.post("/portal/check/", {"stack": theirs}).content.decode()
    none = ann.post("/portal/check/", {"stack": "d" * 64}).content.decode()
    assert "note bad" in known
    assert told_problem(known).replace(theirs, "") == told_problem(none).replace("d" * 64, "")
    assert "note bad" not in ann.post("/portal/check/", {"stack": mine}).content.decode()


def told_problem(page: str) -> str:
    found = re.search(r'note bad long">(.*?)</p>', page, re.S)
    assert found
    return found[1]


def test_both_see_their_own(two: SimpleNamespace) -> None:
    for who, owned in ((ANN, two.aurora), (BEA, two.borealis)):
        client = signed_in(Client(), who)
        assert client.get("/").headers["Location"] == "/portal/"
        assert client.get(f"/portal/tickets/{owned.named['ticket_id']}/").status_code == 200
        assert owned.named["digest"][:12] in client.get("/portal/stacks/").content.decode()


def test_what_a_partner_writes_reaches_their_ticket_alone(
    store: Path, two: SimpleNamespace, ann: Client
) -> None:
    mine, theirs = two.aurora.named["ticket_id"], two.borealis.named["ticket_id"]
    body = {"_token": "a" * 32, "text": "It is still so. sk_live_abcdefghijklmnop123456"}
    before = ledger.events(f"ticket:{theirs}")
    answer = ann.post(f"/portal/tickets/{mine}/do/write/", body)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/portal/tickets/{mine}/")
    page = ann.get(f"/portal/tickets/{mine}/").content.decode()
    assert "It is still so." in page
    assert "sk_live" not in page
    heard = [e for e in ledger.events(f"ticket:{mine}") if e.kind is EventKind.HEARD]
    assert [e.actor for e in heard] == ["Aurora"]
    ann.post(f"/portal/tickets/{mine}/do/write/", body)
    assert len(ledger.events(f"ticket:{mine}")) == len(hands(store).ledger.events(f"ticket:{mine}"))
    assert ann.post(f"/portal/tickets/{theirs}/do/write/", body).status_code == 404
    assert ledger.events(f"ticket:{theirs}") == before


def test_a_partner_reports_only_as_themselves(store: Path, ann: Client) -> None:
    body = {
        "_token": "b" * 32, "_also": "anyway", "title": "GraphQL answers 500", "client": "Nordic",
        "description": "since Friday", "partner": "Borealis", "stream": "standard",
        "stack": "datasette==1.0a14",
    }  # fmt: skip
    answer = ann.post("/portal/report/do/report/", body)
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    ticket_id = answer.headers["Location"].split("/")[3]
    found = hands(store).desk.ticket(ticket_id)
    assert (found.text("partner"), found.stream) == ("Aurora", "partner")
    assert "GraphQL answers 500" in ann.get("/portal/").content.decode()
