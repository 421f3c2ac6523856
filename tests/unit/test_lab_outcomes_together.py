"""How did several Runs of one suite on one Stack end, taken together?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.model.outcome import Outcome, together

P, F, C, L, B, E, T = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.CONFLICT,
    Outcome.FLAKY,
    Outcome.BROKEN,
    Outcome.EMPTY,
    Outcome.TIMEOUT,
)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([P, P], P),
        ([P, B, E], P),
        ([F, B], F),
        ([P, F], L),
        ([P, T], L),
        ([F, T], F),
        ([T, B], T),
        ([L, P], L),
        ([P, C], C),
        ([B, E], E),
        ([B, B], B),
    ],
)
def test_several_outcomes_are_one(outcomes: list[Outcome], expected: Outcome) -> None:
    assert together(outcomes) is expected


@given(st.lists(st.sampled_from(Outcome), min_size=1), st.randoms())
def test_neither_order_nor_repetition_matters(outcomes: list[Outcome], dice: object) -> None:
    shuffled = outcomes * 2
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert together(shuffled) is together(outcomes)


@given(st.lists(st.sampled_from(Outcome), min_size=1))
def test_it_is_passed_only_when_something_passed_and_nothing_was_worse(
    outcomes: list[Outcome],
) -> None:
    green = P in outcomes and set(outcomes) <= {P, B, E}
    assert (together(outcomes) is P) == green


def test_no_run_has_no_outcome() -> None:
    with pytest.raises(ValueError, match="no Run"):
        together([])
