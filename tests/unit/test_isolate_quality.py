"""Are the answers right, and found in few runs?"""

from random import Random
from statistics import mean

import pytest

from levee.lab.isolate import SURE, Answer, Limits, Prior, Question, Search
from levee.lab.isolate.prior import recency
from levee.model.delta import Delta, DeltaKind
from levee.model.interaction import Interaction

DELTAS = tuple(Delta(DeltaKind.ADDED, f"pkg:pypi/p{i:03}", None, "1") for i in range(40))


def isolate(
    search: Search,
    bad: frozenset[Delta],
    world: Random,
    p: float = 1.0,
    lost: float = 0.0,
    slots: int = 1,
) -> Interaction:
    def judge(question: Question) -> Answer:
        if 0 < len(question.deltas) < len(DELTAS) and world.random() < lost:
            return Answer.UNRESOLVED
        fails = bad <= question.deltas and world.random() < p
        return Answer.FAILS if fails else Answer.PASSES

    while questions := search.next_questions(slots):
        for question in questions:
            search.tell(question.deltas, judge(question))
    return search.interaction


def case(k: int, seed: int) -> tuple[frozenset[Delta], Random]:
    world = Random(f"{k}/{seed}")
    return frozenset(world.sample(DELTAS, k)), world


@pytest.mark.parametrize(("k", "calls"), [(1, 12), (2, 17), (3, 22)])
def test_where_answers_are_trusted_all_calls_stay_near_the_information_bound(
    k: int, calls: int
) -> None:
    runs = []
    for seed in range(12):
        bad, world = case(k, seed)
        found = isolate(Search(DELTAS, Prior(chance=SURE), seed), bad, world)
        assert set(found.deltas) == bad
        runs.append(found.runs)
    assert mean(runs) <= calls


@pytest.mark.parametrize(("k", "calls"), [(1, 14), (2, 22), (3, 31)])
def test_by_default_doubt_costs_a_few_calls_more(k: int, calls: int) -> None:
    runs = []
    for seed in range(8):
        bad, world = case(k, seed)
        found = isolate(Search(DELTAS, Prior(), seed), bad, world)
        assert set(found.deltas) == bad
        assert found.p == 1.0
        runs.append(found.runs)
    assert mean(runs) <= calls


@pytest.mark.parametrize(("k", "most"), [(1, 52), (2, 125)])
def test_a_failure_in_three_runs_of_ten_is_isolated(k: int, most: int) -> None:
    runs = []
    for seed in range(8):
        bad, world = case(k, seed)
        found = isolate(Search(DELTAS, Prior(), seed), bad, world, p=0.3)
        assert set(found.deltas) == bad
        assert found.verified
        assert found.confidence >= 0.99
        assert 0.1 < found.p < 0.7
        runs.append(found.runs)
    assert mean(runs) <= most


def test_eight_workers_need_few_rounds() -> None:
    rounds = []
    for seed in range(6):
        bad, world = case(1, seed)
        found = isolate(Search(DELTAS, Prior(), seed), bad, world, p=0.3, slots=8)
        assert set(found.deltas) == bad
        rounds.append(found.rounds)
    assert mean(rounds) <= 8


def test_a_fifth_of_the_questions_unresolved_costs_at_most_half_more() -> None:
    runs = []
    for seed in range(10):
        bad, world = case(2, seed)
        found = isolate(Search(DELTAS, Prior(chance=SURE), seed), bad, world, lost=0.2)
        assert set(found.deltas) == bad
        runs.append(found.runs)
    assert mean(runs) <= 1.5 * 15.5


def test_what_changed_last_is_found_sooner() -> None:
    weights = recency(DELTAS.index, DELTAS)
    bad = frozenset(DELTAS[:1])
    told = Search(DELTAS, Prior(chance=SURE, weights=weights), 1)
    plain = Search(DELTAS, Prior(chance=SURE), 1)
    assert isolate(told, bad, Random(1)).runs < isolate(plain, bad, Random(1)).runs


def test_what_passed_before_is_not_suspected() -> None:
    bad = frozenset(DELTAS[30:32])
    passed = (frozenset(DELTAS[:28]), frozenset(DELTAS[12:31]))
    told = plain = 0
    for seed in range(6):
        prior = Prior(chance=SURE, passed=passed)
        told += isolate(Search(DELTAS, prior, seed), bad, Random(1)).runs
        plain += isolate(Search(DELTAS, Prior(chance=SURE), seed), bad, Random(1)).runs
    assert told < plain


def test_two_failures_at_once_give_one_of_them() -> None:
    one, other = frozenset(DELTAS[3:5]), frozenset(DELTAS[20:22])
    for seed in range(10):
        search = Search(DELTAS, Prior(chance=SURE), seed)
        while questions := search.next_questions(2):
            for question in questions:
                fails = one <= question.deltas or other <= question.deltas
                search.tell(question.deltas, Answer.FAILS if fails else Answer.PASSES)
        assert set(search.interaction.deltas) in (one, other)
        assert search.interaction.verified


def test_a_plugin_that_hides_the_failure_does_not_hide_the_answer() -> None:
    pair, hides, cures = set(DELTAS[3:5]), DELTAS[9], DELTAS[17]
    for seed in range(10):
        search = Search(DELTAS, Prior(chance=SURE), seed)
        while questions := search.next_questions():
            q = questions[0].deltas
            fails = pair <= q and (hides not in q or cures in q)
            search.tell(q, Answer.FAILS if fails else Answer.PASSES)
        assert pair <= set(search.interaction.deltas)
        assert search.interaction.verified


def test_a_hidden_need_joins_the_answer() -> None:
    bad, needed = DELTAS[5], DELTAS[25]
    search = Search(DELTAS, Prior(chance=SURE), 3)
    while questions := search.next_questions():
        q = questions[0].deltas
        built = bad not in q or needed in q
        answer = Answer.FAILS if bad in q else Answer.PASSES
        search.tell(q, answer if built else Answer.IMPOSSIBLE)
    assert set(search.interaction.deltas) == {bad, needed}
    assert search.interaction.minimal


def test_a_known_need_is_never_asked_without() -> None:
    needs = {DELTAS[5]: [DELTAS[25]]}
    search = Search(DELTAS, Prior(chance=SURE), 3, Limits(needs=needs))
    found = isolate(search, frozenset(DELTAS[5:6]), Random(1))
    assert set(found.deltas) == {DELTAS[5], DELTAS[25]}
    assert found.unresolved == 0
