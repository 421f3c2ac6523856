"""What does a reader find in a list: components, settings, the platform, or a problem?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

from packageurl import PackageURL

from levee.model.problem import Problem

EXACT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!~:-]{0,99}")
_MOVING = frozenset(("latest", "next", "x", "stable", "trunk", "master", "main", "unknown"))


@dataclass(frozen=True, slots=True)
class Named:
    """A package URL as the list gives it, at its place; ``role`` only where the list says it."""

    place: str
    purl: Any
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting of the installation, or one fact of the platform under it."""

    table: Literal["settings", "platform"]
    key: str
    value: str


Part = Named | Entry | Problem
Parts = Iterator[Part]


def package(kind: str, name: Any, version: Any, place: str) -> Named | Problem:
    """The component ``name`` at ``version``, or why it is none."""
    if not isinstance(name, str) or not name.strip() or len(name) > 300:
        return Problem(place, "has no name")
    if not is_exact(version):
        return Problem(place, "is a version, as text: one exact version, no range and no branch")
    space, _, short = name.strip().rpartition("/")
    try:
        url = PackageURL(kind, space or None, short, version.strip())
    except ValueError:
        return Problem(place, "has a name that no package has")
    return Named(place, url.to_string())


def is_exact(version: Any) -> TypeGuard[str]:
    if not isinstance(version, str) or not EXACT.fullmatch(version.strip()):
        return False
    low = version.strip().lower()
    return low not in _MOVING and not low.startswith("dev-") and not low.endswith("-dev")
