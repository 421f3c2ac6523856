"""Which components does `pip inspect` report, on which interpreter?"""

from collections.abc import Mapping
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Entry, Part, Parts, package
from levee.desk.stack_lists.runtimes import runtime
from levee.model.problem import Problem

_PLATFORM = {"os": "sys_platform", "machine": "platform_machine", "python": "implementation_name"}


def looks_so(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("installed"), list)


def parts(value: Any, product: Product, place: str) -> Parts:
    for i, entry in enumerate(value["installed"]):
        yield _installed(entry, f"{place}.installed[{i}]")
    environment = value.get("environment")
    if isinstance(environment, dict):
        yield from _environment(environment, product, f"{place}.environment")


def _installed(entry: Any, place: str) -> Part:
    """A package from a folder or a repository is another one than the release of its version."""
    metadata = entry.get("metadata") if isinstance(entry, dict) else None
    if not isinstance(metadata, dict):
        return Problem(place, "has no metadata with name and version")
    origin = entry.get("direct_url")
    if isinstance(origin, dict) and origin.keys() & {"dir_info", "vcs_info"}:
        return Problem(place, "is no release but a folder or repository; name the release")
    return package("pypi", metadata.get("name"), metadata.get("version"), place)


def _environment(told: Mapping[str, Any], product: Product, place: str) -> Parts:
    yield from runtime("python", told.get("python_full_version"), product, place)
    for key, name in _PLATFORM.items():
        if isinstance(told.get(name), str):
            yield Entry("platform", key, told[name][:200])
