"""What does the lab ask of an ecosystem to turn a Stack into something that can be run?"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from levee.model.stack import Stack
from levee.model.suite import Check


class LabBroken(Exception):
    """The lab's own fault, which says nothing about a Stack.

    ``lasting`` faults (no interpreter, only a source distribution) are not worth a retry.
    """

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lasting = lasting


class ConflictKind(StrEnum):
    INCOMPATIBLE = "incompatible"  #: all of it exists, but not together
    UNKNOWN_PACKAGE = "unknown-package"  #: no registry has a package of this name
    UNKNOWN_VERSION = "unknown-version"  #: the package exists, this version does not
    INVALID = "invalid"  #: no package of this ecosystem can be called that


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """No environment can exist; ``explanation`` is the resolver's own."""

    explanation: str
    kind: ConflictKind = ConflictKind.INCOMPATIBLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Everything that will be installed, by hash. ``runtime`` is the exact version it runs on.

    ``stand_in`` says why ``runtime`` is not what the Stack named; empty when it is.
    """

    text: str
    runtime: str
    stand_in: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.runtime}\n{self.text}".encode()).hexdigest()


class Made(StrEnum):
    ASSEMBLED = "assembled"  #: by links to components of the store
    INSTALLED = "installed"  #: by the ecosystem's own installer, once for each Lock
    PLAIN = "plain"  #: as a user would, for one Run alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A built environment; nothing in it changes any more.

    ``mounts`` are further folders that it needs in order to run (the interpreter's own).
    A ``fixed`` one holds its own path, as a user's does: it is shown where it was built.
    ``parts`` are folders outside of it that its links lead to, by their place inside of it;
    ``components`` are the hashes of what it was assembled of.
    """

    program: Path  #: what runs a check: the ecosystem's interpreter
    bin: Path
    root: Path
    digest: str
    mounts: tuple[Path, ...] = ()
    fixed: bool = False
    parts: tuple[tuple[str, Path], ...] = ()
    components: tuple[str, ...] = ()
    made: Made = Made.INSTALLED
    notes: tuple[str, ...] = ()  #: what about it is not as a user has it, and why

    def at(self, root: Path) -> "Environment":
        """The same environment as seen from where ``root`` is mounted."""
        if self.fixed:
            return self
        return replace(
            self,
            program=_under(root, self.program, self.root),
            bin=root / self.bin.relative_to(self.root),
            root=root,
        )

    def parts_below(self, name: str) -> tuple[tuple[str, Path], ...]:
        """The parts by where they are to be shown, when the environment is shown as ``name``."""
        return tuple((f"{name}/{inside}", path) for inside, path in self.parts)


def _under(root: Path, path: Path, before: Path) -> Path:
    """A program of the system keeps its place; one of the environment moves along."""
    return root / path.relative_to(before) if path.is_relative_to(before) else path


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a check finds its things, as it sees them itself."""

    suite: Path
    work: Path
    junit: Path
    stack: Path

    def named(self) -> dict[str, Path]:
        """By the placeholders that stand for them in a suite."""
        return {
            "{suite}": self.suite,
            "{work}": self.work,
            "{junit}": self.junit,
            "{stack}": self.stack,
        }


def filled(argv: Iterable[str], names: Mapping[str, Path]) -> list[str]:
    """A check's argv with every placeholder in place."""
    words = []
    for word in argv:
        for name, path in names.items():
            word = word.replace(name, str(path))
        words.append(word)
    return words


class Provider(Protocol):
    """One ecosystem. May raise LabBroken everywhere; a Stack's own fault is a Conflict."""

    def resolve(self, stack: Stack) -> Lock | Conflict: ...

    def build(self, lock: Lock) -> Environment: ...

    def plain(self, lock: Lock, root: Path) -> Environment:
        """Built into ``root`` as a user would, with nothing of ours: no store, no shared parts."""
        ...

    def command(self, check: Check, environment: Environment, places: Places) -> list[str]: ...

    def versions(self) -> dict[str, str]: ...
