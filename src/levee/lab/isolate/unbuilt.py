"""Which sets can probably not be judged, going by those that could not?"""

from collections.abc import Iterable
from dataclasses import dataclass

from levee.lab.isolate.facts import Facts
from levee.lab.isolate.masks import members

SUSPECT = 0.25
"""Share of an unresolved answer from which one `needs` pair is worked around."""


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """Guesses at unknown dependencies: for each unresolved set, what it may have lacked.

    A set that has i but not j and was judged shows that i does not need j. What is left of the
    pairs (i there, j not there) may explain an unresolved set; a question that repeats many of
    those pairs is likely to end the same way. GOOD and BAD are judged, so only `needs` matter.
    """

    lacks: tuple[tuple[tuple[int, int], ...], ...]  #: per unresolved set: (i, mask of all j)
    again: Facts

    def chance(self, mask: int) -> float:
        """A guess at how likely the question is answered; a set left unresolved halves it."""
        tries = 0 if self.again.judged(mask) else self.again.lost(mask)
        guess = 0.5**tries
        for lack in self.lacks:
            total = sum(js.bit_count() for _, js in lack)
            same = sum((js & ~mask).bit_count() for i, js in lack if mask >> i & 1)
            guess *= 1 - 0.9 * same / total
        return guess

    def suspected(self, dependants: tuple[int, ...]) -> tuple[int, ...]:
        """Dependants, with those added that are likely enough."""
        weights: dict[tuple[int, int], float] = {}
        for lack in self.lacks:
            total = sum(js.bit_count() for _, js in lack)
            for i, js in lack:
                for j in members(js):
                    weights[i, j] = weights.get((i, j), 0.0) + 1 / total
        grown = list(dependants)
        for (i, j), weight in weights.items():
            if weight >= SUSPECT:
                grown[j] |= dependants[i]
        return tuple(grown)


def unbuilt(facts: Facts, n: int, built: Iterable[int]) -> Unbuilt:
    """What the unresolved answers suggest; ``built`` are sets known to exist from before."""
    told = facts.masks_told()
    judged = {mask for mask in told if facts.judged(mask)}
    if len(judged) == len(told):
        return Unbuilt((), facts)
    innocent = [0] * n
    for mask in judged.union(built):
        for i in members(mask):
            innocent[i] |= ~mask
    lost = sorted(told - judged)
    found = (_lacks(mask, innocent, (1 << n) - 1) for mask in lost)
    return Unbuilt(tuple(lack for lack in found if lack), facts)


def _lacks(mask: int, innocent: list[int], everything: int) -> tuple[tuple[int, int], ...]:
    pairs = ((i, everything & ~mask & ~innocent[i]) for i in members(mask))
    return tuple((i, js) for i, js in pairs if js)
