"""Which components does this machine have, how are others got, and which may go?"""

import fcntl
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from levee.bench import assembly, component, npm_lock, wheel_source, whole_folder
from levee.bench.component import Component
from levee.bench.wheel_source import Pin

_AT_ONCE = 4
_LOCK = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentStore:
    """Components by the hash of their archive, for one kind of interpreter each. Threads and
    processes may share it; a component is there whole or not at all."""

    folder: Path

    def names(self, tag: str) -> frozenset[str]:
        """The hash of each component that is here for this kind of interpreter."""
        try:
            with os.scandir(self.folder / tag) as entries:
                return frozenset(entry.name for entry in entries)
        except FileNotFoundError:
            return frozenset()

    def find(self, tag: str, pins: Iterable[Pin]) -> list[str]:
        """The hash by which each is here; empty for one that is not."""
        names = self.names(tag)
        return [next((digest for digest in pin.hashes if digest in names), "") for pin in pins]

    def fill(self, tag: str, archives: Iterable[tuple[str, Callable[[Path], None]]]) -> None:
        """Make each component by its archive's hash, a few at a time."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            jobs = [
                pool.submit(whole_folder.make, self.folder / tag / digest, fill)
                for digest, fill in archives
            ]
        for job in jobs:
            job.result()

    @contextmanager
    def held(self, *, alone: bool = False) -> Iterator[None]:
        """While somebody holds it, nothing goes; who wants things to go holds it alone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
        finally:
            os.close(descriptor)

    def components(self) -> Iterator[Component]:
        """All that are here; what cannot be read is none."""
        for place in sorted(self.folder.glob(f"*/{'[0-9a-f]' * 64}*")):
            try:
                yield component.read(place)
            except (OSError, ValueError, KeyError):
                continue

    def collect(self, locks: Collection[str], *, dry: bool) -> tuple[Component, ...]:
        """Remove what neither a lock of ``locks`` names nor an environment that is here."""
        with self.held(alone=True):
            keep = {digest for lock in locks for digest in _named(lock)}
            keep |= assembly.linked(self.folder.parent / "environments")
            gone = tuple(c for c in self.components() if c.place.name not in keep)
            for one in () if dry else gone:
                whole_folder.discard(one.place)
        return gone


def _named(lock: str) -> frozenset[str]:
    """What a lock of either ecosystem names."""
    return wheel_source.hashes(lock) | npm_lock.hashes(lock)
