"""Which Stack does this list describe? Stack files, package URLs, pip freeze, name to version."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from levee.contract.schema import Product
from levee.desk.redaction import PERSONAL, find
from levee.model.problem import Problem
from levee.model.stack import Component, Role, Stack, canonical, package_of

COMPONENTS = 5_000
_FROZEN = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]{0,199})(?:\[[^\]]{0,500}\])?\s*==\s*"
    r"([A-Za-z0-9][^\s;#,\\]{0,99})(?=\s*(?:$|[;#\\]|--hash))"
)
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")

Read = tuple[Stack | None, list[Problem]]


def read(value: Any, product: Product, place: str = "stack") -> Read:
    """The Stack in ``value``, with every problem and its JSON path.

    Whatever can be read is in the Stack, even beside problems: an incomplete ticket keeps it.
    """
    if (count := _count(value)) > COMPONENTS:
        return None, [Problem(place, f"{count} components; at most {COMPONENTS} are taken")]
    found: list[tuple[str, str | None]] = []
    problems: list[Problem] = []
    for item in _items(value, product, place):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            found.append(item)
    if not found:
        return None, problems or [Problem(place, "lists no component")]
    components = tuple(Component(p, Role(r) if r else role_of(p, product)) for p, r in found)
    tables = {key: _table(value, key, place, problems) for key in ("settings", "platform")}
    return Stack(components=components, **tables), problems


def _count(value: Any) -> int:
    """How many components it lists, before any is looked at."""
    match value:
        case {"components": list(listed)} | list(listed):
            return len(listed)
        case str(text):
            return sum(1 for line in text.splitlines() if "==" in line)
        case {**names} if "components" not in names:
            return len(names)
    return 0


def role_of(purl: str, product: Product) -> Role:
    """What a component is to the vendor's product, where the list does not say."""
    package = package_of(purl.partition("?")[0].partition("#")[0])
    if package == product.host:
        return Role.HOST
    if package == product.runtime:
        return Role.RUNTIME
    is_plugin = any(fnmatchcase(package, pattern) for pattern in product.plugins)
    return Role.PLUGIN if is_plugin else Role.DEPENDENCY


Item = tuple[str, str | None] | Problem


def _items(value: Any, product: Product, place: str) -> Iterator[Item]:
    match value:
        case {"components": list(components)}:
            yield from _unknown_keys(value, place)
            for i, entry in enumerate(components):
                yield _component(entry, f"{place}.components[{i}]")
        case {"components": _}:
            yield Problem(f"{place}.components", "is a list of {purl, role}")
        case list(purls):
            for i, purl in enumerate(purls):
                yield _purl(purl, None, f"{place}[{i}]")
        case str(text):
            yield from _freeze(text, place)
        case dict(versions):
            for name, version in versions.items():
                yield _named(name, version, product, f"{place}.{name}")
        case _:
            yield Problem(place, "is a Stack file, a list of package URLs, pip freeze or a map")


def _unknown_keys(value: Mapping[str, Any], place: str) -> Iterator[Problem]:
    for key in value.keys() - {"components", "settings", "platform"}:
        yield Problem(f"{place}.{key}", "unknown key")


def _component(entry: Any, place: str) -> Item:
    if not isinstance(entry, dict):
        return Problem(place, "is {purl, role}")
    if extra := sorted(entry.keys() - {"purl", "role"}):
        return Problem(f"{place}.{extra[0]}", "unknown key")
    role = entry.get("role")
    if role is not None and role not in list(Role):
        return Problem(f"{place}.role", f"is one of {', '.join(Role)}")
    return _purl(entry.get("purl"), role, f"{place}.purl")


def _named(name: str, version: Any, product: Product, place: str) -> Item:
    if not isinstance(version, str) or not version.strip():
        return Problem(place, "is a version, as text")
    return _purl(f"pkg:{product.ecosystem}/{name}@{version}", None, place)


def _purl(value: Any, role: str | None, place: str) -> Item:
    if not isinstance(value, str) or len(value) > 500:
        return Problem(place, "is a package URL such as pkg:pypi/datasette@0.65.1")
    if _holds_secret(value):
        return Problem(place, "holds a secret; send the package and its version only")
    try:
        return canonical(value), role
    except ValueError:
        return Problem(place, "is no package URL with an exact version")


def _holds_secret(text: str) -> bool:
    """A version may look like a phone number or an address; never like a key."""
    clear = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return any(span.kind not in PERSONAL for span in find(clear))


def _freeze(text: str, place: str) -> Iterator[Item]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = line.strip()
        if not words.strip("\\") or words.startswith(("#", "--hash=")):
            continue
        if pinned := _FROZEN.match(words):
            yield _purl(f"pkg:pypi/{pinned[1]}@{pinned[2]}", None, f"{place}:{number}")
        else:
            yield Problem(f"{place}:{number}", "names no exact version (name==version)")


def _table(value: Any, key: str, place: str, problems: list[Problem]) -> dict[str, str]:
    is_file = isinstance(value, dict) and "components" in value
    table = value.get(key, {}) if is_file else {}
    if not isinstance(table, dict):
        problems.append(Problem(f"{place}.{key}", "is a map of text to text"))
        return {}
    wrong = [k for k, v in table.items() if not isinstance(v, str | int | float | bool)]
    problems += [Problem(f"{place}.{key}.{k}", "is text, a number or true/false") for k in wrong]
    return {k: _shown(v) for k, v in table.items() if k not in wrong}


def _shown(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
