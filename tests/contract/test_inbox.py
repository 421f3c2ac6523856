"""Does the inbox say what comes first, keep what is required of many, and cost the same always?"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import submissions
from levee.desk import promises
from levee.model.event import EventKind
from levee.model.reader import Reader
from levee.model.ticket import subject
from levee.site import moves, stories_desk
from levee.site.hands import hands
from levee.store import ledger
from levee.store.models import NEVER, TicketRow
from signed_in import LEA, signed_in

pytestmark = pytest.mark.django_db
ADA = Reader(mail="ada@vendor.example", name="Ada", person="ada")
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def client(store: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("LEVEE_NOW", (NOW + timedelta(minutes=30)).isoformat())
    return signed_in(Client(), ADA)


def take_in(store: Path, key: str, at: datetime = NOW, **impact: str) -> str:
    body = submissions.ticket(idempotency_key=key, title=f"title {key}")
    body["impact"] |= impact
    story = stories_desk.take_in(hands(store), json.dumps(body).encode(), at).story
    assert story.ticket is not None
    return story.ticket.id


def read(client: Client, path: str = "/inbox/partner/", **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def order(page: str) -> list[str]:
    rows = page.partition('id="rows"')[2].split("<tr data-row>")[1:]
    return [row.split("/tickets/")[1].split("/")[0] for row in rows]


def test_the_worst_comes_first_and_then_what_runs_out_first(store: Path, client: Client) -> None:
    late = take_in(store, "late", NOW + timedelta(minutes=5))
    mild = take_in(store, "mild", NOW - timedelta(hours=1), production_impact="none",
                   customer_visibility="none")  # fmt: skip
    early = take_in(store, "early", NOW - timedelta(minutes=5))
    worst = take_in(store, "worst", privacy_exposure="confirmed")
    TicketRow.objects.update(owner="nobody")
    assert order(read(client)) == [worst, early, late, mild]


def test_what_a_row_keeps_is_what_the_rules_say(store: Path) -> None:
    made, ids = hands(store), [take_in(store, str(n)) for n in range(3)]
    wish = moves.Wish(ticket=ids[1], by="ada", now=NOW + timedelta(minutes=1), reason="waits")
    moves.pause(made, wish)
    moves.resolve(made, moves.Wish(ticket=ids[2], by="ada", now=NOW, reason="done"))
    for row in TicketRow.objects.order_by("number"):
        found = made.desk.ticket(row.id)
        told = ledger.events(subject(row.id))
        kept = promises.promises(found, told, made.desk.contract(found.contract))
        first = promises.runs_out_first(kept, NOW + timedelta(minutes=1))
        assert (row.open, row.glance) == (not found.closed, found.glance)
        assert row.clock == (first.clock if first else "")
        assert row.due_at == (first.due if first and first.due else NEVER)


def test_what_one_owns_comes_before_everything(store: Path, client: Client) -> None:
    mine = take_in(store, "a")
    take_in(store, "b")
    TicketRow.objects.exclude(id=mine).update(owner="nobody")
    TicketRow.objects.filter(id=mine).update(owner="ada")
    page = read(client)
    assert "Needs you now" in page
    assert order(page)[0] == mine
    assert "Needs you now" not in read(signed_in(Client(), LEA))


def test_the_clock_says_its_calendar_and_how_much_is_left(store: Path, client: Client) -> None:
    take_in(store, "a")
    page = read(client)
    assert "always calendar" in page
    assert 'data-left="' in page
    assert "data-counts" in page
    assert '<span class="why-sev" tabindex="0">' in page


def test_filters_stand_in_the_address_and_nonsense_is_named(store: Path, client: Client) -> None:
    one = take_in(store, "a")
    assert order(read(client, severity="2")).count(one)
    assert "Nothing that waits matches" in read(client, severity="1")
    assert "is one of 1, 2, 3, 4" in read(client, severity="9")
    assert "is one of" in read(client, state="merged")
    assert "plain text" in read(client, partner="x" * 201)
    assert read(client, owner="' OR 1=1 --")


def send(client: Client, act: str, token: str = "a", **body: str) -> Any:
    return client.post(f"/inbox/partner/do/{act}/", {"_token": token * 32, **body})


def test_many_are_moved_each_with_its_own_outcome(store: Path, client: Client) -> None:
    one, two, gone = (take_in(store, str(n)) for n in range(3))
    versions = {i: TicketRow.objects.get(id=i).version for i in (one, two, gone)}
    moves.note(hands(store), moves.Wish(ticket=two, by="edo", now=NOW, reason=""), "meanwhile")
    moves.resolve(hands(store), moves.Wish(ticket=gone, by="edo", now=NOW, reason="done"))
    picks = {f"pick.{i}": str(v) for i, v in versions.items()} | {"pick.T-9999": "1"}
    answer = send(client, "assign", owner="bo", reason="she knows it", **picks)
    assert answer.status_code == 303
    page = read(client)
    assert f"{one}: done" in page
    assert f"{two}: not done, somebody wrote meanwhile" in page
    assert f"{gone}: not done" in page
    assert "T-9999: not done" in page
    owners = dict(TicketRow.objects.values_list("id", "owner"))
    assert owners[one] == "bo"
    kinds = [e.reason for e in ledger.events(subject(one)) if e.kind is EventKind.ASSIGNED]
    assert "she knows it" in kinds[-1]


@pytest.mark.parametrize("act", ["assign", "level", "pause", "resume", "resolve"])
def test_what_one_needs_many_need(store: Path, client: Client, act: str) -> None:
    one = take_in(store, "a")
    before = ledger.events(subject(one))
    answer = send(client, act, **{f"pick.{one}": "4"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "reason is needed" in page
    assert ("is to be chosen" in page) == (act in ("assign", "level"))
    assert f'name="pick.{one}"' in page and "checked" in page
    assert send(client, act, "b", owner="bo", level="L3", reason="x").status_code == 422
    assert ledger.events(subject(one)) == before


def test_the_same_form_twice_moves_once(store: Path, client: Client) -> None:
    one = take_in(store, "a")
    version = str(TicketRow.objects.get(id=one).version)
    for _ in range(2):
        send(client, "pause", reason="waits for a mail", **{f"pick.{one}": version})
    kinds = [e.kind for e in ledger.events(subject(one))]
    assert kinds.count(EventKind.PAUSED) == 1


def test_a_view_is_kept_by_name_for_one_account_and_shared_by_its_address(
    store: Path, client: Client
) -> None:
    take_in(store, "a")
    at = "severity=2&owner=ada&page=7&evil=%0d%0a"
    answer = send(client, "keep", name="<b>mine</b>", at=at)
    assert answer.headers["Location"] == "/inbox/partner/?owner=ada&severity=2"
    page = read(client)
    assert "&lt;b&gt;mine&lt;/b&gt;" in page
    assert 'href="/inbox/partner/?owner=ada&amp;severity=2"' in page
    other = signed_in(Client(), LEA)
    assert "mine" not in read(other)
    assert read(other, owner="ada", severity="2")
    number = page.split('name="view"><option value="')[1].split('"')[0]
    assert send(other, "forget", "c", view=number).status_code == 404
    assert send(client, "forget", "d", view=number).status_code == 303
    assert "&lt;b&gt;mine" not in read(client)


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_a_view_needs_a_name(store: Path, client: Client, name: str) -> None:
    assert send(client, "keep", name=name).status_code == 422


BOUNDED = ["/inbox/partner/", "/inbox/standard/", "/tickets/", "/tickets/?q=title", "/board/",
           "/matrix/", "/fleet/", "/certificates/", "/channels/", "/contract/", "/numbers/",
           "/check/", "/check/?stack=datasette%3D%3D1.0", "/tickets/T-1001/", "/work/W-1001/",
           "/board/?owner=ada&overdue=yes&column=open&page=1"]  # fmt: skip
PORTAL = ["/portal/", "/portal/?q=title", "/portal/tickets/T-1001/", "/portal/stacks/",
          "/portal/updates/", "/portal/check/", "/portal/report/"]  # fmt: skip


@pytest.mark.parametrize("path", [*BOUNDED, *PORTAL])
def test_a_page_asks_the_database_a_few_times_whatever_is_there(
    store: Path, two: SimpleNamespace, path: str, django_assert_max_num_queries: Any
) -> None:
    for n in range(3):
        take_in(store, f"many-{n}")
    ann = Reader(mail="ann@aurora.example", name="Ann", partner="Aurora")
    client = signed_in(Client(), ann if path in PORTAL else ADA)
    client.get(path)
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "narrowed",
    ["", "owner=ada", "state=open", "partner=Acme", "severity=2", "partner=A&state=open"],
)
def test_no_inbox_reads_the_whole_table(
    store: Path, client: Client, on_postgresql: bool, narrowed: str
) -> None:
    """PostgreSQL reads a table whole where it is as small as here."""
    if on_postgresql:
        pytest.skip("SQLite alone tells without a large store")
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/inbox/partner/?{narrowed}").status_code == 200
    with connection.cursor() as cursor:
        for query in found.captured_queries:
            if "levee_ticket" in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plan = [step for *_, step in cursor.fetchall()]
                assert not [s for s in plan if s.startswith("SCAN levee_ticket")], (query, plan)
                assert "USE TEMP B-TREE FOR ORDER BY" not in plan, (query, plan)
