# /// script
# requires-python = ">=3.12"
# dependencies = ["packageurl-python>=0.17", "packaging>=24", "uv>=0.13"]
# ///
"""How long does an environment take, and how much disk, beside tox, nox, tox-uv and uv?

    uv run benchmarks/environments.py [--permutations N] [--python 3.13] [--only NAME ...]

N permutations of 20 pytest plugins at different versions, each from one hashed lock that all of
them get. `cold`: nothing is there but what the permutations before brought. `warm`: all packages
are there, the environment is not. Each tool has caches of its own in one temporary folder; levee
is asked in process, as its runner asks, the others by their command, as a user does; uv is asked
offline when warm. `disk` is what one more environment takes: blocks that no other file shares.
After the table stands each target, and whether it is reached. Exit 1 when one is missed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE / "src"), str(HERE / "tests")]

import uv  # noqa: E402

from corpus.pytest_plugins import permutation  # noqa: E402
from levee.bench.provider import Lock  # noqa: E402
from levee.bench.python_provider import PythonProvider  # noqa: E402
from levee.model.stack import stack_of  # noqa: E402

UV = uv.find_uv_bin()
TIMEOUT_S = 600
TOOLS = {"tox": ("tox",), "tox-uv": ("tox", "tox-uv"), "nox": ("nox",)}


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to make the environment of permutation N. ``env`` is where it is then."""

    name: str
    make: Callable[[int, bool], None]
    env: Callable[[int], Path]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds of each permutation, and bytes of one environment of its own: blocks, length."""

    name: str
    cold: list[float]
    warm: list[float]
    blocks: float
    length: float


def call(argv: list[str], folder: Path, more: dict[str, str] | None = None) -> None:
    kept = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "UV_PROJECT")}
    done = subprocess.run(
        argv, cwd=folder, env=kept | (more or {}), capture_output=True, text=True,
        timeout=TIMEOUT_S, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(argv[:4])} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


# -- the ways


def levee_way(provider: PythonProvider, locks: list[Lock]) -> Way:
    return Way(
        name="levee",
        make=lambda n, _: provider.build(locks[n]) and None,
        env=lambda n: provider.data / "environments" / locks[n].digest,
    )


def uv_way(base: Path, python: str) -> Way:
    cache = {"UV_CACHE_DIR": str(base / "uv-cache"), "UV_LINK_MODE": "hardlink"}

    def make(number: int, warm: bool) -> None:
        env = cache | ({"UV_OFFLINE": "1"} if warm else {})
        home = str(base / "uv" / f"p{number}")
        call([UV, "venv", "-q", "--no-project", "--python", python, home], base, env)
        words = ["-q", "--require-hashes", "--python", f"{home}/bin/python"]
        call([UV, "pip", "sync", *words, str(base / f"{number}.txt")], base, env)

    return Way(name="uv", make=make, env=lambda n: base / "uv" / f"p{n}")


def tox_way(base: Path, name: str, python: str, count: int) -> Way:
    folder = base / f"of-{name}"
    folder.mkdir()
    (folder / "tox.ini").write_text(
        f"[tox]\nno_package = true\nenv_list = {','.join(f'p{n}' for n in range(count))}\n"
        "[testenv]\nbase_python = "
        f"{python}\ndeps = -r {base}/{{env:NUMBER}}.txt\npass_env = *\n"
    )
    program = str(base / "tools" / name / "bin" / "tox")
    cache = {"UV_CACHE_DIR": str(base / f"{name}-cache"), "PIP_CACHE_DIR": str(base / "pip-cache")}

    def make(number: int, warm: bool) -> None:
        env = cache | {"NUMBER": str(number)}
        if warm and name == "tox-uv":
            env |= {"UV_OFFLINE": "1"}
        call([program, "run", "--notest", "-q", "-e", f"p{number}"], folder, env)

    return Way(name=name, make=make, env=lambda n: folder / ".tox" / f"p{n}")


def nox_way(base: Path, python: str) -> Way:
    folder = base / "of-nox"
    folder.mkdir()
    (folder / "noxfile.py").write_text(
        "import os\nimport nox\n\n"
        f"@nox.session(python={python!r}, name='p' + os.environ['NUMBER'])\n"
        "def made(session):\n"
        f"    session.install('-r', '{base}/' + os.environ['NUMBER'] + '.txt')\n"
    )
    program = str(base / "tools" / "nox" / "bin" / "nox")

    def make(number: int, _: bool) -> None:
        env = {"NUMBER": str(number), "PIP_CACHE_DIR": str(base / "nox-pip-cache")}
        call([program, "--install-only"], folder, env)

    return Way(name="nox", make=make, env=lambda n: _of_session(folder / ".nox", n))


# -- measuring


def _of_session(folder: Path, number: int) -> Path:
    """p1 or p1-3-13, and never p10."""
    return next(p for p in folder.iterdir() if p.name.partition("-")[0] == f"p{number}")


def timed(way: Way, numbers: range, *, warm: bool) -> list[float]:
    seconds = []
    for number in numbers:
        begun = time.perf_counter()
        way.make(number, warm)
        seconds.append(time.perf_counter() - begun)
    return seconds


def measured(way: Way, numbers: range) -> Measured:
    cold = timed(way, numbers, warm=False)
    for number in numbers:
        shutil.rmtree(way.env(number))
    warm = timed(way, numbers, warm=True)
    own = [alone(way.env(number)) for number in numbers]
    blocks, length = (median(sizes) for sizes in zip(*own, strict=True))
    print(f"{way.name}: {median(warm):.4f} s warm", file=sys.stderr, flush=True)
    return Measured(name=way.name, cold=cold, warm=warm, blocks=blocks, length=length)


def alone(env: Path) -> tuple[int, int]:
    """What would be free again if it went: what has other names elsewhere would not."""
    there = [path.lstat() for path in (env, *env.rglob("*"))]
    names: dict[int, int] = {}
    for one in there:
        names[one.st_ino] = names.get(one.st_ino, 0) + 1
    own = {s.st_ino: s for s in there if s.st_nlink <= names[s.st_ino] or s.st_mode & 0o40000}
    return sum(s.st_blocks * 512 for s in own.values()), sum(s.st_size for s in own.values())


def full(base: Path, python: str) -> int:
    """One environment with nothing shared, in bytes; without bytecode."""
    home = str(base / "full")
    call([UV, "venv", "-q", "--no-project", "--python", python, home], base)
    words = ["-q", "--require-hashes", "--link-mode", "copy", "--python", f"{home}/bin/python"]
    call([UV, "pip", "sync", *words, str(base / "0.txt")], base)
    return alone(Path(home))[0]


# -- what is said


def show(rows: Iterable[Measured], ours: Measured, whole: int) -> None:
    heads = (("cold s", 9), ("warm s", 9), ("slowest", 9), ("x levee", 8), ("disk", 10))
    print(" " * 8, *(f"{head:>{width}}" for head, width in heads), " of full")
    for row in rows:
        warm = median(row.warm)
        print(
            f"{row.name:8} {median(row.cold):9.3f} {warm:9.4f} {max(row.warm):9.4f} "
            f"{warm / median(ours.warm):7.0f}x {row.blocks / 1e3:7.0f} kB {row.blocks / whole:8.2%}"
        )
    print(
        f"a full environment: {whole / 1e6:.1f} MB; levee's own: {ours.length / 1e3:.1f} kB of text"
    )


def judged(rows: dict[str, Measured], whole: int) -> bool:
    ours, reached = rows["levee"], True
    for other, least in (("tox-uv", 100), ("uv", 10)):
        if other in rows:
            factor = median(rows[other].warm) / median(ours.warm)
            reached &= told(
                f"warm, {least}x faster than {other}", f"{factor:.0f}x", factor >= least
            )
    share = ours.blocks / whole
    return (
        told("disk of one more under 1 % of a full one", f"{share:.2%}", share < 0.01) and reached
    )


def told(target: str, value: str, reached: bool) -> bool:
    print(f"{'reached' if reached else 'MISSED ':8} {target}: {value}")
    return reached


def locks_of(provider: PythonProvider, count: int, python: str, base: Path) -> list[Lock]:
    locks = []
    for number in range(count):
        purls = [f"pkg:pypi/{n}@{v}" for n, v in permutation(number).items()]
        lock = provider.resolve(stack_of([f"pkg:generic/python@{python}", *purls]))
        if not isinstance(lock, Lock):
            sys.exit(f"permutation {number}: {lock.explanation}")
        (base / f"{number}.txt").write_text(lock.text)
        locks.append(lock)
    if len({lock.digest for lock in locks}) < count:
        sys.exit("two permutations are one")
    return locks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--permutations", type=int, default=20)
    parser.add_argument("--python", default="3.13")
    parser.add_argument("--only", nargs="*", default=["uv", "tox-uv", "tox", "nox"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="levee-bench-") as folder:
        base = Path(folder)
        provider = PythonProvider(data=base / "data", keep=chosen.permutations)
        locks = locks_of(provider, chosen.permutations, chosen.python, base)
        python = str(provider.interpreters.choose(locks[0].runtime).interpreter.path)
        for name in chosen.only:
            if name in TOOLS:
                home = str(base / "tools" / name)
                call([UV, "venv", "-q", "--no-project", "--python", python, home], base)
                words = ["-q", "--python", f"{home}/bin/python", *TOOLS[name]]
                call([UV, "pip", "install", *words], base)
        ways = [levee_way(provider, locks)]
        ways += [uv_way(base, python)] if "uv" in chosen.only else []
        ways += [
            tox_way(base, n, python, chosen.permutations)
            for n in ("tox-uv", "tox")
            if n in chosen.only
        ]
        ways += [nox_way(base, python)] if "nox" in chosen.only else []
        rows = {way.name: measured(way, range(chosen.permutations)) for way in ways}
        whole = full(base, python)
    packages = len(locks[0].text.split("==")) - 1
    print(f"{chosen.permutations} permutations of 20 plugins, {packages} packages")
    show(rows.values(), rows["levee"], whole)
    sys.exit(not judged(rows, whole))


if __name__ == "__main__":
    main()
