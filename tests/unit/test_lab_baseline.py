"""Which passing stack is nearest to a failing one?"""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from lab_facts import NOW, client, plugin, run, stack

from levee.lab.baseline import Known, Source, candidates, distance
from levee.model.delta import diff
from levee.model.outcome import Outcome
from levee.model.stack import Stack

BAD = stack("a@2 b@2 c@2")
NEAR = stack("a@2 b@2 c@1")
FAR = stack("a@1 b@1 c@1")


def test_a_stack_that_passed_comes_before_a_nearer_one_that_nobody_tried() -> None:
    known = Known(runs=[run(FAR)], fleet=[client("x", NEAR)])
    found = candidates(BAD, known, 9)
    assert [(c.stack, c.source, c.distance) for c in found] == [
        (FAR, Source.GREEN, 3),
        (NEAR, Source.FLEET, 1),
    ]


def test_of_those_that_passed_the_nearest_comes_first() -> None:
    found = candidates(BAD, Known(certified=[FAR], runs=[run(NEAR)]), 9)
    assert [c.stack for c in found] == [NEAR, FAR]


def test_at_the_same_distance_a_certificate_comes_first_and_then_the_later_green() -> None:
    early, late, held = stack("a@2 b@2 c@7"), stack("a@2 b@2 c@8"), stack("a@2 b@2 c@9")
    runs = [run(late, at=NOW), run(early, at=NOW - timedelta(days=1))]
    found = candidates(BAD, Known(certified=[held], runs=runs), 9)
    assert [c.stack for c in found] == [held, late, early]


def test_the_stack_itself_is_never_its_own_baseline() -> None:
    known = Known(certified=[BAD], runs=[run(BAD)], fleet=[client("x", BAD)])
    assert candidates(BAD, known, 9) == ()


def test_a_stack_that_was_red_the_last_time_is_no_candidate_even_with_a_certificate() -> None:
    runs = [run(NEAR, at=NOW - timedelta(1)), run(NEAR, Outcome.FAILED)]
    known = Known(certified=[NEAR], runs=runs, fleet=[client("x", NEAR)])
    assert candidates(BAD, known, 9) == ()


def test_a_broken_run_does_not_take_a_green_away() -> None:
    runs = [run(NEAR, at=NOW - timedelta(1)), run(NEAR, Outcome.BROKEN)]
    assert candidates(BAD, Known(runs=runs), 9)[0].source is Source.GREEN


def test_clients_stacks_come_by_distance_then_by_traffic() -> None:
    light, heavy = stack("a@2 b@2 c@8"), stack("a@2 b@2 c@9")
    fleet = [client("x", FAR, 99), client("y", light, 1), client("z", heavy, 2)]
    assert [c.stack for c in candidates(BAD, Known(fleet=fleet), 9)] == [heavy, light, FAR]


def test_no_more_than_the_limit_are_returned_and_each_once() -> None:
    known = Known(certified=[NEAR], runs=[run(NEAR)], fleet=[client("x", NEAR), client("y", FAR)])
    assert [c.source for c in candidates(BAD, known, 9)] == [Source.CERTIFIED, Source.FLEET]
    assert len(candidates(BAD, known, 1)) == 1


versions = st.dictionaries(st.sampled_from("abcd"), st.sets(st.integers(1, 3), min_size=1))
settings = st.dictionaries(st.sampled_from("xy"), st.sampled_from("01"))


@st.composite
def stacks(draw: st.DrawFn) -> Stack:
    parts = [plugin(f"{name}@{v}") for name, vs in draw(versions).items() for v in vs]
    return Stack(components=tuple(parts), settings=draw(settings))


@given(stacks(), stacks())
def test_the_distance_is_the_number_of_deltas(one: Stack, other: Stack) -> None:
    assert distance(one, other) == len(diff(one, other))
