"""Does a channel move to certified releases only, and does a bad one take itself back?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from world import NOW, World, stack, world

from levee.flow import certifying
from levee.model.channel import Channel
from levee.model.event import EventKind
from levee.model.problem import NotHeld, Rejected, StaleWrite, Unknown
from levee.model.stack import Stack
from levee.site import channels, following, stories, vendor_keys
from levee.site.channels import Desk
from levee.site.vendor_keys import Keeping
from levee.store import contracts, ledger
from levee.store.models import OutboxRow
from submissions import text_with

pytestmark = pytest.mark.django_db(transaction=True)
A, B = stack("vega@0.6.2"), stack("vega@0.6.3")
TUESDAY = datetime.fromisoformat("2026-03-10T10:00:00+00:00")  # inside the rollout window
DAY = timedelta(days=1)

type Made = tuple[World, set[str]]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Two stacks of live clients, certified both; what is named red fails from then on."""
    red: set[str] = set()
    house = world(tmp_path, lambda on: on.digest in red, (A, B))
    for day in range(5):
        night(house, NOW + day * DAY)
    for each in (A, B):
        review(house, each, NOW + 5 * DAY)
    return house, red


def night(house: World, at: datetime) -> None:
    stories.night(house.hands, at.date(), house.at(at))


def review(house: World, on: Stack, at: datetime) -> None:
    contract, suite = house.hands.desk.contract(), house.hands.lab.suite()
    said = certifying.review(house.hands, on, contract, suite, house.at(at), "fay", "five nights")
    assert not hasattr(said, "reason"), said


def desk(house: World, name: str = "early", by: str = "fay", at: datetime = TUESDAY) -> Desk:
    return Desk(hands=house.hands, data=house.bench.data, name=name, by=by, now=house.at(at))


def channel(house: World, name: str = "early") -> Channel:
    return channels.channel_of(house.hands, name)


def declare(house: World, *plugins: str) -> None:
    for plugin in plugins:
        body = {"plugin": plugin, "supports": {"pkg:pypi/datasette": ">=0.60"}}
        channels.declare(house.hands, body, "ada", NOW)


def points_to(house: World, name: str = "early") -> Stack | None:
    current = channel(house, name).current
    return current.stack if current else None


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(NotHeld) as held:
        act()
    return str(held.value)


def test_a_certified_release_is_offered_in_steps_and_then_to_everybody(made: Made) -> None:
    house, _ = made
    declare(house, "pkg:pypi/datasette-vega@0.6.2", "pkg:pypi/datasette-vega@0.6.3")
    channels.move(desk(house, "stable"), A)
    for number in (1, 2):
        channels.advance(desk(house, "stable", at=TUESDAY + number * DAY))
    assert channel(house, "stable").share == 1.0
    later = desk(house, "stable", at=TUESDAY + 7 * DAY)
    channels.move(later, B)
    assert channel(house, "stable").share == 0.1
    assert channels.shown(channels.story(later))["previous"]["stack"] == A.digest


def test_stable_waits_for_its_window_and_for_the_dependency_contracts(made: Made) -> None:
    house, _ = made
    said = refusal(lambda: channels.move(desk(house, "stable", at=NOW + 6 * DAY), A))
    assert "window of stable is closed; it opens 2026-03-10T09:00" in said
    assert "datasette-vega 0.6.2 declares nothing" in said


def test_a_stack_that_is_not_certified_is_refused(made: Made) -> None:
    house, _ = made
    other = stack("vega@0.6.4")
    said = refusal(lambda: channels.move(desk(house), other))
    assert "certified releases only" in said
    assert "no lock file" in said


def test_only_the_named_roles_move_and_take_back(made: Made) -> None:
    house, _ = made
    with pytest.raises(Rejected, match="chen does not hold"):
        channels.move(desk(house, by="chen"), A)
    with pytest.raises(Rejected, match="chen does not hold"):
        channels.roll_back(desk(house, by="chen"), "because")
    with pytest.raises(Unknown, match="no channel nightly"):
        channels.story(desk(house, "nightly"))


def test_of_two_moves_at_once_one_wins_and_the_other_is_told(made: Made) -> None:
    house, _ = made
    seen = channel(house).version
    channels.move(desk(house), A, seen)
    with pytest.raises(StaleWrite):
        channels.move(desk(house), B, seen)
    assert points_to(house) == A


