"""Does a Night count, and what did it show?"""

from datetime import timedelta

import pytest
from lab_facts import DAY, NOW, SUITE, check, choice, planned, run, stack

from levee.lab.judge_night import Canary, Line, NightReport, Standing, judge
from levee.model.night import Plan, Why
from levee.model.outcome import Outcome
from levee.model.run import Run

SICK, A, B = stack("canary@1"), stack("a@1"), stack("b@1")
PLAN = planned(choice(SICK, Why.CANARY), choice(A), choice(B))
RED_CANARY = run(SICK, Outcome.FAILED, [check("canary::sings")])
BEFORE = NOW - timedelta(days=1)


def judged(*runs: Run, plan: Plan = PLAN, earlier: tuple[Run, ...] = ()) -> NightReport:
    return judge(plan, runs, day=DAY, suite=SUITE, earlier=earlier)


def line_of_a(*runs: Run, earlier: tuple[Run, ...] = ()) -> Line:
    return judged(RED_CANARY, *runs, earlier=earlier).lines[0]


def test_a_night_whose_canary_went_red_counts() -> None:
    report = judged(RED_CANARY, run(A), run(B))
    assert (report.canary, report.result.void) == (Canary.RED, False)
    assert [line.standing for line in report.lines] == [Standing.PASSED] * 2


@pytest.mark.parametrize(
    ("outcomes", "canary"),
    [
        ([Outcome.PASSED], Canary.GREEN),
        ([Outcome.FAILED, Outcome.PASSED], Canary.WAVERED),
        ([Outcome.BROKEN], Canary.UNANSWERED),
        ([Outcome.EMPTY], Canary.UNANSWERED),
        ([Outcome.TIMEOUT], Canary.UNANSWERED),
        ([Outcome.CONFLICT], Canary.UNANSWERED),
        ([], Canary.MISSING),
    ],
)
def test_any_other_canary_makes_the_night_void(outcomes: list[Outcome], canary: Canary) -> None:
    report = judged(*(run(SICK, o) for o in outcomes), run(A), run(B))
    assert (report.canary, report.result.void) == (canary, True)
    assert report.result.reason


def test_a_night_without_a_planned_canary_is_void() -> None:
    assert judged(run(A), plan=planned(choice(A))).canary is Canary.MISSING


def test_a_canary_of_another_suite_does_not_count() -> None:
    other = run(SICK, Outcome.FAILED, suite="other")
    assert judged(other, run(A)).canary is Canary.MISSING


def test_a_red_that_was_green_before_is_new_and_stands_beside_its_last_green() -> None:
    green = run(A, at=BEFORE)
    line = line_of_a(run(A, Outcome.FAILED, [check("a::x")]), earlier=(green,))
    assert (line.standing, line.last_green) == (Standing.NEW_RED, green)
    assert green.id in line.why


def test_a_red_that_fails_as_before_is_known_and_still_names_the_last_green() -> None:
    green = run(A, at=BEFORE - timedelta(days=1))
    red = run(A, Outcome.FAILED, [check("a::x")], at=BEFORE)
    line = line_of_a(run(A, Outcome.FAILED, [check("a::x")]), earlier=(red, green))
    assert (line.standing, line.last_green) == (Standing.KNOWN_RED, green)


def test_a_red_that_fails_otherwise_than_before_is_new() -> None:
    red = run(A, Outcome.FAILED, [check("a::x", message="404")], at=BEFORE)
    line = line_of_a(run(A, Outcome.FAILED, [check("a::x", message="500")]), earlier=(red,))
    assert line.standing is Standing.NEW_RED
    assert "otherwise" in line.why


def test_a_red_of_a_stack_that_never_ran_is_new() -> None:
    line = line_of_a(run(A, Outcome.TIMEOUT))
    assert (line.standing, line.why) == (Standing.NEW_RED, "never run before")


def test_a_broken_run_between_does_not_make_a_known_red_new() -> None:
    red = run(A, Outcome.FAILED, [check("a::x")], at=BEFORE - timedelta(days=1))
    broken = run(A, Outcome.BROKEN, at=BEFORE)
    line = line_of_a(run(A, Outcome.FAILED, [check("a::x")]), earlier=(red, broken))
    assert line.standing is Standing.KNOWN_RED


def test_repeats_that_disagree_are_flaky_with_their_counts() -> None:
    line = line_of_a(run(A), run(A, Outcome.FAILED), run(A), run(A, Outcome.BROKEN))
    assert (line.standing, line.passed, line.answered) == (Standing.FLAKY, 2, 3)


def test_a_conflict_carries_its_explanation() -> None:
    line = line_of_a(run(A, Outcome.CONFLICT, why="a 1 needs host<1"))
    assert (line.standing, line.why) == (Standing.CONFLICT, "a 1 needs host<1")


def test_a_broken_run_says_nothing_and_a_missing_one_is_named() -> None:
    report = judged(RED_CANARY, run(A, Outcome.BROKEN, why="no disk"))
    assert [line.standing for line in report.lines] == [Standing.UNANSWERED, Standing.MISSING]
    assert report.of(Standing.UNANSWERED)[0].why == "broken: no disk"
