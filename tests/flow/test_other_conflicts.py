"""Is another conflict found as well, without a change anywhere but in the ticket?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from telling import BAD, GOOD, submission
from world import NOW, stack, world

from levee.model.outcome import Outcome
from levee.model.stack import Stack
from levee.site import stories

pytestmark = pytest.mark.django_db


def has(*parts: str) -> Callable[[Stack], bool]:
    """Fails when each part (``package@version`` or ``key=value``) is there."""

    def fails(on: Stack) -> bool:
        held = {c.purl.rpartition("/")[2] for c in on.components}
        held |= {f"{key}={value}" for key, value in on.settings.items()}
        return set(parts) <= held

    return fails


CONFLICTS = {
    "host and plugin": (
        has("datasette@1.0a14", "datasette-graphql@2.2"),
        ["datasette 0.65.1 -> 1.0a14", "datasette-graphql 2.1 -> 2.2"],
        "combinatorial_bug",
    ),
    "two plugins": (
        has("datasette-auth@0.5", "datasette-graphql@2.2"),
        ["datasette-auth 0.4 -> 0.5", "datasette-graphql 2.1 -> 2.2"],
        "combinatorial_bug",
    ),
    "plugin and dependency": (
        has("datasette-auth@0.5", "httpx@0.27.9"),
        ["datasette-auth 0.4 -> 0.5", "httpx 0.27.2 -> 0.27.9"],
        "combinatorial_bug",
    ),
    "setting and plugin": (
        has("cache=redis", "datasette-graphql@2.2"),
        ["cache off -> redis", "datasette-graphql 2.1 -> 2.2"],
        "configuration_mismatch",
    ),
    "setting alone": (has("cache=redis"), ["cache off -> redis"], "configuration_mismatch"),
    "dependency alone": (
        has("httpx@0.27.9"),
        ["httpx 0.27.2 -> 0.27.9"],
        "dependency_conflict",
    ),
    "one plugin alone": (
        has("datasette-graphql@2.2"),
        ["datasette-graphql 2.1 -> 2.2"],
        "genuine_bug",
    ),
    "host alone": (has("datasette@1.0a14"), ["datasette 0.65.1 -> 1.0a14"], "combinatorial_bug"),
    "three parties": (
        has("datasette@1.0a14", "datasette-auth@0.5", "httpx@0.27.9"),
        [
            "datasette 0.65.1 -> 1.0a14",
            "datasette-auth 0.4 -> 0.5",
            "httpx 0.27.2 -> 0.27.9",
        ],
        "combinatorial_bug",
    ),
}


@pytest.mark.parametrize(("fails", "deltas", "finding"), CONFLICTS.values(), ids=CONFLICTS)
@pytest.mark.parametrize("seed", [0, 7])
def test_it_is_isolated_to_exactly_its_parties(
    tmp_path: Path, fails: Callable[[Stack], bool], deltas: list[str], finding: str, seed: int
) -> None:
    house = world(tmp_path, fails, (GOOD,))
    house.take_in(submission())
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    assert stories.isolate(house.hands, "T-1001", NOW, seed).held
    found = house.ticket()
    assert sorted(str(delta) for delta in found.interaction) == sorted(deltas)
    assert found.finding == finding
    assert house.hands.desk.work_item(found.work_item).interaction == found.interaction


def test_one_plugin_of_many_is_found_with_few_runs(tmp_path: Path) -> None:
    old = stack(*(f"p{i}@1" for i in range(40)))
    new = stack(*(f"p{i}@2" for i in range(40)))
    house = world(tmp_path, has("datasette-p7@2", "datasette-p31@2"), (old,))
    house.take_in(submission(new))
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    before = house.bench.ran
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    assert len(house.ticket().interaction) == 2
    assert house.bench.ran - before <= 30


def test_a_conflict_of_the_resolver_is_isolated_too(tmp_path: Path) -> None:
    house = world(tmp_path, has("datasette-auth@0.5", "httpx@0.27.9"), (GOOD,))
    usual = house.bench._outcome
    house.bench._outcome = lambda on: (  # type: ignore[method-assign]
        Outcome.CONFLICT if usual(on) is Outcome.FAILED else Outcome.PASSED
    )
    house.take_in(submission())
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    assert house.ticket().finding == "dependency_conflict"
    assert len(house.ticket().interaction) == 2


def test_clients_that_have_the_interaction_are_counted_and_others_are_not(tmp_path: Path) -> None:
    hit = stack("graphql@2.2", "extra@1", host="1.0a14", cache="redis")
    house = world(tmp_path, has("datasette@1.0a14", "datasette-graphql@2.2"), (GOOD, hit, hit))
    house.take_in(submission())
    assert stories.reproduce(house.hands, "T-1001", NOW).held
    assert stories.isolate(house.hands, "T-1001", NOW, 0).held
    item = house.hands.desk.work_item(house.ticket().work_item)
    assert item.clients == 3  # the two and the ticket's own client
    assert house.ticket().stack == BAD
