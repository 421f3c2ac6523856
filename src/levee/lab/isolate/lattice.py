"""Where does each set of k among m places stand in one long row of bits?

All k-sets of {0..m-1} lie in a Python integer, one bit each, grouped by their largest member
(every group padded to whole bytes). Group c is a prefix of the row for k-1, so "all sets inside
Q" is joined from m such prefixes, and a count is one AND and one popcount: exact sums over a
million sets in a fraction of a millisecond, without numpy.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Layer:
    """The k-sets of m places: all of them, and where each group starts."""

    k: int
    everything: int
    starts: tuple[int, ...]  #: in bits; empty below k = 2
    widths: tuple[int, ...]  #: of each group in bytes; empty below k = 2

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


def inside(chosen: int, found: tuple[Layer, ...]) -> list[int]:
    """Per layer: the sets wholly among the chosen places (a mask)."""
    rows, body = [1, chosen], b""
    for layer in found[2:]:
        body = b"".join(_groups(chosen, layer, body))
        rows.append(int.from_bytes(body, "little"))
    return rows[: len(found)]


def _groups(chosen: int, layer: Layer, below: bytes) -> list[bytes]:
    """Group c: the chosen sets of the layer below among the places below c; none without c."""
    return [
        bytes(width)
        if not chosen >> c & 1
        else below[:width]
        if layer.k > 2
        else (chosen & ((1 << c) - 1)).to_bytes(width, "little")
        for c, width in enumerate(layer.widths)
    ]


@lru_cache(maxsize=4)
def layers(m: int, largest: int) -> tuple[Layer, ...]:
    """Layers for sizes 0 .. ``largest`` of m places."""
    found = [Layer(0, 1, (), ()), Layer(1, (1 << m) - 1, (), ())]
    for k in range(2, largest + 1):
        found.append(_grow(k, m, found))
    return tuple(found[: largest + 1])


def _grow(k: int, m: int, found: list[Layer]) -> Layer:
    below = found[-1]
    widths = tuple(below.starts[c] // 8 if below.starts else (c + 7) // 8 for c in range(m))
    starts = tuple(accumulate((8 * width for width in widths), initial=0))[:m]
    bare = Layer(k, 0, starts, widths)
    return Layer(k, inside((1 << m) - 1, (*found, bare))[k], starts, widths)
