"""What is different between two Stacks, and what does a Stack become under some differences?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from levee.model.stack import Component, Role, Stack, purl_at

SIDE_BY_SIDE = frozenset({"npm"})  #: ecosystems that install one package at several versions


class DeltaKind(StrEnum):
    ADDED = "added"  #: a component that only the second Stack has
    REMOVED = "removed"  #: a component that only the first Stack has
    VERSION = "version"  #: the same package at another version
    SETTING = "setting"  #: a configuration key added, removed or changed


@dataclass(frozen=True, slots=True, order=True)
class Delta:
    """One difference. ``component`` is a package URL without version, or a setting's key.

    ``before`` and ``after`` are versions (or setting values); None where it is absent.
    """

    kind: DeltaKind
    component: str
    before: str | None = None
    after: str | None = None
    role: Role = Role.DEPENDENCY

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "component": self.component,
            "from": self.before,
            "to": self.after,
        }

    def __str__(self) -> str:
        name = self.component.partition("/")[2] or self.component
        match self.kind:
            case DeltaKind.ADDED:
                return f"{name} {self.after} added"
            case DeltaKind.REMOVED:
                return f"{name} {self.before} removed"
            case _:
                return f"{name} {_shown(self.before)} -> {_shown(self.after)}"


def _shown(value: str | None) -> str:
    return "(unset)" if value is None else value


def diff(good: Stack, bad: Stack) -> tuple[Delta, ...]:
    """The deltas that lead from ``good`` to ``bad``, sorted; ``apply(good, all) == bad``.

    A package that stands in a Stack at several versions (npm allows it) is compared as
    added and removed components, since no version replaces another there.
    """
    return tuple(sorted((*_component_deltas(good, bad), *_setting_deltas(good, bad))))


def _by_package(stack: Stack) -> dict[str, tuple[Component, ...]]:
    table: dict[str, tuple[Component, ...]] = {}
    for component in stack.components:
        table[component.package] = (*table.get(component.package, ()), component)
    return table


def _component_deltas(good: Stack, bad: Stack) -> Iterable[Delta]:
    old, new = _by_package(good), _by_package(bad)
    for package in old.keys() | new.keys():
        yield from _package_deltas(package, old.get(package, ()), new.get(package, ()))


def _package_deltas(
    package: str, old: tuple[Component, ...], new: tuple[Component, ...]
) -> Iterable[Delta]:
    gone = [c for c in old if c.version not in {n.version for n in new}]
    come = [c for c in new if c.version not in {o.version for o in old}]
    if len(old) == len(new) == len(gone) == 1:
        yield Delta(DeltaKind.VERSION, package, gone[0].version, come[0].version, come[0].role)
        return
    for c in gone:
        yield Delta(DeltaKind.REMOVED, package, c.version, None, c.role)
    for c in come:
        yield Delta(DeltaKind.ADDED, package, None, c.version, c.role)


def _setting_deltas(good: Stack, bad: Stack) -> Iterable[Delta]:
    for key in good.settings.keys() | bad.settings.keys():
        before, after = good.settings.get(key), bad.settings.get(key)
        if before != after:
            yield Delta(DeltaKind.SETTING, key, before, after)


def apply(stack: Stack, deltas: Iterable[Delta]) -> Stack:
    """The Stack after the deltas; each is taken as it reads, in any order.

    A delta whose ``before`` is not there still sets its ``after``: a fix may be
    written against a Stack that moved on meanwhile.
    """
    components, settings = list(stack.components), dict(stack.settings)
    for delta in deltas:
        if delta.kind is DeltaKind.SETTING:
            settings = _with_setting(settings, delta)
        else:
            components = _with_component(components, delta)
    return Stack(components=tuple(components), settings=settings, platform=stack.platform)


def _with_setting(settings: dict[str, str], delta: Delta) -> dict[str, str]:
    rest = {k: v for k, v in settings.items() if k != delta.component}
    return rest if delta.after is None else rest | {delta.component: delta.after}


def _with_component(components: list[Component], delta: Delta) -> list[Component]:
    def leaves(c: Component) -> bool:
        if c.package != delta.component:
            return False
        return delta.kind is DeltaKind.VERSION or c.version in (delta.before, delta.after)

    role = next((c.role for c in components if leaves(c)), delta.role)
    rest = [c for c in components if not leaves(c)]
    if delta.after is None:
        return rest
    return [*rest, Component(purl_at(delta.component, delta.after), role)]


def contains(stack: Stack, deltas: Iterable[Delta]) -> bool:
    """Does the Stack already have what every delta ends in?

    This is what "a client's stack contains an Interaction" means.
    """
    return all(_holds(stack, delta) for delta in deltas)


def _holds(stack: Stack, delta: Delta) -> bool:
    if delta.kind is DeltaKind.SETTING:
        return stack.settings.get(delta.component) == delta.after
    if delta.after is None:
        return not any(_is_still_there(c, delta) for c in stack.components)
    return purl_at(delta.component, delta.after) in {c.purl for c in stack.components}


def _is_still_there(component: Component, delta: Delta) -> bool:
    """Where versions stand side by side, another version than the removed one may stay."""
    if component.package != delta.component:
        return False
    return component.ecosystem not in SIDE_BY_SIDE or component.version == delta.before


def delta_from(data: Mapping[str, Any]) -> Delta:
    """The Delta in a JSON object that was already validated."""
    kind = DeltaKind(data["kind"])
    return Delta(
        kind, data["component"], data["from"], data["to"], Role(data.get("role", "dependency"))
    )
