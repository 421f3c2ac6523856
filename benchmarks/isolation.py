# /// script
# requires-python = ">=3.12"
# dependencies = ["packageurl-python>=0.17", "picire>=21.8", "setuptools<80"]
# ///
"""How many runs does isolation take, beside other methods, on the same judges and seeds?

    uv run benchmarks/isolation.py [--quick] [--only NAME] [--seeds N]

A judge fails when all of k random deltas are there (flaky: then with p = 0.3, which no method
is told). `search` counts until one set is left or likely enough, `calls` all runs of the judge.
The other methods know only pass and fail; with noise each of their questions is repeated until
it fails, 20 times at most. `cpu ms` is the longest that one question took to choose.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from levee.lab.isolate import SURE, Answer, Prior, Search, Why
from levee.model.delta import Delta, DeltaKind

type Test = Callable[[frozenset[int]], bool]


@dataclass
class Judge:
    """Fails when all of `bad` is there, with probability p; counts its calls."""

    n: int
    k: int
    seed: int
    p: float
    lost: float = 0.0
    calls: int = 0
    bad: frozenset[int] = field(init=False)
    world: Random = field(init=False)

    def __post_init__(self) -> None:
        self.world = Random(f"{self.n}/{self.k}/{self.seed}")
        self.bad = frozenset(self.world.sample(range(self.n), self.k))

    def __call__(self, deltas: frozenset[int]) -> bool:
        self.calls += 1
        return self.bad <= deltas and (self.p == 1.0 or self.world.random() < self.p)

    def repeated(self, deltas: frozenset[int]) -> bool:
        return any(self(deltas) for _ in range(1 if self.p == 1.0 else 20))


@dataclass
class Result:
    calls: int
    right: bool
    search: int = 0
    rounds: int = 0
    slowest: float = 0.0


def levee(judge: Judge, prior: Prior, slots: int = 1) -> Result:
    deltas = tuple(Delta(DeltaKind.ADDED, f"{i:04}", None, "1") for i in range(judge.n))
    search, splits, slowest = Search(deltas, prior, judge.seed), 0, 0.0
    while True:
        start = time.process_time()
        questions = search.next_questions(slots)
        slowest = max(slowest, (time.process_time() - start) / max(1, len(questions)))
        if not questions:
            break
        for question in questions:
            splits += question.why in (Why.SPLIT, Why.NARROW)
            asked = frozenset(int(d.component) for d in question.deltas)
            answer = Answer.FAILS if judge(asked) else Answer.PASSES
            if 0 < len(asked) < judge.n and judge.lost and judge.world.random() < judge.lost:
                answer = Answer.UNRESOLVED
            search.tell(question.deltas, answer)
    found = frozenset(int(d.component) for d in search.interaction.deltas)
    return Result(judge.calls, found == judge.bad, splits, search.rounds, slowest)


def others(method: Callable[[int, Test], frozenset[int]]) -> Callable[[Judge], Result]:
    def run(judge: Judge) -> Result:
        found = method(judge.n, judge.repeated)
        return Result(judge.calls, found == judge.bad, judge.calls, judge.calls)

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


METHODS: dict[str, Callable[[Judge], Result]] = {
    "picire ddmin": others(ddmin),
    "ProbDD": others(probdd),
    "QuickXplain": others(quickxplain),
    "prefix search": others(prefixes),
    "levee --deterministic": lambda j: levee(j, Prior(chance=SURE)),
    "levee": lambda j: levee(j, Prior()),
    "levee, 8 workers": lambda j: levee(j, Prior(), 8),
}


def row(name: str, n: int, k: int, p: float, seeds: int, lost: float = 0.0) -> str:
    found = [METHODS[name](Judge(n, k, seed, p, lost)) for seed in range(seeds)]
    calls = sorted(r.calls for r in found)
    p95 = calls[max(0, round(0.95 * len(calls)) - 1)]
    wrong = sum(not r.right for r in found)
    return (
        f"{name:<22}{n:>4}{k:>3}{p:>5}{lost:>5}{mean(r.search for r in found):>9.1f}"
        f"{mean(calls):>8.1f}{p95:>6}{mean(r.rounds for r in found):>8.1f}"
        f"{wrong:>5}/{seeds:<4}{1000 * max(r.slowest for r in found):>7.0f}"
    )


def plan(quick: bool, seeds: int) -> list[tuple[str, int, int, float, int, float]]:
    many = seeds or (20 if quick else 100)
    rows: list[tuple[str, int, int, float, int, float]] = []
    for p, n in ((1.0, 40), (0.3, 40), (1.0, 200)):
        for name in METHODS:
            if p < 1.0 and name == "levee --deterministic":
                continue
            if n == 200 and quick and name == "levee, 8 workers":
                continue
            few = max(3, many // 7) if quick and n == 200 else many
            rows += [(name, n, k, p, few, 0.0) for k in (1, 2, 3, 4)]
    rows += [("levee --deterministic", 40, k, 1.0, many, 0.2) for k in (1, 2, 3)]
    return rows + [("levee", 40, k, 1.0, many, 0.2) for k in (1, 2, 3)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer seeds: under five minutes")
    parser.add_argument("--only", default="", help="methods whose name contains this")
    parser.add_argument("--seeds", type=int, default=0)
    chosen = parser.parse_args()
    print(
        f"{'method':<22}{'n':>4}{'k':>3}{'p':>5}{'lost':>5}{'search':>9}"
        f"{'calls':>8}{'p95':>6}{'rounds':>8}{'wrong':>10}{'cpu ms':>7}"
    )
    for name, n, k, p, seeds, lost in plan(chosen.quick, chosen.seeds):
        if chosen.only in name:
            print(row(name, n, k, p, seeds, lost), flush=True)


if __name__ == "__main__":
    main()
