"""Why does no certificate cover a live stack?"""

from datetime import date, timedelta

import pytest
from lab_facts import night, run, stack

from levee.lab.fleet import curve_of, plugin_set, weigh, within
from levee.lab.uncovered import Budget, Last, Reason, last, why
from levee.model.certificate import CertificateState as State
from levee.model.night import NightResult
from levee.model.outcome import Outcome

from lab_facts import client  # isort: skip

S = stack("a@1")
DAY = date(2026, 2, 1)
BUDGET = Budget(stacks=10)


def seen(outcome: Outcome, said: str = "", void: bool = False, other: bool = False) -> Last:
    return Last(day=DAY, outcome=outcome, run="r", void=void, other_suite=other, why=said)


@pytest.mark.parametrize(
    ("state", "shown", "reason"),
    [
        (State.CERTIFIED, seen(Outcome.FAILED), None),
        (State.AWAITING_REVIEW, seen(Outcome.PASSED), Reason.REVIEW),
        (State.EXPIRED, seen(Outcome.PASSED), Reason.EXPIRED),
        (State.TEMPORARY, seen(Outcome.PASSED), Reason.GRANTED),
        (State.CANDIDATE, seen(Outcome.PASSED), Reason.NIGHTS),
        (State.FAILING, seen(Outcome.FAILED), Reason.FAILED),
        (State.SUSPENDED, seen(Outcome.TIMEOUT), Reason.FAILED),
        (State.FAILING, seen(Outcome.FLAKY), Reason.WAVERS),
        (State.FAILING, seen(Outcome.CONFLICT, "incompatible: a and b"), Reason.INCOMPATIBLE),
        (State.FAILING, seen(Outcome.CONFLICT, "unknown-package: a"), Reason.UNKNOWN),
        (State.FAILING, seen(Outcome.CONFLICT, "unknown-version: a"), Reason.UNKNOWN),
        (State.UNTESTED, seen(Outcome.BROKEN, "the plugin library has no x 1"), Reason.NO_ARCHIVE),
        (State.UNTESTED, seen(Outcome.BROKEN, "the npm provider cannot install pkg:x/y@1"),
         Reason.FOREIGN),
        (State.UNTESTED, seen(Outcome.BROKEN, "no disk"), Reason.NO_ANSWER),
        (State.UNTESTED, seen(Outcome.EMPTY), Reason.NO_ANSWER),
        (State.UNTESTED, seen(Outcome.PASSED, other=True), Reason.SUITE_CHANGED),
        (State.UNTESTED, seen(Outcome.PASSED, void=True), Reason.VOID),
    ],
)  # fmt: skip
def test_each_reason_has_its_facts(state: State, shown: Last, reason: Reason | None) -> None:
    assert why(state, shown, 1, S.digest, BUDGET) is reason


@pytest.mark.parametrize(
    ("rank", "planned", "reason"),
    [(10, (), Reason.NEXT), (11, (), Reason.BELOW_BUDGET), (11, (S.digest,), Reason.PLANNED)],
)
def test_what_never_ran_is_too_light_or_its_night_is_to_come(
    rank: int, planned: tuple[str, ...], reason: Reason
) -> None:
    budget = Budget(stacks=10, planned=planned)
    assert why(State.UNTESTED, None, rank, S.digest, budget) is reason


def test_the_newest_valid_night_tells_and_a_void_one_only_where_there_is_no_other() -> None:
    def of(day: int, outcome: Outcome, void: bool = False) -> NightResult:
        return night(DAY + timedelta(days=day), run(S, outcome), void=void)

    valid, later = of(0, Outcome.FAILED), of(1, Outcome.PASSED, void=True)
    told = last([later, valid], "suite-1")
    assert told is not None
    assert (told.outcome, told.void, told.other_suite) == (Outcome.FAILED, False, False)
    alone = last([later], "suite-2")
    assert alone is not None
    assert (alone.void, alone.other_suite) == (True, True)
    assert last([], "suite-1") is None


def test_what_tested_stacks_carry_never_exceeds_what_the_top_carries() -> None:
    fleet = weigh([client("1", stack("a@1"), 5), client("2", stack("a@2"), 3),
                   client("3", stack("b@1"), 2)])  # fmt: skip
    chosen = {stack("a@2").digest}
    assert within(fleet, lambda s: s.digest, chosen) == (0.0, 0.3, 0.3)
    assert within(fleet, plugin_set, chosen) == (0.3, 0.3)
    assert [p.traffic for p in curve_of(fleet, plugin_set)] == [0.8, 1.0]
    assert within(weigh([client("1", S, 0)]), plugin_set, {S.digest}) == (0.0,)
