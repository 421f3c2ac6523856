"""How does a Stack of npm packages become a locked, ready environment? With the host's npm."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from levee.bench import assembly, npm_component, npm_lock, npm_words, whole_folder
from levee.bench.assembly import Assembled
from levee.bench.component_store import ComponentStore
from levee.bench.environments import Environments, said, write_whole
from levee.bench.npm_lock import NAME, VERSION, Machine, Package, Unlinked
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
from levee.model.stack import Component, Role, Stack
from levee.model.suite import Check

RUNTIME = "pkg:generic/node"
_MACHINE = """const { arch, platform, report, version } = process;
const libc = platform !== 'linux' ? '' : report.getReport().header.glibcVersionRuntime;
const family = platform !== 'linux' ? '' : libc ? 'glibc' : 'musl';
console.log(JSON.stringify([platform, arch, family, version.slice(1)]));"""
_AT_ONCE = 200  #: packages that npm is asked for in one call
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


@dataclass(frozen=True, kw_only=True)
class NpmProvider:
    """Locks, environments, the store and npm's cache live below ``data``.

    Install scripts are somebody else's code and never run outside the sandbox.
    """

    data: Path
    keep: int = 40
    timeout_s: float = 300.0
    npm_args: tuple[str, ...] = ()  #: further npm options, such as ("--offline",)

    @cached_property
    def node(self) -> Path:
        return Path(_program("node")).resolve()

    @cached_property
    def _versions(self) -> dict[str, str]:
        node = self._call([str(self.node), "--version"], Path("/")).stdout.strip()
        npm = self._call([_program("npm"), "--version"], Path("/")).stdout.strip()
        return {"node": node.removeprefix("v"), "npm": npm.splitlines()[-1] if npm else ""}

    def versions(self) -> dict[str, str]:
        return dict(self._versions)

    # -- resolve

    def resolve(self, stack: Stack) -> Lock | Conflict:
        """package-lock.json of the exact versions; what the Stack leaves open is chosen once."""
        wanted = manifest(stack)
        if isinstance(wanted, Conflict):
            return wanted
        kept = self.data / "locks" / f"{_digest(wanted)}-node{self._versions['node']}.json"
        if not kept.is_file():
            locked = self._lock(wanted)
            if isinstance(locked, Conflict):
                return locked
            write_whole(kept, locked)
        text = kept.read_text(encoding="utf-8")
        return Lock(text=text, runtime=self._versions["node"], stand_in=self._stand_in(stack))

    def _stand_in(self, stack: Stack) -> str:
        asked = next((c.version for c in stack.components if c.package == RUNTIME), "")
        has = self._versions["node"]
        if not asked or has == asked or has.startswith(f"{asked}."):
            return ""
        return f"node {has} stood in for {asked}"

    def _lock(self, wanted: str) -> str | Conflict:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "package.json").write_text(wanted, encoding="utf-8")
            only = ("--package-lock-only", "--omit-lockfile-registry-resolved")
            words = ("install", *only, *self._cached[1:])
            done = self._npm(words, Path(folder))
            if done.returncode:
                return npm_words.read(done.stdout, done.stderr)
            return (Path(folder) / "package-lock.json").read_text(encoding="utf-8")

    # -- build

    def build(self, lock: Lock) -> Environment:
        """node_modules of the Lock: linked from the store, whose components are made once."""
        with self.store.held():
            home = self._environments.home(lock, lambda root: self._fill(root, lock))
            about = _about(home)
        return Environment(
            program=self.node, bin=home / "bin", root=home, digest=lock.digest,
            mounts=self._node, components=about.components, made=about.made, notes=about.notes,
        )  # fmt: skip

    def plain(self, lock: Lock, root: Path) -> Environment:
        """``npm ci`` of the same lock in a new folder, with npm's own cache."""
        root.mkdir(parents=True)
        self._install(root, lock, ())
        return Environment(
            program=self.node, bin=root / "bin", root=root, digest=lock.digest,
            mounts=(*self._node, root), fixed=True, made=Made.PLAIN,
        )  # fmt: skip

    @property
    def _node(self) -> tuple[Path, ...]:
        """What node needs beside the system's own folders."""
        prefix = self.node.parent.parent
        return () if prefix in (Path("/"), Path("/usr")) else (prefix,)

    @property
    def store(self) -> ComponentStore:
        return ComponentStore(folder=self.data / "store")

    @property
    def _cache(self) -> Path:
        return self.data / "npm-store"

    @property
    def _cached(self) -> tuple[str, ...]:
        return ("--prefer-offline", "--cache", str(self._cache))

    @property
    def _environments(self) -> Environments:
        return Environments(folder=self.data / "environments", keep=self.keep)

    @cached_property
    def _machine(self) -> Machine:
        done = self._call([str(self.node), "-e", _MACHINE], Path("/"))
        if done.returncode:
            raise LabBroken(f"node does not say what it runs on: {done.stderr.strip()[:2000]}")
        os_, cpu, libc, node = json.loads(done.stdout)
        return Machine(os=os_, cpu=cpu, libc=libc, node=node)

    def _fill(self, root: Path, lock: Lock) -> None:
        """Assembled; where only npm knows what comes, installed by npm, and it says so."""
        try:
            packages = npm_lock.packages(lock.text, self._machine)
            self._stock(packages)
            _write_project(root, lock)
            npm_component.assemble(root, self.store.folder, packages)
        except Unlinked as error:
            whole_folder.remove(root / "node_modules")
            self._install(root, lock, self._cached)
            assembly.write(root, Assembled(made=Made.INSTALLED, notes=(error.reason,)))
        else:
            _show_programs(root)

    def _stock(self, packages: tuple[Package, ...]) -> None:
        """What lacks is fetched and unpacked; the same package in two places is one."""
        there = self.store.names(npm_component.TAG)
        lacking = {p.sha512: p for p in packages if p.sha512 not in there}
        self._fetch([*lacking.values()])
        fills = (
            (p.sha512, partial(npm_component.fill, package=p, cache=self._cache))
            for p in lacking.values()
        )
        self.store.fill(npm_component.TAG, fills)

    def _fetch(self, lacking: list[Package]) -> None:
        """Into npm's own cache, which keeps by its hash what is not there yet."""
        far = [p for p in lacking if not npm_component.content(self._cache, p.sha512).is_file()]
        for start in range(0, len(far), _AT_ONCE):
            specs = [p.spec for p in far[start : start + _AT_ONCE]]
            with tempfile.TemporaryDirectory() as folder:
                done = self._npm(("cache", "add", *specs, *self._cached), Path(folder))
            if done.returncode:
                raise Unlinked(f"npm did not fetch: {npm_words.said(done.stdout, done.stderr)}")

    def _install(self, root: Path, lock: Lock, store: tuple[str, ...]) -> None:
        _write_project(root, lock)
        done = self._npm(("ci", *store), root)
        if done.returncode:
            raise LabBroken(f"npm ci failed: {npm_words.said(done.stdout, done.stderr)}")
        _show_programs(root)

    # -- command

    def command(self, check: Check, environment: Environment, places: Places) -> list[str]:
        mine = {"{node}": environment.program, "{bin}": environment.bin, "{env}": environment.root}
        return filled(check.argv, places.named() | mine)

    # -- npm

    def _npm(self, words: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
        return self._call([_program("npm"), *words, *_QUIET, "--json", *self.npm_args], folder)

    def _call(self, argv: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        keep = {k: v for k, v in os.environ.items() if k != "NODE_OPTIONS"}
        try:
            return subprocess.run(
                argv, capture_output=True, text=True, timeout=self.timeout_s, check=False,
                cwd=folder, env=keep,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise LabBroken(f"{argv[0]} took over {self.timeout_s:.0f} s") from error
        except OSError as error:
            why = f"{argv[0]} could not be started: {said(error)}"
            raise LabBroken(why, lasting=True) from error


def _write_project(root: Path, lock: Lock) -> None:
    top = json.loads(lock.text)["packages"][""]
    body = {"name": "levee-stack", "version": "0.0.0", "private": True}
    body |= {"dependencies": top.get("dependencies", {})}
    (root / "package.json").write_text(json.dumps(body), encoding="utf-8")
    (root / "package-lock.json").write_text(lock.text, encoding="utf-8")


def _show_programs(root: Path) -> None:
    (root / "node_modules" / ".bin").mkdir(parents=True, exist_ok=True)
    (root / "bin").symlink_to("node_modules/.bin")


def _about(home: Path) -> Assembled:
    """How it was made; one that an earlier version made does not say, and was installed."""
    try:
        return assembly.read(home)
    except FileNotFoundError:
        return Assembled(made=Made.INSTALLED)


def manifest(stack: Stack) -> str | Conflict:
    """package.json that asks for exactly the Stack's packages.

    Host and plugins are asked for by name; a dependency that the Stack has in one version is
    held to it wherever it is needed, one that it has in several is left to those who need it.
    """
    foreign = [c.purl for c in stack.components if c.ecosystem != "npm" and c.package != RUNTIME]
    if foreign:
        raise LabBroken(f"the npm provider cannot install {', '.join(foreign)}", lasting=True)
    wanted = [c for c in stack.components if c.ecosystem == "npm"]
    strange = [c.purl for c in wanted if not _is_plain(c)]
    if strange:
        text = f"no npm package or version can be called {', '.join(strange)}"
        return Conflict(explanation=text, kind=ConflictKind.INVALID)
    top = [c for c in wanted if c.role in (Role.HOST, Role.PLUGIN)] or wanted
    twice = [name for name, count in Counter(c.name for c in top).items() if count > 1]
    if twice:
        text = f"{', '.join(twice)} cannot be there in two versions at once"
        return Conflict(explanation=text, kind=ConflictKind.INCOMPATIBLE)
    body: dict[str, Any] = {"name": "levee-stack", "version": "0.0.0", "private": True}
    body["dependencies"] = {c.name: c.version for c in top}
    body["overrides"] = _held(wanted, top)
    return json.dumps(body, indent=1, sort_keys=True)


def _held(wanted: list[Component], top: list[Component]) -> dict[str, str]:
    below = [c for c in wanted if c not in top]
    count = Counter(c.name for c in below)
    asked = {c.name for c in top}
    return {c.name: c.version for c in below if count[c.name] == 1 and c.name not in asked}


def _is_plain(component: Component) -> bool:
    return bool(NAME.fullmatch(component.name) and VERSION.fullmatch(component.version))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise LabBroken(f"{name} is not on this machine; install Node.js and npm", lasting=True)
    return found
