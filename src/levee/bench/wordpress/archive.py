"""Is this zip or folder one plugin and nothing else, and how does it get into the store?"""

import hashlib
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

LARGEST_MB = 500  #: unpacked; the largest plugins of the public directory take 150
MOST_FILES = 50_000
_UNCLEAN = ("__MACOSX", ".DS_Store")
_MB = 1024 * 1024


class Refused(Exception):
    """Not to be unpacked, and why."""


def digest(source: Path) -> str:
    """sha256 of a zip's bytes, or of all names and bytes of a folder."""
    whole = hashlib.sha256()
    if source.is_file():
        with source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    for path in _files(source):
        name = path.relative_to(source).as_posix()
        whole.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def unpack(source: Path, into: Path) -> None:
    """All of it below ``into``, read-only; Refused before anything is written."""
    if source.is_dir():
        _copy(source, into)
    else:
        _extract(source, into)
    for path in into.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o444)


def top(folder: Path) -> Path:
    """The one folder that an archive has to hold; Refused when it holds anything else."""
    found = [p for p in folder.iterdir() if p.name not in _UNCLEAN]
    if len(found) != 1 or not found[0].is_dir():
        names = ", ".join(sorted(p.name for p in found)[:5]) or "nothing"
        raise Refused(f"an archive holds one folder, and this one holds {names}")
    return found[0]


def _extract(source: Path, into: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            members = [m for m in archive.infolist() if not _is_unclean(m.filename)]
            _must_be_safe(members)
            for member in members:
                _write(archive, member, into / member.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(f"it cannot be read as a zip: {error}") from None
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise Refused(f"two of its names are in each other's way: {error.filename}") from None


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    """zipfile stops at the size that was declared, and its checksum finds a lie."""
    if member.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, path.open("xb") as plain:
        shutil.copyfileobj(packed, plain, _MB)


def _must_be_safe(members: list[zipfile.ZipInfo]) -> None:
    _must_be_small(len(members), sum(m.file_size for m in members))
    for member in members:
        name = member.filename
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Refused(f"{name!r} is a link or a device")
        if _leaves(name):
            raise Refused(f"{name!r} leads out of the archive")
        if member.flag_bits & 1:
            raise Refused(f"{name!r} is encrypted")


def _must_be_small(files: int, size: int) -> None:
    if files > MOST_FILES:
        raise Refused(f"it holds {files} files, more than {MOST_FILES}")
    if size > LARGEST_MB * _MB:
        raise Refused(f"unpacked it takes {size // _MB} MB, more than {LARGEST_MB}")


def _leaves(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0]


def _is_unclean(name: str) -> bool:
    return any(part in _UNCLEAN for part in PurePosixPath(name).parts)


def _copy(source: Path, into: Path) -> None:
    paths = list(_files(source))
    _must_be_small(len(paths), sum(path.stat().st_size for path in paths))
    for path in paths:
        target = into / source.name / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _files(folder: Path) -> Iterator[Path]:
    """In one order everywhere; a link could lead out of the folder."""
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(here) / name
            if path.is_symlink() or not path.is_file():
                raise Refused(f"{path.relative_to(folder)} is a link or a device")
            if name not in _UNCLEAN:
                yield path
        linked = [f for f in folders if (Path(here) / f).is_symlink()]
        if linked:
            raise Refused(f"{(Path(here) / linked[0]).relative_to(folder)} is a link")
