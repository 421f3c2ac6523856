"""Which components does a Stack file name?"""

from collections.abc import Mapping
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Entry, Named, Part, Parts
from levee.model.problem import Problem
from levee.model.stack import Role

TABLES = ("settings", "platform")


def looks_so(value: Any) -> bool:
    return isinstance(value, dict) and not isinstance(value.get("components", ""), str)


def parts(value: Any, product: Product, place: str) -> Parts:
    for key in value.keys() - {"components", *TABLES}:
        yield Problem(f"{place}.{key}", "unknown key")
    yield from tables(value, place)
    yield from components(value.get("components"), f"{place}.components")


def components(listed: Any, place: str) -> Parts:
    if not isinstance(listed, list):
        yield Problem(place, "is a list of {purl, role}")
        return
    for i, entry in enumerate(listed):
        yield _component(entry, f"{place}[{i}]")


def _component(entry: Any, place: str) -> Part:
    if not isinstance(entry, dict):
        return Problem(place, "is {purl, role}")
    if extra := sorted(entry.keys() - {"purl", "role"}):
        return Problem(f"{place}.{extra[0]}", "unknown key")
    role = entry.get("role")
    if role is not None and role not in list(Role):
        return Problem(f"{place}.role", f"is one of {', '.join(Role)}")
    return Named(f"{place}.purl", entry.get("purl"), role)


def tables(value: Mapping[str, Any], place: str) -> Parts:
    for name in TABLES:
        table = value.get(name, {})
        if not isinstance(table, dict):
            yield Problem(f"{place}.{name}", "is a map of text to text")
            continue
        for key, inner in table.items():
            if isinstance(inner, str | int | float | bool):
                yield Entry("settings" if name == "settings" else "platform", key, _shown(inner))
            else:
                yield Problem(f"{place}.{name}.{key}", "is text, a number or true/false")


def _shown(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
