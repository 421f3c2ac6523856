"""Which packages does a package-lock.json put where, and can they be linked as npm lays them?"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from levee.bench.provider import LabBroken

NAME = re.compile(r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*")
VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_SHA512 = re.compile(r'"integrity": "(sha512-[A-Za-z0-9+/]{86}==)"')
_LEAST = re.compile(r"(>=|\^)? ?(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_STRANGE = ("link", "inBundle", "bundleDependencies", "hasShrinkwrap")


class Unlinked(LabBroken):
    """A lock of which only npm itself knows what it installs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a package may ask of where it is installed, in npm's own words."""

    os: str
    cpu: str
    libc: str  #: empty outside of Linux
    node: str  #: version


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package in its place; the same one may have several."""

    path: str  #: below the environment: ``node_modules/a/node_modules/b``
    name: str
    version: str
    sha512: str  #: of its tarball, in hex
    bin: Mapping[str, str]  #: its programs, each by the file that it is
    entry: Mapping[str, Any]  #: as the lock has it

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"


def hashes(lock: str) -> frozenset[str]:
    """The sha512 of every package that a lock names, in hex."""
    return frozenset(_hex(text) for text in _SHA512.findall(lock))


def packages(lock: str, machine: Machine) -> tuple[Package, ...]:
    """What ``npm ci`` would install here, outer ones before those inside of them; Unlinked where
    that is for npm to say."""
    try:
        return _packages(lock, machine)
    except (AttributeError, TypeError) as error:
        raise Unlinked(f"the lock is not as npm writes it: {error}") from error


def _packages(lock: str, machine: Machine) -> tuple[Package, ...]:
    entries = {path: entry for path, entry in json.loads(lock)["packages"].items() if path}
    needed = {name for entry in entries.values() for name in _needs(entry)}
    here = ((p, e) for p, e in entries.items() if _comes(p, e, machine, needed))
    return tuple(sorted((_package(path, entry) for path, entry in here), key=lambda p: p.path))


def _needs(entry: Mapping[str, Any]) -> Iterable[str]:
    may = entry.get("optionalDependencies", {})
    yield from (name for name in entry.get("dependencies", {}) if name not in may)
    yield from entry.get("peerDependencies", {})


def _comes(path: str, entry: Mapping[str, Any], machine: Machine, needed: set[str]) -> bool:
    """Optional packages for other machines stay away, if nothing else hangs on them."""
    if not entry.get("version"):
        raise Unlinked(f"the lock says no version of {path}")
    fits = _fits_platform(entry, machine)
    if not entry.get("optional"):
        if not fits:
            raise Unlinked(f"{path} is not for this machine")
        return True
    if fits and _fits_node(path, entry.get("engines"), machine.node):
        return True
    name = path.rpartition("node_modules/")[2]
    if name in needed or entry.get("dependencies") or entry.get("peerDependencies"):
        raise Unlinked(f"{path} is not for this machine, and others go with it")
    return False


def _fits_platform(entry: Mapping[str, Any], machine: Machine) -> bool:
    asked = {"os": machine.os, "cpu": machine.cpu, "libc": machine.libc}
    return all(_listed(entry[key], has) for key, has in asked.items() if key in entry)


def _listed(wanted: list[str] | str, has: str) -> bool:
    words = [wanted] if isinstance(wanted, str) else wanted
    if words == ["any"]:
        return True
    no = [word for word in words if word.startswith("!")]
    return f"!{has}" not in no and (has in words or len(no) == len(words))


def _fits_node(path: str, engines: object, node: str) -> bool:
    """For the plain ranges that such packages write; of others npm is asked."""
    if not engines:
        return True
    if not isinstance(engines, Mapping) or engines.keys() != {"node"}:
        raise Unlinked(f"what {path} asks of npm is for npm to say")
    has = tuple(map(int, node.split("-")[0].split(".")))
    found = [_LEAST.fullmatch(part.strip()) for part in str(engines["node"]).split("||")]
    if not all(found):
        raise Unlinked(f"which Node.js {path} wants is for npm to say")
    return any(_is_in(match, has) for match in found if match)


def _is_in(match: re.Match[str], has: tuple[int, ...]) -> bool:
    least = tuple(int(part or 0) for part in match.groups()[1:])
    if match[1] == ">=":
        return has >= least
    said = least if match[1] is None else least[:1]
    exact = tuple(int(part) for part in match.groups()[1:] if part) if match[1] is None else said
    return has[: len(exact)] == exact and has >= least


def _package(path: str, entry: Mapping[str, Any]) -> Package:
    place = path.rpartition("node_modules/")[2]
    name, version = str(entry.get("name", place)), str(entry["version"])
    strange = [word for word in _STRANGE if entry.get(word)]
    if strange or not (_is_place(path) and NAME.fullmatch(name) and VERSION.fullmatch(version)):
        raise Unlinked(f"{path} is {' and '.join(strange) or 'named unlike a package'}")
    found = _SHA512.fullmatch(f'"integrity": "{entry.get("integrity", "")}"')
    if found is None:
        raise Unlinked(f"{path} is not locked by one sha512")
    programs = {word: _inside(path, word, file) for word, file in entry.get("bin", {}).items()}
    return Package(
        path=path, name=name, version=version, sha512=_hex(found[1]), bin=programs, entry=entry
    )


def _is_place(path: str) -> bool:
    head, *names = f"/{path}".split("/node_modules/")
    return not head and bool(names) and all(NAME.fullmatch(name) for name in names)


def _inside(path: str, word: str, file: str) -> str:
    parts = file.removeprefix("./").split("/")
    if not NAME.fullmatch(word) or "/" in word or {"", ".", ".."} & {*parts} or "\\" in file:
        raise Unlinked(f"the program {word} of {path} is for npm to place")
    return "/".join(parts)


def _hex(integrity: str) -> str:
    try:
        return base64.b64decode(integrity.removeprefix("sha512-"), validate=True).hex()
    except binascii.Error:
        return ""
