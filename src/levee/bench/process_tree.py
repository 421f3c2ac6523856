"""How much is a process using, with all of its descendants?"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


@dataclass(frozen=True, slots=True)
class Use:
    """``tasks`` counts threads, as the kernel's own process limit does."""

    tasks: int = 0
    memory_mb: float = 0.0
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    parent: int
    threads: int
    pages: int
    ticks: int


def use(root: int) -> Use:
    """Of ``root``'s descendants, by one look at /proc; nothing where there is no /proc."""
    children: dict[int, list[_Process]] = {}
    for process in _processes():
        children.setdefault(process.parent, []).append(process)
    found, todo = list[_Process](), [root]
    while todo:
        below = children.get(todo.pop(), ())
        found.extend(below)
        todo.extend(process.pid for process in below)
    return Use(
        tasks=sum(process.threads for process in found),
        memory_mb=sum(process.pages for process in found) * _PAGE_KB / 1024,
        cpu_s=sum(process.ticks for process in found) / _TICKS,
    )


def children(pid: int) -> list[int]:
    return [process.pid for process in _processes() if process.parent == pid]


def _processes() -> Iterable[_Process]:
    try:
        names = [path.name for path in Path("/proc").iterdir()]
    except FileNotFoundError:
        return
    for name in names:
        if name.isdigit() and (found := _process(int(name))):
            yield found


def _process(pid: int) -> _Process | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:  # it ended meanwhile
        return None
    # The name in brackets may hold anything, also brackets.
    fields = text.rpartition(")")[2].split()
    ticks = sum(int(field) for field in fields[11:15])  # its own and its ended children's
    return _Process(pid, int(fields[1]), int(fields[17]), int(fields[21]), ticks)


def disk_mb(folder: Path) -> float:
    """What the files below ``folder`` take up; links are not followed."""
    total, todo = 0, [folder]
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(Path(entry.path))
        except OSError:  # it went away meanwhile
            continue
    return total / (1024 * 1024)
