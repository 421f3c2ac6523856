"""Which stacks does tonight run, and is greedy as good as it says?"""

import random
from collections.abc import Sequence
from itertools import combinations
from math import e
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import NOW, client, plugin, stack

from levee.lab.choose import CHOSEN_BY_PEOPLE, Demand, Rules, Wanted, plan
from levee.lab.pairs import MOST_COMPONENTS, Pairs, greedy
from levee.model.fleet import Installation
from levee.model.night import Why
from levee.model.stack import Role, Stack

CANARY = stack("canary@1")
DEMAND = Demand(canary=CANARY)
A, B, C, D = (stack(f"{n}@1 x@1") for n in "abcd")


def test_the_canary_comes_first_then_must_then_pinned_then_the_heaviest() -> None:
    demand = Demand(
        canary=CANARY,
        must=(Wanted(stack=C, reason="work item W-1"),),
        pinned=(Wanted(stack=D, reason="kim"),),
    )
    fleet = [client("x", A, 1), client("y", B, 2)]
    chosen = plan(fleet, demand, Rules(limit=9)).choices
    assert [(c.stack, c.why) for c in chosen] == [
        (CANARY, Why.CANARY),
        (C, Why.MUST),
        (D, Why.MUST),
        (B, Why.TOP),
        (A, Why.TOP),
    ]
    assert [c.reason for c in chosen[1:3]] == ["work item W-1", "pinned: kim"]


def test_a_stack_is_chosen_once_and_its_first_reason_stays() -> None:
    demand = Demand(canary=CANARY, must=(Wanted(stack=A, reason="first"),) * 2)
    chosen = plan([client("x", A, 7)], demand, Rules()).choices
    assert [(c.reason, c.clients, c.traffic) for c in chosen[1:]] == [("first", 1, 7.0)]


def test_what_must_run_is_not_dropped_for_the_limit() -> None:
    demand = Demand(canary=CANARY, must=tuple(Wanted(stack=s, reason="w") for s in (A, B, C)))
    assert len(plan([client("x", D)], demand, Rules(limit=2)).choices) == 4


def test_a_share_of_the_slots_goes_to_pairs_that_the_top_does_not_cover() -> None:
    fleet = [client("1", stack("a@1 b@1"), 9), client("2", stack("a@1"), 8)]
    fleet += [client("3", stack("c@1 d@1"), 1)]
    chosen = plan(fleet, DEMAND, Rules(limit=3, pair_share=0.5)).choices
    assert [c.why for c in chosen] == [Why.CANARY, Why.TOP, Why.PAIRS]
    assert chosen[-1].stack == stack("c@1 d@1")
    assert chosen[-1].reason.startswith("3 pairs")


def test_slots_that_pairs_do_not_need_go_to_the_next_heaviest() -> None:
    fleet = [client("1", stack("a@1 b@1"), 9), client("2", stack("a@1"), 8)]
    chosen = plan(fleet, DEMAND, Rules(limit=3, pair_share=0.5)).choices
    assert [c.why for c in chosen] == [Why.CANARY, Why.TOP, Why.TOP]


def test_exact_and_pair_shares_are_reported_of_clients_and_of_traffic() -> None:
    fleet = [client("1", stack("a@1 b@1"), 6), client("2", stack("a@1"), 3)]
    fleet += [client("3", stack("a@2"), 1)]
    shares = plan(fleet, DEMAND, Rules(limit=2, pair_share=0)).shares
    assert {k: round(v, 3) for k, v in shares.items()} == {
        "clients_exact": 0.333,
        "traffic_exact": 0.6,
        "clients_plugins": 0.333,
        "traffic_plugins": 0.6,
        "clients_pairs": 0.667,
        "traffic_pairs": 0.9,
        "clients_all_pairs": 0.667,
        "traffic_all_pairs": 0.9,
    }


def test_without_a_fleet_there_is_still_a_canary_and_shares_of_nothing() -> None:
    empty = plan([], DEMAND, Rules())
    assert [c.why for c in empty.choices] == [Why.CANARY]
    assert set(empty.shares.values()) == {0.0}


def test_a_fleet_without_traffic_is_covered_by_clients() -> None:
    fleet = [client("1", A, 0), client("2", B, 0), client("3", B, 0)]
    chosen = plan(fleet, DEMAND, Rules(limit=2, pair_share=1)).choices
    assert chosen[1].stack == B


