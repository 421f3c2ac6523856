"""How does a Stack of Python packages become a locked, ready environment? With uv."""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import uv

from levee.bench import (
    assembly,
    component,
    requirements,
    resolver_words,
    source_archive,
    wheel_source,
    whole_folder,
)
from levee.bench.assembly import Assembled
from levee.bench.component import SITE, STORE
from levee.bench.component_store import ComponentStore
from levee.bench.environments import Environments, said, write_whole
from levee.bench.interpreters import Choice, Interpreter, Interpreters
from levee.bench.provider import Conflict, Environment, LabBroken, Lock, Made, Places, filled
from levee.bench.source_archive import Source
from levee.bench.source_build import SourceBuilder, with_sources
from levee.bench.wheel_source import Pin, Unfetched
from levee.model.stack import Stack
from levee.model.suite import Check

_COMPILE = ("pip", "compile", "-", "--quiet", "--no-header", "--no-annotate", "--no-emit-index-url")
_MOST_BUILDS = 20  #: for one lock


@dataclass(frozen=True, kw_only=True)
class PythonProvider:
    """Locks, environments and the store live below ``data``; at most ``keep`` environments stay."""

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
        """The environment of the Lock: linked from the store, whose components are made once."""
        choice = self.interpreters.choose(lock.runtime)
        interpreter = choice.interpreter
        with self.store.held():
            home = self._environments.home(lock, lambda root: self._fill(root, lock, choice))
            about = self._whole(home, lock, choice)
        folder = self.store.folder / interpreter.tag
        inside = f"lib/{interpreter.library}/{SITE}/{STORE}"
        return Environment(
            program=home / "bin" / "python",
            bin=home / "bin",
            root=home,
            digest=lock.digest,
            mounts=interpreter.prefixes,
            parts=tuple((f"{inside}/{name}", folder / name) for name in about.components),
            components=about.components,
            made=about.made,
            notes=about.notes,
        )

    def plain(self, lock: Lock, root: Path) -> Environment:
        """``uv venv`` and ``uv pip install`` of the same lock; files are copied, not linked."""
        choice = self.interpreters.choose(lock.runtime)
        interpreter = choice.interpreter
        self._must(
            ["venv", "--quiet", "--no-project", "--python", str(interpreter.path), str(root)]
        )
        if lock.text.strip():
            self._install(root, lock, choice, "--link-mode", "copy")
        return Environment(
            program=root / "bin" / "python", bin=root / "bin", root=root, digest=lock.digest,
            mounts=(*interpreter.prefixes, root), fixed=True, made=Made.PLAIN,
        )  # fmt: skip

    @property
    def store(self) -> ComponentStore:
        return ComponentStore(folder=self.data / "store")

    @property
    def _environments(self) -> Environments:
        return Environments(folder=self.data / "environments", keep=self.keep)

    def _fill(self, root: Path, lock: Lock, choice: Choice) -> None:
        """Assembled; where a wheel can only be had by uv, installed by uv, and it says so."""
        try:
            places = self._components(lock, choice)
        except Unfetched as error:
            self._venv(root, choice.interpreter)
            self._install(root, lock, choice, "--no-deps", "--compile-bytecode")
            assembly.write(root, Assembled(made=Made.INSTALLED, notes=(error.reason,)))
        else:
            skeleton = self._skeleton(choice.interpreter)
            assembly.assemble(root, skeleton, places, choice.interpreter.library)

    def _whole(self, home: Path, lock: Lock, choice: Choice) -> Assembled:
        """What the environment leads to is there: brought back if it was taken away."""
        about = assembly.read(home)
        if not self.store.names(choice.interpreter.tag).issuperset(about.components):
            self._components(lock, choice)
        return about

    def _components(self, lock: Lock, choice: Choice) -> list[Path]:
        """The Lock's components in its order; those that lack are fetched and unpacked."""
        pins, tag = wheel_source.pins(lock.text), choice.interpreter.tag
        found = self.store.find(tag, pins)
        lacking = [pin for pin, name in zip(pins, found, strict=True) if not name]
        if lacking:
            self.store.fill(tag, self._sources(lacking, choice))
            found = self.store.find(tag, pins)
        if not all(found):
            raise LabBroken(f"the store lost a component of {lacking[0].name}")
        return [self.store.folder / tag / name for name in found]

    def _sources(
        self, lacking: list[Pin], choice: Choice
    ) -> Iterator[tuple[str, Callable[[Path], None]]]:
        python = choice.interpreter

        def compile_(words: list[str], text: str) -> str:
            argv = [*_COMPILE, *self._wheels_only(choice), "--python", str(python.path), *words]
            done = self._call(argv, given=text)
            return done.stderr.strip() or "no reason given" if done.returncode else ""

        for source in wheel_source.find(lacking, python.release, compile_):
            fill = partial(
                component.fill, source=source, interpreter=python, timeout_s=self.timeout_s
            )
            yield source.sha256, fill

    def _skeleton(self, interpreter: Interpreter) -> Path:
        """An environment without any package, as uv makes it."""
        place = self.store.folder / interpreter.tag / "skeleton"

        def fill(root: Path) -> None:
            self._venv(root, interpreter)
            assembly.prepare(root, interpreter.library)

        return whole_folder.make(place, fill)

    def _venv(self, root: Path, interpreter: Interpreter) -> None:
        words = ["venv", "--quiet", "--no-project", "--relocatable", "--allow-existing"]
        self._must([*words, "--python", str(interpreter.path), str(root)])

    def _install(self, root: Path, lock: Lock, choice: Choice, *words: str) -> None:
        argv = ["pip", "install", "--quiet", "--require-hashes", *self._wheels_only(choice), *words]
        self._must([*argv, "--python", str(root / "bin" / "python"), "-r", "-"], given=lock.text)

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
