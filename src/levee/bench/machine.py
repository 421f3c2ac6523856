"""What does this machine have of what the lab and the store need, and what is to be installed?"""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import uv

import levee
from levee.bench import sandbox
from levee.bench.component_store import ComponentStore
from levee.bench.interpreters import Interpreters
from levee.bench.provider import LabBroken
from levee.bench.wordpress import pins
from levee.bench.wordpress.library import library_of

SHORT_S = 10  #: how long a registry or a program may take to answer
FREE_GB = 2.0  #: environments and Runs of one Night fit into it
OLDEST_SQLITE = (3, 37, 0)  #: what Django 6.1 asks for
_CGROUPS = Path("/sys/fs/cgroup")
_QUIET = ["--quiet", "--no-cache", "--no-header"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing: is it there, must it be, what was seen, and what helps where it is not."""

    name: str
    has: bool
    needed: bool
    seen: str
    install: str = ""

    @property
    def lacks(self) -> bool:
        return self.needed and not self.has


def look(data: Path, database: str, *, unsandboxed: bool) -> tuple[Checked, ...]:
    """Everything, in the order of how much depends on it. Never a host's name, never a secret."""
    asks: tuple[Callable[[], Checked], ...] = (
        _interpreters,
        _uv,
        _node,
        lambda: _wordpress(data),
        lambda: _sandbox(needed=not unsandboxed),
        _cgroup,
        lambda: _disk(data),
        lambda: _store(data),
        _sqlite,
        *([lambda: _postgresql(database)] if database else []),
        _clock,
        _packages,
        _npm_packages,
    )
    return tuple(ask() for ask in asks)


def _interpreters() -> Checked:
    found = sorted({i.release[:3] for i in Interpreters(uv.find_uv_bin()).all()})
    seen = ", ".join(".".join(map(str, release)) for release in found) or "none runs"
    install = "`uv python install 3.13`, and each version that clients run"
    return Checked(name="Python", has=bool(found), needed=True, seen=seen, install=install)


def _uv() -> Checked:
    said = _said([uv.find_uv_bin(), "--version"])
    return Checked(
        name="uv", has=bool(said), needed=True, seen=said or "does not run",
        install="install Levee again: it brings uv along",
    )  # fmt: skip


def _node() -> Checked:
    """Only for suites of npm packages."""
    said = {name: _said([name, "--version"]) for name in ("node", "npm")}
    return Checked(
        name="Node.js and npm",
        has=all(said.values()),
        needed=False,
        seen=", ".join(f"{name} {version or 'is not there'}" for name, version in said.items()),
        install="the packages 'nodejs' and 'npm', for suites of npm packages",
    )


def _wordpress(data: Path) -> Checked:
    """PHP runs in Node.js; plugins are what the operator put into the library."""
    version = tuple(int(n) for n in re.findall(r"\d+", _said(["node", "--version"]))[:2])
    oldest = ".".join(map(str, pins.OLDEST_NODE))
    library = library_of(data)
    parts = len(list(library.glob("*"))) if library.is_dir() else 0
    seen = f"PHP {', '.join(pins.PHP)}; {parts} zips or folders in the plugin library"
    return Checked(
        name="WordPress", has=version >= pins.OLDEST_NODE, needed=False,
        seen=seen if version >= pins.OLDEST_NODE else f"Node.js {oldest} is not there",
        install=f"Node.js {oldest} or newer, and npm, for suites of WordPress",
    )  # fmt: skip


def _sandbox(*, needed: bool) -> Checked:
    try:
        found = sandbox.find()
    except LabBroken as error:
        seen = f"{error.reason.splitlines()[0]}"
        if not needed:
            seen += " (LEVEE_ALLOW_UNSANDBOXED allows runs without)"
        return Checked(
            name="bubblewrap", has=False, needed=needed, seen=seen,
            install="the package 'bubblewrap'; in a container, allow user namespaces",
        )  # fmt: skip
    proc = "" if "--proc" in found.flags else ", with an empty /proc"
    bounds = "the kernel bounds it" if found.groups else "limits are sampled (no control group)"
    return Checked(
        name="bubblewrap", has=True, needed=needed, seen=f"ran a program{proc}; {bounds}"
    )


def _cgroup() -> Checked:
    """Where it is not writable, the limits of each process hold instead."""
    own = next((line.split("::")[1] for line in _lines("/proc/self/cgroup") if "::" in line), "")
    folder = _CGROUPS / own.strip().lstrip("/")
    whole = (folder / "cgroup.controllers").is_file()
    has = whole and os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)
    controllers = " ".join(_lines(folder / "cgroup.controllers")).split()
    seen = f"delegated ({', '.join(controllers)})" if has else "not delegated"
    return Checked(
        name="cgroup", has=has, needed=False, seen=f"{seen}; process limits hold anyway",
        install="run the worker as a systemd service with `Delegate=yes`",
    )  # fmt: skip


