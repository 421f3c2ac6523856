"""How does a Stack of Python packages become a locked, ready environment? With uv."""

import hashlib
import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import uv

from levee.bench import bytecode, requirements, resolver_words
from levee.bench.environments import Environments, said, write_whole
from levee.bench.interpreters import Choice, Interpreters
from levee.bench.provider import Conflict, Environment, LabBroken, Lock, Places, filled
from levee.model.stack import Stack
from levee.model.suite import Check


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
            write_whole(kept, compiled)
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
        home = self._environments.home(lock, lambda root: self._install(root, lock, choice))
        return Environment(
            program=home / "bin" / "python",
            bin=home / "bin",
            root=home,
            digest=lock.digest,
            mounts=choice.interpreter.prefixes,
        )

    def plain(self, lock: Lock, root: Path) -> Environment:
        """``uv venv`` and ``uv pip install`` of the same lock; files are copied, not linked."""
        choice = self.interpreters.choose(lock.runtime)
        self._must(
            ["venv", "--quiet", "--no-project", "--python", str(choice.interpreter.path), str(root)]
        )
        python = root / "bin" / "python"
        if lock.text.strip():
            install = ["pip", "install", "--quiet", "--require-hashes", "--no-build"]
            install += ["--link-mode", "copy", "--python", str(python), "-r", "-"]
            self._must(install, given=lock.text)
        mounts = (*choice.interpreter.prefixes, root)
        return Environment(
            program=python, bin=root / "bin", root=root, digest=lock.digest, mounts=mounts,
            fixed=True,
        )  # fmt: skip

    @property
    def _environments(self) -> Environments:
        return Environments(folder=self.data / "environments", keep=self.keep)

    def _install(self, root: Path, lock: Lock, choice: Choice) -> None:
        python = str(root / "bin" / "python")
        venv = ["venv", "--quiet", "--no-project", "--relocatable", "--allow-existing"]
        self._must([*venv, "--python", str(choice.interpreter.path), str(root)])
        if lock.text.strip():
            install = ["pip", "install", "--quiet", "--require-hashes", "--no-deps", "--no-build"]
            self._must([*install, "--python", python, "-r", "-"], given=lock.text)
            kept = self.data / "bytecode" / f"py{choice.interpreter.version}"
            bytecode.add(root, kept, self.timeout_s)

    # -- command

    def command(self, check: Check, environment: Environment, places: Places) -> list[str]:
        return filled(
            check.argv, places.named() | {"{python}": environment.program, "{bin}": environment.bin}
        )

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
            raise LabBroken(f"uv could not be started: {said(error)}", lasting=True) from error
