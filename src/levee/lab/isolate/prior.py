"""What is likely before the first question?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import log2

from levee.lab.isolate.chance import Chance, doubtful
from levee.model.delta import Delta

SIZES = (0.002, 0.37, 0.33, 0.258, 0.03)
"""Shares of sets of 0, 1, 2, 3, 4 deltas; half as much for each further one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Small sets are likelier; ``weights`` (1 when absent) raise what is suspect.

    ``weight``: a delta that changed last or failed before may be 4 or 16 times likelier than
    others; they are used in powers of two. ``passed``: sets known to pass, which rule out
    their subsets (under the belief that more deltas do not cure; the answer never relies on it).
    """

    weights: Mapping[Delta, float] = field(default_factory=dict)
    passed: tuple[frozenset[Delta], ...] = ()
    chance: Chance = field(default_factory=doubtful)
    sizes: tuple[float, ...] = SIZES

    def size(self, k: int) -> float:
        """Share of all sets of k deltas together."""
        if k < len(self.sizes):
            return self.sizes[k]
        return self.sizes[-1] * 0.5 ** (k - len(self.sizes) + 2)

    def level(self, delta: Delta) -> int:
        """The weight as a power of two, 0 to 6."""
        return max(0, min(6, round(log2(max(1.0, self.weights.get(delta, 1.0))))))


def recency(age: Callable[[Delta], int], deltas: tuple[Delta, ...]) -> dict[Delta, float]:
    """Weights that halve with each older step (0 is the newest), down to one sixteenth."""
    return {d: 16.0 / 2 ** min(4, age(d)) for d in deltas}


def symmetric(weights: list[float], largest: int) -> list[float]:
    """Sums over all k-sets of the product of their weights, for k = 0 .. largest."""
    sums = [1.0] + [0.0] * largest
    for weight in weights:
        for k in range(largest, 0, -1):
            sums[k] += sums[k - 1] * weight
    return sums
