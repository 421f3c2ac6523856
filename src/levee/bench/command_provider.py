"""How does a Stack become an environment by the user's own three executables?"""

import json
import os
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from levee.bench.environments import Environments, said
from levee.bench.provider import (
    Conflict,
    ConflictKind,
    Environment,
    LabBroken,
    Lock,
    Made,
    Places,
    filled,
)
from levee.model.problem import Problem, Rejected
from levee.model.stack import Stack
from levee.model.suite import Check

CONFLICT = 3  #: exit code of ``resolve`` for a Stack that no environment can have
STEPS = ("resolve", "build", "command")
_KEYS = {*STEPS, "timeout_s", "mounts", "version"}
_KEPT = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """What a provider file names: three programs, by absolute path, with their first words.

    ``resolve STACK.json`` prints a lock; exit 3 is a conflict, explained on standard error.
    ``build LOCK FOLDER`` fills the folder. ``command ENV ARGV.json`` prints the argv to run.
    """

    resolve: tuple[str, ...]
    build: tuple[str, ...]
    command: tuple[str, ...]
    timeout_s: float = 300.0
    mounts: tuple[Path, ...] = ()  #: further folders that the environment needs to run
    version: str = ""


def read(file: Path) -> Programs:
    """The programs that a provider file (TOML) names; Rejected with every problem."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error}"),)) from None
    problems = [Problem(f"{file}: {k}", "is not a key of a provider") for k in data.keys() - _KEYS]
    problems += [p for step in STEPS for p in _step(file, step, data.get(step))]
    if problems:
        raise Rejected(tuple(problems))
    return Programs(
        **{step: tuple(data[step]) for step in STEPS},
        timeout_s=float(data.get("timeout_s", 300.0)),
        mounts=tuple(Path(m) for m in data.get("mounts", ())),
        version=str(data.get("version", "")),
    )


def _step(file: Path, step: str, argv: object) -> list[Problem]:
    place = f"{file}: {step}"
    if not isinstance(argv, list) or not argv or not all(isinstance(w, str) for w in argv):
        return [Problem(place, "is a list of words, the first one a program")]
    program = Path(argv[0])
    if not program.is_absolute() or not os.access(program, os.X_OK):
        return [Problem(place, f"{argv[0]} is no executable by an absolute path")]
    return []


@dataclass(frozen=True, kw_only=True)
class CommandProvider:
    """One ecosystem of the user's own. The programs are the operator's, so they are trusted:
    what they build is not, and runs in the sandbox as everything else does."""

    data: Path
    programs: Programs
    keep: int = 40

    def versions(self) -> dict[str, str]:
        return {"provider": self.programs.version or self.programs.resolve[0]}

    def resolve(self, stack: Stack) -> Lock | Conflict:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "stack.json"
            file.write_text(json.dumps(stack.to_json()), encoding="utf-8")
            done = self._call("resolve", str(file))
        if done.returncode == CONFLICT:
            why = done.stderr.strip()[:_KEPT] or "the provider did not say why"
            return Conflict(explanation=why, kind=ConflictKind.INCOMPATIBLE)
        self._must("resolve", done)
        return Lock(text=done.stdout, runtime=self.programs.version)

    def build(self, lock: Lock) -> Environment:
        environments = Environments(folder=self.data / "environments", keep=self.keep)
        home = environments.home(lock, lambda root: self._build(root, lock))
        return self._at(home, lock)

    def plain(self, lock: Lock, root: Path) -> Environment:
        """By the same program, which knows no other way, into a new folder."""
        root.mkdir(parents=True)
        self._build(root, lock)
        return replace(self._at(root, lock), made=Made.PLAIN)

    def _at(self, home: Path, lock: Lock) -> Environment:
        return Environment(
            program=home, bin=home / "bin", root=home, digest=lock.digest,
            mounts=self.programs.mounts,
        )  # fmt: skip

    def _build(self, root: Path, lock: Lock) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "lock"
            file.write_text(lock.text, encoding="utf-8")
            self._must("build", self._call("build", str(file), str(root)))
        (root / "bin").mkdir(exist_ok=True)

    def command(self, check: Check, environment: Environment, places: Places) -> list[str]:
        """What the provider makes of the check's argv, its placeholders in place already."""
        mine = {"{bin}": environment.bin, "{env}": environment.root}
        argv = filled(check.argv, places.named() | mine)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "argv.json"
            file.write_text(json.dumps(argv), encoding="utf-8")
            done = self._call("command", str(environment.root), str(file))
        self._must("command", done)
        return _argv(done.stdout)

    def _must(self, step: str, done: subprocess.CompletedProcess[str]) -> None:
        if done.returncode:
            why = done.stderr.strip()[:_KEPT] or f"exit code {done.returncode}"
            raise LabBroken(f"{step} of the provider failed: {why}")

    def _call(self, step: str, *words: str) -> subprocess.CompletedProcess[str]:
        steps: Mapping[str, tuple[str, ...]] = {
            "resolve": self.programs.resolve,
            "build": self.programs.build,
            "command": self.programs.command,
        }
        argv = [*steps[step], *words]
        try:
            return subprocess.run(
                argv, capture_output=True, text=True, timeout=self.programs.timeout_s,
                check=False, cwd="/",
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            why = f"{step} of the provider took over {self.programs.timeout_s:.0f} s"
            raise LabBroken(why) from error
        except (OSError, UnicodeDecodeError) as error:
            text = said(error) if isinstance(error, OSError) else str(error)
            raise LabBroken(f"{step} of the provider could not run: {text}") from error


def _argv(out: str) -> list[str]:
    try:
        argv = json.loads(out)
    except ValueError as error:
        raise LabBroken(f"command of the provider printed no JSON: {error}") from None
    if not isinstance(argv, list) or not argv or not all(isinstance(w, str) for w in argv):
        raise LabBroken("command of the provider printed no list of words")
    return argv
