"""Do contract, channels, fleet, numbers and check say what is so, and nothing hostile?"""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import api_house
import pytest
from django.test import Client

import submissions
from filling_in import Forms
from levee.contract.load import load
from levee.lab.fleet import Point
from levee.model.event import Event, EventKind
from levee.model.ticket import stack_from
from levee.site import stories_desk, stories_fleet
from levee.site.hands import hands
from levee.site.shipped import default_text
from levee.site.shown import fleet
from levee.store import contracts, ledger, tickets
from signed_in import signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 21, 12, tzinfo=UTC)  # a Monday
HOSTILE = "\"><script>alert(1)</script>' onload='alert(2)"


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(Client())


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVEE_NOW", NOW.isoformat())


def read(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def checked(client: Client, stack: str) -> str:
    """What the page answers to a pasted list."""
    address = "/check/do/check/"
    form = Forms(read(client, "/check/")).forms[address]
    answer = client.post(address, form | {"stack": stack})
    assert answer.status_code == 200
    assert stack not in answer.request["QUERY_STRING"]
    return str(answer.content.decode())


def test_the_contract_says_who_holds_what_and_that_it_has_no_holes(
    store: Path, client: Client
) -> None:
    page = read(client, "/contract/")
    for said in ("No holes", "Fay Okoye", "approve rollback", "Europe/Berlin", "09:00–17:00",
                 "Fri 25 Dec 2026", "private data is exposed", "each lasts 24h",
                 "This is the first version"):  # fmt: skip
        assert said in page, said
    assert 'class="count"' in page, "the inboxes keep their counts"


def test_the_contract_tells_a_hole_and_what_the_last_adoption_changed(
    store: Path, client: Client
) -> None:
    text = default_text().replace("fay@vendor.example", "nowhere")
    text = text.replace("company: Demo Vendor", f"company: {json.dumps(HOSTILE)}")
    contracts.adopt(text.replace("soak: 24h", "soak: 48h"), NOW)
    page = read(client, "/contract/")
    assert "No holes" not in page
    assert "Holes" in page
    assert "channels.stable.soak" in page
    assert "<script>alert" not in page
    before, after = (load(t).version for t in (default_text(), contracts.in_force().text))
    assert f"From {before} to {after}" in page


def test_any_two_versions_of_the_contract_are_compared(store: Path, client: Client) -> None:
    texts = [default_text().replace("soak: 24h", f"soak: {n}h") for n in (24, 48, 72)]
    for number, text in enumerate(texts):
        contracts.adopt(text, NOW + timedelta(hours=number))
    first, second, third = (load(text).version for text in texts)
    page = read(client, "/contract/")
    assert f"From {second} to {third}" in page
    page = read(client, "/contract/", **{"from": first, "to": third})
    assert f"From {first} to {third}" in page
    assert "24h" in page
    page = read(client, "/contract/", **{"from": third, "to": first})
    assert f"From {third} to {first}" in page
    for unknown in ("0" * 12, "x", "%", first[:3]):
        assert client.get("/contract/", {"from": unknown}).status_code == 404
    staff = api_house.key(client)
    listed = staff.get("/contract/versions").json()["items"]
    assert [one["version"] for one in listed[:3]] == [third, second, first]
    told = staff.get(f"/contract/versions/{third}/differences?before={first}").json()["settings"]
    assert {one["path"] for one in told} == {"channels.stable.soak"}
    assert staff.get(f"/contract/versions/{first}").json()["text"] == texts[0]
    assert staff.get("/contract/versions/00000000").status_code == 404


def _release(name: str, at: datetime, share: float) -> None:
    stack = stack_from(submissions.ticket()["stack"])
    data = {"stack": stack.digest, "file": stack.to_json(), "share": share, "lock": "0" * 64}
    ledger.append(
        [
            Event(
                subject=f"channel:{name}",
                kind=EventKind.RELEASED,
                at=at,
                actor="fay",
                reason=f"moves {HOSTILE}",
                key=at.isoformat(),
                data=data,
            )
        ]
    )


def test_a_channel_says_where_it_points_and_how_it_is_moved(store: Path, client: Client) -> None:
    page = read(client, "/channels/")
    assert "nothing yet" in page
    assert "levee channel rollback" not in page
    _release("stable", NOW - timedelta(days=1), 0.1)
    page = read(client, "/channels/")
    assert "10 % of clients" in page
    assert "levee channel advance stable --by fay" in page
    assert "levee channel rollback stable --by fay" in page
    assert "! not certified now" in page
    assert "opens <time" in page
    assert "moves &quot;&gt;&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_the_fleet_page_says_how_far_the_heaviest_reach_and_what_lacks(
    store: Path, client: Client
) -> None:
    assert "No client has reported" in read(client, "/fleet/")
    stack = submissions.ticket()["stack"]
    other = {**stack, "components": stack["components"][:2]}
    reports = [
        {"client": HOSTILE, "partner": HOSTILE, "stack": s, "traffic": t}
        for s, t in ((stack, 30.0), (other, 10.0))
    ]
    lines = [json.dumps(r | {"client": f"c{i}"}) for i, r in enumerate(reports)]
    stories_fleet.report(hands(store), lines, "$", NOW)
    page = read(client, "/fleet/")
    assert "Active clients: 2, on 2 stacks" in page
    assert '<td class="num">50.0 %</td><td class="num">75.0 %</td>' in page
    assert page.count('<span class="chip plain">never ran, the next Night takes it</span>') == 3
    assert "<polyline" in page
    assert read(client, "/fleet/", same=HOSTILE).count("<tr data-row>") == 2
    assert "style=" not in page


