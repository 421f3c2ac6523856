"""When no small set explains the answers: which 1-minimal set fails?"""

from collections.abc import Callable, Iterator
from random import Random

from levee.lab.isolate.frame import Frame
from levee.lab.isolate.masks import members, union

type Settled = Callable[[int], bool | None]
"""True: the set fails, False: it does not, None: it cannot be judged. Raises Unknown."""


class Unknown(Exception):
    """The walk needs the judgement of this set first."""

    def __init__(self, mask: int) -> None:
        super().__init__(mask)
        self.mask = mask


def walk(failing: int, settled: Settled, shape: Frame, seed: int) -> int:
    """Return a subset of ``failing`` that fails and from which no single delta can be dropped.

    For any judge whatever, also a non-monotone one: only sets that were judged are relied on.
    Sets that cannot be judged are worked around; a delta whose removal cannot be judged stays.
    Cost: about k log2(n) judgements for k members if the judge is monotone (Hildebrandt and
    Zeller's 1-minimality, reached by binary search over prefixes), at most O(n^2) otherwise.

    The walk is replayed from its start with all that is known: it keeps no state of its own.
    """
    while True:
        found = _by_prefixes(failing, settled, shape.closures, seed)
        smaller = _drop_one(found, settled, shape.dependants)
        if smaller is None:
            return found
        failing = smaller


def _by_prefixes(failing: int, settled: Settled, closures: tuple[int, ...], seed: int) -> int:
    """Each round cuts the set behind its shortest failing prefix; the last delta is kept."""
    kept = 0
    while rest := _order(failing & ~kept, closures, seed):
        if kept and settled(kept):
            return kept
        end = _shortest(kept, rest, settled)
        failing = kept | union(rest[:end])
        kept |= rest[end - 1]
    return failing


def _order(mask: int, closures: tuple[int, ...], seed: int) -> list[int]:
    """The deltas in random order, each with what it needs: every prefix can be built."""
    order = list(members(mask))
    Random(seed).shuffle(order)  # noqa: S311 - a reproducible order, not a secret
    return [closures[i] for i in order]


def _shortest(kept: int, rest: list[int], settled: Settled) -> int:
    """A length at which the prefix fails and one shorter was not seen failing."""
    low, high = 0, len(rest)
    while high - low > 1:
        for middle in _from_middle(low, high):
            answer = settled(kept | union(rest[:middle]))
            if answer is not None:
                break
        else:
            return high
        low, high = (low, middle) if answer else (middle, high)
    return high


def _from_middle(low: int, high: int) -> Iterator[int]:
    middle = (low + high) // 2
    yield from sorted(range(low + 1, high), key=lambda i: abs(i - middle))


def _drop_one(failing: int, settled: Settled, dependants: tuple[int, ...]) -> int | None:
    """The set without some delta (and all that needs it), if that still fails."""
    for i in members(failing):
        smaller = failing & ~dependants[i]
        if settled(smaller):
            return smaller
    return None
