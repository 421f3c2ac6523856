"""What follows from a finding: several causes at once, a person's word, who is hit, the Nights?"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telling import BAD, BAD_FIX, GOOD, GOOD_FIX, submission, submission_file, tell, two_parties
from world import NOW, Bench, World, history, stack, world

from levee.desk.promises import promises
from levee.flow import Stop
from levee.model.delta import Delta, DeltaKind, apply
from levee.model.event import EventKind
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Run
from levee.model.stack import Stack
from levee.model.ticket import Stage, subject
from levee.model.work_item import WorkKind, WorkState
from levee.site import answers, exposure, stories
from levee.site import board as boards
from levee.site.board import Looking
from levee.store import caches, contracts, ledger

pytestmark = pytest.mark.django_db

GRAPHQL = ("pkg:pypi/datasette-graphql", "GET /graphql")
LOGIN = ("pkg:pypi/datasette-auth", "GET /-/login")


class TwoChecks(Bench):
    """Graphql fails with its new host; login fails with redis, whatever else is there."""

    def run(self, on: Stack, suite: Any, **asked: Any) -> Run:
        run = super().run(on, suite, **asked)
        canary = run.outcome is Outcome.FAILED and not two_parties(on)
        checks = (
            self._check(GRAPHQL, two_parties(on) or canary),
            self._check(LOGIN, on.settings.get("cache") == "redis" or canary),
        )
        red = any(c.outcome is Outcome.FAILED for c in checks)
        outcome = Outcome.FAILED if red else Outcome.PASSED
        return Run(
            **{f: getattr(run, f) for f in Run.__dataclass_fields__}
            | {"outcome": outcome, "checks": checks}
        )

    @staticmethod
    def _check(named: tuple[str, str], fails: bool) -> CheckResult:
        outcome = Outcome.FAILED if fails else Outcome.PASSED
        return CheckResult(*named, outcome, f"{named[1]} is {outcome}")


def two_failures(folder: Path) -> World:
    """A house whose ticket shows both failures, taken in and reproduced."""
    house = world(folder, two_parties, (GOOD, BAD))
    house.hands.lab.bench = TwoChecks(data=folder, fails=two_parties)  # type: ignore[attr-defined]
    house.take_in(submission())
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    return house


def isolated(folder: Path) -> World:
    house = world(folder, two_parties, (GOOD, BAD))
    house.take_in(submission())
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    return house


def words(found: Any) -> list[str]:
    return [str(delta) for delta in found.interaction]


PARTIES = ["datasette 0.65.1 -> 1.0a14", "datasette-graphql 2.1 -> 2.2"]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_two_failures_at_once_are_two_interactions_with_a_work_item_each(
    tmp_path: Path, seed: int
) -> None:
    house = two_failures(tmp_path)
    told = stories.isolate(house.hands, "T-1001", NOW, seed)
    assert told.held
    found = house.ticket()
    first, second = (house.hands.desk.work_item(w) for w in stories.works(found))
    assert (first.id, second.id) == ("W-1001", "W-1001-2")
    assert words(found) == words(first) == PARTIES  # the affected screen is /graphql
    assert words(second) == ["cache off -> redis"]
    assert (found.finding, second.kind) == ("combinatorial_bug", WorkKind.KNOWLEDGE)
    board = boards.answer(house.hands, Looking(), NOW)["entries"]
    assert [entry["work_item"] for entry in board] == ["W-1001", "W-1001-2"]
    assert caches.differences() == ledger.broken_chains() == []


def test_both_searches_share_their_runs_and_the_budget(tmp_path: Path) -> None:
    house = two_failures(tmp_path)
    before = house.hands.lab.bench.ran  # type: ignore[attr-defined]
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    asked = ledger.of_kinds(EventKind.ASKED)
    sets = {json.dumps(event.data["deltas"]) for event in asked}
    assert len(sets) == len(asked) == house.hands.lab.bench.ran - before  # type: ignore[attr-defined]
    runs = [event.data["runs"] for event in ledger.of_kinds(EventKind.ISOLATED)]
    assert sum(runs) == len(asked)


def test_told_again_it_asks_nothing_and_records_nothing(tmp_path: Path) -> None:
    house = two_failures(tmp_path)
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    bench, before = house.hands.lab.bench, history()  # type: ignore[attr-defined]
    ran = bench.ran
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    assert (bench.ran, history()) == (ran, before)


def test_how_many_causes_are_searched_is_the_contracts_number(tmp_path: Path) -> None:
    house = two_failures(tmp_path)
    text = contracts.in_force().text.replace("isolation_causes: 3", "isolation_causes: 1")
    contract = contracts.adopt(text, NOW)
    ticket = house.hands.desk.ticket("T-1001")
    adopted = ledger.append([_moved(ticket.id, contract.digest)])
    assert adopted
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    found = house.ticket()
    assert stories.works(found) == ("W-1001",)
    assert found.isolation["left"] == [["pkg:pypi/datasette-auth::GET /-/login",
                                        "GET /-/login is failed"]]  # fmt: skip


def _moved(ticket_id: str, digest: str) -> Any:
    from levee.model.event import Event

    return Event(
        subject=subject(ticket_id), kind=EventKind.ADOPTED, at=NOW, actor="ada", reason="tried",
        key="adopted", data={"contract": digest},
    )  # fmt: skip


CACHE_FIX = (Delta(DeltaKind.SETTING, "cache", "redis", "off"),)


def test_each_fix_is_judged_without_the_other_failure_and_both_remediate(tmp_path: Path) -> None:
    house = two_failures(tmp_path)
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    later = house.at(NOW + timedelta(hours=1))
    assert not stories.mend(house.hands, "W-1001", BAD_FIX, "", later).held
    assert stories.mend(house.hands, "W-1001", GOOD_FIX, "", later).held
    assert house.ticket().stage is Stage.FIXING  # login still fails
    assert "remediation" in house.ticket().labels
    assert stories.mend(house.hands, "W-1001-2", CACHE_FIX, "", later).held
    found = house.ticket()
    assert (found.stage, "remediation" in found.labels) == (Stage.REMEDIATED, False)
    last = house.hands.desk.work_item("W-1001-2")
    assert last.fixed_stack == apply(apply(BAD, GOOD_FIX), CACHE_FIX)
    assert last.state is WorkState.VERIFIED


# -- it works as documented


def test_a_person_says_it_works_as_documented_and_the_work_becomes_an_article(
    tmp_path: Path,
) -> None:
    house = isolated(tmp_path)
    assert house.hands.desk.work_item("W-1001").kind is WorkKind.HOTFIX
    later = NOW + timedelta(hours=3)
    said = stories.overrule(house.hands, "T-1001", ("dara", "see 4.2 of the manual"), later)
    assert not isinstance(said, Stop)
    found, item = house.ticket(), house.hands.desk.work_item("W-1001")
    assert found.finding == "documentation_gap"
    assert (item.kind, item.owner_role) == (WorkKind.KNOWLEDGE, "pod_docs")
    assert item.target == later + timedelta(hours=24)
    assert (item.interaction, item.must_run) == (found.interaction, True)
    events = ledger.events(subject("T-1001"))
    classified = [e for e in events if e.kind is EventKind.CLASSIFIED][-1]
    assert (classified.actor, classified.reason) == ("dara", "see 4.2 of the manual")
    assert classified.data["was"] == "combinatorial_bug"
    assert caches.differences() == ledger.broken_chains() == []


def test_its_clocks_follow_engineering_stops_and_the_article_has_a_day(tmp_path: Path) -> None:
    house = isolated(tmp_path)
    later = NOW + timedelta(hours=3)
    stories.overrule(house.hands, "T-1001", ("dara", "see 4.2"), later)
    found, contract = house.ticket(), house.hands.desk.contract()
    kept = {p.clock.name: p for p in promises(found, ledger.events(subject(found.id)), contract)}
    assert kept["engineering_target"].clock.met == later
    assert kept["knowledge_fix"].due(later) == later + timedelta(hours=24)


@pytest.mark.parametrize(
    ("by", "reason", "says"),
    [
        ("nobody", "see 4.2", "names nobody 'nobody'"),
        ("dara", "  ", "says why"),
    ],
)
def test_it_is_refused_from_a_stranger_and_without_a_reason(
    tmp_path: Path, by: str, reason: str, says: str
) -> None:
    house = isolated(tmp_path)
    before = history()
    said = stories.overrule(house.hands, "T-1001", (by, reason), NOW)
    assert isinstance(said, Stop)
    assert says in said.reason
    assert history() == before


def test_it_is_refused_before_a_finding_a_second_time_and_after_the_fix(tmp_path: Path) -> None:
    house = world(tmp_path, two_parties, (GOOD, BAD))
    house.take_in(submission())
    said = ("dara", "see 4.2")
    early = stories.overrule(house.hands, "T-1001", said, NOW)
    assert isinstance(early, Stop)
    assert "nothing is found yet" in early.reason
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    assert not isinstance(stories.overrule(house.hands, "T-1001", said, NOW), Stop)
    again = stories.overrule(house.hands, "T-1001", said, NOW)
    assert isinstance(again, Stop)
    assert "already" in again.reason
    assert stories.mend(house.hands, "W-1001", GOOD_FIX, "", NOW).held
    late = stories.overrule(house.hands, "T-1001", said, NOW)
    assert isinstance(late, Stop)
    assert "remediated" in late.reason


# -- who is about to be hit


def test_who_is_hit_is_known_now_and_the_heaviest_comes_first(tmp_path: Path) -> None:
    light = stack("graphql@2.2", "extra@1", host="1.0a14")
    house = world(tmp_path, two_parties, (GOOD, BAD, light))
    house.take_in(submission())
    assert exposure.hit(house.hands, "T-1001", NOW)["interactions"] == []
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    (found,) = exposure.hit(house.hands, "T-1001", NOW)["interactions"]
    assert [c["client"] for c in found["clients"]] == ["client-1", "client-2", "Nordic Maps"]
    assert found["traffic"] == sum(c["traffic"] for c in found["clients"])
    months = NOW + timedelta(days=90)
    (later,) = exposure.hit(house.hands, "T-1001", months)["interactions"]
    assert later["clients"] == []  # nobody was seen for so long


def test_what_a_partner_may_see_of_a_ticket_names_no_other_client(tmp_path: Path) -> None:
    house = isolated(tmp_path)
    shown = json.dumps(answers.ticket(house.hands, house.ticket(), NOW))
    assert "client-1" not in shown


# -- the Nights


def reasons(house: World, day: int) -> list[str]:
    now = house.at(NOW + timedelta(days=day))
    story = stories.night_story(house.hands, now.date(), now)
    from levee.flow.nighting import fresh_plan

    return [choice.reason for choice in fresh_plan(story).choices]


def test_certified_away_it_leaves_the_nights_and_its_fix_stays_watched(tmp_path: Path) -> None:
    house = world(tmp_path, two_parties, (GOOD,))
    tell(house, submission_file(tmp_path))  # five green nights and a review
    assert "interaction of W-1001" not in reasons(house, 7)
    assert "fix of W-1001" in reasons(house, 7)
    now = house.at(NOW + timedelta(days=7))
    assert stories.night(house.hands, now.date(), now).story.report is not None
    item = house.hands.desk.work_item("W-1001")
    assert not item.must_run
    assert caches.differences() == []


def test_while_nobody_has_reviewed_the_fix_every_night_runs_both(tmp_path: Path) -> None:
    house = isolated(tmp_path)
    assert stories.mend(house.hands, "W-1001", GOOD_FIX, "", NOW).held
    for day in range(1, 7):
        assert {"interaction of W-1001", "fix of W-1001"} <= set(reasons(house, day))
        now = house.at(NOW + timedelta(days=day))
        assert stories.night(house.hands, now.date(), now).story.report is not None


def test_once_the_certificate_falls_the_nights_run_it_again(tmp_path: Path) -> None:
    house = world(tmp_path, two_parties, (GOOD,))
    tell(house, submission_file(tmp_path))
    house.bench.fails = lambda _: True
    for day in (7, 8):
        now = house.at(NOW + timedelta(days=day))
        stories.night(house.hands, now.date(), now)
    assert house.hands.desk.work_item("W-1001").must_run
    turns = (EventKind.MUST_RUN, EventKind.CERTIFIED_AWAY)
    assert [e.kind for e in ledger.of_kinds(*turns)] == [turns[0], turns[1], turns[0]]