def test_what_is_not_covered_is_found_by_reason_plugin_and_client(
    store: Path, client: Client
) -> None:
    contract = default_text().replace("stacks_per_night: 50", "stacks_per_night: 1")
    contracts.adopt(contract, NOW)
    stack = submissions.ticket()["stack"]
    names = [f"stack-{n:02}" for n in range(30)]
    reports = [
        {"client": HOSTILE if n == 7 else name, "partner": HOSTILE, "traffic": 100.0 - n,
         "stack": {**stack, "settings": {"name": name}},
         "last_seen": (NOW - timedelta(days=100 if n == 29 else 1)).isoformat()}
        for n, name in enumerate(names)
    ]  # fmt: skip
    stories_fleet.report(hands(store), map(json.dumps, reports), "$", NOW)
    page = read(client, "/fleet/")
    assert page.count("<tr data-row>") == 25
    assert "1 to 25 of 30, heaviest first" in page
    assert "number 2 by weight; a Night runs 1" in page
    assert read(client, "/fleet/", page="2").count("<tr data-row>") == 5
    for odd in ("0", "-1", "9" * 30, "x", "²"):
        assert "<tr data-row>" in read(client, "/fleet/", page=odd)
    assert read(client, "/fleet/", reason="below_budget", page="2").count("<tr data-row>") == 3
    silent = read(client, "/fleet/", reason="silent")
    assert silent.count("<tr data-row>") == 1
    assert "1 silent" in silent
    purl = next(c["purl"] for c in stack["components"] if c["role"] == "plugin")
    plugin = purl.rpartition("/")[2].partition("@")[0]
    assert "1 to 25 of 30" in read(client, "/fleet/", plugin=plugin.upper())
    assert "No such stack is left out" in read(client, "/fleet/", plugin=HOSTILE)
    told = client.get("/fleet/", {"client": HOSTILE}).content.decode()
    assert "Clients of that name" in told
    assert "<script>alert" not in told
    nobody = client.get("/fleet/", {"client": "nobody"}).content.decode()
    assert "No client is called so" in nobody


