"""What holds for any judge whatever?"""

from collections.abc import Callable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from levee.lab.isolate import SURE, Answer, Limits, Prior, Question, Search, Status
from levee.model.delta import Delta, DeltaKind

MANY = 8
DELTAS = tuple(Delta(DeltaKind.ADDED, f"pkg:pypi/p{i}", None, "1") for i in range(MANY))
JUDGED = (Answer.FAILS, Answer.PASSES, Answer.UNRESOLVED, Answer.IMPOSSIBLE, Answer.BROKEN)


class Any:
    """A judge with a fixed answer for every set, drawn as needed; GOOD passes, BAD fails."""

    def __init__(self, seed: int, fails: float, unresolved: float) -> None:
        self.seed, self.fails, self.unresolved = seed, fails, unresolved
        self.asked: list[frozenset[Delta]] = []

    def __call__(self, deltas: frozenset[Delta]) -> Answer:
        self.asked.append(deltas)
        if not deltas or len(deltas) == MANY:
            return Answer.FAILS if deltas else Answer.PASSES
        draw = Random(f"{self.seed}{sorted(d.component for d in deltas)}")
        if draw.random() < self.unresolved:
            return draw.choice(JUDGED[2:])
        return Answer.FAILS if draw.random() < self.fails else Answer.PASSES


judges = st.builds(
    Any,
    seed=st.integers(0, 10**6),
    fails=st.floats(0, 1),
    unresolved=st.sampled_from([0.0, 0.0, 0.3]),
)


def run(
    search: Search, judge: Callable[[frozenset[Delta]], Answer], slots: int = 1, most: int = 1500
) -> list[Question]:
    asked: list[Question] = []
    while len(asked) < most and (questions := search.next_questions(slots)):
        for question in questions:
            asked.append(question)
            search.tell(question.deltas, judge(question.deltas))
    return asked


@given(judge=judges, seed=st.integers(0, 99), slots=st.sampled_from([1, 3]))
@settings(max_examples=80, deadline=None)
def test_for_any_judge_the_answer_is_one_minimal_or_says_that_it_is_not(
    judge: Any, seed: int, slots: int
) -> None:
    search = Search(DELTAS, Prior(chance=SURE), seed)
    run(search, judge, slots)
    assert search.status is Status.FOUND
    found = search.interaction
    answers = [judge(frozenset(found.deltas) - {d}) for d in found.deltas]
    assert judge(frozenset(found.deltas)) is Answer.FAILS
    if found.minimal:
        assert set(answers) <= {Answer.PASSES, Answer.IMPOSSIBLE}
    else:
        assert Answer.FAILS not in answers
    assert found.verified == (set(answers) == {Answer.PASSES})


@given(judge=judges, seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_with_doubt_too_the_answer_is_one_minimal_or_says_that_it_is_not(
    judge: Any, seed: int
) -> None:
    search = Search(DELTAS, Prior(), seed)
    run(search, judge)
    found = search.interaction
    assert judge(frozenset(found.deltas)) is Answer.FAILS
    if found.minimal:
        answers = {judge(frozenset(found.deltas) - {d}) for d in found.deltas}
        assert answers <= {Answer.PASSES, Answer.IMPOSSIBLE}


@given(judge=judges, seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_where_answers_are_trusted_no_judged_set_is_asked_twice(judge: Any, seed: int) -> None:
    run(Search(DELTAS, Prior(chance=SURE), seed), judge)
    asked = tuple(judge.asked)
    judged = [s for s in asked if judge(s) in (Answer.FAILS, Answer.PASSES)]
    assert len(set(judged)) == len(judged)


@given(judge=judges, seed=st.integers(0, 99), chance=st.sampled_from([SURE, Prior().chance]))
@settings(max_examples=40, deadline=None)
def test_the_same_seed_asks_the_same_questions(judge: Any, seed: int, chance: object) -> None:
    prior = Prior(chance=chance)  # type: ignore[arg-type]
    first = run(Search(DELTAS, prior, seed), judge, most=60)
    assert first == run(Search(DELTAS, prior, seed), judge, most=60)


@given(
    judge=judges, seed=st.integers(0, 99), cut=st.integers(0, 90),
    prior=st.sampled_from([Prior(chance=SURE), Prior()]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_killed_at_any_question_and_resumed_it_asks_the_rest_and_answers_the_same(
    judge: Any, seed: int, cut: int, prior: Prior
) -> None:
    whole = Search(DELTAS, prior, seed)
    asked = run(whole, judge, most=90)
    resumed = Search(DELTAS, prior, seed)
    for fact in whole.facts.told[:cut]:
        resumed.tell(whole.frame.named(fact.mask), fact.answer, fact.round)
    rest = run(resumed, judge, most=90 - cut)
    assert [q.deltas for q in rest] == [q.deltas for q in asked[cut:]]
    assert resumed.interaction == whole.interaction


@given(
    bad=st.frozensets(st.sampled_from(DELTAS), min_size=1, max_size=4),
    seed=st.integers(0, 99),
    cut=st.integers(0, 20),
)
@settings(max_examples=60, deadline=None)
def test_killed_within_a_round_of_several_it_repeats_nothing_and_answers_the_same(
    bad: frozenset[Delta], seed: int, cut: int
) -> None:
    asked: list[frozenset[Delta]] = []

    def judge(deltas: frozenset[Delta]) -> Answer:
        asked.append(deltas)
        return Answer.FAILS if bad <= deltas else Answer.PASSES

    whole = Search(DELTAS, Prior(chance=SURE), seed)
    run(whole, judge, slots=3)
    resumed = Search(DELTAS, Prior(chance=SURE), seed)
    for fact in whole.facts.told[:cut]:
        resumed.tell(whole.frame.named(fact.mask), fact.answer, fact.round)
    before = asked[:cut]
    asked.clear()
    run(resumed, judge, slots=3)
    assert len({*before, *asked}) == len(before) + len(asked)
    assert frozenset(resumed.interaction.deltas) == frozenset(whole.interaction.deltas) == bad


@given(judge=judges, seed=st.integers(0, 9), budget=st.integers(2, 12))
@settings(max_examples=40, deadline=None)
def test_stopped_at_any_moment_it_names_a_set_that_was_seen_failing(
    judge: Any, seed: int, budget: int
) -> None:
    search = Search(DELTAS, Prior(chance=SURE), seed)
    run(search, judge, most=budget)
    assert judge(frozenset(search.interaction.deltas)) is Answer.FAILS


@given(data=st.data(), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_no_set_is_asked_that_lacks_what_it_is_known_to_need(
    data: st.DataObject, seed: int
) -> None:
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(DELTAS), st.sampled_from(DELTAS))))
    needs: dict[Delta, set[Delta]] = {}
    for one, other in pairs:
        needs.setdefault(one, set()).add(other)
    bad = data.draw(st.frozensets(st.sampled_from(DELTAS), min_size=1, max_size=3))
    search = Search(DELTAS, Prior(chance=SURE), seed, Limits(needs=needs))
    for _ in range(200):
        for question in search.next_questions(1):
            for delta in question.deltas:
                assert needs.get(delta, set()) <= question.deltas
            fails = bad <= question.deltas
            search.tell(question.deltas, Answer.FAILS if fails else Answer.PASSES)
    assert search.status is Status.FOUND
    assert bad <= set(search.interaction.deltas)
    assert search.interaction.minimal