def test_the_order_of_the_fleet_does_not_change_the_plan() -> None:
    fleet = _random_fleet(random.Random(3), 30)
    assert plan(fleet, DEMAND, Rules(limit=8)) == plan(fleet[::-1], DEMAND, Rules(limit=8))


def test_a_bare_list_of_packages_makes_pairs_of_all_it_has() -> None:
    bare = Stack(components=tuple(plugin(f"p{i}@1", Role.DEPENDENCY) for i in range(4)))
    assert Pairs([bare], [1.0], CHOSEN_BY_PEOPLE).covered(0) == (0, 6)


def test_a_stack_of_thousands_of_components_is_only_matched_exactly() -> None:
    huge = stack(" ".join(f"p{i}@1" for i in range(MOST_COMPONENTS + 1)))
    shares = plan([client("x", huge)], DEMAND, Rules()).shares
    assert shares["clients_exact"] == shares["clients_pairs"] == 1.0


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"pair_share": 1.1}, {"pair_share": -0.1}])
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="limit"):
        Rules(**wrong)  # type: ignore[arg-type]


def _random_fleet(dice: random.Random, size: int) -> list[Installation]:
    stacks = [
        stack(" ".join(f"{p}@{dice.randint(1, 2)}" for p in dice.sample("abcdef", 3)))
        for _ in range(size)
    ]
    return [client(str(n), s, dice.randint(1, 9)) for n, s in enumerate(stacks)]


def _covered(stacks: Sequence[Stack], weights: Sequence[float], taken: Sequence[int]) -> float:
    """The plainest possible count: pairs as pairs of package URLs."""
    own = [set(combinations([c.purl for c in s.components], 2)) for s in stacks]
    seen = set().union(*(own[i] for i in taken))
    return sum(w * len(pairs & seen) for pairs, w in zip(own, weights, strict=True))


@given(st.integers(0, 10_000), st.integers(1, 3))
def test_greedy_pairs_reach_63_percent_of_the_best_choice_and_usually_more(
    seed: int, slots: int
) -> None:
    fleet = _random_fleet(random.Random(seed), 8)
    stacks, weights = [i.stack for i in fleet], [i.traffic for i in fleet]
    taken = greedy(Pairs(stacks, weights, CHOSEN_BY_PEOPLE), stacks, slots)
    got = _covered(stacks, weights, [i for i, _ in taken])
    best = max(_covered(stacks, weights, c) for c in combinations(range(8), slots))
    assert best * (1 - 1 / e) <= got <= best
    assert slots > 1 or got == best


@given(st.integers(0, 10_000))
def test_the_lazy_heap_takes_what_measuring_everything_again_would_take(seed: int) -> None:
    fleet = _random_fleet(random.Random(seed), 12)
    stacks, weights = [i.stack for i in fleet], [i.traffic for i in fleet]
    lazy = [i for i, _ in greedy(Pairs(stacks, weights, CHOSEN_BY_PEOPLE), stacks, 6)]
    eager = Pairs(stacks, weights, CHOSEN_BY_PEOPLE)
    plain: list[int] = []
    while len(plain) < 6 and any(eager.gain(i) for i in range(12)):
        plain.append(max(range(12), key=lambda i: (eager.gain(i), -i)))
        eager.take(stacks[plain[-1]])
    assert lazy == plain


def test_a_hundred_thousand_clients_in_five_thousand_stacks_are_planned_in_seconds() -> None:
    dice = random.Random(1)
    names = [f"pkg:pypi/p{n}" for n in range(60)]
    stacks = [
        Stack(components=tuple(plugin(f"{n[9:]}@{dice.randint(1, 3)}") for n in own))
        for own in (dice.sample(names, 15) for _ in range(5000))
    ]
    weights = [1 / rank for rank in range(1, 5001)]
    drawn = [*stacks, *dice.choices(stacks, weights, k=95_000)]
    fleet = [
        Installation(client=str(n), partner="p", stack=s, traffic=1.0, tier="t", last_seen=NOW)
        for n, s in enumerate(drawn)
    ]
    begun = process_time()
    chosen = plan(fleet, DEMAND, Rules(limit=50))
    assert len(chosen.choices) == 50
    assert process_time() - begun < 5
