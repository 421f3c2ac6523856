"""Which checks, configuration and pages does a Stack need? Those of the components it has."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_HOST = "pkg:pypi/datasette"
_SETTINGS = {"trace_debug": "1", "sql_time_limit_ms": "8000"}


@dataclass
class Check:
    component: str
    name: str
    wanted: dict[str, Any]


@dataclass
class Plan:
    """``config`` is Datasette's metadata, ``settings`` its ``--setting`` options."""

    host_version: tuple[int, ...]
    checks: list[Check] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=lambda: dict(_SETTINGS))


def for_stack(folder: Path, stack: dict[str, Any]) -> Plan:
    """Recipes first, then the workflows whose needs the Stack has, each in order of file name."""
    versions = dict(_packages(stack))
    plan = Plan(host_version=_numbers(versions.get(_HOST, "0")))
    for recipe in _read(folder / "recipes"):
        if recipe["component"] in versions:
            name = recipe["component"].rpartition("/")[2]
            _add(plan, recipe, name, _numbers(versions[recipe["component"]]))
    for workflow in _read(folder / "workflows"):
        if all(need in versions for need in workflow["needs"]):
            _add(plan, workflow, "workflow", ())
    _apply_settings(plan, stack.get("settings", {}))
    return plan


def _packages(stack: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for component in stack["components"]:
        package, _, version = component["purl"].rpartition("@")
        yield package, version


def _read(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.toml")):
        yield tomllib.loads(path.read_text(encoding="utf-8"))


def _add(plan: Plan, part: dict[str, Any], component: str, version: tuple[int, ...]) -> None:
    """``since`` bounds a check to the component's versions that have the feature."""
    for entry in part.get("check", ()):
        if not version or version >= _numbers(entry.get("since", "")):
            plan.checks.append(Check(component, entry["name"], entry))
    merge(plan.config, part.get("config", {}))
    plan.templates |= part.get("templates", {})
    plan.environment |= part.get("environment", {})


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def _apply_settings(plan: Plan, settings: dict[str, str]) -> None:
    """`datasette.NAME` is a --setting of the host, `PLUGIN.NAME` one of the plugin's options."""
    for key, value in settings.items():
        owner, _, name = key.partition(".")
        if owner == "datasette":
            plan.settings[name] = value
        elif name:
            merge(plan.config, {"plugins": {owner: {name: _value(value)}}})


def _value(text: str) -> object:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"-?\d+", text) else text


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:2])
