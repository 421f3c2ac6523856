"""How does a started process end: by itself, or because it went over a limit?"""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO

from levee.bench import process_tree
from levee.bench.cgroup import Group

_LOOK_EVERY_S = 0.2
_DISK_EVERY_S = 1.0
_LAST_WORDS_S = 0.5  #: how long output is still read after the process ended
_DEATH_S = 30.0
_CHUNK = 64 * 1024


class Stopped(StrEnum):
    NO = ""  #: it ended by itself
    TIME = "time"  #: the wall clock
    TASKS = "processes"  #: too many processes and threads
    MEMORY = "memory"  #: too much memory in all
    DISK = "disk"  #: too many or too large files in its work folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one command; all of its processes together, but files one by one too."""

    wall_s: float = 60.0
    memory_mb: int = 1024
    processes: int = 128
    disk_mb: int = 256
    output_mb: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended and what it used. ``cut``: it said more than was kept.

    ``began`` is False when the sandbox itself failed, before anything of the command ran.
    """

    code: int
    stopped: Stopped
    seconds: float
    cpu_s: float
    peak_mb: float
    cut: bool = False
    began: bool = True


@dataclass(slots=True)
class _Sink:
    """One stream of output: kept up to a size, then read and thrown away."""

    file: IO[bytes]
    room: int
    cut: bool = field(default=False)

    def take(self, data: bytes) -> None:
        self.file.write(data[: self.room])
        self.cut = self.cut or len(data) > self.room
        self.room = max(0, self.room - len(data))


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Where the output goes, and the folder whose size counts."""

    stdout: Path
    stderr: Path
    work: Path


def watch(
    process: subprocess.Popen[bytes], limits: Limits, keep: Keep, group: Group | None = None
) -> Ended:
    """Follow ``process`` to its end, keep its output, kill its group at the first limit."""
    with _Watch(process, limits, keep, group) as eyes:
        stopped = eyes.until_end()
    return Ended(
        code=process.returncode,
        stopped=stopped,
        seconds=round(time.monotonic() - eyes.started, 3),
        cpu_s=round(eyes.cpu_s, 2),
        peak_mb=round(max(eyes.peak_mb, group.peak_mb() if group else 0.0), 1),
        cut=any(sink.cut for sink in eyes.sinks),
    )


class _Watch:
    """One process under watch. What it uses is sampled, so that short peaks are missed where no
    control group bounds it."""

    def __init__(
        self, process: subprocess.Popen[bytes], limits: Limits, keep: Keep, group: Group | None
    ) -> None:
        self.process, self.limits, self.work, self.group = process, limits, keep.work, group
        self.started = self._disk_seen = time.monotonic()
        self.cpu_s = self.peak_mb = 0.0
        self._open = contextlib.ExitStack()
        self._streams = self._open.enter_context(selectors.DefaultSelector())
        self.sinks = [self._sink(process.stdout, keep.stdout)]
        self.sinks.append(self._sink(process.stderr, keep.stderr))

    def __enter__(self) -> "_Watch":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing started here outlives the watch, whatever went wrong."""
        if self.process.returncode is None:
            self._kill()
        self._open.close()

    def _sink(self, stream: IO[bytes] | None, path: Path) -> _Sink:
        room = int(self.limits.output_mb * 1024 * 1024)
        sink = _Sink(self._open.enter_context(path.open("wb")), room)
        if stream is not None:
            self._streams.register(self._open.enter_context(stream), selectors.EVENT_READ, sink)
        return sink

    def until_end(self) -> Stopped:
        deadline = self.started + self.limits.wall_s
        while True:
            self._read_for(min(_LOOK_EVERY_S, max(0.001, deadline - time.monotonic())))
            if self.process.poll() is not None:
                self._read_for(_LAST_WORDS_S)
                return self._refused() if self.process.returncode else Stopped.NO
            stopped = Stopped.TIME if time.monotonic() >= deadline else self._over()
            if stopped:
                self._kill()
                return stopped

    def _refused(self) -> Stopped:
        """What the kernel did not give."""
        if self.group and self.group.wanted_memory():
            return Stopped.MEMORY
        if self.group and self.group.wanted_tasks():
            return Stopped.TASKS
        return Stopped.NO

    def _over(self) -> Stopped:
        if refused := self._refused():
            return refused
        use = process_tree.use(self.process.pid)
        self.cpu_s, self.peak_mb = max(self.cpu_s, use.cpu_s), max(self.peak_mb, use.memory_mb)
        if use.tasks > self.limits.processes:
            return Stopped.TASKS
        if use.memory_mb > self.limits.memory_mb:
            return Stopped.MEMORY
        if time.monotonic() - self._disk_seen >= _DISK_EVERY_S:
            self._disk_seen = time.monotonic()
            if process_tree.disk_mb(self.work) > self.limits.disk_mb:
                return Stopped.DISK
        return Stopped.NO

    def _kill(self) -> None:
        """Kill the group. A sandbox's first child is the init of its own world: all die with it.

        Returns only when that child is gone: nothing writes to the work folder any more.
        """
        children = process_tree.children(self.process.pid)
        for victim in children:
            _signal(os.kill, victim)
        _signal(os.killpg, self.process.pid)
        self.process.wait(timeout=_DEATH_S)
        deadline = time.monotonic() + _DEATH_S
        while any(Path(f"/proc/{c}").exists() for c in children) and time.monotonic() < deadline:
            time.sleep(0.01)

    def _read_for(self, seconds: float) -> None:
        """Read what comes within ``seconds``; return early when both ends are closed."""
        until = time.monotonic() + seconds
        while self._streams.get_map() and (left := until - time.monotonic()) > 0:
            for key, _ in self._streams.select(left):
                data = os.read(key.fd, _CHUNK)
                key.data.take(data)
                if not data:
                    self._streams.unregister(key.fileobj)
        if not self._streams.get_map():
            time.sleep(max(0.0, min(0.01, until - time.monotonic())))


def _signal(send: Callable[[int, int], None], target: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        send(target, signal.SIGKILL)
