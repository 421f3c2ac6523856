"""How does a Stack of Python packages become a locked, ready environment? With uv."""

import errno
import hashlib
import os
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import uv

from levee.bench import bytecode, requirements, resolver_words, whole_folder
from levee.bench.interpreters import Choice, Interpreters
from levee.bench.provider import Conflict, Environment, LabBroken, Lock, Places
from levee.model.stack import Stack
from levee.model.suite import Check

_USED = ".used"
#: No environment is trimmed while a suite may still run in it: a suite lasts an hour at most
#: (``levee.lab.suites.LONGEST_SUITE_S``).
IDLE_S = 7200.0


@dataclass(frozen=True, kw_only=True)
class PythonProvider:
    """Locks and environments live below ``data``; at most ``keep`` environments stay."""

    data: Path
    keep: int = 40
    timeout_s: float = 300.0
    uv_args: tuple[str, ...] = ()  #: further uv options, such as ("--offline",)

    @cached_property
    def interpreters(self) -> Interpreters:
        return Interpreters(self.uv)

    @cached_property
    def uv(self) -> str:
        return uv.find_uv_bin()

    @cached_property
    def _uv_version(self) -> str:
        return self._call(["--version"]).stdout.strip().removeprefix("uv ")

    def versions(self) -> dict[str, str]:
        return {"uv": self._uv_version}

    # -- resolve

    def resolve(self, stack: Stack) -> Lock | Conflict:
        """A Lock for the machine's interpreter that serves the Stack; equal wishes, equal Lock.

        What the Stack leaves open is chosen once and kept, so that two Stacks that differ
        in a setting only never differ in a dependency.
        """
        wanted = requirements.requirements(stack)
        if isinstance(wanted, Conflict):
            return wanted
        choice = self.interpreters.choose(requirements.runtime_version(stack))
        kept = self._lock_file(wanted, choice)
        if not kept.is_file():
            compiled = self._compile(wanted, choice)
            if isinstance(compiled, Conflict):
                return compiled
            _write_whole(kept, compiled)
        text = kept.read_text(encoding="utf-8")
        return Lock(text=text, runtime=choice.interpreter.version, stand_in=choice.stand_in)

    def _lock_file(self, wanted: str, choice: Choice) -> Path:
        digest = hashlib.sha256(wanted.encode()).hexdigest()
        return self.data / "locks" / f"{digest}-py{choice.interpreter.version}.txt"

    def _compile(self, wanted: str, choice: Choice) -> str | Conflict:
        argv = ["pip", "compile", "-", "--quiet", "--generate-hashes", "--no-header"]
        argv += ["--no-annotate", "--no-emit-index-url", "--only-binary", ":all:"]
        argv += ["--python", str(choice.interpreter.path)]
        done = self._call(argv, given=wanted)
        if done.returncode == 0:
            return done.stdout
        return resolver_words.read(done.returncode, done.stderr, stand_in=choice.stand_in)

    # -- build

    def build(self, lock: Lock) -> Environment:
        """The environment of the Lock, built at most once on this machine."""
        choice = self.interpreters.choose(lock.runtime)
        home = self.data / "environments" / lock.digest
        try:
            whole_folder.make(home, lambda root: self._install(root, lock, choice))
            (home / _USED).touch(exist_ok=True)
        except FileNotFoundError as error:
            raise LabBroken("the environment was trimmed by another process") from error
        except OSError as error:
            raise LabBroken(f"cannot keep the environment: {_said(error)}") from error
        self._trim(but=lock.digest)
        return Environment(
            python=home / "bin" / "python",
            bin=home / "bin",
            root=home,
            digest=lock.digest,
            mounts=choice.interpreter.prefixes,
        )

    def _install(self, root: Path, lock: Lock, choice: Choice) -> None:
        python = str(root / "bin" / "python")
        venv = ["venv", "--quiet", "--no-project", "--relocatable", "--allow-existing"]
        self._must([*venv, "--python", str(choice.interpreter.path), str(root)])
        if lock.text.strip():
            install = ["pip", "install", "--quiet", "--require-hashes", "--no-deps", "--no-build"]
            self._must([*install, "--python", python, "-r", "-"], given=lock.text)
            kept = self.data / "bytecode" / f"py{choice.interpreter.version}"
            bytecode.add(root, kept, self.timeout_s)

    def _trim(self, *, but: str) -> None:
        """Drop the environments used longest ago, never one used within ``IDLE_S``."""
        homes = sorted(_last_used(self.data / "environments"))
        horizon = time.time() - IDLE_S
        for used, home in homes[: max(0, len(homes) - self.keep)]:
            if home.name != but and used < horizon:
                whole_folder.discard(home)

    # -- command

    def command(self, check: Check, environment: Environment, places: Places) -> list[str]:
        names = {
            "{python}": environment.python,
            "{bin}": environment.bin,
            "{suite}": places.suite,
            "{work}": places.work,
            "{junit}": places.junit,
            "{stack}": places.stack,
        }
        return [_filled(word, names) for word in check.argv]

    # -- uv

    def _must(self, argv: list[str], given: str = "") -> None:
        done = self._call(argv, given)
        if done.returncode != 0:
            raise LabBroken(f"uv {' '.join(argv[:2])} failed: {done.stderr.strip()[:4000]}")

    def _call(self, argv: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
        """Run uv away from any project folder, whose settings would be read otherwise."""
        line = [self.uv, *argv, "--color", "never", *self.uv_args]
        keep = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "UV_PROJECT")}
        try:
            return subprocess.run(
                line,
                input=given,
                capture_output=True,
                text=True,
                timeout=self.timeout_s,
                check=False,
                cwd="/",
                env=keep,
            )
        except subprocess.TimeoutExpired as error:
            raise LabBroken(f"uv {argv[0]} took over {self.timeout_s:.0f} s") from error
        except OSError as error:
            raise LabBroken(f"uv could not be started: {_said(error)}", lasting=True) from error


def _filled(word: str, names: dict[str, Path]) -> str:
    for name, path in names.items():
        word = word.replace(name, str(path))
    return word


def _last_used(folder: Path) -> Iterable[tuple[float, Path]]:
    for mark in folder.glob(f"[!.]*/{_USED}"):
        try:
            yield mark.stat().st_mtime, mark.parent
        except FileNotFoundError:  # another process trimmed it
            continue


def _write_whole(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns()}")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise LabBroken(f"cannot keep the lock: {_said(error)}") from error


def _said(error: OSError) -> str:
    return "the disk is full" if error.errno == errno.ENOSPC else str(error)
