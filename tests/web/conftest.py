"""A real server over a store that the public commands filled, and a real browser before it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from web import stores
from web.browsing import CHROMIUM, MODES, QUIET, Server, Visit, start
from web.signing_in import Session, enter
from web.stores import Store

LONGEST = "test_whole_story.py"  #: begun first, so that no worker waits for it alone


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.web)
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Store:
    """Made once, also where several workers want it."""
    own = tmp_path_factory.getbasetemp()
    return stores.once((own if worker_id == "master" else own.parent) / "web")


@pytest.fixture(scope="module")
def store(original: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A file's own copy, so that none sees what another did to it."""
    return stores.copy(original, tmp_path_factory.mktemp("web") / "data")


@pytest.fixture(scope="module")
def server(store: Store) -> Iterator[Server]:
    running = start(store.data, "--no-worker")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def session(store: Store, server: Server) -> Session:
    """Signed in as one of the staff."""
    return enter(store.data, server.url, "lea@vendor.example", "--admin")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(
    browser: Browser, session: Session, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """In the mode that the test asks for by its parameter; light otherwise."""
    width, height, scheme = MODES[getattr(request, "param", "light")]
    size = {"width": width, "height": height}
    made = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    made.add_cookies(session.state)
    yield made
    made.close()


@pytest.fixture
def visit(context: BrowserContext, server: Server) -> Visit:
    return Visit(context.new_page(), server.url)
