"""How fast are the pages beside django-helpdesk, and do they stay so at a million tickets?

    PYTHONPATH=src:tests python benchmarks/web.py [--quick] [--url postgresql://user@host/postgres]
    python tools/find_postgres.py -- sh -c \\
        'PYTHONPATH=src:tests python benchmarks/web.py --url "$LEVEE_DATABASE_URL"'

Both desks get the same number of tickets, a fifth of them open, with the same words, on the same
database with the same settings, behind one uvicorn process each. One client asks for one page
after the other, signed in. Tickets are created in turn, a few with one desk and as many with the
other: no machine is equally quick all the time. Of theirs, "inbox" and "search" are only the
question that fills the table with 25 rows, without the page around it; ours are whole pages. "cpu"
is how long the server's process had the processor for an answer, at the median.

Each target is marked reached or MISSED; a miss exits 1. --quick takes 1 k and 10 k tickets. Theirs
is installed into an environment of its own by uv, and nowhere else.
"""

import argparse
import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

from ticking import _database
from web_targets import (
    COMMON,
    HELPDESK,
    LARGEST,
    OURS,
    PAGES,
    QUICK,
    Measured,
    row,
    targets,
)

HERE = Path(__file__).parent
PORTS = {"levee": 8831, HELPDESK: 8832}
PEER = ("django-helpdesk==2.6.1", "uvicorn", "httptools", "psycopg[binary]")
TIMES, LONGEST_S = 200, 40.0  #: requests for each page, or as many as fit into this
CREATES, IN_TURN, STREAMS = 300, 20, 300


@contextmanager
def served(desk: str, count: int, url: str) -> Iterator[dict[str, Any]]:
    """A desk with its tickets, in a process and a store that are gone afterwards."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="levee-bench-"))
        own = stack.enter_context(_database(url))
        given = ["--count", str(count), "--port", str(PORTS[desk]), "--folder", folder]
        argv = [*_program(desk), *given, *(["--url", own] if own else [])]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=_environment(desk))
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"{desk} did not begin: {process.wait()}")
            told: dict[str, Any] = json.loads(line)
            _await_port(PORTS[desk])
            yield told | {"port": PORTS[desk]}
        finally:
            process.terminate()
            process.wait(timeout=30)


def _program(desk: str) -> list[str]:
    if desk == "levee":
        return [sys.executable, str(HERE / "web_ours.py")]
    uv = Path(sys.executable).parent / "uv"
    named = [word for package in PEER for word in ("--with", package)]
    return [str(uv) if uv.exists() else "uv", "run", "--no-project", "--python", sys.executable,
            "--isolated", *named, "python", str(HERE / "web_theirs.py")]  # fmt: skip


def _environment(desk: str) -> dict[str, str]:
    root = HERE.parent
    paths = [str(HERE)] + ([str(root / "src"), str(root / "tests")] if desk == "levee" else [])
    drop = ("DJANGO_SETTINGS_MODULE", "LEVEE_DATABASE_URL", "VIRTUAL_ENV")
    kept = {k: v for k, v in os.environ.items() if k not in drop}
    return kept | {"PYTHONPATH": os.pathsep.join(paths)}


def _await_port(port: int) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            HTTPConnection("127.0.0.1", port, timeout=1).connect()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not begin to listen")


class Refused(Exception):
    """A page that did not come. Ours have to come; of theirs it is told as infinitely slow."""


@dataclass
class Asker:
    """One browser on one connection that it keeps."""

    port: int
    headers: dict[str, str]
    cpus: list[float] = field(default_factory=list)  #: milliseconds, of each answer

    def __post_init__(self) -> None:
        self._line = socket.create_connection(("127.0.0.1", self.port), timeout=300)

    def ask(self, path: str, body: Any = None, **more: str) -> tuple[float, int]:
        """(milliseconds, statements) of an answer that has to be a good one. Written and read by
        hand: Python's own client takes as long for it as a server for a small page."""
        host = {"Host": f"127.0.0.1:{self.port}"}
        sent = _written(path, host | self.headers | more, body)
        begun = time.perf_counter()
        self._line.sendall(sent)
        status, headers, text = self._read()
        took = (time.perf_counter() - begun) * 1000
        if status not in (b"200", b"201"):
            raise Refused(f"{path}: {status!r} {text[:500]!r}")
        self.cpus.append(float(headers[b"x-processor"]))
        return took, int(headers[b"x-statements"])

    def _read(self) -> tuple[bytes, dict[bytes, bytes], bytes]:
        came = b""
        while b"\r\n\r\n" not in came:
            came += self._more()
        head, _, text = came.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        headers = {name.lower(): value for name, _, value in (x.partition(b": ") for x in lines)}
        length = int(headers[b"content-length"])  # both desks say it of whole answers
        while len(text) < length:
            text += self._more()
        return first.split()[1], headers, text

    def _more(self) -> bytes:
        came = self._line.recv(1 << 18)
        if not came:
            raise Refused("the server hung up")
        return came


def _written(path: str, headers: dict[str, str], body: Any) -> bytes:
    data = b"" if body is None else json.dumps(body).encode()
    own = {"Content-Length": str(len(data))}
    own |= {"Content-Type": "application/json"} if data else {}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (headers | own).items())
    return f"{'POST' if data else 'GET'} {path} HTTP/1.1\r\n{lines}\r\n".encode() + data


