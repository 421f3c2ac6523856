"""Does an open ticket page show what happens, and does the server end when it is told to?"""

import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from web.browsing import Visit, start
from web.signing_in import Session, enter
from web.stores import Store

NOW = timedelta(days=6)
MANY = 30  #: streams, and far more than the connections of a server that serves one page


@pytest.fixture
def fresh(store: Store, request: pytest.FixtureRequest) -> str:
    """A ticket of this test's own, opened now."""
    return store.take_in(request.node.name, at=NOW)


def test_an_open_page_shows_a_new_event(visit: Visit, store: Store, fresh: str) -> None:
    visit.go(f"/tickets/{fresh}/")
    expect(visit.page.locator("#live-state")).to_have_text("live")
    before = visit.page.locator(".event").count()
    visit.page.locator(".clocks summary").nth(1).click()
    store.levee("tick", at=NOW + timedelta(hours=3))
    expect(visit.page.locator(".event").first).to_contain_text("rung fired", timeout=10_000)
    assert visit.page.locator(".event").count() == before + 2
    assert visit.page.locator(".clocks details[open]").count() == 1, "what was unfolded stays so"
    assert visit.said == []


def read(session: Session, path: str, lines: int, **headers: str) -> list[str]:
    request = Request(session.url.rstrip("/") + path, headers=headers | session.header)
    with urlopen(request, timeout=20) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        return [stream.readline().decode() for _ in range(lines)]


def test_a_stream_goes_on_after_the_last_event_that_was_seen(
    session: Session, store: Store
) -> None:
    ids = [e["id"] for e in store.levee("ticket", "show", "T-1001")["timeline"]]
    whole = read(session, "/tickets/T-1001/live", 3)
    assert whole[0].startswith("retry:")
    assert whole[2] == f"id: {ids[0]}\n"
    rest = read(session, "/tickets/T-1001/live", 3, **{"Last-Event-ID": str(ids[-2])})
    assert rest[2] == f"id: {ids[-1]}\n"


def test_a_stream_that_waits_holds_no_connection_to_the_store(store: Store) -> None:
    own = start(store.data)
    headers = enter(store.data, own.url).header
    asked = [Request(own.url + "tickets/T-1001/live", headers=headers) for _ in range(MANY)]
    try:
        with ExitStack() as stack:
            for request in asked:
                stream = stack.enter_context(urlopen(request, timeout=20))
                while not stream.readline().startswith(b"data:"):
                    pass
            held = [link for link in _files(own.process.pid) if link.endswith("levee.sqlite3")]
        assert len(held) < MANY, held
    finally:
        own.stop()


def _files(pid: int) -> list[str]:
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # it was closed meanwhile
            found.append(str(link.readlink()))
    return found


def test_ctrl_c_ends_a_server_that_somebody_listens_to(store: Store) -> None:
    own = start(store.data)
    headers = enter(store.data, own.url).header
    with urlopen(Request(own.url + "tickets/T-1001/live", headers=headers), timeout=20) as stream:
        stream.readline()
        assert own.stop() == 0


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        argv = [sys.executable, "-m", "levee.cli", "up", "--port", port, "--data", str(tmp_path)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "cannot be listened on" in done.stderr
    assert "Traceback" not in done.stderr
