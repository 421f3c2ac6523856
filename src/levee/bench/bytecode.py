"""How does an environment start fast without being compiled anew? Each package is compiled once."""

import csv
import hashlib
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from levee.bench import whole_folder
from levee.bench.provider import LabBroken

_NOT_WORTH_IT = {"pip"}  #: 400 files that no running host imports


@dataclass(frozen=True, slots=True, kw_only=True)
class _Package:
    """One installed distribution: its Python files, and where their bytecode is kept."""

    sources: tuple[Path, ...]
    kept: Path


def add(root: Path, kept: Path, timeout_s: float) -> None:
    """Give the environment in ``root`` all its bytecode, from ``kept`` where that has it.

    Environments are read-only when used, so what is not compiled here is compiled at every
    start. Bytecode is marked unchecked: files of an environment never change.
    """
    site = next(root.glob("lib/python*/site-packages"), None)
    if site is None:
        return
    packages = tuple(_packages(site, kept))
    new = [package for package in packages if not package.kept.is_dir()]
    if new:
        _compile(root, [path for package in new for path in package.sources], timeout_s)
    for package in new:
        _keep(package, site)
    for package in packages:
        _give(package.kept, site)


def _packages(site: Path, kept: Path) -> Iterable[_Package]:
    for record in sorted(site.glob("*.dist-info/RECORD")):
        if record.parent.name.partition("-")[0] in _NOT_WORTH_IT:
            continue
        with record.open(encoding="utf-8", newline="") as file:
            rows = sorted(row[:2] for row in csv.reader(file) if row and row[0].endswith(".py"))
        sources = [site / name for name, _ in rows if ".." not in Path(name).parts]
        if sources:
            digest = hashlib.sha256(repr(rows).encode()).hexdigest()
            name = record.parent.name.removesuffix(".dist-info")
            yield _Package(sources=tuple(sources), kept=kept / f"{name}-{digest[:32]}")


def _compile(root: Path, sources: list[Path], timeout_s: float) -> None:
    """Files that do not compile (templates, other Pythons' syntax) simply get no bytecode."""
    options = ["-q", "-q", "--invalidation-mode", "unchecked-hash", "-i", "-"]
    try:
        subprocess.run(
            [str(root / "bin" / "python"), "-I", "-S", "-m", "compileall", *options],
            input="".join(f"{path}\n" for path in sources),
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LabBroken(f"compiling the packages took over {timeout_s:.0f} s") from error


def _keep(package: _Package, site: Path) -> None:
    def fill(folder: Path) -> None:
        for source in package.sources:
            for compiled in source.parent.glob(f"__pycache__/{source.stem}.cpython-*.pyc"):
                _link(compiled, folder / compiled.relative_to(site))

    whole_folder.make(package.kept, fill)


def _give(kept: Path, site: Path) -> None:
    for compiled in kept.rglob("*.pyc"):
        _link(compiled, site / compiled.relative_to(kept))


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        os.link(source, target)
