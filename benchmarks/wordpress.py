"""How long does a WordPress stack take: the first on a machine, the next one, and a check?

    PYTHONPATH=src .venv/bin/python benchmarks/wordpress.py [--rounds 5]

The example's stacks, in the sandbox; each time is that of the fastest round. `fetch` needs npm's
registry, or its cache. The machine's load says how much else it had to do meanwhile.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from levee.bench import sandbox
from levee.bench.provider import Environment, Lock
from levee.bench.sandbox import Rooms
from levee.bench.watch import Keep, Limits
from levee.bench.wordpress.library import library_of
from levee.bench.wordpress.provider import WordpressProvider
from levee.model.stack import stack_of

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "wordpress"
WORDPRESS = "pkg:wordpress/wordpress@6.5.5"
PLUGINS = (
    "pkg:wordpress/berth-bookings@3.2.0",
    "pkg:wordpress/harbour-notices@1.0.0",
    "pkg:wordpress/tidy-excerpts@2.0.0",
)
SIX = (
    "GET / 200", "GET /hello-world/ 200", "GET /no-such-page/ 404",
    "GET /wp-json/harbour/v1/notice 200", "GET /wp-admin/ 302",
    "admin GET /wp-admin/plugins.php 200",
)  # fmt: skip


def timed[T](name: str, rounds: int, do: Callable[[int], T]) -> T:
    """Prints the fastest round."""
    best = float("inf")
    for number in range(rounds):
        begun = time.monotonic()
        done = do(number)
        best = min(best, time.monotonic() - begun)
    print(f"{name:<44} {best:7.2f} s")
    return done


def lock_of(provider: WordpressProvider, number: int, plugins: tuple[str, ...]) -> Lock:
    """Another constant, another stack: PHP, core, parts and the installed WordPress are shared."""
    more = {"wp-constants.EMPTY_TRASH_DAYS": str(number)}
    stack = stack_of([WORDPRESS, "pkg:generic/php@8.3", *plugins], settings=more)
    lock = provider.resolve(stack)
    assert isinstance(lock, Lock), lock
    return lock


def check(environment: Environment, *argv: str) -> None:
    box = sandbox.find()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        work.mkdir()
        there = environment.at(box.spot("env", environment.root))
        rooms = Rooms(
            work=work, shown=(("env", environment.root),), system=environment.mounts
        )  # fmt: skip
        keep = Keep(stdout=Path(folder) / "out", stderr=Path(folder) / "err", work=work)
        ended = box.run([str(there.bin / argv[0]), *argv[1:]], rooms, Limits(wall_s=300), keep)
        assert ended.code == 0, keep.stderr.read_text()


def size_mb(folder: Path) -> float:
    """What would be free without it: a file that is linked elsewhere, too, costs nothing here."""
    files = (p.lstat() for p in folder.rglob("*") if p.is_file())
    return sum(file.st_blocks * 512 for file in files if file.st_nlink == 1) / 1e6


def main(rounds: int, data: Path) -> None:
    shutil.copytree(EXAMPLE / "library", library_of(data))
    provider = WordpressProvider(data=data)
    first = timed("fetch the builds, resolve", 1, lambda _: lock_of(provider, 0, PLUGINS))
    timed("fetch PHP, build the first stack", 1, lambda _: provider.build(first))
    timed(
        "build another stack, 3 plugins", rounds,
        lambda n: provider.build(lock_of(provider, n + 1, PLUGINS)),
    )  # fmt: skip
    timed(
        "build another stack, 1 plugin", rounds,
        lambda n: provider.build(lock_of(provider, n + 1, PLUGINS[1:2])),
    )  # fmt: skip
    timed(
        "build it plain, 3 plugins", rounds,
        lambda n: provider.plain(first, data / f"plain-{n}"),
    )  # fmt: skip
    site = timed("find a stack that is built", rounds, lambda _: provider.build(first))
    timed("check: one page", rounds, lambda _: check(site, "wp-http", SIX[0]))
    timed("check: six pages, logged in once", rounds, lambda _: check(site, "wp-http", *SIX))
    for name in ("tools", "cores", "installed"):
        print(f"{'wordpress/' + name:<44} {size_mb(data / 'wordpress' / name):7.2f} MB")
    print(f"{'load of the machine, processors':<44} {os.getloadavg()[1]:7.2f} of {os.cpu_count()}")
    print(f"{'a site beside them':<44} {size_mb(site.root):7.2f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    with tempfile.TemporaryDirectory() as home:
        main(parser.parse_args().rounds, Path(home))
