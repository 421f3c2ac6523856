"""Does a red count only when a plain environment shows it, too?"""

from dataclasses import replace

import pytest
from lab_facts import DAY, NOW, check, choice, planned, run, stack

from levee.lab import confirm
from levee.lab.confirm import Confirmation
from levee.lab.judge_night import NightReport, Standing, judge
from levee.model.night import Why
from levee.model.outcome import Outcome
from levee.model.run import Purpose, Run

A, CANARY = stack("a@1"), stack("canary@1")
BAD = (check("a::works", message="boom"),)


def red(outcome: Outcome = Outcome.FAILED) -> Run:
    return replace(run(A, outcome, BAD), night=DAY)


def plain(outcome: Outcome) -> Run:
    return replace(run(A, outcome), night=DAY, purpose=Purpose.CONFIRM)


def canary() -> Run:
    return replace(run(CANARY, Outcome.FAILED, BAD), night=DAY, purpose=Purpose.CANARY)


def judged(*runs: Run) -> NightReport:
    plan = planned(choice(CANARY, Why.CANARY), choice(A))
    return judge(plan, [canary(), *runs], day=DAY, suite="workflow")


CASES = [
    (1, Outcome.FAILED, Confirmation.CONFIRMED, Standing.NEW_RED),
    (6, Outcome.TIMEOUT, Confirmation.CONFIRMED, Standing.NEW_RED),
    (1, Outcome.PASSED, Confirmation.WAVERS, Standing.FLAKY),
    (6, Outcome.PASSED, Confirmation.ASSEMBLY, Standing.UNANSWERED),
    (1, Outcome.BROKEN, Confirmation.UNCONFIRMED, Standing.UNANSWERED),
    (6, Outcome.EMPTY, Confirmation.UNCONFIRMED, Standing.UNANSWERED),
]


@pytest.mark.parametrize(("reds", "ended", "rule", "standing"), CASES)
def test_each_end_of_a_confirmation_has_its_named_rule(
    reds: int, ended: Outcome, rule: Confirmation, standing: Standing
) -> None:
    report = judged(*(red() for _ in range(reds)), plain(ended))
    (line,) = report.lines
    assert line.confirmed is not None
    assert (line.confirmed.rule, line.standing) == (rule, standing)
    assert line.confirmed.by.id in line.confirmed.words
    assert not report.result.void


def test_a_confirmed_red_keeps_its_signature_and_says_so() -> None:
    failed = red()
    (settled,) = confirm.settled([failed, plain(Outcome.FAILED)])
    assert settled.signature == failed.signature
    assert "confirmed in a plain environment" in settled.why


def test_no_check_of_a_red_that_was_not_confirmed_stays_red() -> None:
    (settled,) = confirm.settled([red(), plain(Outcome.PASSED)])
    assert [c.outcome for c in settled.checks] == [Outcome.FLAKY]
    assert not settled.signature


def test_what_is_red_every_time_is_repeated_once_and_nothing_else_is() -> None:
    twice = [red(), red(Outcome.TIMEOUT)]
    assert confirm.wanted([canary(), *twice]) == (twice[0],)
    assert confirm.wanted([red(), replace(run(A), night=DAY)]) == ()
    assert confirm.wanted([red(Outcome.CONFLICT)]) == ()
    assert confirm.wanted([replace(red(), purpose=Purpose.AA)]) == ()
    assert confirm.wanted([replace(red(), purpose=Purpose.REPRODUCE)]) == ()


def test_a_confirmation_decides_its_own_night_and_stack_only() -> None:
    other = replace(red(), night=NOW.date())
    elsewhere = replace(red(), stack=stack("b@1"))
    ticket = replace(red(), purpose=Purpose.REPRODUCE)
    settled = confirm.settled([other, elsewhere, ticket, plain(Outcome.PASSED)])
    assert settled == (other, elsewhere, ticket)


def test_settling_twice_changes_nothing_more() -> None:
    once = confirm.settled([red(), plain(Outcome.PASSED), run(A)])
    assert confirm.settled(once) == once
