"""How does a Stack of WordPress and plugins become a site that checks run on? In PHP on WASM."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from levee.bench import sandbox
from levee.bench.environments import Environments
from levee.bench.npm_provider import NpmProvider
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
from levee.bench.sandbox import Sandbox
from levee.bench.wordpress import archive, header, pins, recipe, site, wanted
from levee.bench.wordpress.cores import THEMES, Cores
from levee.bench.wordpress.library import Library, Part, library_of
from levee.bench.wordpress.recipe import Piece, Recipe
from levee.bench.wordpress.site import Builder, Ground
from levee.bench.wordpress.tools import Tools
from levee.bench.wordpress.wanted import Wanted
from levee.model.stack import Stack
from levee.model.suite import Check


@dataclass(frozen=True, kw_only=True)
class WordpressProvider:
    """Everything lies in ``data / "wordpress"``; plugins come from its ``library`` folder."""

    data: Path
    keep: int = 40
    install_s: float = 60.0  #: for WordPress itself; a quarter of it more for each plugin
    find_sandbox: Callable[[], Sandbox] = field(default=sandbox.find)

    @cached_property
    def _home(self) -> Path:
        return (self.data / "wordpress").resolve()

    @cached_property
    def _tools(self) -> Tools:
        return Tools(folder=self._home / "tools", npm=NpmProvider(data=self.data))

    @cached_property
    def _library(self) -> Library:
        return Library(folder=library_of(self.data.resolve()), store=self._home / "store")

    @cached_property
    def _cores(self) -> Cores:
        return Cores(folder=self._home / "cores", library=self._library, tools=self._tools)

    @cached_property
    def _sandbox(self) -> Sandbox:
        return self.find_sandbox()

    def versions(self) -> dict[str, str]:
        return self._tools.npm.versions() | pins.versions()

    # -- resolve

    def resolve(self, stack: Stack) -> Lock | Conflict:
        """Every part by its hash. What WordPress would refuse to switch on is a Conflict; what
        this lab does not have says nothing about the Stack and is LabBroken."""
        asked = wanted.read(stack)
        if isinstance(asked, Conflict):
            return asked
        minor, php, stand_in = _php(asked.php)
        version = asked.wordpress or pins.USUAL_WORDPRESS
        if not asked.wordpress:
            stand_in += f"; WordPress {version}, for the stack names none"
        try:
            core = self._cores.sha256(version)
            plugins = {n: self._library.plugin(n, v) for n, v in asked.plugins}
            brought = self._cores.kept(version, core) / THEMES
            themes = {n: self._library.theme(n, v, brought) for n, v in asked.themes}
        except archive.Refused as error:
            return Conflict(explanation=str(error), kind=ConflictKind.INVALID)
        headers = {name: part.header for name, part in (plugins | themes).items()}
        against = header.objections(headers, plugins, version, php)
        if against:
            return Conflict(explanation="; ".join(against))
        made = _recipe(asked, (version, core, minor), plugins, themes)
        return Lock(text=made.text, runtime=php, stand_in=stand_in.removeprefix("; "))

    # -- build

    def build(self, lock: Lock) -> Environment:
        """Plugins are linked from the store, core and PHP are shown in place, and a WordPress
        that was installed once is copied. Built at most once."""
        made = recipe.read(lock.text)
        ground = self._ground(made, self._cores.kept(made.wordpress, made.core_sha256))
        kept = self._home / "installed" / _installed(made)

        def fill(root: Path) -> None:
            site.lay(root, made, ground, self._folders(made, ground.core), site.link)
            self._builder(ground).install(root, kept)
            self._builder(ground).activate(root, made)

        environments = Environments(folder=self.data / "environments", keep=self.keep)
        return _environment(environments.home(lock, fill), lock, ground)

    def plain(self, lock: Lock, root: Path) -> Environment:
        """All files copied, WordPress installed and plugins switched on as on a new site."""
        made = recipe.read(lock.text)
        root.mkdir(parents=True)
        root = root.resolve()
        core = self._cores.kept(made.wordpress, made.core_sha256)
        shutil.copytree(core, root / "core")
        ground = self._ground(made, root / "core", root)
        site.lay(root, made, ground, self._folders(made, core), shutil.copytree)
        self._builder(ground).install(root, None)
        self._builder(ground).activate(root, made)
        return _environment(root, lock, ground, fixed=True)

    def _builder(self, ground: Ground) -> Builder:
        return Builder(sandbox=self._sandbox, ground=ground, install_s=self.install_s)

    def _ground(self, made: Recipe, core: Path, shown: Path | None = None) -> Ground:
        zipped = self._tools.sqlite()
        sqlite = archive.top(self._library.unpacked(zipped, archive.digest(zipped)))
        php = self._tools.php(made.php)
        mounts = (*self._tools.node_mounts, php, sqlite, shown or core)
        return Ground(node=self._tools.node, php=php, core=core, sqlite=sqlite, mounts=mounts)

    def _folders(self, made: Recipe, core: Path) -> dict[str, dict[str, Path]]:
        """Where the plugins and the themes of a site lie unpacked; a theme of the Stack goes
        before one that WordPress brings along."""
        themes = {path.name: path for path in (core / THEMES).iterdir() if path.is_dir()}
        return {
            "plugins": self._kept(made.plugins), "themes": themes | self._kept(made.themes)
        }  # fmt: skip

    def _kept(self, pieces: Iterable[Piece]) -> dict[str, Path]:
        return {p.name: self._library.kept(p.name, p.sha256) for p in pieces if p.sha256}

    # -- command

    def command(self, check: Check, environment: Environment, places: Places) -> list[str]:
        mine = {"{node}": environment.program, "{bin}": environment.bin, "{env}": environment.root}
        return filled(check.argv, places.named() | mine)


def _php(asked: str) -> tuple[str, str, str]:
    """Minor version, exact version, and why it is not what was asked for."""
    minor = ".".join((asked or pins.USUAL_PHP).split(".")[:2])
    exact = pins.PHP.get(minor)
    if exact is None:
        why = f"there is no PHP {asked} here; there are {', '.join(pins.PHP.values())}"
        raise LabBroken(why, lasting=True)
    if not asked:
        return minor, exact, f"PHP {exact}, for the stack names none"
    return minor, exact, "" if asked in (minor, exact) else f"PHP {exact} stood in for {asked}"


def _recipe(
    asked: Wanted, ground: tuple[str, str, str], plugins: dict[str, Part], themes: dict[str, Part]
) -> Recipe:
    version, core, minor = ground
    order = header.in_order({name: part.header for name, part in plugins.items()})
    parents = {part.header.parent for part in themes.values()}
    shown = [name for name in sorted(themes) if name not in parents]
    return Recipe(
        wordpress=version, core_sha256=core, php=minor, packages=pins.versions(),
        plugins=tuple(_piece(plugins[name]) for name in order),
        themes=tuple(_piece(themes[name]) for name in sorted(themes)),
        theme=shown[0] if shown else "",
        permalink=asked.permalink, constants=dict(asked.constants), inside=site.inside_digest(),
    )  # fmt: skip


def _piece(part: Part) -> Piece:
    has = part.header
    return Piece(name=part.name, version=has.version, sha256=part.sha256, file=has.file)


def _installed(made: Recipe) -> str:
    """Which installed WordPress can be shared: all but its plugins and themes is the same."""
    same = (made.core_sha256, made.php, made.permalink, made.inside, repr(made.packages))
    return sha256("\n".join(same).encode()).hexdigest()


def _environment(root: Path, lock: Lock, ground: Ground, *, fixed: bool = False) -> Environment:
    return Environment(
        program=ground.node, bin=root / "bin", root=root, digest=lock.digest,
        mounts=ground.mounts, fixed=fixed, made=Made.PLAIN if fixed else Made.ASSEMBLED,
    )  # fmt: skip
