"""How does one wheel become a component of the store: unpacked, compiled, never changed again?"""

import configparser
import csv
import hashlib
import json
import os
import subprocess
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath

from packaging.utils import canonicalize_name

from levee.bench import wheel_file, wheel_scripts, wheel_source, whole_folder
from levee.bench.interpreters import Interpreter
from levee.bench.provider import LabBroken
from levee.bench.wheel_file import Refused, Unpacked, WheelFault
from levee.bench.wheel_source import Source

SITE = "site-packages"
LINKS = "links"  #: for each folder there, a link as an environment has it in its site-packages
SELF = "self"  #: a link to the component, as an environment names it
ALL = ".all"  #: beside that: where an environment finds all components of its interpreter
PREFIX = "prefix"  #: what goes elsewhere in an environment: ``bin``, ``share``, ``include``
STORE = ".store"  #: in an environment's site-packages: its components, each by its key
_ABOUT = "component.json"
_NOT_COMPILED = {"pip"}  #: 400 files that no running host imports


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Component:
    """What an environment needs to know of a component in order to link it."""

    name: str
    version: str
    folders: tuple[str, ...]  #: in its site-packages; each may be shared with other components
    files: tuple[str, ...]  #: in its site-packages
    prefix: tuple[str, ...]  #: paths of single files, below the environment's root
    size: int  #: bytes on the disk
    place: Path


@lru_cache(maxsize=4096)
def read(place: Path) -> Component:
    """A finished component. OSError and ValueError when it is none."""
    about = json.loads((place / _ABOUT).read_bytes())
    lists = {key: tuple(about[key]) for key in ("folders", "files", "prefix")}
    return Component(
        name=about["name"], version=about["version"], size=about["size"], place=place, **lists
    )


def fill(place: Path, source: Source, interpreter: Interpreter, timeout_s: float) -> None:
    """Make the component in ``place``, on the disk to the last byte; Refused for a bad wheel."""
    new = place / "new"
    new.mkdir()
    wheel = wheel_source.fetch(source, place, timeout_s)
    unpacked = wheel_file.unpack(wheel, new)
    wheel.unlink()
    _check_name(unpacked, source)
    moved = dict(_sorted_out(unpacked, place, interpreter))
    whole_folder.remove(new)
    _write_commands(unpacked, place, interpreter)
    _write_record(unpacked, place, moved, interpreter)
    if unpacked.name not in _NOT_COMPILED:
        _compile(place / SITE, interpreter, timeout_s)
    _describe(unpacked, place, source.sha256)
    close(place)


def _check_name(wheel: Unpacked, source: Source) -> None:
    says, pin = canonicalize_name(wheel.name), source.pin
    if says != canonicalize_name(pin.name):
        what = f"inside it is {wheel.name}, not {pin.name}"
        raise Refused(source.file, WheelFault.NOT_A_WHEEL, what)


# -- where each file goes


def _sorted_out(
    wheel: Unpacked, place: Path, interpreter: Interpreter
) -> Iterator[tuple[str, Path]]:
    """Each path in the archive with the file that it became."""
    for path, file in wheel.files.items():
        target = place / _destination(PurePosixPath(path), wheel, interpreter)
        if target.exists():
            raise Refused(file.name, WheelFault.TWICE, f"{path} goes where another file is")
        target.parent.mkdir(parents=True, exist_ok=True)
        file.rename(target)
        if PREFIX in target.relative_to(place).parts[:1] and target.parent.name == "bin":
            target.write_bytes(wheel_scripts.own(target.read_bytes()))
            target.chmod(0o755)
        yield path, target


def _destination(path: PurePosixPath, wheel: Unpacked, interpreter: Interpreter) -> PurePosixPath:
    """As the format says: the scheme folders of ``NAME.data``, all else beside each other."""
    top, *rest = path.parts
    if top != f"{wheel.name}-{wheel.version}.data" or len(rest) < 2:
        return PurePosixPath(SITE, path)
    scheme, below = rest[0], PurePosixPath(*rest[1:])
    if scheme in ("purelib", "platlib"):
        return PurePosixPath(SITE, below)
    if scheme == "scripts":
        return PurePosixPath(PREFIX, "bin", below)
    if scheme == "headers":
        library = interpreter.library
        return PurePosixPath(PREFIX, "include", "site", library, wheel.name, below)
    if scheme == "data":
        return _data(below, interpreter)
    raise Refused(str(path), WheelFault.NOT_A_WHEEL, f"{scheme!r} is no scheme")


