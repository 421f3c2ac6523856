"""Which deltas lead from one JSON document to another, and what lies between the two?

Documents are Stack files, lists of strings (of package URLs: a Stack) and maps.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from levee.lab.isolate.stack_document import is_stack, read_stack
from levee.model.delta import Delta, DeltaKind, apply, diff
from levee.model.problem import Problem, Rejected
from levee.model.stack import Stack

type Json = Any
type Between = Callable[[frozenset[Delta]], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The deltas from GOOD to BAD. ``between`` gives GOOD with some of them, in BAD's format."""

    deltas: tuple[Delta, ...]
    between: Between
    notes: tuple[str, ...] = field(default=())


def difference(good: Json, bad: Json) -> Difference:
    """Compare two documents; Rejected lists every problem of both.

    ``between`` of all deltas is BAD as it was written. Lists are sets of strings: their order
    and repetitions do not matter.
    """
    if is_stack(good, bad):
        return _stacks(good, bad)
    if isinstance(good, list) and isinstance(bad, list):
        return _lists(good, bad)
    if isinstance(good, dict) and isinstance(bad, dict):
        return _maps(good, bad)
    raise Rejected((Problem("GOOD, BAD", f"are {_kind(good)} and {_kind(bad)}: not comparable"),))


def _kind(value: Json) -> str:
    names = {list: "a list", dict: "a map", str: "a text", bool: "a truth value"}
    return names.get(type(value), "a number" if isinstance(value, int | float) else "nothing")


def _stacks(good: Json, bad: Json) -> Difference:
    problems: list[Problem] = []
    old, new = read_stack(good, "GOOD", problems), read_stack(bad, "BAD", problems)
    if old is None or new is None:
        raise Rejected(tuple(problems))
    deltas, spelling = diff(old.stack, new.stack), {**old.spelling, **new.spelling}
    other = old.stack.platform != new.stack.platform
    base = _on_platform(old.stack, new.stack)

    def between(chosen: frozenset[Delta]) -> Json:
        if len(chosen) == len(deltas):
            return bad
        stack = apply(base, chosen)
        if isinstance(bad, list):
            return [spelling.get(c.purl, c.purl) for c in stack.components]
        return stack.to_json()

    note = "GOOD and BAD name different platforms; BAD's is used for every question"
    return Difference(deltas=deltas, between=between, notes=(note,) if other else ())


def _on_platform(stack: Stack, other: Stack) -> Stack:
    return Stack(components=stack.components, settings=stack.settings, platform=other.platform)


def _lists(good: list[Json], bad: list[Json]) -> Difference:
    problems = (*_not_strings(good, "GOOD"), *_not_strings(bad, "BAD"))
    if problems:
        raise Rejected(problems)
    added = (Delta(DeltaKind.ADDED, text, None, text) for text in set(bad) - set(good))
    removed = (Delta(DeltaKind.REMOVED, text, text, None) for text in set(good) - set(bad))
    deltas = tuple(sorted((*added, *removed)))

    def between(chosen: frozenset[Delta]) -> Json:
        if len(chosen) == len(deltas):
            return bad
        return _chosen_strings(good, bad, {d.component for d in chosen})

    return Difference(deltas=deltas, between=between)


def _chosen_strings(good: list[str], bad: list[str], moved: Collection[str]) -> list[str]:
    """BAD's order, then what only GOOD has; what was ``moved`` stands as in BAD."""
    old, new = set(good), set(bad)
    kept = [text for text in dict.fromkeys(bad) if text in old or text in moved]
    gone = [text for text in dict.fromkeys(good) if text not in new and text not in moved]
    return [*kept, *gone]


def _not_strings(values: list[Json], where: str) -> tuple[Problem, ...]:
    found = enumerate(values)
    return tuple(
        Problem(f"{where}[{i}]", f"is {_kind(value)}, not a text")
        for i, value in found
        if not isinstance(value, str)
    )


def _maps(good: Mapping[str, Json], bad: Mapping[str, Json]) -> Difference:
    keys = [key for key in {**good, **bad} if _differ(good, bad, key)]
    deltas = tuple(sorted(_map_delta(good, bad, key) for key in keys))

    def between(chosen: frozenset[Delta]) -> Json:
        moved = {d.component for d in chosen}
        return {
            key: (bad if key in moved else good)[key]
            for key in {**bad, **good}
            if key in (bad if key in moved else good)
        }

    return Difference(deltas=deltas, between=between)


def _differ(good: Mapping[str, Json], bad: Mapping[str, Json], key: str) -> bool:
    if (key in good) != (key in bad):
        return True
    return json.dumps(good[key], sort_keys=True) != json.dumps(bad[key], sort_keys=True)


def _map_delta(good: Mapping[str, Json], bad: Mapping[str, Json], key: str) -> Delta:
    """A key that came or went is added or removed; one with another value is a setting."""
    if key not in good:
        return Delta(DeltaKind.ADDED, key, None, _shown(bad[key]))
    if key not in bad:
        return Delta(DeltaKind.REMOVED, key, _shown(good[key]), None)
    return Delta(DeltaKind.SETTING, key, _shown(good[key]), _shown(bad[key]))


def _shown(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
