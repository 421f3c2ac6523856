"""How does a site come to stand: files laid, WordPress installed, every plugin switched on?"""

import json
import shlex
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from levee.bench import suite_folder, whole_folder
from levee.bench.provider import LabBroken
from levee.bench.sandbox import Rooms, Sandbox
from levee.bench.watch import Ended, Keep, Limits, Stopped
from levee.bench.wordpress import archive, pins
from levee.bench.wordpress.recipe import Recipe

INSIDE = Path(__file__).with_name("inside")
DATABASE = "database.sqlite"
REPORT = "activation.json"
_VERBS = ("http", "php", "serve")
_SAID = 2000
_MEMORY_MB, _DISK_MB = 2048, 512
_WHY = {
    Stopped.TIME: ("timeout", "not done in time"),
    Stopped.MEMORY: ("memory", "it used more memory than allowed"),
    Stopped.DISK: ("disk", "it wrote more than allowed"),
    Stopped.TASKS: ("processes", "it started more processes than allowed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a site stands on, by path: nothing of it is copied into the site."""

    node: Path
    php: Path
    core: Path
    sqlite: Path
    mounts: tuple[Path, ...]  #: what the sandbox has to show


def inside_digest() -> str:
    return archive.digest(INSIDE)


def link(source: Path, target: Path) -> None:
    """The same files, without their space again."""
    suite_folder.link(source, target)


def lay(
    root: Path,
    recipe: Recipe,
    ground: Ground,
    folders: Mapping[str, Mapping[str, Path]],
    put: Callable[[Path, Path], object],
) -> None:
    """Files only. ``folders``: of plugins and of themes, where each name lies unpacked."""
    shutil.copytree(INSIDE, root / "inside")
    for kind, parts in folders.items():
        (root / kind).mkdir()
        for name, source in parts.items():
            put(source, root / kind / name)
    for verb in _VERBS:
        _script(root / "bin" / f"wp-{verb}", ground.node, verb)
    (root / "site.json").write_text(json.dumps(_site(recipe, ground)), encoding="utf-8")


def _script(path: Path, node: Path, verb: str) -> None:
    path.parent.mkdir(exist_ok=True)
    call = f'exec {shlex.quote(str(node))} "${{0%/*}}/../inside/main.mjs" {verb} "$@"'
    path.write_text(f"#!/bin/sh\n{call}\n", encoding="utf-8")
    path.chmod(0o755)


def _site(recipe: Recipe, ground: Ground) -> dict[str, Any]:
    plugins = [
        {"name": p.name, "version": p.version, "kind": "plugin", "main": f"{p.name}/{p.file}"}
        for p in recipe.plugins
    ]
    theme = [
        {"name": t.name, "version": t.version, "kind": "theme", "main": t.name}
        for t in recipe.themes
        if t.name == recipe.theme
    ]
    return {
        "php": str(ground.php), "build": pins.php_package(recipe.php), "core": str(ground.core),
        "sqlite": str(ground.sqlite), "constants": dict(recipe.constants),
        "permalink": recipe.permalink, "plugins": plugins, "theme": theme,
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Somebody else's code runs while a plugin is switched on: always in the sandbox."""

    sandbox: Sandbox
    ground: Ground
    install_s: float

    def install(self, root: Path, kept: Path | None) -> None:
        """WordPress itself, before any plugin. ``kept``: a folder that has it, or will."""
        if kept is None:
            self._install(root, root)
            return
        whole_folder.make(kept, lambda folder: self._install(root, folder))
        shutil.copyfile(kept / DATABASE, root / DATABASE)

    def _install(self, root: Path, into: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            ended, said = self._run("install", root, Path(folder), self.install_s)
            if ended.code or ended.stopped:
                why = f"{ended.stopped} ran out; {said}" if ended.stopped else said
                raise LabBroken(f"WordPress could not be installed: {why}")
            shutil.copyfile(Path(folder) / DATABASE, into / DATABASE)

    def activate(self, root: Path, recipe: Recipe) -> None:
        """Leaves activation.json: what failed is evidence against the Stack, not our fault."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            wall = self.install_s * (1 + len(recipe.plugins) / 4)
            ended, said = self._run("activate", root, out, wall)
            report = _report(out / REPORT, ended, said)
            if (out / DATABASE).is_file():
                shutil.copyfile(out / DATABASE, root / DATABASE)
        (root / REPORT).write_text(json.dumps(report, indent=1), encoding="utf-8")

    def _run(self, verb: str, root: Path, out: Path, wall_s: float) -> tuple[Ended, str]:
        """What it wrote lies in ``out``; its words are what it said on standard error."""
        work, logs = out / "work", out / "logs"
        work.mkdir()
        logs.mkdir()
        spot = self.sandbox.spot
        main = spot("env", root) / "inside" / "main.mjs"
        argv = [str(self.ground.node), str(main), verb, str(spot("work", work))]
        keep = Keep(stdout=logs / "out", stderr=logs / "err", work=work)
        rooms = Rooms(work=work, shown=(("env", root),), system=self.ground.mounts)
        ended = self.sandbox.run(
            argv, rooms, Limits(wall_s=wall_s, memory_mb=_MEMORY_MB, disk_mb=_DISK_MB), keep
        )
        said = keep.stderr.read_text(errors="replace").strip()[-_SAID:]
        if not ended.began:
            raise LabBroken(f"the sandbox did not start: {said}")
        for name in (DATABASE, REPORT):
            _take(work / name, out / name)
        return ended, said


def _take(source: Path, target: Path) -> None:
    """Only a real file: what ran there could have left a link."""
    if source.is_file() and not source.is_symlink():
        source.rename(target)


def _report(file: Path, ended: Ended, said: str) -> dict[str, Any]:
    """Whoever was being switched on when it was stopped, or PHP fell, is who failed."""
    report = _read(file)
    running = report.get("running")
    if not running and (ended.code or ended.stopped or not report):
        raise LabBroken(f"the site could not be set up: {ended.stopped or said}")
    if running:
        fallen = "crash", said or f"PHP ended with exit code {ended.code}"
        kind, message = _WHY.get(ended.stopped, fallen)
        report["failed"] = [*report["failed"], {**running, "kind": kind, "message": message}]
    return report


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:  # stopped while it was being written
        return {}
    return found
