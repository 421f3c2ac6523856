"""Which numbers does a contract hold, and how is one of them changed?"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from levee.contract import calendars, references
from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.model.calendar import Calendar
from submissions import default_text


def _next_monday(day: date) -> str:
    """A day on which work is lost or gained, whatever day of the week it was."""
    return (day + timedelta(days=7 - day.weekday())).isoformat()


type Path = tuple[str | int, ...]

#: How each kind of number is written, and what it becomes: something else that may stand there.
KINDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (r"\d+h(?:\d+m)?", lambda t: f"{int(t.partition('h')[0]) + 1}h"),
    (r"\d+m", lambda t: f"{int(t[:-1]) + 1}m"),
    (r"\d+s", lambda t: f"{int(t[:-1]) + 1}s"),
    (r"\d+%", lambda t: f"{int(t[:-1]) - 7}%"),
    (r"due", lambda t: "due+1h"),
    (r"due\+\d+h", lambda t: "due"),
    (r"at once", lambda t: "1h"),
    (r"end of day", lambda t: "1 working day"),
    (r"\d+ working days?", lambda t: f"{int(t.split()[0]) + 1} working days"),
    (r"\d\d:\d\d-24:00", lambda t: t.replace("24:00", "23:00")),
    (r"\d\d:\d\d-\d\d:00", lambda t: f"{t[:-2]}30"),
    (r"\d\d:\d\d", lambda t: "02:00"),
    (r"\d{4}-\d\d-\d\d", lambda t: _next_monday(date.fromisoformat(t))),
    (r"L[123]", lambda t: "L3" if t != "L3" else "L2"),
    (r"P[012]", lambda t: "P1" if t != "P1" else "P0"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One place of the contract and what stands there."""

    path: Path
    value: Any

    @property
    def name(self) -> str:
        return ".".join(map(str, self.path))

    @property
    def other(self) -> Any:
        if isinstance(self.value, bool):
            return not self.value
        if isinstance(self.value, int):
            return self.value + 1 if "severit" not in self.name or self.value < 4 else 3
        if isinstance(self.value, float):
            return round(self.value / 2, 6)
        change = next(change for shape, change in KINDS if re.fullmatch(shape, self.value))
        return change(self.value)


def tree() -> dict[str, Any]:
    """The default contract as plain data, to be changed at will."""
    return deepcopy(_read())


@cache
def _read() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load(default_text())
    return read


def numbers() -> tuple[Number, ...]:
    """Every number, duration, share, window, date, switch, level and priority by its path."""
    return tuple(Number(path=p, value=v) for p, v in _leaves(tree()) if _is_number(v))


def changed(number: Number, value: Any = None) -> Contract:
    """The default contract in which only this one is different."""
    data = tree()
    node: Any = data
    for part in number.path[:-1]:
        node = node[part]
    node[number.path[-1]] = number.other if value is None else value
    return made(data)


def made(data: Mapping[str, Any]) -> Contract:
    """A Contract from plain data: all that `load` does but reading the text."""
    file = ContractFile.model_validate(data)
    assert references.problems(file) == []
    found = {name: calendars.parse(name, shape) for name, shape in file.calendars.items()}
    parsed = {name: c for name, c in found.items() if isinstance(c, Calendar)}
    assert parsed.keys() == found.keys(), found
    return Contract(file=file, calendars=parsed, digest="f" * 64, text="")


def _leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if not isinstance(node, dict | list):
        yield path, node
        return
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield from _leaves(value, (*path, key))


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return any(re.fullmatch(shape, value) for shape, _ in KINDS)
    return isinstance(value, bool | int | float)
