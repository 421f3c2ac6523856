"""What does a wheel hold, is all of it safe to unpack, and is it what its RECORD says?"""

import base64
import csv
import hashlib
import io
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO

from levee.bench.provider import LabBroken

_MB = 1024 * 1024
_CHUNK = 256 * 1024
_SIGNATURES = ("RECORD.jws", "RECORD.p7s")
_ALGORITHMS = ("sha256", "sha384", "sha512")


class WheelFault(StrEnum):
    NOT_A_WHEEL = "not-a-wheel"  #: no archive, or without the metadata that a wheel has
    NOT_A_TARBALL = "not-a-tarball"  #: of npm: no archive as ``npm pack`` makes it
    ESCAPES = "escapes"  #: a name that is absolute, climbs out, or is no plain path
    LINK = "link"  #: a link or a device in place of a file
    TWICE = "twice"  #: two names for one place, also by letter case or Unicode form
    TOO_LARGE = "too-large"  #: more bytes or files than allowed
    BOMB = "bomb"  #: unpacks to far more than a package of its size can hold
    RECORD = "record"  #: its content is not what its RECORD says


class Refused(LabBroken):
    """A wheel or tarball that is not unpacked: lasting, since the same is refused again."""

    def __init__(self, name: str, fault: WheelFault, what: str, *, kind: str = "wheel") -> None:
        super().__init__(f"the {kind} {name} is refused ({fault}): {what}", lasting=True)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one archive may unpack to. A small one may grow by any factor up to ``free_mb``."""

    megabytes: int = 4096
    files: int = 100_000
    factor: int = 200
    free_mb: int = 64
    deep: int = 60  #: folders in folders
    long: int = 1000  #: bytes of one path


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The files of a wheel as they were written, by their path in the archive."""

    name: str  #: as the wheel writes it
    version: str
    files: Mapping[str, Path]
    rows: Mapping[str, tuple[str, str]]  #: path -> (hash, size) as its RECORD says

    @property
    def dist_info(self) -> str:
        return f"{self.name}-{self.version}.dist-info"


