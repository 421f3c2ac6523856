"""How does a process get its limits before anything of it runs? It is started through this file.

    python limited.py MEMORY_MB DISK_MB [CGROUP_PROCS ...] -- argv...

Run as a script, without levee on its path. No limit can be raised again by what follows.
"""

import os
import resource
import sys

_MB = 1024 * 1024


def main(arguments: list[str]) -> None:
    end = arguments.index("--")
    memory, disk, *joins = arguments[:end]
    argv = arguments[end + 1 :]
    for join in joins:
        with open(join, "w", encoding="ascii") as procs:  # noqa: PTH123  pathlib costs a start-up
            procs.write("0")
    # RLIMIT_AS would count reserved addresses, of which threads take 64 MB each.
    _at_most(resource.RLIMIT_DATA, int(memory) * _MB)
    _at_most(resource.RLIMIT_FSIZE, int(disk) * _MB)
    _at_most(resource.RLIMIT_CORE, 0)
    os.execv(argv[0], argv)  # noqa: S606  the whole point: become the limited process


def _at_most(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1:])
