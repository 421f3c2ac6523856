"""Which small sets can still be the failing one, and how likely is each?"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from math import comb

from levee.lab.isolate.chance import Chance, entropy
from levee.lab.isolate.lattice import Layer, bit, inside, layers
from levee.lab.isolate.masks import members

ROOM = 1_500_000
"""Most sets that are counted one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The prior, by delta number: share of each size, summed weights, levels, dependencies."""

    n: int
    chance: Chance
    sizes: tuple[float, ...]  #: share of each size, 0 .. n
    sums: tuple[float, ...]  #: elementary symmetric sums of the weights
    levels: tuple[int, ...]  #: weight of delta i is 2 ** levels[i]
    closures: tuple[int, ...]  #: mask of what delta i needs, itself included


def largest(m: int) -> int:
    """Up to which size are sets among m deltas counted one by one?"""
    best, total = 1, 1 + m
    for k in range(2, m + 1):
        total += comb(m, k)
        if total > (ROOM if k <= 3 else 150_000 if k == 4 else 30_000):
            break
        best = k
    return min(best, m)


@dataclass(slots=True)
class Stratum:
    """Sets of one size and one prior that passed equally often."""

    k: int
    prior: float  #: of each single set
    passes: int
    bits: int


class Belief:
    """The posterior over all small sets inside ``universe``, counted exactly.

    Model: one set S inside the universe fails in a run with probability p whenever all of S is
    there, and no run without S fails. Sets larger than ``largest`` share one term, ``big``.
    """

    def __init__(self, universe: int, terms: Terms, fails: int, passes: Sequence[int]) -> None:
        self.universe = universe
        self.places = tuple(i for i in range(terms.n) if universe >> i & 1)
        self.terms = terms
        self.fails = fails
        self.layers = layers(len(self.places), largest(len(self.places)))
        self.strata = [s for layer in self.layers for s in self._start(layer)]
        self._big = [share for _, share in terms.chance.points]
        for mask in passes:
            self.passed(mask)

    def _start(self, layer: Layer) -> Iterator[Stratum]:
        k, terms = layer.k, self.terms
        if not terms.sums[k]:
            return
        each = terms.sizes[k] / terms.sums[k]
        for level, bits in self._by_level(layer).items():
            if bits:
                yield Stratum(k, each * 2.0**level, 0, bits)

    def _by_level(self, layer: Layer) -> dict[int, int]:
        groups = {0: layer.everything & ~self._redundant(layer)}
        for i in self.places:
            if layer.k and (step := self.terms.levels[i]):
                having, after = self._having(i)[layer.k], dict[int, int]()
                for level, bits in groups.items():
                    after[level] = after.get(level, 0) | (bits & ~having)
                    after[level + step] = after.get(level + step, 0) | (bits & having)
                groups = {level: bits for level, bits in after.items() if bits}
        return groups

    def _redundant(self, layer: Layer) -> int:
        """Sets that name both a delta and one it needs: the shorter set says the same."""
        bits = 0
        for i in self.places if layer.k > 1 else ():
            for j in self.places:
                if j != i and self.terms.closures[i] >> j & 1:
                    bits |= self._having(i)[layer.k] & self._having(j)[layer.k]
        return bits

    def inside(self, mask: int) -> list[int]:
        """Per size: the sets that are wholly inside the mask."""
        return inside(self._placed(mask), self.layers)

    def _placed(self, mask: int) -> int:
        return sum(1 << place for place, i in enumerate(self.places) if mask >> i & 1)

    def _having(self, i: int) -> list[int]:
        """Per size: the sets that have delta i."""
        rest = self.inside(self.universe & ~(1 << i))
        return [layer.everything & ~r for layer, r in zip(self.layers, rest, strict=True)]

    def passed(self, mask: int) -> None:
        """A run of the mask passed: every set inside it becomes less likely."""
        rows = self.inside(mask)
        kept: dict[tuple[int, float, int], Stratum] = {}
        for s in self.strata:
            within = s.bits & rows[s.k]
            _put(kept, Stratum(s.k, s.prior, s.passes, s.bits ^ within))
            if not self.terms.chance.trusts:
                _put(kept, Stratum(s.k, s.prior, s.passes + 1, within))
        self.strata = list(kept.values())
        reach = self.reach(mask)
        points = self.terms.chance.points
        self._big = [b * (1 - p * reach) for b, (p, _) in zip(self._big, points, strict=True)]

    def reach(self, mask: int) -> float:
        """How likely a large set inside the universe is inside the mask too."""
        m = len(self.places)
        return ((mask & self.universe).bit_count() / m) ** (len(self.layers) + 1) if m else 1.0

    def never(self, mask: int) -> None:
        """This very set cannot be judged, so it is not the answer; larger ones may be."""
        closures = self.terms.closures
        own = [i for i in members(mask) if not any_other_needs(i, mask, closures)]
        if len(own) >= len(self.layers) or mask & ~self.universe:
            return
        gone = 1 << bit(tuple(self.places.index(i) for i in own), self.layers)
        for s in self.strata:
            if s.k == len(own):
                s.bits &= ~gone

    def supposing(self, mask: int) -> "Belief":
        """A copy after one more run of the mask that passed."""
        other = copy(self)
        other.passed(mask)
        return other

    def weigh(self) -> "Weights":
        """The posterior as numbers (see ``Weights``)."""
        chance, counts = self.terms.chance, {s.passes for s in self.strata}
        seen = {c: chance.likelihood(self.fails, c) for c in counts}
        raw = [s.prior * seen[s.passes] for s in self.strata]
        masses = [w * s.bits.bit_count() for w, s in zip(raw, self.strata, strict=True)]
        big, big_next = self._big_mass()
        total = sum(masses) + big
        if not total:
            return Weights(0.0, 1.0, 0.0, ())
        next_fails = {c: chance.next_fails(self.fails, c) for c in counts}
        rows = [
            Row(s, w / total, mass / total, next_fails[s.passes])
            for s, w, mass in zip(self.strata, raw, masses, strict=True)
            if mass > 0
        ]
        rows.sort(key=lambda row: -row.each)
        return Weights(total, big / total, big_next, tuple(rows))

    def _big_mass(self) -> tuple[float, float]:
        """Unnormalised weight of all larger sets, and how likely BAD fails next if one is it."""
        sizes, start, m = self.terms.sizes, len(self.layers), len(self.places)
        share = sum(sizes[start : m + 1]) * (m / max(1, self.terms.n)) ** (start + 1)
        points = self.terms.chance.points
        now = sum(b * p**self.fails for b, (p, _) in zip(self._big, points, strict=True))
        then = sum(b * p ** (self.fails + 1) for b, (p, _) in zip(self._big, points, strict=True))
        return share * now, then / now if now else 0.0

    def sets(self, stratum: Stratum, most: int) -> Iterator[int]:
        """Masks of the first few sets of a stratum."""
        bits, layer = stratum.bits, self.layers[stratum.k]
        while bits and most > 0:
            low = bits & -bits
            places = layer.members(low.bit_length() - 1, self.layers[: stratum.k])
            yield sum(1 << self.places[place] for place in places)
            bits, most = bits ^ low, most - 1


def any_other_needs(i: int, mask: int, closures: tuple[int, ...]) -> bool:
    """Does another member of the mask need delta i, so that it need not be named?"""
    return any(j != i and closures[j] >> i & 1 for j in members(mask))


def _put(kept: dict[tuple[int, float, int], Stratum], stratum: Stratum) -> None:
    if not stratum.bits:
        return
    key = (stratum.k, stratum.prior, stratum.passes)
    if key in kept:
        kept[key].bits |= stratum.bits
    else:
        kept[key] = stratum


@dataclass(frozen=True, slots=True)
class Row:
    """A stratum's weight per set and in all, and how likely a run containing one fails next."""

    stratum: Stratum
    each: float
    mass: float
    fails: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The posterior: heaviest sets first. ``total`` is the probability of all answers so far."""

    total: float
    big: float
    big_fails: float
    rows: tuple[Row, ...]

    @property
    def worth(self) -> tuple[Row, ...]:
        """The rows that can matter for a choice: all but a thousandth of the weight."""
        return tuple(row for row in self.rows if row.mass > 2e-4)


def information(fails: float, noise: float) -> float:
    """Bits that an answer tells about the set: entropy of the answer less that of its noise."""
    return max(0.0, entropy(fails) - noise)
