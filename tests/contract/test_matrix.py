"""Do page and API show the part of a Night that was asked for, and nothing hostile or foreign?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import api_house
import pytest
from api_house import Api
from django.test import Client

from levee.model.event import LEVEE, Event, EventKind
from levee.model.fleet import Installation
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Component, Role, Stack
from levee.site import matrices
from levee.site.shown import night as shown
from levee.store import ledger, nights, runs, stacks
from signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\" onload='alert(2)"


def stack(plugin: str, *more: str) -> Stack:
    parts = [Component("pkg:pypi/harbour@6.0.0", Role.HOST)]
    parts += [Component(f"pkg:pypi/{p}", Role.PLUGIN) for p in (plugin, *more)]
    return Stack(components=tuple(parts))


GOOD, BAD, OTHER = stack("maps@1.0"), stack("maps@2.0"), stack("chat@1.0")
TRAP = stack("trap@1.0")


def ran(on: Stack, name: str, message: str = "", at: datetime = AT, suite: str = "small") -> Run:
    """Every component answers; with a message the plugin does not."""
    from levee.site import bench

    digest = bench.suite(api_house_data(), "").digest
    outcome = Outcome.FAILED if message else Outcome.PASSED
    checks = [
        CheckResult(c.package, "answers", outcome if c.role is Role.PLUGIN else Outcome.PASSED,
                    message if c.role is Role.PLUGIN else "")
        for c in on.components
    ]  # fmt: skip
    return Run(
        id=name,
        stack=on,
        suite=suite,
        suite_digest=digest,
        outcome=outcome,
        why=message or "every check held",
        checks=tuple(checks),
        purpose=Purpose.NIGHT,
        subject=f"night:{at.date()}:{suite}",
        night=at.date(),
        started_at=at,
        ended_at=at + timedelta(seconds=3),
    )


def api_house_data() -> Path:
    from django.conf import settings

    return Path(settings.DATA)


def night(*every: Run, at: datetime = AT) -> None:
    for run in every:
        runs.save(run, run.id)
    subject = f"night:{at.date()}:small"
    for kind, data in (
        (EventKind.NIGHT_PLANNED, {"choices": [], "shares": {}}),
        (EventKind.NIGHT_ENDED, {"void": False, "lines": []}),
    ):
        event = Event(subject=subject, kind=kind, at=at, actor=LEVEE, reason="the canary went red",
                      key=kind.value, data=data)  # fmt: skip
        ledger.append([event])


def installed(client: str, on: Stack, partner: str = "Aurora", traffic: float = 1.0) -> None:
    one = Installation(client=client, partner=partner, stack=on, traffic=traffic, tier="standard",
                       last_seen=AT)  # fmt: skip
    stacks.report([one])


@pytest.fixture
def known(store: Path) -> None:
    trap = replace(ran(TRAP, "trap-1", "planted"), purpose=Purpose.CANARY)
    night(ran(GOOD, "good-1"), ran(BAD, "bad-1", HOSTILE), ran(OTHER, "other-1"), trap)
    night(*(ran(s, f"{n}-0", at=AT - timedelta(days=1)) for s, n in ((GOOD, "good"), (BAD, "bad"))),
          at=AT - timedelta(days=1))  # fmt: skip
    installed("Ann's shop", BAD, traffic=9.0)
    installed("Bo's shop", GOOD)
    installed("Cy", OTHER, partner="Borealis")


@pytest.fixture
def client(db: None) -> Client:
    return signed_in(Client())


def read(browser: Client, /, **query: str) -> str:
    answer = browser.get("/matrix/", query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def has(page: str, digests: Iterable[Stack]) -> None:
    """The page's table has these Stacks and none of the others."""
    wanted = {s.digest for s in digests}
    found = {s.digest for s in (GOOD, BAD, OTHER, TRAP) if f"/stacks/{s.digest}/" in page}
    assert found == wanted


