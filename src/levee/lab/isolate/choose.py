"""Which question tells most about the sets that are left?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

from levee.lab.isolate.belief import Belief, Row, Weights, information
from levee.lab.isolate.chance import entropy
from levee.lab.isolate.masks import closed, members

ORDERS = 14
"""How many random orders are cut; each gives the best prefix of one order."""

FEW_ORDERS, MANY_SETS = 5, 40_000
"""Among so many sets every order has a good prefix, and each takes longer to weigh."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A mask and the bits its answer is expected to tell."""

    mask: int
    bits: float
    bonus: float = 1.0  #: above 1 where verification would ask the same


NOTHING = Choice(0, 0.0)
BONUS = 1.05


class Scale:
    """Weighs questions against one posterior."""

    def __init__(self, belief: Belief, weights: Weights) -> None:
        self.belief = belief
        self.weights = weights
        self.rows = tuple((row, entropy(row.fails)) for row in weights.worth)
        self._terms = tuple(
            (row.stratum.bits, row.stratum.k, row.each, row.fails, doubt)
            for row, doubt in self.rows
        )

    def bits(self, mask: int) -> float:
        """Information of the question, from the sets that it contains."""
        return self.weigh(mask)[1]

    def weigh(self, mask: int) -> tuple[float, float]:
        """(probability that the answer is `fails`, information in bits)."""
        inside = self.belief.inside(mask)
        reach = self.weights.big * self.belief.reach(mask) if self.weights.big > 1e-4 else 0.0
        fails = reach * self.weights.big_fails
        noise = reach * entropy(self.weights.big_fails)
        for bits, k, each, share, doubt in self._terms:
            mass = each * (bits & inside[k]).bit_count()
            fails += mass * share
            noise += mass * doubt
        return fails, information(fails, noise)

    def cut(self, drops: list[int]) -> Choice:
        """The best of the questions that leave out a prefix of ``drops`` (masks, growing).

        Bisects for the place where leaving out more makes `fails` too rare, so it weighs
        about log2(n) of them.
        """
        universe = self.belief.universe
        best, low, high = Choice(0, -1.0), -1, len(drops) - 1
        while low < high - 1:
            middle = (low + high) // 2
            fails, bits = self.weigh(universe & ~drops[middle])
            if bits > best.bits:
                best = Choice(universe & ~drops[middle], bits)
            low, high = (middle, high) if fails > self.goal else (low, middle)
        return best

    @property
    def goal(self) -> float:
        """The probability of `fails` at which an answer tells most (one half without noise)."""
        return 0.5 if self.belief.terms.chance.trusts else self._noisy_goal()

    def _noisy_goal(self) -> float:
        mass = sum(row.mass for row, _ in self.rows) or 1.0
        p = sum(row.mass * row.fails for row, _ in self.rows) / mass
        return best_share(p) * p


def best_share(p: float) -> float:
    """How often a question should contain the set, when it then fails with probability p.

    The optimal input of the Z-channel: 1/2 at p = 1, falling to 1/e.
    """
    if p >= 1.0:
        return 0.5
    if p <= 0.0:
        return 0.37
    q = 1 - p
    return 1 / (p * (1 + 2 ** (entropy(p) / p))) if q else 0.5


@dataclass(frozen=True, slots=True)
class Guide:
    """What is known besides the posterior: which deltas fall together, what can be judged."""

    dependants: tuple[int, ...]  #: what falls with delta i
    suspected: tuple[int, ...]  #: what probably falls with it too
    answered: Callable[[int], float]  #: how likely the question is answered; 0: never ask it


def best(scale: Scale, random: Random, guide: Guide) -> Choice:
    """The best question found: cuts of random orders, and the leading sets themselves."""
    found = [*_cuts(scale, random, guide), *_leading(scale, guide.dependants)]
    ranks = ((c.bits * c.bonus * guide.answered(c.mask), c) for c in found if c.bits > 0)
    rank, choice = max(ranks, key=lambda ranked: ranked[0], default=(0.0, NOTHING))
    return choice if rank > 0 else NOTHING


def _cuts(scale: Scale, random: Random, guide: Guide) -> Iterator[Choice]:
    """Half of the orders respect what is only suspected."""
    many = sum(row.stratum.bits.bit_count() for row, _ in scale.rows) > MANY_SETS
    for turn in range(FEW_ORDERS if many else ORDERS):
        falls = guide.suspected if turn % 2 else guide.dependants
        yield scale.cut(_drops(scale.belief.places, random, falls))


def _drops(places: tuple[int, ...], random: Random, dependants: tuple[int, ...]) -> list[int]:
    order, mask, drops = list(places), 0, []
    random.shuffle(order)
    for i in order:
        if not mask >> i & 1:
            mask |= dependants[i]
            drops.append(mask)
    return drops


def _leading(scale: Scale, dependants: tuple[int, ...]) -> Iterator[Choice]:
    """The likeliest sets alone, and without one member: verification needs those anyway."""
    for mask in likeliest(scale.belief, scale.weights.rows, 3):
        yield Choice(mask, scale.bits(mask), BONUS)
        for i in members(mask):
            without = mask & ~dependants[i]
            yield Choice(without, scale.bits(without), BONUS)
            rest = scale.belief.universe & ~dependants[i]
            yield Choice(rest, scale.bits(rest))


def likeliest(belief: Belief, rows: Iterable[Row], most: int) -> list[int]:
    """Masks of the likeliest sets, closed under what they need."""
    found: list[int] = []
    for row in rows:
        found += belief.sets(row.stratum, most - len(found))
        if len(found) >= most:
            break
    return [closed(mask, belief.terms.closures) for mask in found]
