"""Is a flake the stack's or the lab's, and how often is each stack run?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lab_facts import SUITE, choice, night, planned, run, stack

from levee.lab import aa
from levee.lab.certify import Rules, Subject, standing
from levee.lab.repeat import Repeats, repeated
from levee.model.certificate import CertificateState, Review
from levee.model.night import NightResult, Why
from levee.model.outcome import Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Stack

S, GREEN, CANARY = stack("a@1"), stack("green@1"), stack("canary@1")
FIRST = datetime(2026, 1, 1, 3, tzinfo=UTC)
SUBJECT = Subject(stack_digest=S.digest, suite=SUITE, suite_digest="suite-1")
P, F, B = Outcome.PASSED, Outcome.FAILED, Outcome.BROKEN


def at(day: int) -> datetime:
    return FIRST + timedelta(days=day)


def runs(on: Stack, day: int, *outcomes: Outcome, purpose: Purpose = Purpose.NIGHT) -> list[Run]:
    found = [run(on, o, at=at(day), digest="suite-1") for o in outcomes]
    return [replace(r, purpose=purpose) for r in found]


def measured(day: int, *outcomes: Outcome) -> list[Run]:
    return runs(GREEN, day, *outcomes, purpose=Purpose.AA)


def state_after(last: NightResult) -> CertificateState:
    """Of a certified Stack, after one more Night."""
    good = [night(at(n).date(), *runs(S, n, P, P)) for n in range(5)]
    review = Review(
        stack_digest=S.digest, suite_digest="suite-1", reviewer="kim", role="certifier",
        at=at(4) + timedelta(hours=1), evidence="reports",
    )  # fmt: skip
    rules = Rules(nights=5, repeats=2, expires_days=90, reviewer_role="certifier")
    return standing(SUBJECT, [*good, last], [review], rules, at(6)).state


@pytest.mark.parametrize(
    ("baseline", "state"),
    [
        ((P, P, P), CertificateState.SUSPENDED),  # the lab is clean: the stack is flaky
        ((P, F, P), CertificateState.CERTIFIED),  # the lab wavers by itself: nobody can tell
        ((F, F), CertificateState.CERTIFIED),
        ((B, B), CertificateState.SUSPENDED),  # not measured: nothing excuses the stack
        ((), CertificateState.SUSPENDED),
    ],
)
def test_a_flake_is_the_stacks_unless_the_lab_wavered_in_the_same_night(
    baseline: tuple[Outcome, ...], state: CertificateState
) -> None:
    assert state_after(night(at(5).date(), *runs(S, 5, P, F), *measured(5, *baseline))) is state


def test_a_stack_that_fails_every_time_is_red_however_the_lab_was() -> None:
    found = night(at(5).date(), *runs(S, 5, F, F), *measured(5, P, F))
    assert state_after(found) is CertificateState.SUSPENDED


def test_aa_runs_of_the_stack_itself_count_neither_for_nor_against_it() -> None:
    own = runs(S, 5, F, P, purpose=Purpose.AA)
    assert state_after(night(at(5).date(), *own)) is CertificateState.CERTIFIED
    only = [night(at(n).date(), *runs(S, n, P, P, purpose=Purpose.AA)) for n in range(5)]
    found = standing(SUBJECT, only, [], Rules(repeats=2), at(6))
    assert (found.state, found.bound) == (CertificateState.UNTESTED, 1.0)


def test_the_reason_says_that_the_lab_was_flaky() -> None:
    both = night(at(0).date(), *runs(S, 0, P, F), *measured(0, P, F))
    found = standing(SUBJECT, [both], [], Rules(), at(1))
    assert found.reason == "no night answered: flaky on 2026-01-01, as the lab itself was"


def test_what_was_measured_has_a_bound_and_broken_runs_say_nothing() -> None:
    found = aa.measured([*measured(0, P, P, P, B), *runs(S, 0, F)])
    assert (found.passed, found.answered, found.wavered) == (3, 3, False)
    assert found.bound == pytest.approx(1 - 0.05 ** (1 / 3))
    assert aa.measured([]).said == "the lab was not measured"


def test_known_green_is_what_passed_most_since_it_last_did_not() -> None:
    facts = [
        *(r for d in range(9) for r in runs(S, d, P)),
        *runs(S, 9, Outcome.FLAKY),
        *runs(S, 10, P),
        *(r for d in range(3) for r in runs(GREEN, d, P)),
        *runs(CANARY, 11, P, P, P, P),
        *runs(GREEN, 4, B),
    ]
    assert aa.known_green(facts, never=[CANARY]) == GREEN
    assert aa.known_green(runs(S, 0, F)) is None


def test_stacks_that_may_be_certified_are_repeated_others_run_once() -> None:
    red, cured, fresh = stack("red@1"), stack("cured@1"), stack("fresh@1")
    whole = planned(
        choice(CANARY, Why.CANARY), *(choice(s, Why.TOP) for s in (S, red, cured, fresh))
    )
    earlier = [
        *runs(S, 0, P), *runs(red, 0, P), *runs(red, 1, F), *runs(cured, 0, F), *runs(cured, 1, P),
        *runs(CANARY, 0, F),
    ]  # fmt: skip
    found = repeated(whole, earlier, Repeats(times=6, aa_times=4))
    assert [c.times for c in found.choices] == [1, 6, 1, 6, 6]
    assert (found.aa, found.aa_times) in ((S, 4), (cured, 4))


def test_without_aa_in_the_contract_or_a_green_stack_there_is_no_baseline() -> None:
    whole = planned(choice(S, Why.TOP))
    assert repeated(whole, runs(S, 0, P), Repeats(times=1)).aa is None
    assert repeated(whole, runs(S, 0, F), Repeats(times=1, aa_times=3)).aa_times == 0