def _disk(data: Path) -> Checked:
    place = next(p for p in (data.absolute(), *data.absolute().parents) if p.exists())
    free = shutil.disk_usage(place).free / 1e9
    return Checked(
        name="disk", has=free >= FREE_GB, needed=True, seen=f"{free:.1f} GB are free",
        install=f"{FREE_GB:g} GB where the data folder lies; `levee lab prune` frees some",
    )  # fmt: skip


def _store(data: Path) -> Checked:
    sizes = [one.size for one in ComponentStore(folder=data / "store").components()]
    seen = f"{sum(sizes) / 1e9:.2f} GB in {len(sizes)} components"
    return Checked(name="store of packages", has=True, needed=False, seen=seen)


def _sqlite() -> Checked:
    has = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    oldest = ".".join(map(str, OLDEST_SQLITE))
    return Checked(
        name="SQLite", has=has, needed=True, seen=sqlite3.sqlite_version,
        install=f"a Python with SQLite {oldest} or newer, or PostgreSQL by LEVEE_DATABASE_URL",
    )  # fmt: skip


def _postgresql(url: str) -> Checked:
    try:
        with psycopg.connect(url, connect_timeout=SHORT_S) as connection:
            version = connection.info.server_version // 10000
        return Checked(name="PostgreSQL", has=True, needed=True, seen=f"answers, version {version}")
    except psycopg.Error as error:
        return Checked(
            name="PostgreSQL", has=False, needed=True, seen=f"refuses: {type(error).__name__}",
            install="start it, or see that LEVEE_DATABASE_URL names it and who may enter",
        )  # fmt: skip


def _clock() -> Checked:
    """A clock that was never set lies before what was installed with it."""
    newest = max(path.stat().st_mtime for path in Path(levee.__file__).parent.rglob("*.py"))
    has = time.time() >= newest - 60
    seen = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}"
    return Checked(
        name="clock", has=has, needed=True,
        seen=seen if has else f"{seen} is before Levee was installed",
        install="set the clock, and keep it by NTP (`timedatectl set-ntp true`)",
    )  # fmt: skip


def _packages() -> Checked:
    """Asked by the tool itself, which knows how it is reached from here."""
    argv = [uv.find_uv_bin(), "pip", "compile", "-", *_QUIET]
    has = bool(_said(argv, given="iniconfig\n"))
    return _registry("Python packages", has, needed=True)


def _npm_packages() -> Checked:
    has = bool(_said(["npm", "view", "is-odd", "version", "--fetch-retries=0"]))
    return _registry("npm packages", has, needed=False)


def _registry(what: str, has: bool, *, needed: bool) -> Checked:
    return Checked(
        name=f"registry of {what}", has=has, needed=needed,
        seen="answers" if has else f"no answer within {SHORT_S} s",
        install="a way to the registry (proxy, mirror) as its tool is configured",
    )  # fmt: skip


def _said(argv: list[str], given: str = "") -> str:
    """What the program prints; nothing when it is not there, fails or takes too long."""
    try:
        done = subprocess.run(
            argv, input=given, capture_output=True, text=True, timeout=SHORT_S, check=True, cwd="/"
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip().removeprefix("uv ")


def _lines(path: str | Path) -> Iterator[str]:
    try:
        yield from Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return


def about() -> str:
    return f"{platform.system()} {platform.machine()}, Levee on Python {platform.python_version()}"
