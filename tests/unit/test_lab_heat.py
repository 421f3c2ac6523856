"""Which part of a Night does a heat map show, in which order, and what is red in it?"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import DAY, check, night, run, stack

from levee.lab import confirm, heat
from levee.lab.heat import Heat, Sort, Weight, Wish, named, of_night, only, sought, tally
from levee.lab.matrix import Cell
from levee.lab.reds import reds
from levee.model.night import NightResult
from levee.model.outcome import Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Stack

PASSED, FAILED, CONFLICT = Outcome.PASSED, Outcome.FAILED, Outcome.CONFLICT
OLD, NEW, BARE = stack("maps@1 pay@1"), stack("maps@2 pay@1"), stack("pay@1")
RED = frozenset((FAILED, CONFLICT, Outcome.TIMEOUT))


def ran(on: Stack, *bad: str) -> Run:
    """Every component answers, the bad ones with a failure."""
    checks = [
        check(f"{c.name}::answers", FAILED if c.name in bad else PASSED, "500" * (c.name in bad))
        for c in on.components
    ]
    return run(on, FAILED if bad else PASSED, checks)


def whole(*runs: Run) -> Heat:
    return of_night(night(DAY, *runs))


def canary() -> Run:
    found = ran(stack("trap@1"), "trap")
    return Run(**{n: getattr(found, n) for n in found.__slots__} | {"purpose": Purpose.CANARY})


def digests(found: Heat) -> list[str]:
    return [line.digest for line in found.lines]


def keys(found: Heat) -> list[str]:
    return [column.name for column in found.columns]


def test_columns_are_host_and_plugins_with_the_version_that_each_stack_has() -> None:
    found = whole(ran(OLD), ran(NEW, "maps"))
    assert sorted(keys(found)) == ["host", "maps", "pay"]
    package = "pkg:pypi/maps"
    assert [line.versions[package] for line in found.lines] == ["1", "2"]
    assert [line.spots[package].outcome for line in found.lines] == [PASSED, FAILED]


@pytest.mark.parametrize("spelt", ["pkg:pypi/big-maps", "big-maps", "Big_Maps", "big.maps"])
def test_a_suite_may_spell_a_component_as_its_ecosystem_does(spelt: str) -> None:
    on = stack("big-maps@1")
    found = whole(run(on, checks=[check(f"{spelt}::answers", PASSED)]))
    assert sorted(keys(found)) == ["big-maps", "host"]
    assert found.lines[0].spots["pkg:pypi/big-maps"].outcome is PASSED


def test_what_no_stack_has_is_a_column_of_its_own_without_versions() -> None:
    found = whole(run(BARE, checks=[check("routes::front page", PASSED)]))
    own = next(c for c in found.columns if c.name == "routes")
    assert (own.key, own.package) == ("routes", "")


def test_a_column_for_each_check_is_another_view_of_the_same_night() -> None:
    two = [check("pay::cart", PASSED), check("pay::checkout", FAILED, "500")]
    found = of_night(night(DAY, run(BARE, FAILED, two)), by_check=True)
    assert sorted(keys(found)) == ["pay: cart", "pay: checkout"]
    assert named(found, "pay") == {"pay::cart", "pay::checkout"}


def test_what_is_red_comes_first_and_of_that_what_most_traffic_runs() -> None:
    conflict = run(BARE, CONFLICT, why="pay needs maps")
    weights = {BARE.digest: Weight(clients=9, traffic=9.0), OLD.digest: Weight(traffic=99.0)}
    found = sought(whole(ran(OLD), ran(NEW, "maps"), conflict), Wish(weights=weights))
    assert digests(found) == [BARE.digest, NEW.digest, OLD.digest]
    heaviest = Wish(weights=weights, sort=Sort.HEAVIEST)
    assert digests(sought(found, heaviest)) == [OLD.digest, BARE.digest, NEW.digest]


def test_the_canary_is_last_and_is_no_red() -> None:
    found = sought(whole(canary(), ran(OLD)), Wish())
    assert [line.canary for line in found.lines] == [False, True]
    assert tally(found.lines) == {PASSED: 1}
    assert reds(found) == ()
    assert all(column.reds == 0 for column in found.columns)


def test_columns_with_reds_stand_before_the_others_and_can_stand_alone() -> None:
    every = whole(ran(OLD, "pay"), ran(NEW))
    assert keys(sought(every, Wish())) == ["host", "pay", "maps"]
    assert keys(sought(every, Wish(only_red=True))) == ["pay"]
    asked = Wish(columns=named(every, "maps"), only_red=True)
    assert keys(sought(every, asked)) == ["maps", "pay"]


def test_a_plugin_and_its_version_choose_the_stacks_that_have_it() -> None:
    every = whole(ran(OLD), ran(NEW), ran(BARE))
    maps = named(every, "maps")
    assert set(digests(sought(every, Wish(columns=maps)))) == {OLD.digest, NEW.digest}
    assert digests(sought(every, Wish(columns=maps, version="2"))) == [NEW.digest]
    assert digests(sought(every, Wish(columns=maps, version="3"))) == []


def test_with_a_plugin_an_outcome_is_the_plugins_own() -> None:
    every = whole(ran(OLD, "pay"), ran(NEW, "maps"))
    asked = Wish(columns=named(every, "maps"), outcomes=RED)
    assert digests(sought(every, asked)) == [NEW.digest]
    green = Wish(columns=named(every, "maps"), outcomes=frozenset((PASSED,)))
    assert digests(sought(every, green)) == [OLD.digest]


def test_a_plugin_that_was_never_tested_is_as_red_as_its_stack() -> None:
    every = whole(run(OLD, CONFLICT, why="no"), ran(NEW))
    asked = Wish(columns=named(every, "maps"), outcomes=RED)
    assert digests(sought(every, asked)) == [OLD.digest]


def test_a_name_is_exact_before_it_is_a_part_of_others() -> None:
    every = whole(ran(stack("pay@1 pay-later@1")))
    assert named(every, "PAY") == {"pkg:pypi/pay"}
    assert named(every, "pkg:pypi/pay-later") == {"pkg:pypi/pay-later"}
    assert named(every, "later") == {"pkg:pypi/pay-later"}
    assert named(every, "nothing") == frozenset()


def test_a_failure_that_many_share_is_one_red_with_its_version() -> None:
    found = reds(sought(whole(ran(OLD, "pay"), ran(NEW, "pay", "maps"), ran(BARE)), Wish()))
    assert [(r.name, r.version, len(r.lines)) for r in found] == [("pay", "1", 2), ("maps", "2", 1)]
    assert found[0].run in {line.run for line in found[0].lines}


def test_a_stack_that_could_not_be_built_is_red_as_a_whole() -> None:
    (red,) = reds(whole(run(OLD, CONFLICT, why="pay needs maps<1")))
    assert (red.key, red.version, red.text) == ("", "", "pay needs maps<1")


def test_who_owns_some_stacks_sees_no_line_and_no_column_of_others() -> None:
    found = only(whole(ran(BARE), ran(NEW), canary()), frozenset((BARE.digest,)))
    assert digests(found) == [BARE.digest]
    assert sorted(keys(found)) == ["host", "pay"]


def test_repeats_are_one_line_and_what_wavers_says_how_often() -> None:
    found = whole(ran(OLD), ran(OLD, "pay"))
    assert [line.outcome for line in found.lines] == [Outcome.FLAKY]
    assert found.lines[0].spots["pkg:pypi/pay"].text.startswith("1 of 2 passed")


@given(
    st.lists(st.sampled_from(Outcome), min_size=1, max_size=4), st.sampled_from([None, *Outcome])
)
def test_outcomes_alone_count_as_whole_runs_do(seen: list[Outcome], plain: Outcome | None) -> None:
    runs = [run(OLD, outcome) for outcome in seen]
    if plain is not None:
        last = run(OLD, plain)
        names = last.__slots__
        confirmation = {n: getattr(last, n) for n in names} | {"purpose": Purpose.CONFIRM}
        runs.append(Run(**confirmation))
    assert confirm.outcomes(seen, plain) == tuple(r.outcome for r in confirm.settled(runs))


@given(st.sets(st.sampled_from(list(product("12", "12"))), min_size=1), st.sampled_from(Sort))
def test_sorting_and_filtering_neither_loses_nor_invents_a_line(
    pairs: set[tuple[str, str]], sort: Sort
) -> None:
    stacks = [stack(f"maps@{m} pay@{p}") for m, p in sorted(pairs)]
    every = whole(*(ran(s, *(["pay"] if "pay@2" in str(s.components) else [])) for s in stacks))
    assert sorted(digests(sought(every, Wish(sort=sort)))) == sorted(s.digest for s in stacks)
    parts = [sought(every, Wish(outcomes=frozenset((o,)), sort=sort)) for o in heat.WORST]
    assert sorted(d for part in parts for d in digests(part)) == sorted(digests(every))


def test_an_empty_night_is_an_empty_map() -> None:
    empty = NightResult(day=DAY, suite="workflow", void=False, reason="", runs=())
    assert of_night(empty) == Heat(columns=(), lines=())
    assert sought(of_night(empty), Wish()) == Heat(columns=(), lines=())


def test_no_cell_is_what_was_not_checked() -> None:
    line = whole(run(OLD, checks=[check("pay::answers", PASSED)])).lines[0]
    assert set(line.spots) == {"pkg:pypi/pay"}
    assert line.spots["pkg:pypi/pay"] == Cell(outcome=PASSED, text="1 checks held", run=line.run)
