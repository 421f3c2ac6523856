"""Does the matrix stay smooth at 1,000 stacks of 40 plugins, beside the same table sent whole?

    PYTHONPATH=src:tests python benchmarks/matrix.py [--stacks 1000] [--plugins 40] [--nights 7]

Fills a store through its own hands (`matrix_store.py`), serves it by `levee up`, and asks for pages
one after the other, signed in. Then Chromium opens the matrix and scrolls to its last row, 800
pixels at a time: the longest frame is what a reader would feel as a jerk, and the longest task what
of it is the page's own work, however busy the machine. The peer, in the same run
on the same server, is what the page would be without its choices: every row in one document.

Each target is marked reached or MISSED; a miss exits 1.
"""

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import matrix_store

#: `web` is the tests' package here, and not the benchmark beside this one.
sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != Path(__file__).parent]
TIMES = 11
STATEMENTS, SERVER_MS, FRAME_MS, MORE_BYTES = 12, 250.0, 100.0, 5.0
SUITE = Path(__file__).parents[1] / "tests" / "web" / "suite"

#: Scrolls a box to its end and tells how long each frame took, in milliseconds.
SCROLL = """async (step) => {
  const box = document.getElementById("heat");
  const frames = [];
  const next = () => new Promise((done) => requestAnimationFrame(done));
  let last = await next(), still = 0;
  const ends = last + 120000;
  while (still < 10 && last < ends) {
    const before = box.scrollTop;
    box.scrollTop += step;
    const now = await next();
    frames.push(now - last);
    last = now;
    const waits = document.getElementById("more") !== null;
    still = waits || box.scrollTop !== before ? 0 : still + 1;
  }
  frames.sort((a, b) => a - b);
  return {rows: box.querySelectorAll("[data-row]").length, frames: frames.length,
          p50: frames[Math.floor(frames.length / 2)], p95: frames[Math.floor(frames.length * 0.95)],
          longest: frames[frames.length - 1]};
}"""
PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One page: the first answer, the median of those after it, its bytes and its statements."""

    name: str
    first: float
    p50: float
    size: int
    statements: int


@dataclass(frozen=True, kw_only=True)
class Scrolled:
    name: str
    paint: float
    found: dict[str, float]
    task: float


def wire(folder: Path) -> None:
    os.environ |= {"LEVEE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "levee.site.settings"}
    from cryptography.fernet import Fernet

    (folder / "keys").mkdir(parents=True, exist_ok=True)
    for name in ("seal.key", "django.key"):
        key = folder / "keys" / name
        if not key.exists():
            key.write_bytes(Fernet.generate_key())
    import django

    django.setup()


def prepare(folder: Path, stacks: int, plugins: int, nights: int) -> None:
    """A store as Nights leave it; one that is there already is taken as it is."""
    from levee.site import bench, setting_up

    if (folder / "suite.txt").exists():
        return
    setting_up.migrate()
    setting_up.default_contract(matrix_store.NOW)
    bench.remember_suite(folder, SUITE)
    begun = time.monotonic()
    matrix_store.fill(bench.suite(folder, ""), stacks, plugins, nights)
    print(f"filled in {time.monotonic() - begun:.0f} s", flush=True)


def ask(session: Any, name: str, path: str) -> Asked:
    line = HTTPConnection(urlsplit(session.url).netloc, timeout=120)
    times, size = [], 0
    for _ in range(TIMES):
        begun = time.perf_counter()
        line.request("GET", path, headers=session.header)
        answer = line.getresponse()
        size = len(answer.read())
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
    rest = statistics.median(times[1:])
    return Asked(name=name, first=times[0], p50=rest, size=size, statements=statements(path))


def statements(path: str) -> int:
    """How many questions to the database one answer takes, in a process that knows nothing yet."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from levee.site import matrices
    from levee.store.account_models import Account

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(Account.objects.earliest("pk"))
    matrices.forget()
    with CaptureQueriesContext(connection) as told:
        client.get(path)
    return len(told)


def scroll(browser: Any, page: Any, name: str) -> Scrolled:
    page.wait_for_selector("#heat [data-row]")
    page.wait_for_timeout(500)
    paint = page.evaluate(PAINT)
    browser.start_tracing(page=page, categories=["toplevel", "__metadata"])
    found = page.evaluate(SCROLL, 800)
    return Scrolled(name=name, paint=paint, found=found, task=longest_task(browser.stop_tracing()))


def longest_task(trace: bytes) -> float:
    """The longest task of a page's main thread, in milliseconds of the processor: what a frame
    would take if nothing else ran on the machine."""
    events = json.loads(trace)["traceEvents"]
    main = {
        (e["pid"], e["tid"])
        for e in events
        if e["name"] == "thread_name" and e["args"]["name"] == "CrRendererMain"
    }
    tasks = (e for e in events if (e["pid"], e["tid"]) in main and e["name"].endswith("RunTask"))
    return max((e.get("tdur", 0) for e in tasks), default=0) / 1000