def test_the_drawing_of_a_large_fleet_stays_small_and_ends_at_everything() -> None:
    points = [Point(top=n, clients=n / 9000, traffic=n / 9000) for n in range(1, 9001)]
    under = {"tested": [0.5] * 9000, "certified": [0.25] * 9000}
    drawn = ElementTree.fromstring(fleet.drawing(points, under, 0.65, HOSTILE))
    lines = [e.attrib["points"].split() for e in drawn.iter() if e.tag.endswith("polyline")]
    assert len(lines) == 4
    assert max(map(len, lines)) < 300
    assert lines[-1][-1] == "624.0,28.0"
    assert [row["top"] for row in fleet.table(points, under)][-2:] == [5000, 9000]


def test_each_number_stands_beside_the_period_before(store: Path, client: Client) -> None:
    made = hands(store)
    for days, key in ((3, "now"), (10, "before"), (11, "too")):
        body = submissions.ticket(idempotency_key=key, impact={"revenue_risk": "critical"})
        at = NOW - timedelta(days=days)
        told = stories_desk.take_in(made, json.dumps(body).encode(), at)
        assert told.story.ticket is not None
    answer = client.get("/numbers.csv", {"days": "7"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = {r["name"]: r for r in csv.DictReader(io.StringIO(answer.content.decode()))}
    revenue = rows["revenue_loss_incidents"]
    assert (float(revenue["period"]), float(revenue["before"])) == (1.0, 2.0)
    assert rows["partner_churn_6_months"]["period"] == ""
    parts = client.get("/numbers.csv", {"days": "7", "table": "parts"}).content.decode()
    every = csv.DictReader(io.StringIO(parts))
    marks = [row for row in every if row["name"] == "revenue_loss_incidents"]
    assert [row["period"] for row in marks] == 7 * ["before"] + 7 * ["period"]
    assert sum(float(row["value"] or 0) for row in marks) == 3.0
    assert [row["value"] for row in marks].count("") == 11, "a gap is no zero"
    assert "✓ better" in read(client, "/numbers/", days="7")


def test_no_cell_of_the_sheet_is_a_formula(store: Path, client: Client) -> None:
    text = client.get("/numbers.csv").content.decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert len(cells) > 100
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("days", ["0", "-7", "x", "9" * 40, "²", "7.5"])
def test_an_odd_period_is_said_and_the_usual_one_shown(
    store: Path, client: Client, days: str
) -> None:
    page = read(client, "/numbers/", days=days)
    assert "one of 7, 30, 90, 365, or a first and a last day" in page
    assert 'aria-current="true">30 days</a>' in page
    assert client.get("/numbers.csv", {"days": days}).status_code == 422


def test_numbers_of_named_days_a_stream_or_a_partner(store: Path, client: Client) -> None:
    made = hands(store)
    for key, partner in (("a", "Aurora"), ("b", "Borealis"), ("c", HOSTILE)):
        body = submissions.ticket(idempotency_key=key, partner=partner)
        stories_desk.take_in(made, json.dumps(body).encode(), NOW - timedelta(days=3))

    def counted(**query: str) -> str:
        text = client.get("/numbers.csv", query).content.decode()
        rows = {r["name"]: r for r in csv.DictReader(io.StringIO(text))}
        return rows["time_to_acknowledge"]["sample"]

    assert counted(**{"from": "2026-12-18", "to": "2026-12-18"}) == "3"
    assert counted(**{"from": "2026-12-19", "to": "2026-12-21"}) == "0"
    assert (counted(partner="Aurora"), counted(partner="nobody")) == ("1", "0")
    assert (counted(stream="partner"), counted(stream="standard")) == ("3", "0")
    page = read(client, "/numbers/", partner=HOSTILE, **{"from": "2026-12-01", "to": "2026-12-21"})
    assert "<script>alert" not in page
    assert "' onload" not in page
    assert 'value="2026-12-01"' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "2026-12-10", "to": "2026-12-01"}, "comes before the first day"),
        ({"from": "2026-12-10", "to": "2027-01-01"}, "has not begun yet"),
        ({"from": "2026-12-10"}, "is no day such as 2026-03-01"),
        ({"from": "x", "to": "²"}, "is no day such as 2026-03-01"),
        ({"from": "0001-01-01", "to": "2026-12-01"}, "is before 2000-01-01"),
        ({"from": "2001-01-01", "to": "2026-12-01"}, "more than 1100 days"),
        ({"stream": "<b>"}, "no such stream"),
        ({"partner": "x\0"}, "no partner has such a name"),
    ],
)
def test_what_cannot_be_asked_of_the_numbers_is_said(
    store: Path, client: Client, query: dict[str, str], said: str
) -> None:
    page = read(client, "/numbers/", **query)
    assert said in page
    assert 'aria-current="true">30 days</a>' in page
    answer = client.get("/numbers.csv", query)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_metric_without_facts_has_no_drawing_but_its_reason(store: Path, client: Client) -> None:
    page = read(client, "/numbers/")
    assert "<polyline" not in page
    assert page.count("not measured yet: ") == 11
    assert "style=" not in page


