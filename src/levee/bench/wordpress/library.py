"""Where does a plugin come from: which file of the library is this name at this version?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from levee.bench import whole_folder
from levee.bench.environments import said
from levee.bench.provider import LabBroken
from levee.bench.wordpress import archive, header
from levee.bench.wordpress.header import Header

_APART = "-._@"
_MANY = 20


def library_of(data: Path) -> Path:
    """Where the operator puts plugins, themes and further versions of WordPress."""
    return data / "wordpress" / "library"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One plugin or theme of a Stack, unpacked in the store under ``sha256``, which is empty for
    a theme that WordPress itself brings along."""

    name: str
    sha256: str
    header: Header


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """``folder`` is the operator's: NAME-VERSION.zip, NAME.VERSION.zip, NAME.zip, or folders so
    named. ``store`` holds what was unpacked, by the sha256 of where it came from."""

    folder: Path
    store: Path

    def plugin(self, name: str, version: str) -> Part:
        """LabBroken when it is not there; archive.Refused when it may not be unpacked."""
        return self._part(name, version, lambda at: header.plugin(at, name), "plugin")

    def theme(self, name: str, version: str, brought: Path) -> Part:
        """``brought``: the folder of the themes that WordPress brings along."""
        found = header.theme(brought / name)
        if found and found.version == version:
            return Part(name=name, sha256="", header=found)
        return self._part(name, version, header.theme, "theme")

    def core(self, version: str) -> Path | None:
        """wordpress-VERSION.zip, as it is published."""
        return next(iter(_named(self._entries(), "wordpress", version)), None)

    def _part(
        self, name: str, version: str, read: Callable[[Path], Header | None], kind: str
    ) -> Part:
        entries, strange = self._entries(), []
        for source in [*_named(entries, name, version), *_bare(entries, name)]:
            found = self._read(source, name, read)
            if found is None:
                strange.append(f"{source.name} holds no {kind}")
            elif found.header.version == version:
                return found
            else:
                strange.append(f"{source.name} is {found.header.version or 'of no version'}")
        raise LabBroken(self._lacking(name, version, kind, strange), lasting=True)

    def _read(self, source: Path, name: str, read: Callable[[Path], Header | None]) -> Part | None:
        sha256 = archive.digest(source)
        folder = archive.top(self.unpacked(source, sha256))
        if folder.name != name and not _begins(folder.name, name):
            raise archive.Refused(f"{source.name} holds the folder {folder.name}, not {name}")
        found = read(folder)
        return Part(name=name, sha256=sha256, header=found) if found else None

    def unpacked(self, source: Path, sha256: str) -> Path:
        """Once for all stacks."""
        try:
            return whole_folder.make(self.store / sha256, lambda into: archive.unpack(source, into))
        except OSError as error:
            raise LabBroken(f"{source.name} cannot be unpacked: {said(error)}") from error

    def kept(self, part_name: str, sha256: str) -> Path:
        """The folder of a part that some Lock named."""
        if not (self.store / sha256).is_dir():
            self._again(part_name, sha256)
        return archive.top(self.store / sha256)

    def _again(self, name: str, sha256: str) -> None:
        for source in self._entries():
            if _begins(source.name, name) and archive.digest(source) == sha256:
                self.unpacked(source, sha256)
                return
        why = f"{name} with the sha256 {sha256} is neither in the store nor in the library any more"
        raise LabBroken(why, lasting=True)

    def _entries(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        here = (p for p in self.folder.iterdir() if not p.name.startswith("."))
        return sorted(p for p in here if p.is_dir() or p.suffix == ".zip")

    def _lacking(self, name: str, version: str, kind: str, strange: list[str]) -> str:
        near = [p.name for p in self._entries() if _begins(p.name, name) and _is_version(p, name)]
        has = f"it has {', '.join(near[:_MANY])}" if near else f"it has no {kind} of that name"
        more = f"; {'; '.join(strange)}" if strange else ""
        return (
            f"the plugin library has no {name} {version}: {has}{more}. "
            f"Put {name}-{version}.zip into {self.folder}"
        )


def _stem(path: Path) -> str:
    return path.name if path.is_dir() else path.stem


def _named(entries: list[Path], name: str, version: str) -> list[Path]:
    stems = {f"{name}{mark}{version}" for mark in _APART}
    return [p for p in entries if _stem(p) in stems]


def _bare(entries: list[Path], name: str) -> list[Path]:
    return [p for p in entries if _stem(p) == name]


def _begins(word: str, name: str) -> bool:
    return word == name or (word.startswith(name) and word[len(name)] in _APART)


def _is_version(path: Path, name: str) -> bool:
    """``shop-2.0.zip`` is a version of shop, ``shop-tables-2.0.zip`` is another plugin."""
    return bool(re.match(r"$|\.zip$|[-._@]v?\d", path.name[len(name) :]))