def whole_document(session: Any, count: int) -> str:
    """The peer: the same page with every row that ``matrix/rows/`` would bring later."""
    line = HTTPConnection(urlsplit(session.url).netloc, timeout=120)

    def body(path: str) -> str:
        line.request("GET", path, headers=session.header)
        return line.getresponse().read().decode()

    text, step = body("/matrix/"), 25
    parts = [text] + [body(f"/matrix/rows/?from={n}") for n in range(step, count, step)]
    rows = [row for part in parts for row in re.findall(r"<tr data-row.*?</tr>", part, re.S)]
    head, _, rest = text.partition("<tr data-row")
    tail = re.sub(r'<div id="more">.*?</div>', "", rest[rest.rindex("</tr>") :], flags=re.S)
    return head.replace('class="block"', "") + "".join(rows) + tail


def in_chromium(session: Any, count: int) -> Iterator[Scrolled]:
    from playwright.sync_api import sync_playwright

    from web.browsing import CHROMIUM, QUIET

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies(session.state)
        page = context.new_page()
        page.goto(f"{session.url}matrix/")
        yield scroll(browser, page, "levee")
        page.close()
        whole, page = whole_document(session, count), context.new_page()
        page.route("**/matrix/", lambda r: r.fulfill(body=whole, content_type="text/html"))
        page.goto(f"{session.url}matrix/")
        yield scroll(browser, page, "every row at once")
        print(f"every row at once: {len(whole.encode()) // 1000} kB in one document")
        browser.close()


def targets(asked: list[Asked], scrolled: list[Scrolled], count: int) -> Iterator[tuple[str, bool]]:
    most = max(one.statements for one in asked)
    yield f"statements a page: {most}, at most {STATEMENTS}", most <= STATEMENTS
    slow = max(one.p50 for one in asked)
    yield f"p50 of the server: {slow:.0f} ms, at most {SERVER_MS:.0f}", slow <= SERVER_MS
    ours, peer = scrolled
    rows = int(ours.found["rows"])
    yield f"every row came by scrolling: {rows} of {count}", rows == count
    text = f"longest task while scrolling: {ours.task:.0f} ms, at most {FRAME_MS:.0f}"
    yield text, ours.task <= FRAME_MS
    text = f"first paint: {ours.paint:.0f} ms, of every row at once {peer.paint:.0f}"
    yield text, ours.paint <= peer.paint


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--stacks", type=int, default=1000)
    parser.add_argument("--plugins", type=int, default=40)
    parser.add_argument("--nights", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="keep the store here, and use it again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="levee-matrix-") as spare:
        folder = given.folder or Path(spare)
        wire(folder)
        prepare(folder, given.stacks, given.plugins, given.nights)
        return measure(folder, given.stacks)


def measure(folder: Path, count: int) -> int:
    from web.browsing import start
    from web.signing_in import enter

    server = start(folder, "--no-worker")
    try:
        session = enter(folder, server.url, "ada@vendor.example", "--admin")
        pages = {
            "matrix": "/matrix/",
            "its next rows": "/matrix/rows/?from=25",
            "one plugin, red": "/matrix/?plugin=payments&outcome=red",
            "by checks": "/matrix/?columns=checks",
        }
        asked = [ask(session, name, path) for name, path in pages.items()]
        digest = matrix_store.every_stack(1, 40)[0].digest
        asked.append(ask(session, "a stack's nights", f"/stacks/{digest}/"))
        scrolled = list(in_chromium(session, count))
    finally:
        server.stop()
    print(f"{'page':<20}{'first ms':>10}{'p50 ms':>9}{'bytes':>10}{'stmts':>7}")
    for one in asked:
        print(f"{one.name:<20}{one.first:>10.0f}{one.p50:>9.0f}{one.size:>10}{one.statements:>7}")
    print(
        f"\n{'scrolled':<20}{'paint ms':>10}{'rows':>7}{'frames':>8}"
        f"{'p50':>7}{'p95':>7}{'longest':>9}{'task':>7}"
    )
    for it in scrolled:
        f = it.found
        print(f"{it.name:<20}{it.paint:>10.0f}{f['rows']:>7}{f['frames']:>8}"
              f"{f['p50']:>7.0f}{f['p95']:>7.0f}{f['longest']:>9.0f}{it.task:>7.0f}")  # fmt: skip
    told = list(targets(asked, scrolled, count))
    for text, reached in told:
        print(f"{'reached' if reached else 'MISSED '} {text}")
    return 0 if all(reached for _, reached in told) else 1


if __name__ == "__main__":
    sys.exit(main())
