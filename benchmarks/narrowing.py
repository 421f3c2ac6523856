"""Which other ways are there to narrow a failure down, and on what are they all judged?

ddmin comes from picire; the others are written here, each in its textbook form. They know only
pass and fail: with noise each of their questions is repeated until it fails, 20 times at most.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from random import Random

type Test = Callable[[frozenset[int]], bool]

REPEATS, SLOTS = 20, 8


@dataclass
class Judge:
    """Fails when all of `bad` is there, with probability p; counts its calls."""

    n: int
    k: int
    seed: int
    p: float
    lost: float = 0.0
    calls: int = 0
    rounds: int = 0  #: with the repeats of one question side by side in 8 slots
    bad: frozenset[int] = field(init=False)
    world: Random = field(init=False)

    def __post_init__(self) -> None:
        self.world = Random(f"{self.n}/{self.k}/{self.seed}")
        self.bad = frozenset(self.world.sample(range(self.n), self.k))

    def __call__(self, deltas: frozenset[int]) -> bool:
        self.calls += 1
        return self.bad <= deltas and (self.p == 1.0 or self.world.random() < self.p)

    def repeated(self, deltas: frozenset[int]) -> bool:
        before = self.calls
        fails = any(self(deltas) for _ in range(1 if self.p == 1.0 else REPEATS))
        self.rounds += ceil((self.calls - before) / SLOTS)
        return fails


@dataclass
class Result:
    calls: int
    right: bool
    search: int = 0
    rounds: int = 0
    rounds_of_8: int = 0
    slowest: float = 0.0
    right_of_8: bool = True


def others(method: Callable[[int, Test], frozenset[int]]) -> Callable[[Judge], Result]:
    def run(judge: Judge) -> Result:
        found = method(judge.n, judge.repeated)
        return Result(judge.calls, found == judge.bad, judge.calls, judge.calls, judge.rounds)

    return run


def ddmin(n: int, fails: Test) -> frozenset[int]:
    """picire's ddmin with its own cache."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from picire import DD, Outcome

    def test(config: list[int], _: object) -> object:
        return Outcome.FAIL if fails(frozenset(config)) else Outcome.PASS

    try:
        return frozenset(DD(test)(list(range(n))))
    except AssertionError:  # picire insists that the whole input fails, which noise may deny
        return frozenset()


def probdd(n: int, fails: Test) -> frozenset[int]:
    """Probabilistic delta debugging (Wang et al. 2021), every delta needed with p = 0.1."""
    odds = dict.fromkeys(range(n), 0.1)
    while any(0 < p < 1 for p in odds.values()):
        order = sorted((i for i in odds if odds[i] < 1), key=lambda i: odds[i])
        best, gain, keep = 1, 0.0, 1.0
        for size, i in enumerate(order, 1):
            keep *= 1 - odds[i]
            if size * keep > gain:
                best, gain = size, size * keep
        drop = order[:best]
        if fails(frozenset(odds) - frozenset(drop)):
            odds = {i: p for i, p in odds.items() if i not in drop}
            continue
        stays = 1.0
        for i in drop:
            stays *= 1 - odds[i]
        for i in drop:
            odds[i] = 1.0 if len(drop) == 1 else min(1.0, odds[i] / (1 - stays))
    return frozenset(odds)


def quickxplain(n: int, fails: Test) -> frozenset[int]:
    """Junker 2004: divide, and search each half beside what the other needs."""

    def explain(base: frozenset[int], grew: bool, rest: list[int]) -> frozenset[int]:
        if grew and fails(base):
            return frozenset()
        if len(rest) == 1:
            return frozenset(rest)
        half = len(rest) // 2
        left, right = rest[:half], rest[half:]
        second = explain(base | frozenset(left), True, right)
        first = explain(base | second, bool(second), left)
        return first | second

    return explain(frozenset(), False, list(range(n)))


def prefixes(n: int, fails: Test) -> frozenset[int]:
    """Binary search for the shortest failing prefix; its last member is needed; again."""
    kept: list[int] = []
    rest = list(range(n))
    while not kept or not fails(frozenset(kept)):
        low, high = 0, len(rest)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if fails(frozenset(kept + rest[:middle])) else (middle, high)
        if not high:
            break
        kept.append(rest[high - 1])
        rest = rest[: high - 1]
    return frozenset(kept)


OTHERS: dict[str, Callable[[Judge], Result]] = {
    "picire ddmin": others(ddmin),
    "ProbDD": others(probdd),
    "QuickXplain": others(quickxplain),
    "prefix search": others(prefixes),
}
