"""Are the sets inside a question those that brute force finds?"""

from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from levee.lab.isolate.belief import Belief, Terms
from levee.lab.isolate.chance import SURE
from levee.lab.isolate.lattice import bit, inside, layers


@given(m=st.integers(1, 13), largest=st.integers(1, 4), chosen=st.integers(0, 2**13 - 1))
@settings(max_examples=80, deadline=None)
def test_inside_has_a_bit_for_each_set_of_the_chosen_places_and_no_other(
    m: int, largest: int, chosen: int
) -> None:
    largest, chosen = min(largest, m), chosen & ((1 << m) - 1)
    found = layers(m, largest)
    places = [i for i in range(m) if chosen >> i & 1]
    for k, row in enumerate(inside(chosen, found)):
        wanted = {bit(one, found) for one in combinations(places, k)}
        assert {i for i in range(row.bit_length()) if row >> i & 1} == wanted


@given(m=st.integers(1, 13), largest=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_a_bit_and_its_set_are_each_others_inverse(m: int, largest: int) -> None:
    found = layers(m, min(largest, m))
    for k, layer in enumerate(found):
        for one in combinations(range(m), k):
            assert layer.members(bit(one, found), found[:k]) == one
            assert layer.everything >> bit(one, found) & 1


@given(seed=st.integers(0, 999), needs=st.booleans())
@settings(max_examples=40, deadline=None)
def test_each_set_has_the_weight_of_its_members_and_passing_rules_out_its_subsets(
    seed: int, needs: bool
) -> None:
    draw, n = Random(seed), 7
    levels = tuple(draw.randrange(3) for _ in range(n))
    closures = tuple(1 << i | (1 << (i + 1) % n if needs and i == 2 else 0) for i in range(n))
    terms = Terms(
        n=n, chance=SURE, sizes=(0.1,) * (n + 1), sums=(1.0,) * (n + 1), levels=levels,
        closures=closures,
    )  # fmt: skip
    passed = draw.getrandbits(n)
    belief = Belief((1 << n) - 1, terms, 0, [passed])
    found = {
        mask: stratum.prior for stratum in belief.strata for mask in belief.sets(stratum, 1000)
    }
    wanted = {}
    for k in range(len(belief.layers)):
        for one in combinations(range(n), k):
            mask = sum(1 << i for i in one)
            doubled = needs and {2, 3} <= set(one)
            if mask & ~passed and not doubled:
                wanted[mask] = 0.1 * 2.0 ** sum(levels[i] for i in one)
    assert found.keys() == wanted.keys()
    assert all(abs(found[mask] - wanted[mask]) < 1e-12 for mask in wanted)
