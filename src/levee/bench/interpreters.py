"""Which Python interpreters can this machine really run, and which serves a wanted version?"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from levee.bench.provider import LabBroken

_ASK = (
    "import json, platform, sys; print(json.dumps([platform.python_version(), "
    "sys.base_prefix, sys.base_exec_prefix, getattr(sys, '_base_executable', sys.executable), "
    "sys.abiflags]))"
)
_OLDEST = (3, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """A Python that ran when asked. ``prefixes`` are the folders it lives in."""

    path: Path
    version: str
    prefixes: tuple[Path, ...]
    flags: str = ""  #: of its binary interface, such as ``t`` without the global lock

    @property
    def tag(self) -> str:
        """What bytecode and compiled packages are good for: this release, built like this."""
        return f"py{self.version}{self.flags}"

    @property
    def library(self) -> str:
        """Where an environment has its packages, below its root and above ``site-packages``."""
        return f"python{'.'.join(map(str, self.release[:2]))}{'t' if 't' in self.flags else ''}"

    @property
    def release(self) -> tuple[int, ...]:
        return release_of(self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The interpreter to use; ``stand_in`` says why it is not the wanted one."""

    interpreter: Interpreter
    stand_in: str = ""


def release_of(version: str) -> tuple[int, ...]:
    """'3.13.0rc1' -> (3, 13, 0); letters end it."""
    head = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in head.group().split(".")) if head else ()


class Interpreters:
    """The machine's interpreters. Each is asked at most once, and only when it may be needed."""

    def __init__(self, uv: str) -> None:
        self._uv = uv
        self._lock = threading.Lock()
        self._probed: dict[Path, Interpreter | None] = {}

    def all(self) -> tuple[Interpreter, ...]:
        return tuple(self._running(_candidates(self._uv)))

    def choose(self, wanted: str) -> Choice:
        """One with the wanted release; else the nearest minor, and it says so.

        Nothing wanted: the interpreter that runs Levee.
        """
        target = release_of(wanted) or sys.version_info[:2]
        for likely in self._running(chain(_named(target), _candidates(self._uv))):
            if likely.release[: len(target)] == target:
                return Choice(interpreter=likely)
        found = self.all()
        if not found:
            raise LabBroken("no Python interpreter on this machine runs", lasting=True)
        return _stand_in(found, wanted, target)

    def _running(self, candidates: Iterable[Path]) -> Iterable[Interpreter]:
        """Those that answer and are new enough, each once however many names it has."""
        seen: set[Path] = set()
        for candidate in candidates:
            found = self._probe(candidate)
            if found and found.release[:2] >= _OLDEST and found.path.resolve() not in seen:
                seen.add(found.path.resolve())
                yield found

    def _probe(self, candidate: Path) -> Interpreter | None:
        with self._lock:
            if candidate not in self._probed:
                self._probed[candidate] = _probe(candidate)
            return self._probed[candidate]


def _stand_in(found: tuple[Interpreter, ...], wanted: str, target: tuple[int, ...]) -> Choice:
    best = min(found, key=lambda i: (_distance(i.release, target), [-n for n in i.release]))
    same_minor = best.release[:2] == target[:2]
    what = "another patch release" if same_minor else "the nearest minor version here"
    reason = f"Python {wanted} is not on this machine; {best.version} stood in ({what})"
    return Choice(interpreter=best, stand_in=reason)


def _distance(release: tuple[int, ...], target: tuple[int, ...]) -> int:
    minor = target[1] if len(target) > 1 else release[1]
    return abs(release[0] - target[0]) * 1000 + abs(release[1] - minor)


def _named(target: tuple[int, ...]) -> Iterable[Path]:
    """Those whose very name promises the release, the newest first."""
    minor = ".".join(map(str, target[:2]))
    ours = Path(getattr(sys, "_base_executable", sys.executable))
    if sys.version_info[: len(target)] == target:
        yield ours
    pyenv = _pyenv_root().glob(f"versions/{minor}*/bin/python")
    yield from sorted(pyenv, key=lambda p: release_of(p.parts[-3]), reverse=True)
    if found := shutil.which(f"python{minor}"):
        yield Path(found)


def _candidates(uv: str) -> Iterable[Path]:
    """Cheap names first; several may be one interpreter, and shims may not run at all."""
    names = [f"python3.{minor}" for minor in range(_OLDEST[1], 20)]
    yield Path(getattr(sys, "_base_executable", sys.executable))
    yield from sorted(_pyenv_root().glob("versions/3.*/bin/python"))
    yield from (Path(found) for name in (*names, "python3") if (found := shutil.which(name)))
    yield from _known_to_uv(uv)


def _pyenv_root() -> Path:
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def _known_to_uv(uv: str) -> Iterable[Path]:
    argv = [uv, "python", "list", "--only-installed", "--output-format", "json", "--no-config"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=True, cwd="/")
        return [Path(entry["path"]) for entry in json.loads(done.stdout)]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return []


def _probe(path: Path) -> Interpreter | None:
    try:
        done = subprocess.run(
            [str(path), "-I", "-S", "-c", _ASK],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
        version, prefix, exec_prefix, executable, flags = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    real = Path(executable or path)
    folders = {Path(prefix), Path(exec_prefix), real.resolve().parent.parent}
    prefixes = tuple(sorted(folders))
    return Interpreter(path=real, version=version, prefixes=prefixes, flags=flags)
