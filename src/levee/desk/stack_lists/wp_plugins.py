"""Which plugins does `wp plugin list --format=json` report?"""

from collections.abc import Mapping
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Entry, Part, Parts, package
from levee.model.problem import Problem

_IDLE = ("inactive", "recently-active")


def looks_so(value: Any) -> bool:
    return isinstance(value, list) and any(
        isinstance(entry, dict) and {"name", "status"} <= entry.keys() for entry in value[:5]
    )


def parts(value: Any, product: Product, place: str) -> Parts:
    """Active and must-use plugins run; drop-ins are settings of the host; idle ones do nothing."""
    for i, entry in enumerate(value):
        if not isinstance(entry, dict):
            yield Problem(f"{place}[{i}]", "is {name, status, version}")
        elif entry.get("status") not in _IDLE:
            yield _running(entry, f"{place}[{i}]")


def _running(entry: Mapping[str, Any], place: str) -> Part:
    name, version = entry.get("name"), entry.get("version")
    if entry.get("status") == "dropin" and isinstance(name, str):
        return Entry("settings", f"dropin.{name[:200]}", str(version or "present")[:200])
    return package("wordpress", name, version, place)
