"""Which WordPress is there, and where does it lie unpacked, without anybody's data in it?"""

from dataclasses import dataclass
from pathlib import Path

from levee.bench import whole_folder
from levee.bench.environments import said
from levee.bench.provider import LabBroken
from levee.bench.wordpress import archive, pins
from levee.bench.wordpress.library import Library
from levee.bench.wordpress.tools import Tools

THEMES = Path("wp-content", "themes")  #: inside a core
_NOT_CORE = ("wp-config.php", "wp-content/db.php", "wp-content/database", "wp-content/plugins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores:
    """Unpacked below ``folder`` by the sha256 of the zip. A zip in the library goes first."""

    folder: Path
    library: Library
    tools: Tools

    def sha256(self, version: str) -> str:
        """Of the zip that this version comes from. LabBroken when there is none."""
        source = self._source(version)
        sha256 = archive.digest(source)
        try:
            whole_folder.make(self.folder / sha256, lambda into: _unpack(source, into))
        except OSError as error:
            raise LabBroken(f"cannot keep WordPress {version}: {said(error)}") from error
        return sha256

    def kept(self, version: str, sha256: str) -> Path:
        """The core that some Lock named."""
        place = self.folder / sha256
        if not place.is_dir() and self.sha256(version) != sha256:
            raise LabBroken(f"WordPress {version} comes from another file now", lasting=True)
        return place

    def _source(self, version: str) -> Path:
        if given := self.library.core(version):
            return given
        if version in pins.BUILDS:
            return self.tools.build(version)
        raise LabBroken(
            f"there is no build of WordPress {version} here; there are {', '.join(pins.BUILDS)}. "
            f"Put wordpress-{version}.zip into {self.library.folder}",
            lasting=True,
        )


def _unpack(source: Path, into: Path) -> None:
    """Plugins that a zip brings along are no part of a Stack, unless it names them."""
    archive.unpack(source, into / "all")
    root = into / "all"
    if not (root / "wp-load.php").is_file():
        root = archive.top(root)
    if not (root / "wp-load.php").is_file():
        raise archive.Refused(f"{source.name} holds no WordPress")
    for name in _NOT_CORE:
        _away(root / name)
    (root / THEMES).mkdir(parents=True, exist_ok=True)
    for path in sorted(root.iterdir()):
        path.rename(into / path.name)
    whole_folder.remove(into / "all")


def _away(path: Path) -> None:
    if path.is_file():
        path.unlink()
    else:
        whole_folder.remove(path)
