"""How does one npm package become a component of the store, and how do they become node_modules?"""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from levee.bench import assembly, component, tarball_file
from levee.bench.assembly import Assembled
from levee.bench.component import Component
from levee.bench.npm_lock import Package, Unlinked
from levee.bench.provider import Made

TAG = "npm"  #: the store's folder: a package is the same for every Node.js
_PACKAGE = "package"
_MODULES = "node_modules"
_WINDOWS = re.compile(rb"\A(#![^\n]+)\r\n")


def content(cache: Path, sha512: str) -> Path:
    """Where npm's cache keeps what has this hash."""
    return cache / "_cacache" / "content-v2" / "sha512" / sha512[:2] / sha512[2:4] / sha512[4:]


# -- the component


def fill(place: Path, package: Package, cache: Path) -> None:
    """Make the component in ``place``, on the disk to the last byte; Refused for a bad tarball."""
    tarball, into = content(cache, package.sha512), place / _PACKAGE
    _check(tarball, package)
    into.mkdir()
    tarball_file.unpack(tarball, into, package.spec)
    for file in package.bin.values():
        _make_program(into / file)
    component.write(
        Component(
            name=package.name, version=package.version, folders=(), files=(), prefix=(),
            size=component.size(place), place=place,
        )
    )  # fmt: skip
    component.close(place)


def _check(tarball: Path, package: Package) -> None:
    try:
        with tarball.open("rb") as file:
            found = hashlib.file_digest(file, "sha512").hexdigest()
    except FileNotFoundError:
        raise Unlinked(f"npm fetched another {package.spec} than the locked one") from None
    if found != package.sha512:
        raise Unlinked(f"{package.spec} came with another hash than the locked one")


def _make_program(file: Path) -> None:
    """As npm: executable, and its first line ends as Unix wants it."""
    if not file.is_file():
        return
    file.chmod(0o755)
    body = file.read_bytes()
    if _WINDOWS.match(body):
        file.write_bytes(_WINDOWS.sub(rb"\1\n", body, count=1))


# -- the environment


def assemble(root: Path, store: Path, packages: Sequence[Package]) -> Assembled:
    """Fill ``node_modules`` as the lock lays it out, and say of what.

    Files are hard links in real folders: Node finds what a package needs by its real path.
    """
    (root / _MODULES).mkdir()
    for package in packages:
        _place(root / package.path, store / TAG / package.sha512 / _PACKAGE, package)
    for package in packages:
        _link_programs(root, package)
    _write_hidden_lock(root, packages)
    components = tuple(dict.fromkeys(package.sha512 for package in packages))
    about = Assembled(made=Made.ASSEMBLED, components=components)
    assembly.write(root, about)
    return about


def _place(target: Path, source: Path, package: Package) -> None:
    if (source / _MODULES).exists():
        raise Unlinked(f"{package.spec} brings packages of its own")
    target.mkdir(parents=True)
    assembly.link_all(source, target)


def _link_programs(root: Path, package: Package) -> None:
    above, _, name = package.path.rpartition(f"{_MODULES}/")
    folder = root / above / _MODULES / ".bin"
    for word, file in package.bin.items():
        if not (root / package.path / file).exists():
            continue
        folder.mkdir(exist_ok=True)
        try:
            (folder / word).symlink_to(f"../{name}/{file}")
        except FileExistsError:
            what = f"{package.path} and another have a program {word}"
            raise Unlinked(what) from None


def _write_hidden_lock(root: Path, packages: Sequence[Package]) -> None:
    """What npm leaves in node_modules, and ``npm ls`` reads."""
    body = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    here = {package.path for package in packages}
    body["packages"] = {path: e for path, e in body["packages"].items() if path in here}
    text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    (root / _MODULES / ".package-lock.json").write_text(text, encoding="utf-8")
