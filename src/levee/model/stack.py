"""What exactly does a client run? One content-addressed set of components and settings."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from packageurl import PackageURL


class Role(StrEnum):
    HOST = "host"  #: the vendor's product, which loads the plugins
    RUNTIME = "runtime"  #: what the host runs on: an interpreter and its version
    PLUGIN = "plugin"  #: somebody's extension of the host
    DEPENDENCY = "dependency"  #: pulled in by one of the others


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """One package at one version. ``purl`` is canonical (see ``canonical``)."""

    purl: str
    role: Role = Role.DEPENDENCY

    @property
    def package(self) -> str:
        """The package URL without its version: what stays the same when a version changes."""
        return package_of(self.purl)

    @property
    def version(self) -> str:
        return _named(self.purl)[1]

    @property
    def name(self) -> str:
        return _named(self.purl)[0]

    @property
    def ecosystem(self) -> str:
        return self.purl.removeprefix("pkg:").partition("/")[0]


@lru_cache(maxsize=32_768)
def _named(purl: str) -> tuple[str, str]:
    """(name, version): a fleet has few package URLs and asks for them very often."""
    url = PackageURL.from_string(purl)
    return f"{url.namespace}/{url.name}" if url.namespace else url.name, url.version or ""


@lru_cache(maxsize=8192)
def canonical(purl: str) -> str:
    """The one spelling of a package URL (type rules of the purl specification).

    ValueError when it is no package URL or names no exact version.
    """
    url = PackageURL.from_string(purl)
    if not url.version:
        raise ValueError(f"{purl} names no version")
    return url.to_string()


def package_of(purl: str) -> str:
    """A canonical package URL without its version; qualifiers and subpath stay."""
    end = min((at for mark in "?#" if (at := purl.find(mark)) >= 0), default=len(purl))
    return purl[:end].rpartition("@")[0] + purl[end:]


def purl_at(package: str, version: str) -> str:
    """The canonical package URL of a package at a version."""
    return PackageURL.from_string(package)._replace(version=version).to_string()


def _once(components: Iterable[Component]) -> tuple[Component, ...]:
    """In order, each package URL once: under the first role, as ``Role`` lists them."""
    rank = {role: number for number, role in enumerate(Role)}
    found: dict[str, Component] = {}
    for component in components:
        known = found.get(component.purl, component)
        found[component.purl] = min(known, component, key=lambda c: rank[c.role])
    return tuple(sorted(found.values()))


@dataclass(frozen=True, kw_only=True)
class Stack:
    """Components, flattened settings and platform. Its digest is its identity."""

    components: tuple[Component, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    platform: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "components", _once(self.components))
        object.__setattr__(self, "settings", dict(sorted(self.settings.items())))
        object.__setattr__(self, "platform", dict(sorted(self.platform.items())))

    def to_json(self) -> dict[str, Any]:
        """The Stack file, in canonical order."""
        return {
            "components": [{"purl": c.purl, "role": c.role.value} for c in self.components],
            "settings": dict(self.settings),
            "platform": dict(self.platform),
        }

    @cached_property
    def digest(self) -> str:
        """sha256 (hex) of the canonical Stack file: equal stacks have equal digests.

        Roles are left out: what a component is called does not change what is installed.
        """
        body = {
            "components": [c.purl for c in self.components],
            "settings": self.settings,
            "platform": self.platform,
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def short(self) -> str:
        """Twelve digits for people; never an identity."""
        return self.digest[:12]

    def with_role(self, *roles: Role) -> tuple[Component, ...]:
        return tuple(c for c in self.components if c.role in roles)

    @property
    def host(self) -> Component | None:
        return next(iter(self.with_role(Role.HOST)), None)

    @property
    def versions(self) -> dict[str, str]:
        """package -> version, for look-ups."""
        return {c.package: c.version for c in self.components}

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stack) and self.digest == other.digest


def stack_of(purls: Iterable[str], **rest: Any) -> Stack:
    """A Stack from bare package URLs (all of them dependencies until somebody says more)."""
    return Stack(components=tuple(Component(canonical(p)) for p in purls), **rest)
