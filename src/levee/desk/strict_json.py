"""Which value does this JSON text hold, and what in it could mean two things?"""

import json
import math
from collections.abc import Iterator
from typing import Any

from levee.model.problem import Problem

DEPTH = 200  #: levels of one value, the same as redaction goes down
DIGITS = 400  #: of one number
_MOST = 200  #: problems that are listed


class _Twice(dict[str, Any]):
    """An object in which a key stands twice; the first value is kept, the rest is named."""

    names: tuple[str, ...] = ()


class _Long(str):
    """A number with more digits than anybody counts with, as it was written."""

    __slots__ = ()


def read(text: str, place: str = "$") -> tuple[Any, list[Problem]]:
    """The value with every problem by its JSON path.

    ValueError, in words, for a text that is no JSON. What is ambiguous (a key that stands
    twice, NaN, a number beyond all measure, nesting without end) is named, never guessed.
    """
    doubt = _Doubt(text)
    try:
        value = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=doubt.object,
            parse_int=doubt.integer,
            parse_float=doubt.float,
            parse_constant=doubt.float,
        )
    except json.JSONDecodeError as error:
        at = f"line {error.lineno} column {error.colno}"
        raise ValueError(f"is not JSON: {error.msg} at {at}") from None
    except RecursionError:
        raise ValueError("is not JSON that can be read: it is nested too deep") from None
    found = _faults(value, place, 0) if doubt.is_here else iter(())
    return value, [problem for problem, _ in zip(found, range(_MOST), strict=False)]


class _Doubt:
    """Notices while a text is read whether it has to be gone through for faults at all."""

    def __init__(self, text: str) -> None:
        self.is_here = text.count("{") + text.count("[") > DEPTH

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        self.is_here = True
        return _twice(pairs)

    def integer(self, digits: str) -> int | str:
        if len(digits) <= DIGITS:
            return int(digits)
        self.is_here = True
        return _Long(digits[:20])

    def float(self, written: str) -> float:
        value = float(written)
        self.is_here = self.is_here or not math.isfinite(value)
        return value


def _twice(pairs: list[tuple[str, Any]]) -> _Twice:
    kept, twice = _Twice(), []
    for name, value in pairs:
        if name in kept:
            twice.append(name)
        kept.setdefault(name, value)
    kept.names = tuple(dict.fromkeys(twice))
    return kept


def _faults(value: Any, place: str, depth: int) -> Iterator[Problem]:
    if depth > DEPTH:
        yield Problem(place, f"is nested deeper than {DEPTH} levels")
    elif isinstance(value, dict):
        for name in getattr(value, "names", ()):
            yield Problem(_below(place, name), "stands twice")
        for name, inner in value.items():
            yield from _faults(inner, _below(place, name), depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _faults(inner, f"{place}[{number}]", depth + 1)
    else:
        yield from _number_faults(value, place)


def _number_faults(value: Any, place: str) -> Iterator[Problem]:
    if isinstance(value, float) and not math.isfinite(value):
        yield Problem(place, f"is {value}, which is no number")
    if isinstance(value, _Long):
        yield Problem(place, f"is a number of more than {DIGITS} digits")


def _below(place: str, name: str) -> str:
    return name if place == "$" else f"{place}.{name}"
