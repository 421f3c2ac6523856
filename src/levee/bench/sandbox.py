"""How is someone else's code run so that it can harm nothing, and how is that known to work?"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from levee.bench import cgroup, limited
from levee.bench.cgroup import Caps, Group, Groups
from levee.bench.provider import LabBroken
from levee.bench.watch import Ended, Keep, Limits, watch

_LAB = Path("/lab")
_OWN_TASKS = 2  #: the sandbox's own processes, which a suite's limit does not count
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "nsswitch.conf", "hosts", "localtime")
_ETC_MORE = ("mime.types", "alternatives", "ssl/certs", "ssl/openssl.cnf")
_NAMES = ("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
_EXEC_FAILED = b"bwrap: execvp"  #: the sandbox stood, but the suite named no such program
_MISSING = (
    "bubblewrap does not work here ({why}); install the package 'bubblewrap', "
    "or allow runs without a sandbox explicitly"
)


class Confinement(StrEnum):
    BUBBLEWRAP = "bubblewrap"  #: own namespaces, no network but loopback, read-only system
    NONE = "none"  #: limits only; somebody allowed it explicitly


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """What the code may see: real folders, by the name that it finds them under.

    ``shown`` are read-only; only ``work`` is writable. ``system`` keep their own paths.
    ``parts`` are shown too, in place of what a folder of ``shown`` has there.
    """

    work: Path
    shown: tuple[tuple[str, Path], ...] = ()
    parts: tuple[tuple[str, Path], ...] = ()
    system: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """A way of running that was seen to work on this machine. Without ``groups`` what a command
    uses is sampled and each of its processes is limited; with them the kernel bounds all."""

    confinement: Confinement
    flags: tuple[str, ...] = ()
    program: str = ""
    groups: Groups | None = None

    def spot(self, name: str, real: Path) -> Path:
        """Where the code inside finds ``real`` when it is shown as ``name``."""
        return _LAB / name if self.confinement is Confinement.BUBBLEWRAP else real

    def run(self, argv: list[str], rooms: Rooms, limits: Limits, keep: Keep) -> Ended:
        """Run to the end, or to the first limit; afterwards nothing of it is left running."""
        caps = Caps(memory_mb=limits.memory_mb, tasks=limits.processes + _OWN_TASKS)
        with self.groups.bounding(caps) if self.groups else nullcontext() as group:
            return self._run(argv, rooms, limits, keep, group)

    def _run(
        self, argv: list[str], rooms: Rooms, limits: Limits, keep: Keep, group: Group | None
    ) -> Ended:
        environment = _environment(self.spot("env", dict(rooms.shown).get("env", rooms.work)))
        joins = group.joins if group else ()
        if self.confinement is Confinement.NONE:
            line = ["/usr/bin/env", *argv]
            return watch(_started(line, rooms, limits, environment, joins), limits, keep, group)
        told, tell = os.pipe()
        with open(told, "rb") as status:  # noqa: PTH123  a descriptor, not a path
            try:
                line = [
                    *self._wrapping(rooms, environment),
                    "--json-status-fd",
                    str(tell),
                    "--",
                    *argv,
                ]
                process = _started(line, rooms, limits, environment, joins, tell)
            finally:
                os.close(tell)
            ended = watch(process, limits, keep, group)
            began = bool(ended.stopped) or b"exit-code" in status.read()
        return replace(ended, began=began or _EXEC_FAILED in keep.stderr.read_bytes())

    def _wrapping(self, rooms: Rooms, environment: dict[str, str]) -> Iterable[str]:
        yield self.program
        yield from self.flags
        for path in _system_paths():
            yield from _as_it_is(path)
        for path in rooms.system:
            yield from ("--ro-bind", str(path), str(path))
        for name, path in rooms.shown:
            yield from ("--ro-bind", str(path), str(_LAB / name))
        yield from _in_place(rooms.parts)
        yield from ("--bind", str(rooms.work), str(_LAB / "work"), "--chdir", str(_LAB / "work"))
        yield from ("--remount-ro", "/", "--clearenv")
        for key, value in environment.items():
            yield from ("--setenv", key, value)


def _in_place(parts: tuple[tuple[str, Path], ...]) -> Iterable[str]:
    """New folders over those that are read-only already; nothing but the parts is in them."""
    folders = dict.fromkeys(str((_LAB / name).parent) for name, _ in parts)
    for folder in folders:
        yield from ("--tmpfs", folder)
    for name, path in parts:
        yield from ("--ro-bind", str(path), str(_LAB / name))
    for folder in folders:
        yield from ("--remount-ro", folder)


def _started(
    argv: list[str],
    rooms: Rooms,
    limits: Limits,
    environment: dict[str, str],
    joins: tuple[Path, ...],
    *inherit: int,
) -> subprocess.Popen[bytes]:
    caps = [str(limits.memory_mb), str(limits.disk_mb), *map(str, joins), "--"]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", limited.__file__, *caps, *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=rooms.work,
        env=environment,
        start_new_session=True,
        pass_fds=inherit,
    )


def find(*, allow_none: bool = False) -> Sandbox:
    """The strictest sandbox that really ran something here; LabBroken when none may be used."""
    program, why = shutil.which("bwrap"), "there is no bwrap on the PATH"
    for flags in _flag_sets() if program else ():
        sandbox = Sandbox(confinement=Confinement.BUBBLEWRAP, flags=flags, program=program or "")
        why = _tried(sandbox)
        if not why:
            return _bounded(sandbox)
    if allow_none:
        return _bounded(Sandbox(confinement=Confinement.NONE))
    raise LabBroken(_MISSING.format(why=why), lasting=True)


def _bounded(sandbox: Sandbox) -> Sandbox:
    """By the kernel where it really works."""
    bounded = replace(sandbox, groups=cgroup.find())
    return sandbox if _tried(bounded) else bounded


def _flag_sets() -> Iterable[tuple[str, ...]]:
    """Strictest first. A container may forbid a new /proc, an older bwrap lacks newer flags."""
    must = (*_NAMES, "--die-with-parent", "--new-session", "--cap-drop", "ALL")
    people = ("--uid", "1000", "--gid", "1000", "--hostname", "lab")
    small = ("--size", str(64 * 1024 * 1024))
    for newer in (("--unshare-cgroup-try", "--disable-userns"), ("--unshare-cgroup-try",)):
        for proc in (("--proc", "/proc"), ("--tmpfs", "/proc")):
            devices = ("--dev", "/dev", *small, "--tmpfs", "/dev/shm", *small, "--tmpfs", "/tmp")  # noqa: S108
            yield (*must, *newer, *people, *proc, *devices, "--remount-ro", "/dev")


def _tried(sandbox: Sandbox) -> str:
    """Empty when it works, else what it said."""
    with tempfile.TemporaryDirectory() as folder:
        work, out, err = (Path(folder) / name for name in ("work", "out", "err"))
        work.mkdir()
        keep = Keep(stdout=out, stderr=err, work=work)
        try:
            ended = sandbox.run(["/bin/true"], Rooms(work=work), Limits(wall_s=10), keep)
        except OSError as error:
            return str(error)
        if ended.code == 0:
            return ""
        return err.read_text(errors="replace").strip()[:500] or f"exit code {ended.code}"


def _environment(env: Path) -> dict[str, str]:
    return {
        "PATH": f"{env}/bin:/usr/bin:/bin",
        "HOME": "/tmp",  # noqa: S108  private inside the sandbox
        "TMPDIR": "/tmp",  # noqa: S108
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _system_paths() -> Iterable[Path]:
    yield from (Path(path) for path in _SYSTEM)
    yield from (Path("/etc") / name for name in (*_ETC, *_ETC_MORE))


def _as_it_is(path: Path) -> tuple[str, ...]:
    if path.is_symlink() and path.parent == Path("/"):
        return ("--symlink", str(path.readlink()), str(path))
    return ("--ro-bind", str(path), str(path)) if path.exists() else ()
