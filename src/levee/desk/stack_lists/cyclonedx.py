"""Which components does a CycloneDX bill of materials (JSON) list?"""

from collections.abc import Mapping
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Named, Part, Parts
from levee.desk.stack_lists.roles import role_of
from levee.model.problem import Problem
from levee.model.stack import Role

_TOLD = ("type", "name", "version", "group", "purl")
LONGEST = 500  #: characters of one member; CycloneDX itself allows 1,024 of a version
_PACKAGES = frozenset(("application", "framework", "library", "platform"))


def looks_so(value: Any) -> bool:
    return isinstance(value, dict) and value.get("bomFormat") == "CycloneDX"


def parts(value: Any, product: Product, place: str) -> Parts:
    """Packages with their parts. What the list is about counts only when it is the host: it is
    the client's own project otherwise."""
    if problem := _version_problem(value.get("specVersion"), f"{place}.specVersion"):
        yield problem
        return
    yield from _about(value.get("metadata"), product, f"{place}.metadata.component")
    waiting = [(f"{place}.components", value.get("components", []))]
    while waiting:
        where, listed = waiting.pop()
        if not isinstance(listed, list):
            yield Problem(where, "is a list of components")
            continue
        for i, entry in enumerate(listed):
            told = entry if isinstance(entry, dict) else {}
            if told.get("scope") != "excluded":
                yield from _component(told, f"{where}[{i}]")
            if "components" in told:
                waiting.append((f"{where}[{i}].components", told["components"]))


def _version_problem(version: Any, place: str) -> Problem | None:
    from cyclonedx.schema import SchemaVersion

    known = [one.to_version() for one in SchemaVersion]
    if version in known:
        return None
    return Problem(place, f"is one of {', '.join(sorted(known))}")


def _about(metadata: Any, product: Product, place: str) -> Parts:
    about = metadata.get("component") if isinstance(metadata, dict) else None
    for part in _component(about, place) if isinstance(about, dict) else ():
        if isinstance(part, Named) and role_of(str(part.purl), product) is Role.HOST:
            yield part


def _component(entry: Mapping[str, Any], place: str) -> Parts:
    """Files, data and services are no packages; a package without its URL cannot be found."""
    if (found := _read({k: entry[k] for k in _TOLD if k in entry}, place)) is not None:
        yield found


def _read(told: dict[str, Any], place: str) -> Part | None:
    """Its members are checked here, its type and package URL by the CycloneDX library."""
    from cyclonedx.exception import CycloneDxException
    from cyclonedx.model.component import Component

    for key, value in told.items():
        if not isinstance(value, str) or len(value) > LONGEST:
            return Problem(f"{place}.{key}", f"is text of at most {LONGEST} characters")
    try:
        component = Component.from_json(told)  # type: ignore[attr-defined]
    except (CycloneDxException, ValueError, TypeError):
        return Problem(place, "is no component with type, name, version and package URL")
    if component.type.value not in _PACKAGES:
        return None
    if component.purl is None:
        return Problem(f"{place}.purl", "is missing: without a package URL it cannot be found")
    return Named(f"{place}.purl", component.purl.to_string())