def unpack(wheel: Path, into: Path, bounds: Bounds = Bounds()) -> Unpacked:
    """Unpack into the folder, file by file as in the archive; Refused before or while writing."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            return _Reader(archive, wheel, bounds).unpack(into)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise Refused(wheel.name, WheelFault.NOT_A_WHEEL, f"it cannot be read: {error}") from error


@dataclass(slots=True)
class _Reader:
    archive: zipfile.ZipFile
    wheel: Path
    bounds: Bounds
    written: int = field(default=0)

    def unpack(self, into: Path) -> Unpacked:
        files = [info for info in self.archive.infolist() if not info.is_dir()]
        self._look(self.archive.infolist())
        name, version = self._identity(files)
        record = self._record(f"{name}-{version}.dist-info/RECORD")
        done = {info.filename: self._write(info, into, record) for info in files}
        absent = sorted(record.keys() - done.keys())
        if absent:
            raise self._refused(WheelFault.RECORD, f"{absent[0]} is in its RECORD only")
        return Unpacked(name=name, version=version, files=done, rows=record)

    def _refused(self, fault: WheelFault, what: str) -> Refused:
        return Refused(self.wheel.name, fault, what[:500])

    # -- before anything is written

    def _look(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > self.bounds.files:
            raise self._refused(WheelFault.TOO_LARGE, f"{len(infos)} files")
        for info in infos:
            self._look_at(info)
        if twice := _twice(infos):
            raise self._refused(WheelFault.TWICE, f"{twice!r} is there already")

    def _look_at(self, info: zipfile.ZipInfo) -> None:
        # What ``zipfile`` made of the name is not enough: it cuts at NUL.
        if info.filename != info.orig_filename or not is_plain(info.filename, self.bounds):
            raise self._refused(WheelFault.ESCAPES, f"{info.orig_filename!r} is no plain path")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFDIR if info.is_dir() else stat.S_IFREG):
            raise self._refused(WheelFault.LINK, f"{info.filename!r} is no ordinary file")
        if info.flag_bits & 0x1:
            raise self._refused(WheelFault.NOT_A_WHEEL, f"{info.filename!r} is encrypted")

    def _identity(self, files: list[zipfile.ZipInfo]) -> tuple[str, str]:
        pattern = re.compile(r"([^/]+)-([^/-]+)\.dist-info/WHEEL")
        found = [m.groups() for info in files if (m := pattern.fullmatch(info.filename))]
        if len(found) != 1:
            raise self._refused(WheelFault.NOT_A_WHEEL, f"{len(found)} .dist-info folders")
        return found[0][0], found[0][1]

    def _record(self, path: str) -> dict[str, tuple[str, str]]:
        try:
            with self.archive.open(path) as file:
                text = file.read(self.bounds.free_mb * _MB + 1)
        except KeyError:
            raise self._refused(WheelFault.NOT_A_WHEEL, "it has no RECORD") from None
        if len(text) > self.bounds.free_mb * _MB:
            raise self._refused(WheelFault.TOO_LARGE, "its RECORD")
        rows = list(csv.reader(io.StringIO(text.decode())))
        if any(len(row) != 3 for row in rows if row):
            raise self._refused(WheelFault.RECORD, "its RECORD has not three columns")
        # A RECORD may speak of folders, which hold nothing that could differ.
        return {row[0]: (row[1], row[2]) for row in rows if row and not row[0].endswith("/")}

    # -- writing

    def _write(
        self, info: zipfile.ZipInfo, into: Path, rows: Mapping[str, tuple[str, str]]
    ) -> Path:
        path, row = into / info.filename, rows.get(info.filename)
        about = PurePosixPath(info.filename)
        unsigned = about.parent.name.endswith(".dist-info") and about.name in (
            "RECORD", *_SIGNATURES,
        )  # fmt: skip
        if row is None and not unsigned:
            raise self._refused(WheelFault.RECORD, f"{info.filename} is not in its RECORD")
        algorithm, _, digest = (row or ("", ""))[0].partition("=")
        if algorithm not in _ALGORITHMS and not unsigned:
            raise self._refused(WheelFault.RECORD, f"{info.filename} has no sound hash")
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.archive.open(info) as source, path.open("xb") as target:
            found = self._pour(source, target, algorithm if algorithm in _ALGORITHMS else "sha256")
        if algorithm in _ALGORITHMS and found != digest:
            raise self._refused(WheelFault.RECORD, f"{info.filename} is not what was recorded")
        if info.external_attr >> 16 & 0o111:
            path.chmod(0o755)
        return path

    def _pour(self, source: IO[bytes], target: IO[bytes], algorithm: str) -> str:
        """What is really unpacked counts: what the archive says of itself may be a lie."""
        said = hashlib.new(algorithm)
        while data := source.read(_CHUNK):
            self.written += len(data)
            if self.written > self.bounds.megabytes * _MB:
                raise self._refused(WheelFault.TOO_LARGE, f"over {self.bounds.megabytes} MB")
            packed = max(self.bounds.free_mb * _MB, self.wheel.stat().st_size * self.bounds.factor)
            if self.written > packed:
                what = f"it grows by a factor of more than {self.bounds.factor}"
                raise self._refused(WheelFault.BOMB, what)
            said.update(data)
            target.write(data)
        return base64.urlsafe_b64encode(said.digest()).decode().rstrip("=")


def is_plain(name: str, bounds: Bounds) -> bool:
    """Whether a name in an archive leads nowhere but below the folder it is unpacked into."""
    parts = name.removesuffix("/").split("/")
    return (
        len(parts) <= bounds.deep
        and len(name.encode(errors="replace")) <= bounds.long
        and all(part not in ("", ".", "..") and len(part.encode()) <= 255 for part in parts)
        and not re.search(r"[\x00-\x1f\\]|^[A-Za-z]:", name)
    )


def _twice(infos: Iterable[zipfile.ZipInfo]) -> str:
    """A name whose place another one has; also a file where another needs a folder."""
    files: set[str] = set()
    folders: dict[str, str] = {}
    for info in infos:
        name = info.filename.removesuffix("/")
        for folder in _above(name) if not info.is_dir() else (name, *_above(name)):
            if folders.setdefault(_folded(folder), folder) != folder:
                return folder
        if not info.is_dir():
            if _folded(name) in files:
                return name
            files.add(_folded(name))
    return next(iter(sorted(files & folders.keys())), "")


def _above(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
