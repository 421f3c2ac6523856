"""Has every combination one severity, does a worse one never count for less, is every rule used?

Proved by enumeration. A rule is a bit; a value's mask holds the rules that admit it. The rules
that match a combination are the AND of its masks, and the lowest bit is the one that wins.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from levee.contract.schema import UNKNOWN, SeverityRules
from levee.model.problem import Problem

MOST = 1_000_000  #: combinations that are enumerated; six dimensions have some thousands

type Masks = Mapping[str, Mapping[str, int]]
type Combination = tuple[str, ...]


def combinations(rules: SeverityRules) -> int:
    """How many there are, ``unknown`` among the values of each dimension."""
    return prod(len(values) + 1 for values in rules.dimensions.values())


def findings(rules: SeverityRules) -> Iterator[Problem]:
    yield from _never_asked(rules)
    if combinations(rules) > MOST:
        what = f"{combinations(rules):,} combinations are too many to go through (at most {MOST:,})"
        yield Problem("severity.dimensions", what)
        return
    winners = _winners(rules)
    yield from _unjudged(rules, winners)
    yield from _lowered(rules, winners)
    yield from _unreached(rules, winners)


def _winners(rules: SeverityRules) -> dict[Combination, int]:
    """combination -> the rules that match it, as bits."""
    masks, every = _masks(rules), (1 << len(rules.rules)) - 1
    found: dict[Combination, int] = {}
    for combination in product(*(masks[name] for name in rules.dimensions)):
        matched = every
        for name, value in zip(rules.dimensions, combination, strict=True):
            matched &= masks[name][value]
        found[combination] = matched
    return found


def _masks(rules: SeverityRules) -> Masks:
    """An unknown dimension is judged as its mildest value."""
    masks: dict[str, dict[str, int]] = {}
    for name, values in rules.dimensions.items():
        masks[name] = {value: _admits(rules, name, value) for value in values}
        masks[name][UNKNOWN] = masks[name][values[0]]
    return masks


def _admits(rules: SeverityRules, name: str, value: str) -> int:
    return sum(
        1 << i for i, r in enumerate(rules.rules) if name not in r.when or value in r.when[name]
    )


def _first(matched: int) -> int:
    return (matched & -matched).bit_length() - 1


def _never_asked(rules: SeverityRules) -> Iterator[Problem]:
    for name, values in rules.dimensions.items():
        if UNKNOWN in values or len(set(values)) != len(values):
            what = f"{UNKNOWN!r} is a value of every dimension by itself; each other stands once"
            yield Problem(f"severity.dimensions.{name}", what)
    for i, rule in enumerate(rules.rules):
        for name, asked in rule.when.items():
            if UNKNOWN in asked:
                what = f"{name} is never judged as {UNKNOWN!r}, but as its mildest value"
                yield Problem(f"severity.rules.{i}.when.{name}", what)


def _unjudged(rules: SeverityRules, winners: Mapping[Combination, int]) -> Iterator[Problem]:
    bad = next((c for c, matched in winners.items() if not matched), None)
    if bad:
        yield Problem("severity.rules", f"no rule matches {_shown(rules, bad)}")


def _lowered(rules: SeverityRules, winners: Mapping[Combination, int]) -> Iterator[Problem]:
    """One counter-example for each pair of rules. Steps to the next value are enough: a longer
    way up that lowers the severity has a step that does."""
    told: set[tuple[int, int]] = set()
    for combination, matched in winners.items():
        for raised in _raised(rules, combination):
            pair = (_first(matched), _first(winners[raised]))
            if matched and winners[raised] and pair not in told and _milder(rules, pair):
                told.add(pair)
                yield _counter_example(rules, combination, raised, pair)


def _raised(rules: SeverityRules, combination: Combination) -> Iterator[Combination]:
    for i, values in enumerate(rules.dimensions.values()):
        if combination[i] == UNKNOWN:
            continue
        at = values.index(combination[i]) + 1
        if at < len(values):
            yield (*combination[:i], values[at], *combination[i + 1 :])


def _milder(rules: SeverityRules, pair: tuple[int, int]) -> bool:
    before, after = (rules.rules[i].severity for i in pair)
    return after > before  # 1 is the worst


def _counter_example(
    rules: SeverityRules, before: Combination, after: Combination, pair: tuple[int, int]
) -> Problem:
    (i, j), (was, now) = pair, (rules.rules[n] for n in pair)
    what = (
        f"raising a dimension lowers the severity: {_shown(rules, before)} has {was.severity} "
        f"by rule {i + 1} ({was.why}), {_shown(rules, after)} has {now.severity} "
        f"by rule {j + 1} ({now.why})"
    )
    return Problem(f"severity.rules.{j}", what)


def _unreached(rules: SeverityRules, winners: Mapping[Combination, int]) -> Iterator[Problem]:
    reached = {_first(matched) for matched in winners.values() if matched}
    for i, rule in enumerate(rules.rules):
        if i in reached:
            continue
        shadows = sorted({_first(matched) + 1 for matched in winners.values() if matched >> i & 1})
        numbers = ", ".join(map(str, shadows))
        why = f"whatever it matches is decided by rule {numbers}" if shadows else "nothing matches"
        yield Problem(f"severity.rules.{i}", f"rule {i + 1} ({rule.why}) is never used: {why}")


def _shown(rules: SeverityRules, combination: Combination) -> str:
    named = zip(rules.dimensions, combination, strict=True)
    return "{" + ", ".join(f"{name}: {value}" for name, value in named) + "}"
