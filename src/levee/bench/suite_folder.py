"""Which Suite is this folder, down to the last byte of its files?"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from levee.bench import whole_folder
from levee.bench.provider import LabBroken
from levee.model.problem import Problem, Rejected
from levee.model.suite import Suite

_LARGEST_MB = 50


class Parse(Protocol):
    """The rule that reads a suite file (``levee.lab.suites.parse``)."""

    def __call__(self, text: str, *, folder: str, digest: str) -> Suite | tuple[Problem, ...]: ...


def read(folder: Path, parse: Parse) -> Suite:
    """The Suite in ``folder``; Rejected with every problem and its place."""
    folder = folder.resolve()
    if not (folder / "suite.toml").is_file():
        raise Rejected((Problem(str(folder), "no suite.toml in this folder"),))
    digest = digest_of(folder)
    try:
        text = (folder / "suite.toml").read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Rejected((Problem(str(folder / "suite.toml"), f"not UTF-8: {error}"),)) from error
    found = parse(text, folder=str(folder), digest=digest)
    if isinstance(found, Suite):
        return found
    file = folder / "suite.toml"
    raise Rejected(tuple(Problem(f"{file}: {p.where}", p.what) for p in found))


def digest_of(folder: Path) -> str:
    """sha256 over names and bytes of all files; hidden files and caches do not belong."""
    whole, size = hashlib.sha256(), 0
    for path in _files(folder):
        data = path.read_bytes()
        size += len(data)
        if size > _LARGEST_MB * 1024 * 1024:
            raise Rejected((Problem(str(folder), f"a suite may not exceed {_LARGEST_MB} MB"),))
        name = path.relative_to(folder).as_posix()
        whole.update(f"{name}\n{hashlib.sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()


def contents(suite: Suite) -> dict[str, bytes]:
    """name -> bytes of each file that belongs to the Suite; nothing for one without a folder."""
    if not suite.folder:
        return {}
    folder = Path(suite.folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def store(suite: Suite, suites: Path) -> Path:
    """A copy by digest below ``suites``, so that no run sees the folder change under it."""
    return whole_folder.make(suites / suite.digest, lambda copy: _copy(suite, copy))


def link(stored: Path, into: Path) -> None:
    """The same files at another place, without using their space again where links can be."""
    shutil.copytree(stored, into, copy_function=_link_or_copy)


def _copy(suite: Suite, copy: Path) -> None:
    source = Path(suite.folder)
    for path in _files(source):
        target = copy / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        target.chmod(0o555 if os.access(path, os.X_OK) else 0o444)
    if digest_of(copy) != suite.digest:
        raise LabBroken(f"the suite {suite.name} changed while it was read")


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copy2(source, target)
    return target


def _files(folder: Path) -> Iterable[Path]:
    """In one order everywhere. A link could lead out of the folder: refused."""
    for path in sorted(folder.rglob("*"), key=lambda p: p.relative_to(folder).parts):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part == "__pycache__" for part in parts):
            continue
        if path.is_symlink():
            raise Rejected((Problem(str(path), "a suite may hold no links"),))
        if path.is_file():
            yield path
