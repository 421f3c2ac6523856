"""How does a folder come into being whole or not at all, also among processes that are killed?"""

import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_MAKING = ".making-"
_LOCK = ".lock-"


def make(final: Path, fill: Callable[[Path], None]) -> Path:
    """Return ``final``, filled by ``fill`` unless it is there already.

    ``fill`` writes into a temporary neighbour that is renamed at the end: readers see all
    of it or nothing. Among threads and processes one fills and the others wait for it.
    What a killed process left behind is removed by the next ``make`` or ``sweep``.
    """
    if final.is_dir():
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    with _held(final.parent / f"{_LOCK}{final.name}"):
        if not final.is_dir():
            _fill_and_rename(final, fill)
    return final


def _fill_and_rename(final: Path, fill: Callable[[Path], None]) -> None:
    temporary = final.parent / f"{_MAKING}{final.name}"
    remove(temporary)
    temporary.mkdir()
    try:
        fill(temporary)
        temporary.rename(final)
    finally:
        remove(temporary)


def sweep(parent: Path) -> list[str]:
    """Remove what killed processes left in ``parent``; what a live one is making stays."""
    swept = []
    for leftover in sorted(parent.glob(f"{_MAKING}*")):
        name = leftover.name.removeprefix(_MAKING)
        with _held(parent / f"{_LOCK}{name}", wait=False) as ours:
            if ours:
                remove(leftover)
                swept.append(name)
    return swept


def discard(folder: Path) -> None:
    """Take a finished folder away: gone at once for readers, its space freed after."""
    doomed = folder.parent / f"{_MAKING}{folder.name}"
    with _held(folder.parent / f"{_LOCK}{folder.name}", wait=False) as ours:
        if ours and folder.is_dir():
            remove(doomed)
            folder.rename(doomed)
            remove(doomed)


def remove(folder: Path) -> None:
    """Delete a tree, also one whose author took away its permissions; never follow a link."""
    if folder.is_symlink() or not folder.exists():
        return
    shutil.rmtree(folder, onexc=_open_and_retry)


def _open_and_retry(do: Callable[[str], object], path: str, error: BaseException) -> None:
    if isinstance(error, FileNotFoundError):
        return
    if not isinstance(error, PermissionError):
        raise error
    for place in (Path(path).parent, Path(path)):
        if not place.is_symlink():
            place.chmod(stat.S_IRWXU)
    if Path(path).is_dir() and not Path(path).is_symlink():
        shutil.rmtree(path)
    else:
        Path(path).unlink(missing_ok=True)


@contextmanager
def _held(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock file, or yield False when it is taken and we would not wait."""
    descriptor = _taken(path, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            path.unlink(missing_ok=True)
            os.close(descriptor)


def _taken(path: Path, flags: int) -> int | None:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, flags)
        except BlockingIOError:
            os.close(descriptor)
            return None
        # Its last holder deletes the file: a lock on a deleted file holds nothing.
        if _is_still(path, descriptor):
            return descriptor
        os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return there.st_ino == os.fstat(descriptor).st_ino
