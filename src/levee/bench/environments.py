"""Where do built environments lie, which may go, and how is something kept whole?"""

import errno
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from levee.bench import whole_folder
from levee.bench.provider import LabBroken, Lock

_USED = ".used"
#: No environment is trimmed while a suite may still run in it: a suite lasts an hour at most
#: (``levee.lab.suites.LONGEST_SUITE_S``).
IDLE_S = 7200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Environments:
    """Built environments by the digest of their Lock; at most ``keep`` of them stay."""

    folder: Path
    keep: int

    def home(self, lock: Lock, build: Callable[[Path], None]) -> Path:
        """The environment of the Lock, built at most once on this machine."""
        home = self.folder / lock.digest
        try:
            whole_folder.make(home, build)
            (home / _USED).touch(exist_ok=True)
        except FileNotFoundError as error:
            raise LabBroken("the environment was trimmed by another process") from error
        except OSError as error:
            raise LabBroken(f"cannot keep the environment: {said(error)}") from error
        self._trim(but=lock.digest)
        return home

    def _trim(self, *, but: str) -> None:
        """Drop the environments used longest ago, never one used within ``IDLE_S``."""
        homes = sorted(_last_used(self.folder))
        horizon = time.time() - IDLE_S
        for used, home in homes[: max(0, len(homes) - self.keep)]:
            if home.name != but and used < horizon:
                whole_folder.discard(home)


def _last_used(folder: Path) -> Iterable[tuple[float, Path]]:
    for mark in folder.glob(f"[!.]*/{_USED}"):
        try:
            yield mark.stat().st_mtime, mark.parent
        except FileNotFoundError:  # another process trimmed it
            continue


def write_whole(path: Path, text: str) -> None:
    """All of it or nothing, also when two do it at once."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns()}")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise LabBroken(f"cannot keep the lock: {said(error)}") from error


def said(error: OSError) -> str:
    return "the disk is full" if error.errno == errno.ENOSPC else str(error)
