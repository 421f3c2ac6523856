"""Does the search find the failing set?"""

from collections.abc import Callable

import pytest

from levee.lab.isolate import (
    SURE,
    Answer,
    How,
    Judgement,
    NothingToIsolate,
    Prior,
    Question,
    Reporter,
    Status,
    Why,
    smallest,
)
from levee.lab.isolate.several import causes
from levee.model.delta import Delta, DeltaKind
from levee.model.outcome import Outcome, Signature

DELTAS = tuple(Delta(DeltaKind.ADDED, f"pkg:pypi/p{i:02}", None, "1") for i in range(12))


def needing(*places: int) -> Callable[[frozenset[Delta]], Answer]:
    bad = {DELTAS[i] for i in places}
    return lambda deltas: Answer.FAILS if bad <= deltas else Answer.PASSES


@pytest.mark.parametrize("bad", [(3,), (0, 11), (1, 5, 7), (2, 3, 5, 8), (0, 1, 2, 3, 4, 5, 6)])
@pytest.mark.parametrize("prior", [Prior(), Prior(chance=SURE)])
def test_the_failing_set_is_found_whatever_its_size(bad: tuple[int, ...], prior: Prior) -> None:
    found = smallest(DELTAS, needing(*bad), prior)
    assert found.deltas == tuple(DELTAS[i] for i in bad)
    assert found.minimal
    assert found.verified


def test_a_good_that_fails_leaves_nothing_to_isolate() -> None:
    with pytest.raises(NothingToIsolate) as refused:
        smallest(DELTAS, lambda _: Answer.FAILS)
    assert refused.value.status is Status.GOOD_FAILS


def test_a_bad_that_passes_leaves_nothing_to_isolate() -> None:
    with pytest.raises(NothingToIsolate) as refused:
        smallest(DELTAS, lambda _: Answer.PASSES, Prior(chance=SURE))
    assert refused.value.status is Status.BAD_PASSES


def test_several_failures_of_one_bad_get_an_interaction_each() -> None:
    sets = {"a": {1, 4}, "b": {7}, "c": {1, 4}}
    asked: list[frozenset[Delta]] = []

    def judge(deltas: frozenset[Delta]) -> Judgement:
        asked.append(deltas)
        there = {DELTAS.index(d) for d in deltas}
        failed = tuple((name, "boom") for name, bad in sets.items() if bad <= there)
        outcome = Outcome.FAILED if failed else Outcome.PASSED
        return Judgement(outcome=outcome, signature=Signature(failed))

    found = causes(DELTAS, judge, Prior(chance=SURE))
    assert [c.interaction.deltas for c in found] == [(DELTAS[1], DELTAS[4]), (DELTAS[7],)]
    assert [c.signature.checks for c in found] == [{"a", "c"}, {"b"}]
    assert len(set(asked)) == len(asked)


def test_a_conflict_of_bad_itself_is_the_failure_that_is_sought() -> None:
    bad = {DELTAS[2], DELTAS[9]}

    def judge(deltas: frozenset[Delta]) -> Outcome:
        if bad <= deltas:
            return Outcome.CONFLICT
        return Outcome.FAILED if DELTAS[3] in deltas else Outcome.PASSED

    found = smallest(DELTAS, judge, Prior(chance=SURE))
    assert set(found.deltas) == bad
    assert found.verified


def test_another_failure_than_the_tickets_says_nothing() -> None:
    ours, other = Signature((("t", "ours"),)), Signature((("t", "other"),))

    def judge(deltas: frozenset[Delta]) -> Judgement:
        if {DELTAS[2], DELTAS[9]} <= deltas:
            return Judgement(outcome=Outcome.FAILED, signature=ours)
        if DELTAS[2] in deltas and len(deltas) > 3:
            return Judgement(outcome=Outcome.FAILED, signature=other)
        return Judgement(outcome=Outcome.PASSED)

    found = smallest(DELTAS, judge, Prior(chance=SURE), how=How(signature=ours))
    assert set(found.deltas) == {DELTAS[2], DELTAS[9]}
    assert found.verified


def test_a_spent_budget_gives_the_smallest_set_seen_failing() -> None:
    found = smallest(DELTAS, needing(3, 5), Prior(chance=SURE), budget=6)
    assert {DELTAS[3], DELTAS[5]} <= set(found.deltas)
    assert not found.minimal
    assert found.runs == 6


def test_the_reporter_hears_each_question_its_answer_and_what_it_rules_out() -> None:
    class Notes(Reporter):
        def __init__(self) -> None:
            self.heard: list[tuple[Question, Answer, int]] = []

        def answered(self, question: Question, answer: Answer, ruled_out: int) -> None:
            self.heard.append((question, answer, ruled_out))

    notes = Notes()
    found = smallest(DELTAS, needing(3, 5), Prior(chance=SURE), how=How(reporter=notes))
    assert len(notes.heard) == found.runs
    assert [q.why for q, _, _ in notes.heard[:2]] == [Why.GOOD, Why.BAD]
    assert sum(ruled_out for _, _, ruled_out in notes.heard) > 500
