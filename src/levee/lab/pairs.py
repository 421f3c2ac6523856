"""Which stacks cover the most weight of component-version pairs that live clients have?"""

import heapq
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from levee.model.stack import Role, Stack

MOST_COMPONENTS = 200
DENSE = 4000  #: up to so many different components a flat table is used: 128 MB at most


class Pairs:
    """The pairs of some weighed stacks, by small integers, and which are covered so far.

    ``weights[i]`` belongs to ``stacks[i]`` and may not be negative. Components of ``roles``
    make pairs; a stack with none of those takes all it has (a bare list of packages says
    nothing of roles). More than ``MOST_COMPONENTS`` in one stack are no pairs at all: they
    grow with the square, and such a stack can only be matched exactly.
    """

    def __init__(
        self, stacks: Sequence[Stack], weights: Sequence[float], roles: frozenset[Role]
    ) -> None:
        self._roles = roles
        names = [self._names(s) for s in stacks]
        order = {name: i for i, name in enumerate(sorted(set().union(*names)))}
        self._order = order
        self._of = [self._ids(n) for n in names]
        self._left = _table(len(order))
        self._done: set[int] = set()
        for ids, weight in zip(self._of, weights, strict=True):
            for pair in ids:
                self._left[pair] += weight

    def _names(self, stack: Stack) -> list[str]:
        chosen = {c.purl for c in stack.components if c.role in self._roles}
        names = sorted(chosen or {c.purl for c in stack.components})
        return names if len(names) <= MOST_COMPONENTS else []

    def _ids(self, names: Iterable[str]) -> list[int]:
        width = len(self._order)
        known = [self._order[n] for n in names if n in self._order]
        return [a * width + b for a, b in combinations(known, 2)]

    def covered(self, index: int) -> tuple[int, int]:
        """(covered, all) pairs of the stack at ``index``."""
        ids = self._of[index]
        return sum(map(self._done.__contains__, ids)), len(ids)

    def gain(self, index: int) -> float:
        """The weight of pairs that the stack at ``index`` would newly cover."""
        return sum(map(self._left.__getitem__, self._of[index]))

    def take(self, stack: Stack) -> int:
        """Cover what this stack has (any stack, also one outside); how many are new.

        Only pairs that the weighed stacks have are counted.
        """
        new = [p for p in self._ids(self._names(stack)) if p not in self._done]
        live = [p for p in new if self._left[p] > 0.0]
        for pair in live:
            self._left[pair] = 0.0
        self._done.update(new)
        return len(live)


def _table(components: int) -> "array[float] | defaultdict[int, float]":
    if components <= DENSE:
        return array("d", bytes(8 * components * components))
    return defaultdict(float)


def greedy(pairs: Pairs, stacks: Sequence[Stack], slots: int) -> list[tuple[int, int]]:
    """Up to ``slots`` times the stack that covers most new weight: (index, new pairs) each.

    Coverage is monotone and submodular, so greedy reaches at least (1 - 1/e) = 63 % of what
    the best ``slots`` stacks could add (Nemhauser, Wolsey, Fisher 1978); and a gain can only
    shrink, so only the head of the heap is ever measured again (Minoux 1978). Ties go to the
    smaller index. Ends early when nothing new is left.
    """
    heap = [(-pairs.gain(i), i) for i in range(len(stacks))]
    heapq.heapify(heap)
    taken: list[tuple[int, int]] = []
    while heap and len(taken) < slots:
        _, index = heap[0]
        now = (-pairs.gain(index), index)
        if len(heap) > 1 and now > min(heap[1:3]):
            heapq.heapreplace(heap, now)
            continue
        heapq.heappop(heap)
        if now[0] >= 0.0:
            break
        taken.append((index, pairs.take(stacks[index])))
    return taken
