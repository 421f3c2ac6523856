"""What is in a Stack, and what of it differs from the baseline beside it?"""

from collections.abc import Sequence
from typing import Any

from levee.model.delta import Delta, DeltaKind, diff
from levee.model.stack import Role, Stack
from levee.site.shown import names

_ORDER = (Role.HOST, Role.RUNTIME, Role.PLUGIN, Role.DEPENDENCY)
_SAME = "same"


def table(
    stack: Stack, baseline: Stack | None, interaction: Sequence[Delta] = ()
) -> dict[str, Any]:
    """Rows that differ, those of the interaction first, and rows that do not; by role."""
    deltas = diff(baseline, stack) if baseline else ()
    guilty = {(d.kind, d.component, d.after) for d in interaction}
    differing = [_differing(d, (d.kind, d.component, d.after) in guilty) for d in deltas]
    touched = {d.component for d in deltas}
    same = [
        _same(c.role.value, c.name, c.version) for c in stack.components if c.package not in touched
    ]
    same += [_same("setting", k, v) for k, v in stack.settings.items() if k not in touched]
    return {
        "text": names.stack(stack),
        "digest": stack.digest,
        "baseline": {"digest": baseline.digest, "text": names.stack(baseline)}
        if baseline
        else None,
        "differing": sorted(differing, key=lambda row: (not row["guilty"], *_place(row))),
        "same": sorted(same, key=_place),
        "platform": dict(stack.platform),
    }


def _place(row: dict[str, Any]) -> tuple[int, str]:
    roles = [r.value for r in _ORDER]
    return (roles.index(row["role"]) if row["role"] in roles else len(roles), row["name"])


def _same(role: str, name: str, version: str) -> dict[str, Any]:
    return {"role": role, "name": name, "version": version, "change": _SAME, "guilty": False}


def _differing(delta: Delta, guilty: bool) -> dict[str, Any]:
    is_setting = delta.kind is DeltaKind.SETTING
    changes = {DeltaKind.VERSION: "changed", DeltaKind.SETTING: "changed"}
    return {
        "role": "setting" if is_setting else delta.role.value,
        "name": names.package(delta.component),
        "version": delta.after,
        "was": delta.before,
        "change": changes.get(delta.kind, delta.kind.value),
        "guilty": guilty,
    }


def delta(found: Delta) -> dict[str, str]:
    return {
        "name": names.package(found.component),
        "change": names.change(found),
        "kind": found.kind.value,
    }
