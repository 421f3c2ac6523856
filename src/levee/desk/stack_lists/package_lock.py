"""Which components does a `package-lock.json` (versions 1 to 3) lock?"""

from collections.abc import Mapping
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Parts, package

_MODULES = "node_modules/"


def looks_so(value: Any) -> bool:
    return isinstance(value, dict) and "lockfileVersion" in value


def parts(value: Any, product: Product, place: str) -> Parts:
    """Version 1 nests, 2 and 3 list by folder.

    What is built for other systems is locked too, but installed nowhere here: left out.
    """
    if isinstance(value.get("packages"), dict):
        yield from _listed(value["packages"], f"{place}.packages")
    else:
        yield from _nested(value, place)


def _listed(packages: Mapping[str, Any], place: str) -> Parts:
    for folder, entry in packages.items():
        told = entry if isinstance(entry, dict) else {}
        if _MODULES not in folder or told.get("link") or _for_some_systems(told):
            continue
        name = told.get("name") or folder.rpartition(_MODULES)[2]
        yield package("npm", name, told.get("version"), f"{place}.{folder}")


def _for_some_systems(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("optional") and ("os" in entry or "cpu" in entry))


def _nested(value: Mapping[str, Any], place: str) -> Parts:
    waiting = [(place, value)]
    while waiting:
        above, node = waiting.pop()
        below = node.get("dependencies")
        for name, entry in below.items() if isinstance(below, dict) else ():
            where = f"{above}.dependencies.{name}"
            told = entry if isinstance(entry, dict) else {}
            yield package("npm", *_alias(name, told.get("version")), where)
            waiting.append((where, told))


def _alias(name: str, version: Any) -> tuple[str, Any]:
    """``npm:other@1.2.3`` is the package ``other`` under another name."""
    if isinstance(version, str) and version.startswith("npm:"):
        other, _, exact = version[4:].rpartition("@")
        return other, exact
    return name, version
