"""Is this JSON document a Stack, and what is wrong with it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from levee.model.problem import Problem
from levee.model.stack import Component, Role, Stack, canonical

type Json = Any


@dataclass(frozen=True, slots=True)
class Read:
    """A Stack, and how its package URLs were spelt."""

    stack: Stack
    spelling: Mapping[str, str]


def is_stack(good: Json, bad: Json) -> bool:
    """Are both Stack files or lists of package URLs (or empty), and one of them surely?"""
    both = (good, bad)
    return all(_may_be(value) for value in both) and any(_surely(value) for value in both)


def _may_be(value: Json) -> bool:
    return _surely(value) or value == [] or value == {}


def _surely(value: Json) -> bool:
    if isinstance(value, dict):
        return isinstance(value.get("components"), list)
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(v, str) and v.startswith("pkg:") for v in value)
    )


def read_stack(value: Json, where: str, problems: list[Problem]) -> Read | None:
    """Read strictly; None after adding every problem to ``problems``."""
    before = len(problems)
    body = {"components": value} if isinstance(value, list) else value
    for key in body.keys() - {"components", "settings", "platform"}:
        problems.append(Problem(f"{where}.{key}", "is no part of a Stack file"))
    spelling: dict[str, str] = {}
    components = tuple(
        _component(item, f"{where}.components[{i}]", spelling, problems)
        for i, item in enumerate(body.get("components", []))
    )
    settings = _texts(body.get("settings", {}), f"{where}.settings", problems)
    platform = _texts(body.get("platform", {}), f"{where}.platform", problems)
    if len(problems) > before:
        return None
    known = tuple(c for c in components if c is not None)
    return Read(Stack(components=known, settings=settings, platform=platform), spelling)


def _component(
    item: Json, where: str, spelling: dict[str, str], problems: list[Problem]
) -> Component | None:
    text, role = (item.get("purl"), item.get("role")) if isinstance(item, dict) else (item, None)
    if isinstance(item, dict) and (strange := item.keys() - {"purl", "role"}):
        problems.append(Problem(where, f"has unknown keys: {', '.join(sorted(strange))}"))
    if not isinstance(text, str):
        problems.append(Problem(where, "names no package URL"))
        return None
    if role is not None and role not in {r.value for r in Role}:
        problems.append(Problem(f"{where}.role", f"{role!r} is none of host, runtime, plugin, ..."))
        return None
    try:
        purl = canonical(text)
    except ValueError as error:
        problems.append(Problem(where, str(error)))
        return None
    spelling[purl] = text
    return Component(purl, Role(role) if role else Role.DEPENDENCY)


def _texts(value: Json, where: str, problems: list[Problem]) -> dict[str, str]:
    if not isinstance(value, dict):
        problems.append(Problem(where, "is not a map of texts"))
        return {}
    for key, text in value.items():
        if not isinstance(text, str):
            problems.append(Problem(f"{where}.{key}", "is not a text"))
    return {key: text for key, text in value.items() if isinstance(text, str)}
