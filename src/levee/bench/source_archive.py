"""Which source does the registry hold of a package, and is what came really that?"""

import hashlib
import tarfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.error import URLError

from packaging.requirements import InvalidRequirement, Requirement

from levee.bench.provider import LabBroken

_MB = 1024 * 1024
MOST_BYTES = 100 * _MB  #: of an archive as it comes
MOST_UNPACKED = 500 * _MB
MOST_FILES = 20_000
#: What PEP 517 says for a project that names nothing.
_LEGACY = ("setuptools>=40.8.0", "setuptools.build_meta:__legacy__")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source distribution in the registry."""

    name: str
    version: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a source wants to be built (PEP 517, PEP 518)."""

    requires: tuple[str, ...]
    backend: str
    backend_path: tuple[str, ...] = ()


def of_pylock(text: str, name: str) -> Source:
    """The source of one package in a pylock file (PEP 751); LabBroken when it has none."""
    for package in tomllib.loads(text).get("packages", ()):
        if package["name"] == name and "sdist" in package:
            sdist = package["sdist"]
            return Source(
                name=name,
                version=package["version"],
                url=sdist["url"],
                sha256=sdist["hashes"]["sha256"],
            )
    raise LabBroken(f"the registry has neither a usable wheel nor a source of {name}", lasting=True)


def fetch(source: Source, file: Path, timeout_s: float) -> None:
    """Its bytes, when they are those that the registry's hash promises."""
    if not source.url.startswith(("https://", "http://")):
        raise LabBroken(f"the source of {source.name} is at no web address", lasting=True)
    seen, size = hashlib.sha256(), 0
    try:
        with urllib.request.urlopen(source.url, timeout=timeout_s) as coming, file.open("wb") as to:  # noqa: S310
            while part := coming.read(_MB):
                size += len(part)
                if size > MOST_BYTES:
                    raise LabBroken(f"the source of {source.name} is too large", lasting=True)
                seen.update(part)
                to.write(part)
    except (URLError, OSError) as error:
        raise LabBroken(f"the source of {source.name} cannot be fetched: {error}") from error
    if seen.hexdigest() != source.sha256:
        raise LabBroken(f"the source of {source.name} is not what its hash says")


def unpack(file: Path, into: Path, name: str) -> Path:
    """The one folder that the archive holds. LabBroken for one that reaches out or bursts."""
    try:
        if zipfile.is_zipfile(file):
            _unpack_zip(file, into)
        else:
            with tarfile.open(file) as archive:
                archive.extractall(into, _within(archive), filter="data")
    except (OSError, EOFError, tarfile.TarError, zipfile.BadZipFile, ValueError) as error:
        raise LabBroken(
            f"the source of {name} cannot be unpacked: {error}", lasting=True
        ) from error
    folders = [path for path in into.iterdir() if path.is_dir()]
    if len(folders) != 1:
        raise LabBroken(f"the source of {name} is not one folder", lasting=True)
    return folders[0]


def _within(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    size = 0
    for number, member in enumerate(archive):
        size += member.size
        _bounded(number, size)
        yield member


def _unpack_zip(file: Path, into: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        size = 0
        for number, entry in enumerate(archive.infolist()):
            size += entry.file_size
            _bounded(number, size)
            path = PurePosixPath(entry.filename)
            if path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
                raise ValueError(f"{entry.filename!r} reaches out of the archive")
            archive.extract(entry, into)


def _bounded(files: int, size: int) -> None:
    if files >= MOST_FILES or size > MOST_UNPACKED:
        raise ValueError(f"more than {MOST_FILES:,} files or {MOST_UNPACKED // _MB} MB")


def recipe(folder: Path, name: str) -> Recipe:
    """What its pyproject.toml asks for. It comes from strangers: only names and versions pass."""
    file = folder / "pyproject.toml"
    try:
        read = tomllib.loads(file.read_text("utf-8")) if _is_file(file) else {}
        system = read.get("build-system", {})
        requires = tuple(plain(r) for r in system.get("requires", [_LEGACY[0]]))
        backend = str(system.get("build-backend", _LEGACY[1]))
        path = tuple(str(p) for p in system.get("backend-path", ()))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        why = f"the pyproject.toml of {name} cannot be read: {error}"
        raise LabBroken(why, lasting=True) from error
    return Recipe(requires=requires, backend=backend, backend_path=path)


def _is_file(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.stat().st_size < _MB


def plain(text: str) -> str:
    """A requirement that a resolver reads as nothing else; ValueError for an address."""
    try:
        wanted = Requirement(text)
    except InvalidRequirement as error:
        raise ValueError(f"{text!r} is no requirement") from error
    if wanted.url:
        raise ValueError(f"{text!r} names an address")
    return str(wanted)
