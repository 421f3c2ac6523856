"""Is a lock file strictly pinned: exact versions with hashes, and nothing else?"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from levee.model.problem import Problem

MOST = 200  #: problems that one answer lists
_LINE = re.compile(r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*")
_EXACT = re.compile(r"==\s*(?P<version>[A-Za-z0-9][A-Za-z0-9.!+_-]*)\s*(?:;[^#]*)?\s*\Z")
_HASH = re.compile(
    r"--hash=(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})(?=\s|\Z)"
)
_EXACT_NPM = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?\Z")


def problems(text: str, name: str) -> tuple[Problem, ...]:
    """Every line (``name:line``) or JSON path that is not one exact version with its hash.

    Reads requirements files and package-lock.json; an empty file pins nothing and is refused.
    """
    found = _lock_json(text, name) if text.lstrip().startswith("{") else _requirements(text, name)
    return tuple(problem for problem, _ in zip(found, range(MOST), strict=False))


def _requirements(text: str, name: str) -> Iterator[Problem]:
    pinned = 0
    for number, line in _logical(text):
        pinned += 1
        if what := _fault(line):
            yield Problem(f"{name}:{number}", what)
    if not pinned:
        yield Problem(name, "pins nothing")


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """(number of its first line, line without comment) of each requirement, joined where broken."""
    whole, first = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.sub(r"(?:^|\s)#.*$", "", raw).rstrip()
        first = first if whole else number
        whole += " " + line.removesuffix("\\")
        if line.endswith("\\"):
            continue
        if whole.strip():
            yield first, whole.strip()
        whole = ""
    if whole.strip():
        yield first, whole.strip()


def _fault(line: str) -> str:
    """What is not strict in one requirement; empty when it is."""
    wanted, _, options = line.partition(" --")
    if line.startswith("-"):
        return f"{line.split()[0]} is no pinned package"
    if "://" in wanted or " @ " in wanted:
        return "is an address; a release names a package of the registry at an exact version"
    name = _LINE.match(wanted)
    if name is None:
        return f"cannot be read: {wanted[:60]!r}"
    rest = wanted[name.end() :].strip()
    if not rest or rest.startswith(";"):
        return f"{name['name']} has no version"
    exact = _EXACT.match(rest)
    if exact is None:
        return f"{name['name']} has a range ({rest[:60]}); an exact version is needed"
    if not _HASH.search(f"--{options}"):
        return f"{name['name']} {exact['version']} has no hash"
    return ""


def _lock_json(text: str, name: str) -> Iterator[Problem]:
    try:
        lock = json.loads(text)
        packages = lock["packages"]
        entries = [(key, entry) for key, entry in packages.items() if key]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        yield Problem(name, f"is no package-lock.json of version 2 or 3: {error}")
        return
    if not entries:
        yield Problem(name, "pins nothing")
    for key, entry in entries:
        if what := _fault_npm(entry):
            yield Problem(f"{name}: $.packages[{key!r}]", what)


def _fault_npm(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return "is no object"
    if entry.get("link"):
        return "is a link to a folder; a release names a package of the registry"
    version = entry.get("version")
    if not isinstance(version, str) or not _EXACT_NPM.match(version):
        return f"has no exact version ({version!r})"
    return "" if entry.get("integrity") else "has no integrity hash"
