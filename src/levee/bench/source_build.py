"""How does a source distribution become a wheel without running its code outside the sandbox?

What it needs is fetched before, as wheels by hash; then its build runs as a check runs: without a
network, in a folder of its own, with limits. A build that fails is the lab's fault, not evidence:
a compiler or a header may be missing here that a client has.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from levee.bench import build_hooks, source_archive
from levee.bench.provider import Conflict, Environment, LabBroken
from levee.bench.sandbox import Rooms, Sandbox
from levee.bench.source_archive import Recipe, Source
from levee.bench.watch import Keep, Limits

_HOOKS = "pyproject_hooks"
_LIMITS = Limits(wall_s=900, memory_mb=2048, processes=256, disk_mb=2048)
_TAIL = 2000

type Prepare = Callable[[str], Environment | Conflict]


@dataclass(frozen=True, kw_only=True)
class SourceBuilder:
    """Builds wheels into a folder that the resolver looks into."""

    sandbox: Sandbox
    timeout_s: float = 120.0

    def build(self, source: Source, wheels: Path, prepare: Prepare) -> None:
        """One wheel into ``wheels``; ``prepare`` makes an environment of requirement lines."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            source_archive.fetch(source, folder / "archive", self.timeout_s)
            made = self._made(source, folder, prepare)
            _keep(made, source, wheels)

    def _made(self, source: Source, folder: Path, prepare: Prepare) -> Path:
        work, unpacked = folder / "work", folder / "unpacked"
        work.mkdir()
        unpacked.mkdir()
        top = source_archive.unpack(folder / "archive", unpacked, source.name)
        top.rename(work / "source")
        recipe = source_archive.recipe(work / "source", source.name)
        environment = _prepared(source, recipe.requires, prepare)
        self._hook("requires", source, recipe, environment, work)
        if more := _asked(work / "requires.json", source):
            environment = _prepared(source, (*recipe.requires, *more), prepare)
        self._hook("wheel", source, recipe, environment, work)
        return _one_wheel(work, source)

    def _hook(
        self, hook: str, source: Source, recipe: Recipe, environment: Environment, work: Path
    ) -> None:
        script = Path(build_hooks.__file__)
        shown = (("env", environment.root), ("hooks.py", script))
        parts = environment.parts_below("env")
        rooms = Rooms(work=work, shown=shown, parts=parts, system=environment.mounts)
        spot = self.sandbox.spot
        there = spot("work", work)
        python = environment.at(spot("env", environment.root)).program
        line = [str(python), str(spot("hooks.py", script)), hook, f"{there}/source", str(there)]
        keep = Keep(stdout=work.parent / "out", stderr=work.parent / "err", work=work)
        argv = [*line, recipe.backend, *recipe.backend_path]
        ended = self.sandbox.run(argv, rooms, _LIMITS, keep)
        if ended.stopped:
            raise _failed(source, f"it used more {ended.stopped} than a build may")
        if ended.code:
            said = (keep.stderr.read_bytes() or keep.stdout.read_bytes())[-_TAIL:]
            raise _failed(source, said.decode(errors="replace").strip())


def _failed(source: Source, why: str) -> LabBroken:
    what = f"{source.name} {source.version} exists as source only, and building it failed"
    return LabBroken(f"{what}: {why}", lasting=True)


def _prepared(source: Source, requires: Iterable[str], prepare: Prepare) -> Environment:
    made = prepare("".join(f"{line}\n" for line in dict.fromkeys((*requires, _HOOKS))))
    if isinstance(made, Conflict):
        raise _failed(source, f"what its build requires does not go together: {made.explanation}")
    return made


def _asked(file: Path, source: Source) -> tuple[str, ...]:
    try:
        read = json.loads(_own(file).read_text("utf-8"))
        return tuple(source_archive.plain(str(line)) for line in read)
    except (OSError, ValueError, TypeError) as error:
        raise _failed(source, f"it asks for what cannot be read: {error}") from error


def _own(file: Path) -> Path:
    """A file that the build wrote; a link could lead anywhere."""
    if file.is_symlink() or not file.is_file():
        raise ValueError(f"{file.name} is no file")
    return file


def _one_wheel(work: Path, source: Source) -> Path:
    found = sorted(work.glob("*.whl"))
    try:
        (wheel,) = found
        name, version, _, _ = parse_wheel_filename(_own(wheel).name)
    except (ValueError, InvalidWheelFilename) as error:
        raise _failed(source, f"it made no wheel that can be read: {error}") from error
    if (name, version) != (canonicalize_name(source.name), Version(source.version)):
        raise _failed(source, f"it made {wheel.name} instead")
    return wheel


def _keep(wheel: Path, source: Source, wheels: Path) -> None:
    """Beside it stands which source it came from; the wheel comes last and whole."""
    wheels.mkdir(parents=True, exist_ok=True)
    body = {"name": source.name, "version": source.version, "source_sha256": source.sha256}
    (wheels / f"{wheel.name}.json").write_text(json.dumps(body) + "\n", encoding="utf-8")
    passing = wheels / f".{wheel.name}.{os.getpid()}"
    shutil.copyfile(wheel, passing)
    passing.replace(wheels / wheel.name)


def with_sources(lock: str, wheels: Path) -> str:
    """The lock, in which whatever was built here may also be its source: its own hash is this
    machine's only."""
    for note in sorted(wheels.glob("*.whl.json")):
        body = json.loads(note.read_text("utf-8"))
        lock = _also(lock, f"{body['name']}=={body['version']}", body["source_sha256"])
    return lock


def _also(lock: str, pin: str, sha256: str) -> str:
    head = f"{pin} \\\n"
    if head not in lock or sha256 in lock:
        return lock
    return lock.replace(head, f"{head}    --hash=sha256:{sha256} \\\n")