def test_a_red_night_takes_the_release_back_by_itself_and_tells_the_duty_holder(
    made: Made,
) -> None:
    house, red = made
    channels.move(desk(house), A)
    channels.move(desk(house, at=TUESDAY + DAY), B)
    red.add(B.digest)
    night(house, TUESDAY + 2 * DAY)
    assert points_to(house) == A
    told = OutboxRow.objects.filter(channel="mail", payload__subject="Channel early went back")
    assert [row.payload["to"] for row in told] == ["fay@vendor.example"]
    night(house, TUESDAY + 3 * DAY)
    kinds = [e.kind for e in ledger.events("channel:early")]
    assert kinds.count(EventKind.ROLLED_BACK) == 1
    assert "not certified" in refusal(lambda: channels.move(desk(house, at=TUESDAY + 4 * DAY), B))


def test_the_partners_that_run_it_are_told_and_nobody_else(made: Made) -> None:
    house, _ = made
    listed = (
        "partners: {Acme: {contacts: [{name: Ida, mail: ida@acme.example}]},"
        " Other: {contacts: [{name: Eve, mail: eve@other.example}]}}"
    )
    contracts.adopt(text_with(("partners: {}", listed)), TUESDAY)
    channels.move(desk(house), A)
    channels.roll_back(desk(house, at=TUESDAY + DAY), "customers complain")
    told = OutboxRow.objects.filter(channel="mail", payload__subject="Channel early went back")
    assert {r.payload["to"] for r in told} == {"fay@vendor.example", "ida@acme.example"}
    assert not any("Other" in str(r.payload) or "client-" in str(r.payload) for r in told)


def test_what_was_taken_back_returns_after_green_nights_and_a_review(made: Made) -> None:
    house, red = made
    channels.move(desk(house), A)
    channels.move(desk(house, at=TUESDAY + DAY), B)
    channels.roll_back(desk(house, at=TUESDAY + 2 * DAY), "customers complain")
    said = refusal(lambda: channels.move(desk(house, at=TUESDAY + 3 * DAY), B))
    assert "is not green again since" in said
    red.add(B.digest)
    night(house, TUESDAY + 4 * DAY)
    red.clear()
    for number in range(5, 11):
        night(house, TUESDAY + number * DAY)
    review(house, B, TUESDAY + 11 * DAY)
    channels.move(desk(house, at=TUESDAY + 12 * DAY), B)
    assert points_to(house) == B


def test_with_nothing_certified_left_the_mitigation_stands_and_nothing_is_green(
    made: Made,
) -> None:
    house, red = made
    channels.move(desk(house), A)
    red.update((A.digest, B.digest))
    night(house, TUESDAY + DAY)
    assert points_to(house) is None
    assert "nothing certified is left" in channel(house).mitigation
    followed = follow(house, TUESDAY + DAY)
    assert followed.release is None
    assert not followed.faults


def keys(house: World, at: datetime) -> str:
    keeping = Keeping(data=house.bench.data, days=365, now=at)
    return vendor_keys.current(keeping)[1].public


def follow(house: World, at: datetime, seen: int = 0, text: str = "") -> following.Followed:
    text = text or channels.signed(desk(house, at=at))
    return following.follow(text, keys(house, at), ("early", "client-0", seen), at)


def test_an_updater_gets_the_lock_and_refuses_what_is_forged_old_or_run_out(made: Made) -> None:
    house, _ = made
    channels.move(desk(house), A)
    old = channels.signed(desk(house))
    found = follow(house, TUESDAY)
    assert not found.faults
    assert found.release is not None
    assert "datasette-vega==0.6.2 --hash=sha256:" in found.release["lock"]
    forged = old.replace('"payload": "ey', '"payload": "ew')
    assert "forged" in follow(house, TUESDAY, text=forged).faults[0]
    channels.move(desk(house, at=TUESDAY + DAY), B)
    assert "older" in follow(house, TUESDAY + DAY, seen=2, text=old).faults[0]
    assert "ran out" in follow(house, TUESDAY + 3 * DAY, text=old).faults[0]


def test_a_night_shows_where_declarations_and_observations_differ(made: Made) -> None:
    house, red = made
    declare(house, "pkg:pypi/datasette-vega@0.6.2")
    red.add(A.digest)
    told = stories.night(house.hands, TUESDAY.date(), house.at(TUESDAY))
    found = {(c.plugin, c.agreement.value) for c in told.story.contracts}
    assert ("pkg:pypi/datasette-vega@0.6.2", "broken") in found
    assert ("pkg:pypi/datasette-vega@0.6.3", "unannounced") in found