def test_the_newest_night_is_shown_with_its_reds_and_the_canary_at_the_end(
    known: None, client: Client
) -> None:
    page = read(client)
    has(page, (GOOD, BAD, OTHER, TRAP))
    assert "3 of 3 stacks" in page
    assert page.index(BAD.digest) < page.index(GOOD.digest) < page.index(TRAP.digest)
    assert page.index("What is red") < page.index("/runs/bad-1/") < page.index('id="heat"')
    assert "<bdi>maps 2.0</bdi>" in page


def test_what_a_check_said_is_text(known: None, client: Client) -> None:
    page = read(client)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "' onload" not in page.replace("&#x27;", "")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"plugin": "maps"}, (GOOD, BAD)),
        ({"plugin": "pkg:pypi/maps", "version": "1.0"}, (GOOD,)),
        ({"plugin": "MAP", "outcome": "red"}, (BAD,)),
        ({"outcome": "passed"}, (GOOD, OTHER)),
        ({"client": "ann"}, (BAD,)),
        ({"client": "shop", "outcome": "passed"}, (GOOD,)),
        ({"columns": "red-checks", "outcome": "red"}, (BAD, TRAP)),
        ({"night": "2026-11-19"}, (GOOD, BAD)),
        ({"night": "2026-11-19", "outcome": "red"}, ()),
    ],
)
def test_filters_stand_in_the_address(
    known: None, client: Client, query: dict[str, str], wanted: tuple[Stack, ...]
) -> None:
    has(read(client, **query), wanted)


def test_what_matches_nothing_says_what_to_do(known: None, client: Client) -> None:
    page = read(client, outcome="timeout")
    assert "No stack of this night matches" in page
    assert 'href="?night=2026-11-20"' in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("plugin", "nix", "is in no stack of this night"),
        ("plugin", "x" * 201, "plain text of at most 200"),
        ("plugin", "a\0b", "plain text of at most 200"),
        ("client", "nobody", "is called so by nobody"),
        ("client", "a\0b", "plain text of at most 200"),
        ("version", "1.0", "name it, too"),
        ("outcome", "green", "is one of red, conflict"),
        ("sort", "'; drop table", "is one of worst, heaviest"),
        ("columns", HOSTILE, "is one of components"),
        ("night", "1999-01-01", "did not run on that date"),
        ("night", HOSTILE, "did not run on that date"),
    ],
)
def test_what_cannot_match_is_said_beside_the_filled_form(
    known: None, client: Client, field: str, value: str, said: str
) -> None:
    page = read(client, **{field: value})
    assert said in page
    assert 'role="alert"' in page
    assert "<script>alert" not in page
    assert client.get("/matrix/rows/", {field: value}).status_code == 200


@pytest.mark.parametrize("start", ["-1", "x", "99999999999", "²", "3", ""])
def test_an_odd_start_is_no_fault(known: None, client: Client, start: str) -> None:
    assert "data-row" in read(client, **{"from": start})


def test_rows_come_a_page_at_a_time_and_each_once(
    known: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "PAGE", 1)
    parts = [read(client)] + [
        client.get("/matrix/rows/", {"from": str(n)}).content.decode() for n in (1, 2, 3)
    ]
    found = [s.digest for part in parts for s in (GOOD, BAD, OTHER, TRAP) if s.digest in part]
    assert sorted(found) == sorted(s.digest for s in (GOOD, BAD, OTHER, TRAP))
    assert ['id="more"' in part for part in parts] == [True, True, True, False]
    assert "<html" not in parts[1]
    assert "rows before" in read(client, **{"from": "2"})


def test_a_run_that_came_later_is_in_the_map(known: None, client: Client) -> None:
    before = read(client, outcome="red")
    late = ran(OTHER, "other-2", "late", AT + timedelta(hours=1))
    runs.save(late, late.id)
    assert OTHER.digest not in before
    assert "other-2" in read(client, outcome="flaky")


def test_suites_that_ran_the_same_night_have_a_column_each(known: None, client: Client) -> None:
    other = ran(GOOD, "shallow-1", "broken link", suite="shallow")
    runs.save(other, other.id)
    page = read(client)
    assert '<span translate="no">shallow</span>' in page
    assert "/runs/shallow-1/" in page