def share(times: list[float], of: float) -> float:
    return sorted(times)[max(0, math.ceil(len(times) * of) - 1)]


def ask_all(asker: Asker, paths: list[str]) -> tuple[list[float], int]:
    """The first few answers only warm up."""
    for path in (paths * 3)[:3]:
        asker.ask(path)
    ends, times, most = time.monotonic() + LONGEST_S, [], 0
    while len(times) < TIMES and (time.monotonic() < ends or len(times) < 10):
        took, statements = asker.ask(paths[len(times) % len(paths)])
        times.append(took)
        most = max(most, statements)
    return times, most


@dataclass
class Creating:
    """Tickets that one desk takes over its API."""

    asker: Asker
    create: dict[str, Any]
    times: list[float] = field(default_factory=list)
    most: int = 0  #: statements
    made: int = 0

    def some(self) -> None:
        """The first ones only warm up."""
        warm = self.made == 0
        for _ in range(IN_TURN):
            self.made += 1
            body = dict(self.create["body"])
            if "idempotency_key" in body:
                body["idempotency_key"] = f"bench-{self.made}"
            more = self.create.get("headers", {})
            took, statements = self.asker.ask(self.create["path"], body, **more)
            self.times.append(took)
            self.most = max(self.most, statements)
        if warm:
            self.times.clear()
            self.asker.cpus.clear()


def created(told: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Creating]]:
    """By each desk, in turn."""
    desks = {
        desk: Creating(asker=Asker(one["port"], one["headers"]), create=one["create"])
        for desk, one in told.items()
    }
    for _ in range(CREATES // IN_TURN + 1):
        for creating in desks.values():
            creating.some()
    yield from desks.items()


def measure(database: str, count: int, url: str) -> Iterator[Measured]:
    desks = ["levee", *([HELPDESK] if count <= COMMON[-1] else [])]
    with ExitStack() as stack:
        told = {desk: stack.enter_context(served(desk, count, url)) for desk in desks}

        def measured(desk: str, page: str, asker: Asker, times: list[float], most: int) -> Measured:
            return Measured(
                database=database, desk=desk, count=count, page=page, statements=most,
                p50=share(times, 0.5), p95=share(times, 0.95), p99=share(times, 0.99),
                cpu=share(asker.cpus or [math.inf], 0.5),
            )  # fmt: skip

        for desk, one in told.items():
            for page in OURS if desk == "levee" else PAGES:
                asker = Asker(one["port"], one["headers"])
                yield measured(desk, page, asker, *_asked(desk, asker, one["pages"][page]))
        if len(desks) > 1:
            for desk, creating in created(told):
                yield measured(desk, "create", creating.asker, creating.times, creating.most)
        if count == QUICK[-1]:
            asker = Asker(told["levee"]["port"], told["levee"]["headers"])
            yield measured(
                "levee", "inbox, 300 live streams", asker, *disturbed(asker, told["levee"])
            )


def _asked(desk: str, asker: Asker, paths: list[str]) -> tuple[list[float], int]:
    try:
        return ask_all(asker, paths)
    except Refused as error:
        if desk == "levee":
            raise SystemExit(str(error)) from None
        print(f"{desk} does not answer: {error}", file=sys.stderr)
        return [math.inf], 0


def disturbed(asker: Asker, told: dict[str, Any]) -> tuple[list[float], int]:
    """The inbox while so many browsers follow tickets, staff and a partner in turn, and have been
    told what there was."""
    lines = [HTTPConnection("127.0.0.1", told["port"], timeout=60) for _ in range(STREAMS)]
    try:
        for number, line in enumerate(lines):
            whose = told["live"][number % len(told["live"])]
            path = whose["paths"][number % len(whose["paths"])]
            line.request("GET", path, headers=whose["headers"])
        for line in lines:
            _await_first(line.getresponse())
        return ask_all(asker, told["pages"]["inbox"])
    finally:
        for line in lines:
            line.close()


def _await_first(answer: HTTPResponse) -> None:
    if answer.status != 200:
        raise SystemExit(f"a live stream: {answer.status}")
    while not answer.readline().startswith(b"data:"):
        pass


def every(databases: list[tuple[str, str]], counts: list[int]) -> Iterator[Measured]:
    for database, where in databases:
        for count in counts:
            yield from measure(database, count, where)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--most", type=int, default=LARGEST, help="leave larger stores out")
    parser.add_argument("--least", type=int, default=0, help="leave smaller stores out")
    parser.add_argument("--only", action="store_true", help="the database of --url alone")
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    heads = ("p50 ms", "p95 ms", "p99 ms", "cpu ms", "stmts")
    print(f"{'database':<11}{'desk':<17}{'tickets':>9}  {'page':<24}"
          f"{heads[0]:>9}{heads[1]:>9}{heads[2]:>9}{heads[3]:>9}{heads[4]:>6}")  # fmt: skip
    found = []
    databases = [] if given.only else [("SQLite", "")]
    databases += [("PostgreSQL", given.url)] if given.url else []
    stores = QUICK if given.quick else [*COMMON, LARGEST]
    counts = [count for count in stores if given.least <= count <= given.most]
    for one in every(databases, counts):
        found.append(one)
        print(row(one), flush=True)
    told = list(targets(found))
    print()
    for target in told:
        print(f"{'reached' if target.reached else 'MISSED '} {target.text}")
    return 0 if all(target.reached for target in told) else 1


if __name__ == "__main__":
    sys.exit(main())
