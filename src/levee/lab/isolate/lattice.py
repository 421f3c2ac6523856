"""Where does each set of k among m places stand in one long row of bits?

All k-sets of {0..m-1} lie in a Python integer, one bit each, grouped by their largest member
(every group padded to whole bytes). Then "all sets inside Q" is one AND per place outside Q,
and a count is one popcount: exact sums over a million sets in about 0.1 ms, without numpy.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Layer:
    """The k-sets of m places: all of them, those with place i, and where each group starts."""

    k: int
    everything: int
    having: tuple[int, ...]
    starts: tuple[int, ...]  #: in bits; empty below k = 2

    def members(self, bit: int, below: "tuple[Layer, ...]") -> tuple[int, ...]:
        """The places of the set at this bit; ``below`` are the layers 0 .. k-1."""
        if self.k == 0:
            return ()
        if self.k == 1:
            return (bit,)
        top = bisect_right(self.starts, bit) - 1
        return (*below[-1].members(bit - self.starts[top], below[:-1]), top)


def bit(places: tuple[int, ...], found: tuple[Layer, ...]) -> int:
    """The bit of a set in its layer (the inverse of ``Layer.members``); places rise."""
    k = len(places)
    if k == 0:
        return 0
    if k == 1:
        return places[0]
    return found[k].starts[places[-1]] + bit(places[:-1], found)


@lru_cache(maxsize=4)
def layers(m: int, largest: int) -> tuple[Layer, ...]:
    """Layers for sizes 0 .. ``largest`` of m places."""
    found = [Layer(0, 1, (0,) * m, ()), _singles(m)]
    for k in range(2, largest + 1):
        found.append(_grow(k, m, found[-1]))
    return tuple(found[: largest + 1])


def _singles(m: int) -> Layer:
    return Layer(1, (1 << m) - 1, tuple(1 << i for i in range(m)), ())


def _grow(k: int, m: int, below: Layer) -> Layer:
    """Group c of layer k is layer k-1 over the places below c: a prefix of its bytes."""
    sizes = [(below.starts[c] if below.starts else c) for c in range(m)]
    widths = [(size + 7) // 8 for size in sizes]
    starts = tuple(8 * start for start in accumulate(widths, initial=0))

    def prefix(bits: int, c: int) -> bytes:
        return (bits & ((1 << sizes[c]) - 1)).to_bytes(widths[c], "little")

    def having(i: int) -> int:
        lower = bytes(sum(widths[:i]))
        upper = (prefix(below.having[i], c) for c in range(i + 1, m))
        return int.from_bytes(b"".join((lower, tops[i], *upper)), "little")

    tops = [prefix(below.everything, c) for c in range(m)]
    return Layer(
        k, int.from_bytes(b"".join(tops), "little"), tuple(map(having, range(m))), starts[:m]
    )