@pytest.mark.parametrize("path", ["/fleet/", "/numbers/", "/channels/", "/check/"])
def test_without_a_suite_a_page_says_so(store: Path, client: Client, path: str) -> None:
    kept = (store / "suite.txt").read_text()
    (store / "suite.txt").write_text(str(store / "gone"))
    try:
        read(client, path, stack="pkg:pypi/datasette@1.0")
    finally:
        (store / "suite.txt").write_text(kept)


LIST = "datasette==1.0a14\ndatasette-vega==0.6.2\n"


def test_a_pasted_list_is_answered_and_hands_out_nothing_of_a_partner(
    two: SimpleNamespace, client: Client
) -> None:
    page = checked(client, LIST)
    assert "Untested" in page
    assert "No stack is certified yet" in page
    for secret in ("Aurora", "Borealis", two.aurora.named["ticket_id"]):
        assert secret not in page


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "{{ 7|add:7 }}", "[" * 3000, '{"components": 1}', "=cmd()", "\0", "\u202e", "f" * 64,
     "pkg:pypi/x@1 " + HOSTILE, "x" * 6001, '{"a": 1, "a": 2}', "-r /etc/passwd", "'; --"],
)  # fmt: skip
def test_what_is_no_stack_is_said_and_stays_text(store: Path, client: Client, text: str) -> None:
    page = checked(client, text)
    assert "note bad" in page
    assert "<script>alert" not in page
    assert "' onload" not in page
    assert "14 }}" not in page


def test_a_secret_that_was_pasted_is_not_shown_again(store: Path, client: Client) -> None:
    pasted = "datasette==1.0\n# token sk_live_abcdefghijklmnop123456\n--index-url https://u:hunter2secret@x/"
    page = checked(client, pasted)
    assert "sk_live_abc" not in page
    assert "hunter2secret" not in page


def test_a_stack_with_a_known_interaction_says_which(store: Path, client: Client) -> None:
    owned = api_house.furnish("Aurora", "9.9")
    delta = {"kind": "version", "component": "pkg:pypi/datasette", "from": "1.0", "to": "9.9"}
    events = ledger.events(f"work:{owned.named['work_id']}")
    data: dict[str, Any] = {**events[0].data, "work_item": "W-77", "interaction": [delta]}
    ledger.append(
        [
            Event(subject="work:W-77", kind=EventKind.WORK_OPENED, at=NOW, actor="levee",
                  reason="r", key="w", data=data)
        ]
    )  # fmt: skip
    assert len(tickets.work_items()) == 2
    page = checked(client, "datasette==9.9")
    assert "Known to fail" in page
    assert "What breaks it" in page
    assert "W-77" not in page
    assert "Aurora" not in page
