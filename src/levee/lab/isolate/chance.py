"""How likely does the failure show in one run, after what was seen?"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import ceil, comb, log, log2

type Points = tuple[tuple[float, float], ...]


def entropy(x: float) -> float:
    """Bits in one answer that is `fails` with probability x."""
    return 0.0 if x <= 0.0 or x >= 1.0 else -x * log2(x) - (1 - x) * log2(1 - x)


@dataclass(frozen=True, slots=True)
class Chance:
    """A prior over p, the probability that a failing set fails in one run: (p, share) points."""

    points: Points

    @property
    def trusts(self) -> bool:
        """Is every answer final?"""
        return _trusts(self.points)

    def likelihood(self, fails: int, passes: int) -> float:
        """Probability of so many failures and passes among runs that contain the failing set."""
        return _likelihood(self.points, fails, passes)

    def next_fails(self, fails: int, passes: int) -> float:
        """Probability that the next run that contains the failing set fails."""
        seen = self.likelihood(fails, passes)
        return self.likelihood(fails + 1, passes) / seen if seen else 0.0


@lru_cache(maxsize=8)
def _trusts(points: Points) -> bool:
    return all(p == 1.0 for p, _ in points)


@lru_cache(maxsize=20_000)
def _likelihood(points: Points, fails: int, passes: int) -> float:
    return sum(share * p**fails * (1 - p) ** passes for p, share in points)


SURE = Chance(((1.0, 1.0),))
"""Every run of a failing set fails."""

_GRID = (0.95, 0.85, 0.75, 0.65, 0.55, 0.47, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.06, 0.03)


def _density(p: float) -> float:
    """A Beta(2.5, 5) curve: most failures that come only sometimes come in 10 to 60 % of runs.

    A flat curve costs a fifth more runs at p = 0.3 (it takes a long row of passes for a rare
    failure), one with less weight on small p claims too early there.
    """
    return float(p**1.5 * (1 - p) ** 4)


def _widths() -> tuple[float, ...]:
    """How much of 0 .. 1 each grid point stands for: up to half way to its neighbours."""
    edges = (1.0, *((a + b) / 2 for a, b in pairwise(_GRID)), 0.0)
    return tuple(high - low for high, low in pairwise(edges))


def doubtful(share: float = 0.4) -> Chance:
    """A prior that keeps ``share`` on failures that come only sometimes."""
    raw = [width * _density(p) for p, width in zip(_GRID, _widths(), strict=True)]
    points = ((p, share * w / sum(raw)) for p, w in zip(_GRID, raw, strict=True))
    return Chance(((1.0, 1.0 - share), *points))


def passes_to_exclude(p: float, alpha: float) -> int:
    """Fewest passes in a row that a failure of probability p survives less often than alpha."""
    return 1 if p >= 1.0 else ceil(log(alpha) / log(1 - p))


def capacity(p: float) -> float:
    """Bits that one run can tell at most when a failing set fails with probability p.

    The capacity of the Z-channel (one answer is certain, the other is not).
    """
    return log2(1 + p * (1 - p) ** ((1 - p) / p)) if p < 1.0 else 1.0


def runs_needed(n: int, p: float, alpha: float) -> int:
    """About how many runs a set of up to three among n deltas takes at probability p.

    Information to tell them apart and to be sure, at one and a half times its bound, plus the
    passes that exclude each member's absence. In trials at n = 40 it is within a third.
    """
    sets = sum(comb(n, k) for k in range(1, 4))
    p = max(p, 0.01)
    return ceil(1.5 * log2(max(2, sets)) / capacity(p) + 3 * passes_to_exclude(p, alpha))