def test_counts_of_a_night_are_what_its_map_counts(known: None) -> None:
    every = nights.ended("small")
    told = matrices.tallies(matrices.places(every))
    for place in matrices.places(every):
        from levee.lab import heat

        assert told[place.night.subject] == heat.tally(matrices.whole_of(place).lines)


def test_a_stack_over_its_nights_is_checks_by_nights(known: None, client: Client) -> None:
    page = client.get(f"/stacks/{BAD.digest}/").content.decode()
    assert "Checks of 2 nights, the newest first" in page
    assert page.index("?night=2026-11-20") < page.index("?night=2026-11-19")
    assert "1 of 2" in page
    assert "/runs/bad-1/" in page
    assert "<script>alert" not in page


def test_a_run_leads_to_the_same_stack_on_other_nights(known: None, client: Client) -> None:
    page = client.get("/runs/bad-1/").content.decode()
    assert "The same stack on other nights" in page
    assert "/runs/bad-0/" in page
    assert "?do=rerun" in page


def test_a_page_of_the_matrix_asks_the_database_a_few_times(
    known: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    for path in ("/matrix/?client=shop&plugin=maps", "/matrix/rows/?from=1", "/runs/bad-1/",
                 f"/stacks/{BAD.digest}/"):  # fmt: skip
        matrices.forget()
        with django_assert_max_num_queries(13 if "client" in path else 12):
            client.get(path)
        with django_assert_max_num_queries(12):
            client.get(path)


# --- the API --------------------------------------------------------------------------------------


def keys(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["key"] for row in answer.json()["rows"]]


def test_the_api_answers_the_same_with_the_same_filters(known: None, staff: Api) -> None:
    whole = staff.get("/matrix").json()
    assert whole["counts"] == {"failed": 1, "passed": 2}
    assert [(r["column"], r["version"], r["stacks"]) for r in whole["reds"]] == [
        ("pkg:pypi/maps::answers", "2.0", 1)
    ]
    assert keys(staff.get("/matrix?plugin=maps&outcome=red")) == [BAD.digest]
    assert keys(staff.get("/matrix?client=shop&sort=heaviest")) == [BAD.digest, GOOD.digest]
    named = staff.get("/matrix?plugin=maps&version=1.0&columns=components").json()
    assert named["columns"][0] == "pkg:pypi/maps"
    assert named["rows"][0]["cells"][0]["version"] == "1.0"
    assert staff.get("/matrix?date=2026-11-19").json()["night"] == "2026-11-19"


@pytest.mark.parametrize(
    "query", ["plugin=nix", "client=nobody", "outcome=green", "sort=x", "columns=x", "version=1",
              "cursor=eA=="],
)  # fmt: skip
def test_the_api_says_what_cannot_match(known: None, staff: Api, query: str) -> None:
    answer = staff.get(f"/matrix?{query}")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"].removeprefix("$.") == query.partition("=")[0]


def test_the_api_pages_nights_and_rows_by_cursor(known: None, staff: Api) -> None:
    for path, name, number in (("/nights", "items", 2), ("/matrix", "rows", 4)):
        found: list[str] = []
        cursor = ""
        for _ in range(number):
            answer = staff.get(f"{path}?limit=1&cursor={cursor}").json()
            found += [str(one.get("day") or one["key"]) for one in answer[name]]
            cursor = answer["next"]
        assert cursor is None
        assert len(set(found)) == number


def test_a_partner_sees_its_own_stacks_and_no_name_of_others(
    known: None, staff: Api, client: Client
) -> None:
    api = api_house.key(Client(), partner="Borealis")
    answer = api.get("/matrix?columns=components")
    assert keys(answer) == [OTHER.digest]
    assert "maps" not in answer.content.decode()
    assert "trap" not in answer.content.decode()
    assert api.get("/matrix?client=ann").status_code == 422
    assert api.get("/matrix?plugin=maps").status_code == 422
    assert [n["runs"] for n in api.get("/nights").json()["items"]] == [1, 0]
    assert {n["reason"] for n in api.get("/nights").json()["items"]} == {""}
