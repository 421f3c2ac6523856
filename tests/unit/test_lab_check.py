"""Is a Stack certified, known to fail, or untested, and what is told about others?"""

from dataclasses import replace

import pytest
from lab_facts import run, stack

from levee.lab.check import Answer, Checked, Known, check, told
from levee.model.certificate import CertificateState, Standing
from levee.model.delta import Delta, DeltaKind, diff
from levee.model.outcome import Outcome
from levee.model.stack import Stack

STATES = CertificateState
GOOD = stack("graphql@2.1 vega@1", cache="off", secret_key="theirs")
BAD = stack("graphql@2.2 vega@1", host="host@2", cache="redis")
TWO_PARTIES = (
    Delta(DeltaKind.VERSION, "pkg:pypi/graphql", "2.1", "2.2"),
    Delta(DeltaKind.VERSION, "pkg:pypi/host", "1", "2"),
)


def standing(state: CertificateState = STATES.UNTESTED, streak: int = 0) -> Standing:
    """Enough Nights are five."""
    return Standing(
        stack_digest="d", suite="s", state=state, reason="because", streak=streak, needed=5,
        bound=1.0, reviewable=streak >= 5,
    )  # fmt: skip


def answer(on: Stack, found: Standing, *interactions: tuple[Delta, ...]) -> Checked:
    return check(on, Known(standing=found, interactions=interactions, certified=[GOOD]))


def test_a_certified_stack_is_certified_and_is_its_own_nearest() -> None:
    found = answer(GOOD, standing(STATES.CERTIFIED, 5), TWO_PARTIES)
    assert (found.answer, found.nearest, found.differences) == (Answer.CERTIFIED, GOOD, ())


def test_a_stack_that_holds_a_known_interaction_fails_even_if_it_was_never_run() -> None:
    found = answer(BAD, standing(), TWO_PARTIES, TWO_PARTIES)
    assert found.answer is Answer.KNOWN_FAILING
    assert found.interactions == (TWO_PARTIES,)
    assert found.reason == "holds a known interaction: graphql 2.1 -> 2.2 with host 1 -> 2"
    assert (found.nearest, found.differences) == (GOOD, diff(GOOD, BAD))


def test_half_of_an_interaction_is_none() -> None:
    half = stack("graphql@2.2 vega@1")
    assert answer(half, standing(), TWO_PARTIES).answer is Answer.UNTESTED


@pytest.mark.parametrize("state", STATES)
def test_no_state_but_certified_answers_certified(state: CertificateState) -> None:
    found = answer(BAD, standing(state))
    assert (found.answer is Answer.CERTIFIED) == (state is STATES.CERTIFIED)


def test_enough_nights_of_the_very_stack_outweigh_an_interaction_seen_in_another() -> None:
    assert answer(BAD, standing(STATES.AWAITING_REVIEW, 5), TWO_PARTIES).answer is Answer.UNTESTED
    assert answer(BAD, standing(STATES.CANDIDATE, 4), TWO_PARTIES).answer is Answer.KNOWN_FAILING
    assert answer(BAD, standing(STATES.TEMPORARY), TWO_PARTIES).answer is Answer.KNOWN_FAILING


def test_a_red_night_is_known_until_the_stack_passes_again() -> None:
    assert answer(BAD, standing(STATES.FAILING)).answer is Answer.KNOWN_FAILING
    assert answer(BAD, standing(STATES.SUSPENDED)).answer is Answer.KNOWN_FAILING
    assert answer(BAD, standing(STATES.SUSPENDED, 2)).answer is Answer.UNTESTED


@pytest.mark.parametrize(
    ("outcome", "known"),
    [(Outcome.FAILED, True), (Outcome.CONFLICT, True), (Outcome.PASSED, False)],
)
def test_a_red_last_run_outside_of_any_night_is_known_too(outcome: Outcome, known: bool) -> None:
    last = replace(run(BAD, outcome), night=None)
    found = check(BAD, Known(standing=standing(), last=last))
    assert (found.answer is Answer.KNOWN_FAILING) == known
    assert found.nearest is None


def test_an_interaction_of_absences_only_singles_out_nobody() -> None:
    gone = (Delta(DeltaKind.REMOVED, "pkg:pypi/auth", "1", None),)
    unset = (Delta(DeltaKind.SETTING, "mode", "x", None),)
    assert answer(BAD, standing(), gone, unset).answer is Answer.UNTESTED


def test_the_nearest_has_the_fewest_differences_and_of_equals_is_the_newest() -> None:
    far, near, newer = stack("x@1"), stack("graphql@2.2 vega@2"), stack("graphql@2.2 vega@3")
    mine = stack("graphql@2.2 vega@1")
    found = check(mine, Known(standing=standing(), certified=[far, near, newer]))
    assert found.nearest == newer


def test_settings_of_somebody_elses_stack_are_never_told() -> None:
    kept, back = told(diff(GOOD, BAD), BAD)
    shown = [str(d) for d in kept]
    assert back == 1
    assert not any("theirs" in text or "secret_key" in text or "off" in text for text in shown)
    assert "cache (unset) -> redis" in shown
    assert shown[:2] == [str(d) for d in TWO_PARTIES]
