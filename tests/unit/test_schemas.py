"""Do the published schemas take what Levee writes and reads, and nothing else?"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from levee.model.delta import diff
from levee.model.stack import Component, Role, Stack

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = {
    path.name.partition(".")[0]: json.loads(path.read_text("utf-8"))
    for path in sorted((ROOT / "docs" / "schemas").glob("*.schema.json"))
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


def faults(name: str, value: Any) -> list[str]:
    validator = Draft202012Validator(
        SCHEMAS[name], registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def example(name: str, **changes: Any) -> Any:
    value = deepcopy(SCHEMAS[name]["examples"][0])
    for key, change in changes.items():
        if change is ...:
            del value[key]
        else:
            value[key] = change
    return value


def test_the_three_files_have_a_schema() -> None:
    assert set(SCHEMAS) == {"stack", "ticket", "fix"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_of_the_2020_12_draft(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, schema in SCHEMAS.items() for value in schema["examples"]],
)
def test_the_examples_in_a_schema_are_valid(name: str, value: Any) -> None:
    assert faults(name, value) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").glob("partner-ticket*.json")), ids=lambda p: p.name
)
def test_the_example_tickets_are_valid(path: Path) -> None:
    assert faults("ticket", json.loads(path.read_text("utf-8"))) == []


OLD = Stack(
    components=(
        Component("pkg:pypi/datasette@0.65.1", Role.HOST),
        Component("pkg:npm/%40babel/core@7.26.0"),
        Component("pkg:pypi/six@1.16.0"),
    ),
    settings={"cache.backend": "redis", "gone": "1"},
)
NEW = Stack(
    components=(
        Component("pkg:pypi/datasette@1.0a19", Role.HOST),
        Component("pkg:npm/%40babel/core@7.26.0"),
        Component("pkg:pypi/datasette-vega@0.6.2", Role.PLUGIN),
    ),
    settings={"cache.backend": "memory"},
    platform={"os": "linux"},
)


@pytest.mark.parametrize("stack", [OLD, NEW])
def test_what_a_stack_writes_is_a_stack_file(stack: Stack) -> None:
    assert faults("stack", stack.to_json()) == []


def test_the_deltas_between_two_stacks_make_a_fix_file() -> None:
    deltas = [delta.to_json() for delta in diff(OLD, NEW)]
    assert {delta["kind"] for delta in deltas} == {"added", "removed", "version", "setting"}
    assert faults("fix", {"work_item": "W-1", "stack_change": deltas}) == []


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        "pkg:pypi/datasette@0.65.1",
        ["pkg:pypi/datasette"],
        ["datasette==0.65.1"],
        {"components": []},
        {"components": [{"role": "host"}]},
        {"components": [{"purl": "pkg:pypi/datasette@0.65.1", "role": "server"}]},
        {"components": [{"purl": "pkg:pypi/datasette@0.65.1", "version": "0.65.1"}]},
        {"components": [{"purl": "pkg:pypi/datasette@0.65.1"}], "extra": 1},
        {"components": [{"purl": "pkg:pypi/datasette@0.65.1"}], "settings": {"a": {"b": "c"}}},
    ],
)
def test_what_is_no_stack_file_is_refused(value: Any) -> None:
    assert faults("stack", value)


@pytest.mark.parametrize(
    "changes",
    [
        {"stream": ...},
        {"stack": ...},
        {"traffic_profile": ...},
        {"affected_screen": ""},
        {"reported_at": "yesterday"},
        {"reported_at": "2026-11-17T09:12:00"},
        {"reproduction_steps": []},
        {"reproduction_steps": "open it"},
        {"stack": {"components": "all"}},
        {"stack": {"datasette": 1}},
        {"impact": {"mood": "bad"}},
        {"attachments": [{"name": "a.txt"}]},
        {"priority": "P0"},
    ],
)
def test_what_is_no_complete_partner_ticket_is_refused(changes: dict[str, Any]) -> None:
    assert faults("ticket", example("ticket", **changes))


@pytest.mark.parametrize(
    "delta",
    [
        {"kind": "changed", "component": "pkg:pypi/six", "to": "1.0"},
        {"kind": "version", "component": "pkg:pypi/six@1.16.0", "to": "1.17.0"},
        {"kind": "version", "component": "pkg:pypi/six", "from": "1.16.0"},
        {"kind": "added", "component": "pkg:pypi/six", "from": "1.16.0", "to": "1.17.0"},
        {"kind": "removed", "component": "pkg:pypi/six", "to": "1.17.0"},
        {"kind": "setting", "component": "", "to": "x"},
        {"kind": "version", "component": "pkg:pypi/six", "to": "1.17.0", "why": "newer"},
    ],
)
def test_what_is_no_delta_is_refused(delta: dict[str, Any]) -> None:
    assert faults("fix", example("fix", stack_change=[delta]))


def test_a_fix_without_a_change_is_refused() -> None:
    assert faults("fix", example("fix", stack_change=[]))
