# /// script
# requires-python = ">=3.12"
# dependencies = ["packageurl-python>=0.17", "picire>=21.8", "setuptools<80"]
# ///
"""How many runs does isolation take, beside other methods, on the same judges and seeds?

    uv run benchmarks/isolation.py [--quick] [--only NAME] [--n N] [--p P] [--seeds N]

A judge fails when all of k random deltas are there (flaky: then with p = 0.3, which no method
is told; lost: that share of the answers says nothing). `search` counts until one set is left or
likely enough, `calls` all runs of the judge: GOOD, BAD and verification too. `r1` and `r8` are
rounds at 1 and 8 workers. `cpu ms` is the longest that one question took to choose. After the
table stands each target, and whether it is reached. Exit 1 when one is missed.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb, log2
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from narrowing import OTHERS, SLOTS, Judge, Result

from levee.lab.isolate import SURE, Answer, Prior, Search, Why
from levee.model.delta import Delta, DeltaKind


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
            search.tell(question.deltas, answered(judge, asked))
    found = frozenset(int(d.component) for d in search.interaction.deltas)
    return Result(judge.calls, found == judge.bad, splits, search.rounds, 0, slowest)


def answered(judge: Judge, asked: frozenset[int]) -> Answer:
    fails = judge(asked)
    if 0 < len(asked) < judge.n and judge.lost and judge.world.random() < judge.lost:
        return Answer.UNRESOLVED
    return Answer.FAILS if fails else Answer.PASSES


def with_workers(prior: Prior) -> Callable[[Judge], Result]:
    """One search at 1 worker, and the same judge again at 8 for its rounds and its errors."""

    def run(judge: Judge) -> Result:
        one = levee(judge, prior)
        eight = levee(Judge(judge.n, judge.k, judge.seed, judge.p, judge.lost), prior, SLOTS)
        one.rounds_of_8, one.right_of_8 = eight.rounds, eight.right
        return one

    return run


METHODS: dict[str, Callable[[Judge], Result]] = {
    **OTHERS,
    "levee --deterministic": with_workers(Prior(chance=SURE)),
    "levee": with_workers(Prior()),
}


@dataclass(frozen=True)
class Row:
    """One line of the table: a method on one kind of judge."""

    name: str
    n: int
    k: int
    p: float
    seeds: int
    lost: float = 0.0

    def measured(self) -> "Measured":
        each = [Judge(self.n, self.k, seed, self.p, self.lost) for seed in range(self.seeds)]
        return Measured(self, [METHODS[self.name](judge) for judge in each])


@dataclass(frozen=True)
class Measured:
    row: Row
    found: list[Result]

    def mean(self, what: str) -> float:
        return mean(getattr(result, what) for result in self.found)

    @property
    def p95(self) -> int:
        calls = sorted(result.calls for result in self.found)
        return calls[max(0, round(0.95 * len(calls)) - 1)]

    @property
    def wrong(self) -> int:
        return sum(not result.right for result in self.found)

    @property
    def wrong_of_8(self) -> int:
        return sum(not result.right_of_8 for result in self.found)

    @property
    def slowest(self) -> float:
        return 1000 * max(result.slowest for result in self.found)

    def __str__(self) -> str:
        row, ours = self.row, self.row.name not in OTHERS
        wrong = f"{self.wrong}+{self.wrong_of_8}" if ours else f"{self.wrong}"
        return (
            f"{row.name:<22}{row.n:>4}{row.k:>3}{row.p:>5}{row.lost:>5}{self.mean('search'):>9.1f}"
            f"{self.mean('calls'):>8.1f}{self.p95:>6}{self.mean('rounds'):>8.1f}"
            f"{self.mean('rounds_of_8'):>7.1f}{wrong:>7}/{row.seeds:<4}"
            + (f"{self.slowest:>7.0f}" if ours else "")
        )


HEAD = (
    f"{'method':<22}{'n':>4}{'k':>3}{'p':>5}{'lost':>5}{'search':>9}{'calls':>8}{'p95':>6}"
    f"{'r1':>8}{'r8':>7}{'wrong':>12}{'cpu ms':>7}"
)


def plan(quick: bool, seeds: int) -> list[Row]:
    """100 seeds each; 300 where a share of errors of 1 % is to be seen. ``quick``: fewer."""
    many, sure, few = (20, 40, 10) if quick else (100, 300, 100)
    if seeds:
        many = sure = few = seeds
    rows = []
    for n, p in ((40, 1.0), (40, 0.3), (200, 1.0), (200, 0.3)):
        for name in METHODS:
            if p < 1.0 and name == "levee --deterministic":
                continue
            for k in (1, 2, 3, 4):
                counts = few if n == 200 else sure if name == "levee" and p < 1 and k < 4 else many
                rows.append(Row(name, n, k, p, counts))
    if quick:
        rows = [row for row in rows if row.n == 40 or (row.p == 1.0 and row.k < 4)]
    own = ("levee --deterministic", "levee")
    return rows + [Row(name, 40, k, 1.0, many, 0.2) for name in own for k in (1, 2, 3)]


@dataclass(frozen=True)
class Target:
    """What is to be reached, and what was."""

    what: str
    value: float
    limit: float

    def __str__(self) -> str:
        word = "reached" if self.value <= self.limit else "MISSED"
        return f"{self.what:<70}{self.value:>8.2f}  at most{self.limit:>7.2f}  {word}"


MEANS = (
    ("levee --deterministic", 1.0, "search", (7.3, 11.5, 15.5)),
    ("levee --deterministic", 1.0, "calls", (12.0, 17.0, 22.0)),
    ("levee", 1.0, "calls", (14.0, 22.0, 31.0)),
    ("levee", 0.3, "calls", (45.0, 110.0, 190.0)),
    ("levee", 0.3, "rounds_of_8", (7.0, 15.0, 24.0)),
)


def targets(table: list[Measured]) -> Iterator[Target]:
    """Those that this table says something about."""
    found = {(m.row.name, m.row.n, m.row.k, m.row.p, m.row.lost): m for m in table}
    for name, p, what, limits in MEANS:
        for k, limit in enumerate(limits, 1):
            if m := found.get((name, 40, k, p, 0.0)):
                said = what.replace("rounds_of_8", "rounds at 8 workers")
                yield Target(f"{name}, n=40, k={k}, p={p}: {said}", m.mean(what), limit)
    own = [m for m in table if m.row.name not in OTHERS]
    yield from _decided(own)
    yield from _errors(own)
    for m in own:
        yield from _beside(m, found.get((m.row.name, m.row.n, m.row.k, m.row.p, 0.0)))


def _decided(own: list[Measured]) -> Iterator[Target]:
    for n, limit in ((40, 50.0), (200, 200.0)):
        if slowest := [m.slowest for m in own if m.row.n == n]:
            yield Target(f"n={n}: longest choice of a question, cpu ms", max(slowest), limit)


def _errors(own: list[Measured]) -> Iterator[Target]:
    """Without noise never one; with it at most a hundredth where that is asked for."""
    sure = [m for m in own if m.row.p == 1.0]
    if sure:
        wrong = sum(m.wrong + m.wrong_of_8 for m in sure)
        number = 2 * sum(m.row.seeds for m in sure)
        yield Target(f"no noise: wrong answers among {number}", wrong, 0.0)
    for m in own:
        if m.row.p < 1.0 and m.row.n == 40 and m.row.k <= 3:
            said = f"levee, n=40, k={m.row.k}, p={m.row.p}: share of wrong answers"
            yield Target(f"{said}, {m.row.seeds} seeds", m.wrong / m.row.seeds, 0.01)


def _beside(m: Measured, whole: Measured | None) -> Iterator[Target]:
    """Beside the information bound, and beside the same without unresolved questions."""
    row = m.row
    said = f"{row.name}, n={row.n}, k={row.k}"
    if row.n == 200 and row.k <= 3 and row.p == 1.0:
        bits = log2(comb(row.n, row.k))
        yield Target(f"{said}: search / log2 of the hypotheses", m.mean("search") / bits, 1.3)
    if row.lost and whole:
        times = m.mean("calls") / whole.mean("calls")
        yield Target(f"{said}: calls with a fifth unresolved, times", times, 1.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer seeds: under five minutes")
    parser.add_argument("--only", default="", help="methods whose name contains this")
    parser.add_argument("--n", type=int, default=0, help="only this many deltas")
    parser.add_argument("--p", type=float, default=0.0, help="only failures of this probability")
    parser.add_argument("--seeds", type=int, default=0)
    chosen = parser.parse_args()
    print(HEAD)
    table = []
    for row in plan(chosen.quick, chosen.seeds):
        if chosen.only in row.name and chosen.n in (0, row.n) and chosen.p in (0, row.p):
            table.append(row.measured())
            print(table[-1], flush=True)
    reached = list(targets(table))
    print("\ntargets", *reached, sep="\n")
    sys.exit(any(t.value > t.limit for t in reached))


if __name__ == "__main__":
    main()
