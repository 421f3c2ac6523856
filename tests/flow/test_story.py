"""Does one ticket go from its file to a certificate, with every step on record?"""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from telling import (
    BAD,
    BAD_FIX,
    GOOD,
    GOOD_FIX,
    submission,
    submission_file,
    tell,
    two_parties,
)
from world import NOW, World, history, stack, world

from levee.flow import TICK, certifying, follow
from levee.flow.ticking import Ticking
from levee.model.delta import apply
from levee.model.event import EventKind
from levee.model.outcome import Outcome
from levee.model.session import open_one
from levee.model.ticket import Stage, TicketState, fold, subject
from levee.model.work_item import WorkState
from levee.site import stories
from levee.store import caches, ledger
from levee.store.models import InstallationRow, OutboxRow, TicketRow

pytestmark = pytest.mark.django_db
TOP = stack("graphql@2.2", "vega@0.6.2", "a@1", "b@1", "c@1", host="0.65.1")


@pytest.fixture
def house(tmp_path: Path) -> World:
    return world(tmp_path, two_parties, (GOOD, TOP))


def ticked(house: World, hours: float) -> Ticking:
    now = NOW + timedelta(hours=hours)
    return follow(TICK, Ticking(hands=house.hands, now=now)).story


def test_the_whole_story_holds(house: World, tmp_path: Path) -> None:
    tell(house, submission_file(tmp_path))
    found = house.ticket()
    assert [str(d) for d in found.interaction] == [
        "datasette 0.65.1 -> 1.0a14",
        "datasette-graphql 2.1 -> 2.2",
    ]
    assert (found.stage, found.state) == (Stage.REMEDIATED, TicketState.OPEN)
    assert "remediation" not in found.labels
    item = house.hands.desk.work_item(found.work_item)
    assert (item.state, item.fixes, item.must_run) == (WorkState.VERIFIED, 2, True)
    kinds = Counter(kind for _, kind, *_ in history())
    assert kinds["night_ended"] == 5
    assert kinds["certified"] == kinds["reviewed"] == kinds["rolled_back"] == 1
    folder = tmp_path / "certificates" / apply(BAD, GOOD_FIX).digest
    assert {p.name for p in folder.iterdir()} == {
        "attestation.json", "badge.json", "badge.svg", "certificate.json", "lock.txt",
    }  # fmt: skip
    assert "datasette-graphql==3.0a1" in (folder / "lock.txt").read_text()


def test_when_it_is_told_caches_and_chains_agree_with_the_events(
    house: World, tmp_path: Path
) -> None:
    tell(house, submission_file(tmp_path))
    assert caches.differences() == []
    assert ledger.broken_chains() == []


def test_a_cache_that_says_something_else_is_found(house: World) -> None:
    house.take_in(submission())
    TicketRow.objects.update(severity=4, owner="nobody")
    assert [fault.split(" ")[0] for fault in caches.differences()] == [
        "T-1001.severity",
        "T-1001.owner",
    ]


def test_replaying_the_events_gives_the_same_ticket(house: World, tmp_path: Path) -> None:
    tell(house, submission_file(tmp_path))
    events = ledger.events(subject("T-1001"))
    assert fold(events) == fold(events) == house.ticket()
    stages = [fold(events[:n]).stage for n in range(1, len(events) + 1)]
    assert [s for s, before in zip(stages, [None, *stages], strict=False) if s is not before] == [
        Stage.TAKEN_IN,
        Stage.REPRODUCED,
        Stage.ISOLATED,
        Stage.FIXING,
        Stage.REMEDIATED,
    ]


def test_told_again_nothing_is_asked_and_nothing_recorded(house: World, tmp_path: Path) -> None:
    file = submission_file(tmp_path)
    tell(house, file)
    before, ran = history(), house.bench.ran
    house.take_in(file.read_bytes(), NOW + timedelta(days=9))
    assert stories.reproduce(house.hands, "T-1001", NOW + timedelta(days=9)).held
    assert stories.isolate(house.hands, "T-1001", NOW + timedelta(days=9), 0).held
    stories.night(house.hands, NOW.date(), NOW + timedelta(days=9))
    rungs = frozenset({EventKind.RUNG_FIRED})
    assert [row for row in history(rungs) if row not in before] == []
    assert house.bench.ran == ran


