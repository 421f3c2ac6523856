"""Is a ticket found by its words, by nothing that was sealed, and as cheaply on either database?"""

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
from levee.store import caches, pages, search
from levee.store.models import TicketWordsRow
from levee.store.pages import Wish
from signed_in import signed_in

pytestmark = pytest.mark.django_db
type Levee = Callable[..., dict[str, Any]]
type TakeIn = Callable[..., str]


@pytest.fixture(autouse=True, params=[search.NEWEST, 1], ids=["looked through", "from the index"])
def _newest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few tickets are all looked through; with one only, the others come from the index."""
    monkeypatch.setattr(search, "NEWEST", request.param)


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(Client())


@pytest.fixture
def levee(_own_data_folder: Path) -> Levee:
    def run(*words: str) -> dict[str, Any]:
        done = CliRunner().invoke(app, [*words, "--json", "--data", str(settings.DATA)])
        assert done.exit_code == 0, done.output
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    run("up", "--no-serve")
    return run


@pytest.fixture
def take_in(levee: Levee, tmp_path: Path) -> TakeIn:
    def taken(**changes: Any) -> str:
        file = tmp_path / "ticket.json"
        file.write_text(json.dumps(submissions.ticket(**changes)), encoding="utf-8")
        return str(levee("intake", str(file))["id"])

    return taken


def found(levee: Levee, *words: str) -> list[str]:
    return [t["id"] for t in levee("ticket", "find", *words)["tickets"]]


@pytest.mark.parametrize(
    "asked",
    [
        "checkout",
        "CHECK",
        "basket café",
        "cafe",
        "datasette 1.0a14",
        "T-1001",
        "checkout, basket!",
        "  checkout\tbasket ",
    ],
)
def test_a_ticket_is_found_by_how_each_word_begins(
    take_in: TakeIn, levee: Levee, asked: str
) -> None:
    mine = take_in(title="Checkout stands still", description="The basket of the Café is lost")
    take_in(idempotency_key="other", title="Something else", description="all quiet", stack=None)
    assert found(levee, asked) == [mine]


@pytest.mark.parametrize("asked", ["heckout", "checkout unheard", "bask et", "unheard"])
def test_what_holds_not_every_word_is_not_found(take_in: TakeIn, levee: Levee, asked: str) -> None:
    take_in(title="Checkout stands still", description="The basket is lost")
    assert found(levee, asked) == []


@pytest.mark.parametrize(
    "asked",
    ['"', "'", "a\" OR \"b", "') OR 1=1 --", "*", "title:x", "NEAR(a b)", "-a", "\\", "a:*", "!a",
     "(", "&", "| a", "²", "\u202e", "<->", "x" * 200, "a " * 100, "ﬁ ① ſ"],
)  # fmt: skip
def test_what_a_query_language_would_take_for_its_own_is_only_words(
    take_in: TakeIn, levee: Levee, client: Client, asked: str
) -> None:
    take_in(title="Checkout stands still", description="lost")
    assert client.get("/tickets/", {"q": asked}).status_code == 200
    assert not pages.tickets(Wish(words=f"{asked} unheard"))


def test_a_secret_is_in_no_index(take_in: TakeIn, levee: Levee, client: Client) -> None:
    take_in(description="our key is sk_live_abcdefghijklmnop123456, write to jo@partner.example")
    for asked in ("abcdefghijklmnop123456", "abcdefgh", "jo partner.example"):
        assert found(levee, asked) == []
    assert "abcdefgh" not in TicketWordsRow.objects.get().words


def test_every_filter_stands_in_the_address_and_narrows(
    take_in: TakeIn, levee: Levee, client: Client
) -> None:
    one = take_in(partner="North")
    two = take_in(idempotency_key="2", partner="South")
    three = take_in(idempotency_key="3", stream="standard", partner="North")
    levee("ticket", "resolve", two, "--by", "edo", "--reason", "done")

    def ids(**filters: str) -> set[str]:
        page = client.get("/tickets/", filters).content.decode()
        return {t for t in (one, two, three) if f"/tickets/{t}/" in page}

    assert ids() == {one, two, three}
    assert ids(partner="North") == {one, three}
    assert ids(stream="standard") == {three}
    assert ids(state="resolved") == {two}
    assert ids(partner="North", stream="partner") == {one}
    assert ids(severity="1") == set()
    owners = {t["id"]: t["owner"] for t in levee("ticket", "find")["tickets"]}
    assert one in ids(owner=owners[one])
    assert ids(owner="nobody") == set()
    assert ids(partner="north") == set()


@pytest.mark.parametrize(
    "odd",
    [{"stream": "x"}, {"state": "x"}, {"severity": "5"}, {"severity": "²"}, {"after": "x"},
     {"after": "-1"}, {"after": "9" * 30}, {"q": "x" * 201}, {"partner": "a\0b"}],
)  # fmt: skip
def test_an_odd_filter_is_said_and_no_fault(
    levee: Levee, client: Client, odd: dict[str, str]
) -> None:
    answer = client.get("/tickets/", odd)
    assert answer.status_code == 200
    assert "note bad" in answer.content.decode()


def test_pages_of_25_go_on_after_the_last_one_seen(
    take_in: TakeIn, levee: Levee, client: Client, django_assert_max_num_queries: Any
) -> None:
    taken = [take_in(idempotency_key=f"many-{n}", title=f"Many {n}") for n in range(27)]
    with django_assert_max_num_queries(8):
        first = client.get("/tickets/", {"q": "many", "stream": "partner"}).content.decode()
    assert first.count("<tr data-row>") == 25
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    take_in(idempotency_key="late", title="Many late")
    rest = client.get("/tickets/" + address.replace("&amp;", "&")).content.decode()
    assert [t for t in taken if f"/tickets/{t}/" in rest] == taken[:2]
    assert 'rel="next"' not in rest


def test_hostile_words_stay_text(take_in: TakeIn, client: Client) -> None:
    hostile = "\"><script>alert(1)</script>' onfocus='alert(2)"
    take_in(title=hostile)
    for asked in ({"q": hostile}, {"partner": hostile}, {"owner": hostile}, {"stream": hostile}):
        page = client.get("/tickets/", asked).content.decode()
        assert "<script>alert" not in page
        assert "' onfocus" not in page


def test_an_index_that_was_lost_is_seen_by_the_audit_and_made_anew(
    take_in: TakeIn, levee: Levee
) -> None:
    mine = take_in(title="Checkout stands still")
    assert caches.differences() == []
    TicketWordsRow.objects.all().delete()
    assert found(levee, "checkout") == []
    assert [mine in fault for fault in caches.differences()] == [True]
    assert levee("ticket", "reindex") == {"tickets": 1}
    assert found(levee, "checkout") == [mine]
    assert caches.differences() == []


def test_a_word_that_changed_is_found_and_the_old_one_is_not(take_in: TakeIn, levee: Levee) -> None:
    mine = take_in(title="Checkout stands still")
    row = TicketWordsRow.objects.get()
    row.words = row.words.replace("checkout", "warehouse")
    row.save()
    assert found(levee, "warehouse") == [mine]
    assert found(levee, "checkout") == []


def test_words_are_cut_without_case_accents_and_doubles() -> None:
    assert search.cut("Straße STRASSE Ångström a_b 1.2.3-rc1 a") == [
        "strasse", "angstrom", "a", "b", "1", "2", "3", "rc1",
    ]  # fmt: skip


def test_the_newest_that_match_come_first_wherever_they_are_found(
    take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are looked through; the third is found by the index, and what lies between by nothing."""
    old, *_, new = [
        take_in(idempotency_key=str(n), title=title)
        for n, title in enumerate(("wombat one", "quiet", "quiet", "wombat two"))
    ]
    monkeypatch.setattr(search, "NEWEST", 2)
    for where in ({}, {"stream": "partner"}):
        every = pages.tickets(Wish(words="wombat", where=where, most=25))
        assert [row["id"] for row in every] == [new, old]
        first = pages.tickets(Wish(words="wombat", where=where, most=1))
        assert [row["id"] for row in first] == [new]
        then = pages.tickets(Wish(words="wombat", where=where, most=1, after=new[2:]))
        assert [row["id"] for row in then] == [old]
