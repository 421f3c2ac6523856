"""Does the kernel bound all processes of a command together, where this machine lets us ask it?

Both versions of Linux control groups are known. Of version 2 a folder is needed that is ours and
holds no process itself: a systemd unit with ``Delegate=memory pids`` and ``DelegateSubgroup=main``
has one.
"""

import contextlib
import os
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_MB = 1024 * 1024
_NEEDED = ("memory", "pids")
_OURS = "levee-"
_DEATH_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Of all processes of one command; ``tasks`` are processes and threads."""

    memory_mb: int
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One command's group: ``memory`` and ``pids`` are one folder in version 2."""

    memory: Path
    pids: Path

    @property
    def joins(self) -> tuple[Path, ...]:
        """Where a process writes its number to come in."""
        return tuple(folder / "cgroup.procs" for folder in dict.fromkeys((self.memory, self.pids)))

    def wanted_memory(self) -> bool:
        """Something was killed because the group had no memory left."""
        files = (self.memory / "memory.events", self.memory / "memory.oom_control")
        return any(_named(file, "oom_kill") > 0 for file in files)

    def wanted_tasks(self) -> bool:
        """A process or thread was refused."""
        return _named(self.pids / "pids.events", "max") > 0

    def peak_mb(self) -> float:
        """The most that was ever used at once; 0 where the kernel does not say."""
        for name in ("memory.peak", "memory.max_usage_in_bytes"):
            with contextlib.suppress(OSError, ValueError):
                return int((self.memory / name).read_text("ascii")) / _MB
        return 0.0

    def end(self) -> None:
        """Whatever is left in it is killed, then it goes."""
        deadline = time.monotonic() + _DEATH_S
        while not _gone(self) and time.monotonic() < deadline:
            for join in self.joins:
                _kill_all(join)
            time.sleep(0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Where groups can be made on this machine."""

    memory: Path
    pids: Path

    @contextmanager
    def bounding(self, caps: Caps) -> Iterator[Group]:
        """A group with these caps; with its end everything in it has ended."""
        name = f"{_OURS}{os.getpid()}-{secrets.token_hex(4)}"
        group = Group(memory=self.memory / name, pids=self.pids / name)
        try:
            _make(group, caps)
            yield group
        finally:
            group.end()

    def sweep(self) -> None:
        """Groups of processes that were killed before they could end them."""
        for folder in (*self.memory.glob(f"{_OURS}*"), *self.pids.glob(f"{_OURS}*")):
            owner = folder.name.removeprefix(_OURS).partition("-")[0]
            if not Path(f"/proc/{owner}").exists():
                Group(memory=folder, pids=folder).end()


def find(proc: Path = Path("/proc/self")) -> Groups | None:
    """Where a group could really be made; None where this machine does not let us."""
    for groups in places(proc):
        with contextlib.suppress(OSError), groups.bounding(Caps(memory_mb=64, tasks=8)):
            groups.sweep()
            return groups
    return None


def places(proc: Path) -> Iterator[Groups]:
    """Where this process's own groups are, by ``/proc/self``; the best one first."""
    try:
        mine = [line.split(":", 2) for line in (proc / "cgroup").read_text("utf-8").splitlines()]
        mounts = [line.split() for line in (proc / "mounts").read_text("utf-8").splitlines()]
    except OSError:
        return
    for where, path in _of_version_2(mine, mounts):
        for folder in (where / path).parent, where / path:
            yield Groups(memory=folder, pids=folder)
    ones = {name: _of_version_1(name, mine, mounts) for name in _NEEDED}
    if ones["memory"] and ones["pids"]:
        yield Groups(memory=ones["memory"], pids=ones["pids"])


def _of_version_2(mine: list[list[str]], mounts: list[list[str]]) -> Iterator[tuple[Path, str]]:
    paths = [path.lstrip("/") for number, _, path in mine if number == "0"]
    yield from ((Path(m[1]), path) for m in mounts if m[2] == "cgroup2" for path in paths if path)


def _of_version_1(name: str, mine: list[list[str]], mounts: list[list[str]]) -> Path | None:
    path = next((p for _, names, p in mine if name in names.split(",")), None)
    top = next((m[1] for m in mounts if m[2] == "cgroup" and name in m[3].split(",")), None)
    return Path(top) / path.lstrip("/") if top and path else None


def _make(group: Group, caps: Caps) -> None:
    """OSError where the kernel refuses a part of it."""
    for folder in dict.fromkeys((group.memory, group.pids)):
        folder.mkdir()
    is_one = group.memory == group.pids
    memory = str(caps.memory_mb * _MB)
    _write(group.memory / ("memory.max" if is_one else "memory.limit_in_bytes"), memory)
    swap, none = ("memory.swap.max", "0") if is_one else ("memory.memsw.limit_in_bytes", memory)
    if (group.memory / swap).exists():
        _write(group.memory / swap, none)
    _write(group.pids / "pids.max", str(caps.tasks))


def _write(file: Path, text: str) -> None:
    """Into a file that the kernel made; none is made where it did not."""
    with file.open("r+", encoding="ascii") as opened:
        opened.write(text)


def _named(file: Path, name: str) -> int:
    """A number of a file with a name and a number a line; 0 where it is not told."""
    try:
        lines = (line.split() for line in file.read_text("ascii").splitlines())
        return next((int(line[1]) for line in lines if line[0] == name), 0)
    except OSError:
        return 0


def _kill_all(join: Path) -> None:
    with contextlib.suppress(OSError):
        for number in join.read_text("ascii").split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)


def _gone(group: Group) -> bool:
    for folder in dict.fromkeys((group.memory, group.pids)):
        with contextlib.suppress(FileNotFoundError):
            try:
                folder.rmdir()
            except OSError:
                return False
    return True
