"""What does an npm tarball hold, and is all of it safe to unpack?"""

import gzip
import tarfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from levee.bench.wheel_file import Bounds, Refused, WheelFault, is_plain

_MB = 1024 * 1024
_CHUNK = 256 * 1024
BOUNDS = Bounds()
_UNREADABLE = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError)


def unpack(tarball: Path, into: Path, name: str, bounds: Bounds = BOUNDS) -> None:
    """Unpack as npm does, without the one folder that all lies in; Refused for a bad one."""
    try:
        with gzip.open(tarball) as packed:
            _Reader(packed, tarball.stat().st_size, name, bounds).unpack(into)
    except _UNREADABLE as error:
        what = f"it cannot be read: {error}"
        raise _refused(name, WheelFault.NOT_A_TARBALL, what) from error


def _refused(name: str, fault: WheelFault, what: str) -> Refused:
    return Refused(name, fault, what[:500], kind="npm package")


@dataclass(slots=True)
class _Reader:
    """Read as a stream; what comes out of the packing is counted, headers too."""

    packed: gzip.GzipFile
    size: int  #: bytes of the tarball
    name: str
    bounds: Bounds
    came: int = field(default=0)
    ignores: set[str] = field(default_factory=set)

    def read(self, size: int) -> bytes:
        """For ``tarfile``, which sees no more than what is allowed."""
        data = self.packed.read(size)
        self.came += len(data)
        if self.came > self.bounds.megabytes * _MB:
            raise self._refused(WheelFault.TOO_LARGE, f"over {self.bounds.megabytes} MB")
        if self.came > max(self.bounds.free_mb * _MB, self.size * self.bounds.factor):
            what = f"it grows by a factor of more than {self.bounds.factor}"
            raise self._refused(WheelFault.BOMB, what)
        return data

    def unpack(self, into: Path) -> None:
        with tarfile.open(fileobj=self, mode="r|") as archive:  # type: ignore[call-overload]
            for number, member in enumerate(archive):
                if number >= self.bounds.files:
                    raise self._refused(WheelFault.TOO_LARGE, f"over {self.bounds.files} files")
                self._write(archive, member, into)

    def _refused(self, fault: WheelFault, what: str) -> Refused:
        return _refused(self.name, fault, what)

    def _write(self, archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
        if not is_plain(member.name, self.bounds):
            raise self._refused(WheelFault.ESCAPES, f"{member.name!r} is no plain path")
        if not (member.isdir() or member.isreg()) or member.issparse():
            raise self._refused(WheelFault.LINK, f"{member.name!r} is no ordinary file")
        below = self._below(member.name.partition("/")[2], member.isdir())
        if not below:
            return
        try:
            self._put(archive, member, into / below)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            what = f"{member.name!r} is there already"
            raise self._refused(WheelFault.TWICE, what) from None

    def _below(self, path: str, folder: bool) -> str:
        """As npm: a ``.gitignore`` becomes ``.npmignore``, unless one came before it."""
        head, slash, last = path.rpartition("/")
        if folder or last not in (".gitignore", ".npmignore"):
            return path
        ours = f"{head}{slash}.npmignore"
        if last == ".gitignore" and ours in self.ignores:
            return ""
        self.ignores.add(ours)
        return ours

    def _put(self, archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
        if member.isdir():
            path.mkdir(parents=True, exist_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.name == ".npmignore":  # its own takes the place of one that was a .gitignore
            path.unlink(missing_ok=True)
        source = archive.extractfile(member)
        with path.open("xb") as target:
            while source and (data := source.read(_CHUNK)):
                target.write(data)
        if member.mode & 0o111:
            path.chmod(0o755)
