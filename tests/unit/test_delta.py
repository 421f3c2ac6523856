"""Do the differences between two Stacks lead from one to the other, exactly?"""

import random

import pytest
from drawn_stacks import real_stacks, stacks
from hypothesis import given
from hypothesis import strategies as st

from levee.model.delta import Delta, DeltaKind, apply, contains, delta_from, diff
from levee.model.stack import Component, Role, Stack, stack_of

PYPI = "pkg:pypi/httpx"
NPM = "pkg:npm/left-pad"


@given(stacks(), stacks())
def test_all_differences_lead_to_the_other_stack(good: Stack, bad: Stack) -> None:
    assert apply(good, diff(good, bad)) == bad


@given(stacks(), stacks(), st.randoms(use_true_random=False))
def test_they_do_so_in_any_order(good: Stack, bad: Stack, chance: random.Random) -> None:
    deltas = list(diff(good, bad))
    chance.shuffle(deltas)
    assert apply(good, deltas) == bad


@given(stacks())
def test_a_stack_does_not_differ_from_itself(stack: Stack) -> None:
    assert diff(stack, stack) == ()


@given(real_stacks(), real_stacks())
def test_the_bad_stack_contains_every_difference_that_leads_to_it(good: Stack, bad: Stack) -> None:
    assert contains(bad, diff(good, bad))


@given(stacks(), stacks())
def test_the_good_stack_contains_none_of_them(good: Stack, bad: Stack) -> None:
    assert [d for d in diff(good, bad) if contains(good, [d])] == []


@given(stacks(), stacks())
def test_a_delta_survives_json(good: Stack, bad: Stack) -> None:
    for delta in diff(good, bad):
        assert delta_from(delta.to_json() | {"role": delta.role.value}) == delta


def test_a_new_version_of_the_only_one_is_one_delta() -> None:
    deltas = diff(stack_of([f"{PYPI}@0.27"]), stack_of([f"{PYPI}@0.28"]))
    assert [str(d) for d in deltas] == ["httpx 0.27 -> 0.28"]


def test_versions_side_by_side_are_added_and_removed_each_on_its_own() -> None:
    good, bad = stack_of([f"{NPM}@1", f"{NPM}@2"]), stack_of([f"{NPM}@1", f"{NPM}@3"])
    assert {(d.kind, d.before, d.after) for d in diff(good, bad)} == {
        (DeltaKind.REMOVED, "2", None),
        (DeltaKind.ADDED, None, "3"),
    }


def test_a_package_that_is_gone_is_not_there_at_any_other_version() -> None:
    gone = [Delta(DeltaKind.REMOVED, PYPI, "0.27", None)]
    assert contains(stack_of([]), gone)
    assert not contains(stack_of([f"{PYPI}@0.28"]), gone)


def test_an_npm_version_is_gone_though_another_stays() -> None:
    gone = [Delta(DeltaKind.REMOVED, NPM, "2", None)]
    assert contains(stack_of([f"{NPM}@1"]), gone)


def test_a_setting_that_is_added_changed_or_removed_is_one_delta_each() -> None:
    good = stack_of([], settings={"kept": "1", "changed": "1", "gone": "1"})
    bad = stack_of([], settings={"kept": "1", "changed": "2", "new": ""})
    assert [str(d) for d in diff(good, bad)] == [
        "changed 1 -> 2",
        "gone 1 -> (unset)",
        "new (unset) -> ",
    ]


def test_a_fix_that_was_written_for_another_version_still_sets_its_own() -> None:
    moved = stack_of([f"{PYPI}@0.26"])
    fix = Delta(DeltaKind.VERSION, PYPI, "0.28", "0.28.2")
    assert apply(moved, [fix]) == stack_of([f"{PYPI}@0.28.2"])


def test_a_component_keeps_its_role_when_its_version_changes() -> None:
    host = Stack(components=(Component("pkg:pypi/datasette@1.0", Role.HOST),))
    newer = apply(host, [Delta(DeltaKind.VERSION, "pkg:pypi/datasette", "1.0", "1.1")])
    assert newer.host == Component("pkg:pypi/datasette@1.1", Role.HOST)


@pytest.mark.parametrize(
    ("delta", "text"),
    [
        (Delta(DeltaKind.ADDED, PYPI, None, "1"), "httpx 1 added"),
        (Delta(DeltaKind.REMOVED, PYPI, "1", None), "httpx 1 removed"),
        (Delta(DeltaKind.SETTING, "cache", None, "redis"), "cache (unset) -> redis"),
    ],
)
def test_a_delta_says_itself_in_words(delta: Delta, text: str) -> None:
    assert str(delta) == text