def _data(below: PurePosixPath, interpreter: Interpreter) -> PurePosixPath:
    """Data may be for any place below the root, site-packages among them."""
    for library in ("lib", "lib64"):
        site = PurePosixPath(library, interpreter.library, SITE)
        if below.is_relative_to(site):
            return PurePosixPath(SITE, below.relative_to(site))
        if below.is_relative_to(library):
            return PurePosixPath(PREFIX, "lib", below.relative_to(library))
    return PurePosixPath(PREFIX, below)


# -- what an installer adds


def _write_commands(wheel: Unpacked, place: Path, interpreter: Interpreter) -> None:
    try:
        points = Distribution.at(place / SITE / wheel.dist_info).entry_points
        programs = wheel_scripts.commands(points)
        programs = wheel_scripts.with_own_version(programs, wheel.name, interpreter.release)
    except (TypeError, ValueError, AttributeError, configparser.Error) as error:
        what = f"its entry points cannot be read: {error}"
        raise Refused(wheel.dist_info, WheelFault.NOT_A_WHEEL, what) from error
    for name, program in programs.items():
        path = place / PREFIX / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(program)
        path.chmod(0o755)


def _write_record(
    wheel: Unpacked, place: Path, moved: dict[str, Path], interpreter: Interpreter
) -> None:
    """RECORD as it is in an environment: what was moved or made, by where it is there."""
    info = place / SITE / wheel.dist_info
    (info / "INSTALLER").write_text("levee\n")
    known = {path: wheel.rows.get(name, ("", "")) for name, path in moved.items()}
    made = {*(place / PREFIX).rglob("*"), info / "INSTALLER"}
    known |= {path: _hashed(path) for path in made if path.is_file()}
    up = PurePosixPath(*[".."] * len(PurePosixPath("lib", interpreter.library, SITE).parts))
    with (info / "RECORD").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n").writerow
        for path, row in sorted(known.items()):
            below = path.relative_to(place)
            ours = below.relative_to(SITE) if below.parts[0] == SITE else _up(up, below)
            write((ours, *row))


def _up(up: PurePosixPath, below: Path) -> PurePosixPath:
    return up / PurePosixPath(below.relative_to(PREFIX))


def _hashed(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    digest = urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"sha256={digest}", str(len(data))


def _compile(site: Path, interpreter: Interpreter, timeout_s: float) -> None:
    """Files that do not compile (templates, other Pythons' syntax) simply get no bytecode."""
    argv = [str(interpreter.path), "-I", "-S", "-m", "compileall", "-q", "-q"]
    argv += ["--invalidation-mode", "unchecked-hash", str(site)]
    try:
        subprocess.run(argv, capture_output=True, timeout=timeout_s, check=False, cwd="/")
    except subprocess.TimeoutExpired as error:
        raise LabBroken(f"compiling a package took over {timeout_s:.0f} s") from error


# -- the end


def _describe(wheel: Unpacked, place: Path, key: str) -> None:
    site, prefix = place / SITE, place / PREFIX
    top = sorted(site.iterdir())
    about = Component(
        name=wheel.name,
        version=wheel.version,
        folders=tuple(p.name for p in top if p.is_dir()),
        files=tuple(p.name for p in top if not p.is_dir()),
        prefix=tuple(sorted(str(p.relative_to(prefix)) for p in prefix.rglob("*") if p.is_file())),
        size=size(place),
        place=place,
    )
    (place / SELF).symlink_to(f"{ALL}/{key}")
    (place / LINKS).mkdir()
    for name in about.folders:
        (place / LINKS / name).symlink_to(f"{STORE}/{key}/{SITE}/{name}")
    write(about)


def size(place: Path) -> int:
    """Bytes on the disk."""
    return sum(p.lstat().st_blocks * 512 for p in place.rglob("*"))


def write(about: Component) -> None:
    """Let the component's folder say what ``read`` will ask."""
    body = asdict(about)
    del body["place"]
    (about.place / _ABOUT).write_text(json.dumps(body))


def close(place: Path) -> None:
    """Nobody may write to it any more, and all of it is on the disk before it gets its name."""
    for path in (*_all(place), place):
        if path.is_symlink():
            continue
        executable = path.is_dir() or path.stat().st_mode & 0o111
        path.chmod(0o555 if executable else 0o444)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _all(place: Path) -> Iterable[Path]:
    """What lies below, the deepest first."""
    return sorted(place.rglob("*"), key=lambda path: -len(path.parts))
