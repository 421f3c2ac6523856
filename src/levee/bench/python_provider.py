"""How does a Stack of Python packages become a locked, ready environment? With uv."""

import hashlib
import os
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import uv

from levee.bench import bytecode, requirements, resolver_words, source_archive
from levee.bench.environments import Environments, said, write_whole
from levee.bench.interpreters import Choice, Interpreters
from levee.bench.provider import Conflict, Environment, LabBroken, Lock, Places, filled
from levee.bench.source_archive import Source
from levee.bench.source_build import SourceBuilder, with_sources
from levee.model.stack import Stack
from levee.model.suite import Check

_COMPILE = ("pip", "compile", "-", "--quiet", "--no-header", "--no-annotate", "--no-emit-index-url")
_MOST_BUILDS = 20  #: for one lock


@dataclass(frozen=True, kw_only=True)
class PythonProvider:
    """Locks and environments live below ``data``; at most ``keep`` environments stay."""

    data: Path
    keep: int = 40
    timeout_s: float = 300.0
    uv_args: tuple[str, ...] = ()  #: further uv options, such as ("--offline",)
    builder: SourceBuilder | None = None  #: None: what has no wheel cannot be run

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
            compiled = self._compile(wanted, choice, self.builder)
            if isinstance(compiled, Conflict):
                return compiled
            write_whole(kept, compiled)
        text = kept.read_text(encoding="utf-8")
        return Lock(text=text, runtime=choice.interpreter.version, stand_in=choice.stand_in)

    def _lock_file(self, wanted: str, choice: Choice) -> Path:
        digest = hashlib.sha256(wanted.encode()).hexdigest()
        return self.data / "locks" / f"{digest}-py{choice.interpreter.version}.txt"

    def _compile(
        self, wanted: str, choice: Choice, builder: SourceBuilder | None
    ) -> str | Conflict:
        """The lock of requirement lines. What has no wheel is built first, one after another:
        only a built one says what it requires itself."""
        built = set[str]()
        while True:
            argv = [*_COMPILE, "--generate-hashes", *self._wheels_only(choice)]
            done = self._call([*argv, "--python", str(choice.interpreter.path)], given=wanted)
            if done.returncode == 0:
                return with_sources(done.stdout, self._wheels(choice))
            lacking = [n for n in resolver_words.source_only(done.stderr) if n not in built]
            if not lacking or builder is None or len(built) == _MOST_BUILDS:
                return resolver_words.read(done.returncode, done.stderr, stand_in=choice.stand_in)
            builder.build(
                self._source(wanted, lacking[0], choice),
                self._wheels(choice),
                lambda lines: self._prepared(lines, choice),
            )
            built.add(lacking[0])

    def _wheels(self, choice: Choice) -> Path:
        """Where what was built here lies."""
        return self.data / "wheels" / f"py{choice.interpreter.version}"

    def _wheels_only(self, choice: Choice) -> tuple[str, ...]:
        wheels = self._wheels(choice)
        ours = ("--find-links", str(wheels)) if wheels.is_dir() else ()
        return ("--only-binary", ":all:", *ours)

    def _source(self, wanted: str, name: str, choice: Choice) -> Source:
        """Which source would be taken. Nothing of it is run: uv is told that it requires
        nothing."""
        with tempfile.TemporaryDirectory() as folder:
            told = f'[[dependency-metadata]]\nname = "{name}"\nrequires-dist = []\n'
            (Path(folder) / "uv.toml").write_text(told, encoding="utf-8")
            argv = [*_COMPILE, "--format", "pylock.toml", *self._wheels_only(choice)]
            argv += ["--no-binary", name, "--python", str(choice.interpreter.path)]
            done = self._call(argv, given=wanted, cwd=folder)
        if done.returncode:
            raise LabBroken(f"the source of {name} cannot be named: {done.stderr.strip()[:4000]}")
        return source_archive.of_pylock(done.stdout, name)

    def _prepared(self, lines: str, choice: Choice) -> Environment | Conflict:
        """An environment of requirement lines, of wheels only."""
        locked = self._compile(lines, choice, None)
        if isinstance(locked, Conflict):
            return locked
        return self.build(Lock(text=locked, runtime=choice.interpreter.version))

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
            install = ["pip", "install", "--quiet", "--require-hashes"]
            install += self._wheels_only(choice)
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
            install = ["pip", "install", "--quiet", "--require-hashes", "--no-deps"]
            install += self._wheels_only(choice)
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

    def _call(
        self, argv: list[str], given: str = "", cwd: str = "/"
    ) -> subprocess.CompletedProcess[str]:
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
                cwd=cwd,
                env=keep,
            )
        except subprocess.TimeoutExpired as error:
            raise LabBroken(f"uv {argv[0]} took over {self.timeout_s:.0f} s") from error
        except OSError as error:
            raise LabBroken(f"uv could not be started: {said(error)}", lasting=True) from error