def test_the_bad_fix_goes_back_and_tells_who_may_roll_back(house: World) -> None:
    work = opened(house)
    told = stories.mend(house.hands, work, BAD_FIX, "", NOW + timedelta(hours=2))
    assert not told.held
    assert house.hands.desk.work_item(work).state is WorkState.ROLLED_BACK
    assert "remediation" in house.ticket().labels
    assert EventKind.ROLLED_BACK in [e.kind for e in ledger.events("channel:early")]
    payloads = [row.payload for row in OutboxRow.objects.filter(channel="mail")]
    refusals = [p for p in payloads if "the fix was refused" in p["subject"]]
    assert [p["to"] for p in refusals] == ["fay@vendor.example"]


def test_a_fix_that_the_lab_cannot_judge_is_judged_when_it_is_submitted_again(
    house: World,
) -> None:
    work = opened(house)
    house.bench.next_outcomes = [Outcome.BROKEN]
    assert not stories.mend(house.hands, work, GOOD_FIX, "", NOW + timedelta(hours=2)).held
    assert stories.mend(house.hands, work, GOOD_FIX, "", NOW + timedelta(hours=3)).held
    assert house.hands.desk.work_item(work).state is WorkState.VERIFIED


def test_a_fix_that_changes_nothing_is_refused(house: World) -> None:
    told = stories.mend(house.hands, opened(house), (), "", NOW + timedelta(hours=2))
    assert told.stop is not None
    assert "changes nothing" in told.stop.reason


def opened(house: World) -> str:
    house.take_in(submission())
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    return house.ticket().work_item


def test_a_lab_that_breaks_says_nothing_of_the_ticket_and_can_be_asked_again(
    house: World,
) -> None:
    house.take_in(submission())
    house.bench.next_outcomes = [Outcome.BROKEN]
    assert not stories.reproduce(house.hands, "T-1001", NOW).held
    assert house.ticket().stage is Stage.TAKEN_IN
    assert stories.reproduce(house.hands, "T-1001", NOW + timedelta(hours=1)).held


def test_what_does_not_fail_is_not_reproduced_and_starts_the_remote_session(
    tmp_path: Path,
) -> None:
    house = world(tmp_path, lambda _: False, (GOOD,))
    house.take_in(submission())
    told = stories.reproduce(house.hands, "T-1001", NOW + timedelta(hours=1))
    assert not told.held
    assert house.ticket().stage is Stage.NOT_REPRODUCED
    session = open_one(house.hands.ledger.events(subject("T-1001")))
    assert session is not None
    assert NOW + timedelta(hours=1.5) <= session.start <= NOW + timedelta(hours=7)
    fired = ticked(house, 7).fired
    assert not any("Remote session" in event.reason for event in fired)


def test_an_isolation_before_its_reproduction_says_what_comes_first(house: World) -> None:
    house.take_in(submission())
    told = stories.isolate(house.hands, "T-1001", NOW, 0)
    assert told.stop is not None
    assert "comes first" in told.stop.reason


def test_a_canary_that_turns_green_voids_the_night(house: World, tmp_path: Path) -> None:
    opened(house)
    house.bench.canary_is_red = False
    told = stories.night(house.hands, NOW.date(), NOW)
    assert told.story.report is not None
    assert told.story.report.result.void
    assert "canary came back green" in told.story.report.result.reason


def test_void_nights_certify_nothing_and_take_nothing_away(house: World) -> None:
    work = opened(house)
    assert stories.mend(house.hands, work, GOOD_FIX, "", NOW + timedelta(hours=2)).held
    for number in range(7):
        house.bench.canary_is_red = number not in (2, 4)
        now = house.at(NOW + timedelta(days=number, hours=14))
        stories.night(house.hands, now.date(), now)
    voids = [night.void for night in house.hands.lab.nights(house.hands.lab.suite())]
    assert voids == [False, False, True, False, True, False, False]
    contract, suite = house.hands.desk.contract(), house.hands.lab.suite()
    fixed = apply(BAD, GOOD_FIX)
    standing = certifying.standing(house.hands, fixed, contract, suite, house.bench.now)
    assert (standing.state, standing.streak) == ("awaiting_review", 5)


def test_a_red_night_suspends_the_certificate_and_says_so(house: World, tmp_path: Path) -> None:
    tell(house, submission_file(tmp_path))
    house.bench.fails = lambda _: True
    now = house.at(NOW + timedelta(days=6))
    changed = stories.night(house.hands, now.date(), now).story.changed
    assert [event.kind for event in changed] == [EventKind.SUSPENDED]
    badge = tmp_path / "certificates" / apply(BAD, GOOD_FIX).digest / "badge.svg"
    assert "suspended" in badge.read_text()


def test_the_fleet_learns_from_the_ticket_what_its_client_runs(house: World) -> None:
    house.take_in(submission())
    assert InstallationRow.objects.get(client="Nordic Maps").stack_id == BAD.digest
