"""Which change does a fix file ask for, and what is wrong with it if it is none?"""

from collections.abc import Iterator, Mapping
from typing import Any

from levee.model.delta import Delta, DeltaKind
from levee.model.problem import Problem, Rejected
from levee.model.stack import Role, canonical, package_of

_FILE_KEYS = {"work_item", "stack_change", "notes"}
_DELTA_KEYS = {"kind", "component", "from", "to", "role"}
_ENDS_IN_VERSION = (DeltaKind.ADDED, DeltaKind.VERSION)


def read_fix(payload: Any) -> tuple[tuple[Delta, ...], str]:
    """(deltas, notes) of a fix file; Rejected with every problem and its JSON path."""
    problems = tuple(_file_problems(payload))
    if problems:
        raise Rejected(problems)
    change = tuple(_delta(body) for body in payload["stack_change"])
    return change, payload.get("notes", "")


def _delta(body: Mapping[str, Any]) -> Delta:
    kind = DeltaKind(body["kind"])
    named = body["component"]
    component = named if kind is DeltaKind.SETTING else _package(named)
    role = Role(body.get("role", Role.DEPENDENCY))
    return Delta(kind, component, body.get("from"), body.get("to"), role)


def _package(text: str) -> str:
    """The one spelling of a package URL without version; ValueError when it is none."""
    if "@" in text.rpartition("/")[2]:
        raise ValueError(f"{text} names a version")
    return package_of(canonical(f"{text}@0"))


def _file_problems(payload: Any) -> Iterator[Problem]:
    if not isinstance(payload, dict):
        yield Problem("$", "is a JSON object {work_item, stack_change, notes}")
        return
    yield from (Problem(key, "unknown field") for key in payload.keys() - _FILE_KEYS)
    if not isinstance(payload.get("notes", ""), str):
        yield Problem("notes", "is text")
    change = payload.get("stack_change")
    if not isinstance(change, list) or not change:
        yield Problem("stack_change", "is a list of deltas, at least one")
        return
    for number, body in enumerate(change):
        yield from _delta_problems(body, f"stack_change[{number}]")


def _delta_problems(body: Any, place: str) -> Iterator[Problem]:
    if not isinstance(body, dict):
        yield Problem(place, "is {kind, component, from, to}")
        return
    yield from (Problem(f"{place}.{key}", "unknown key") for key in body.keys() - _DELTA_KEYS)
    if body.get("kind") not in list(DeltaKind):
        yield Problem(f"{place}.kind", f"is one of {', '.join(DeltaKind)}")
        return
    if body.get("role", Role.DEPENDENCY) not in list(Role):
        yield Problem(f"{place}.role", f"is one of {', '.join(Role)}")
    kind = DeltaKind(body["kind"])
    yield from _component_problems(body.get("component"), kind, f"{place}.component")
    yield from _side_problems(body, kind, place)


def _component_problems(component: Any, kind: DeltaKind, place: str) -> Iterator[Problem]:
    if not isinstance(component, str) or not component:
        yield Problem(place, "is a package URL without version, or a setting's key")
    elif kind is not DeltaKind.SETTING:
        try:
            _package(component)
        except ValueError:
            yield Problem(place, "is a package URL without version, such as pkg:pypi/httpx")


def _side_problems(body: Mapping[str, Any], kind: DeltaKind, place: str) -> Iterator[Problem]:
    for side in ("from", "to"):
        if not isinstance(body.get(side), str | None):
            yield Problem(f"{place}.{side}", "is text or null")
    if kind in _ENDS_IN_VERSION and not body.get("to"):
        yield Problem(f"{place}.to", "is the version that the component has then")
    if kind is DeltaKind.REMOVED and body.get("to") is not None:
        yield Problem(f"{place}.to", "is null: a removed component has no version")
