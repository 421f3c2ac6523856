"""Do earlier green Runs rule out what they show, and nothing more?"""

from dataclasses import replace

from lab_facts import run, stack

from levee.lab.isolate.passed import passed_sets
from levee.model.delta import apply, diff
from levee.model.outcome import Outcome

GOOD = stack("a@1 b@1 c@1")
BAD = stack("a@2 b@2 c@2")
DELTAS = diff(GOOD, BAD)


def test_a_green_stack_between_both_is_a_set_that_passes() -> None:
    between = apply(GOOD, DELTAS[:2])
    found = passed_sets(GOOD, DELTAS, [run(between, Outcome.PASSED)])
    assert found == (frozenset(DELTAS[:2]),)


def test_a_green_stack_with_anything_else_says_nothing() -> None:
    other = replace(apply(GOOD, DELTAS[:1]), settings={"x": "1"})
    assert passed_sets(GOOD, DELTAS, [run(other, Outcome.PASSED)]) == ()


def test_a_stack_that_failed_says_nothing() -> None:
    assert passed_sets(GOOD, DELTAS, [run(apply(GOOD, DELTAS[:1]), Outcome.FAILED)]) == ()
