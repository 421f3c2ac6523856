"""Is every word of every page translated, do longer words fit, and are times the reader's?

The pages speak the pseudo-locale of `tools/messages.py`: every text of the catalogue with accents,
in brackets and a good third longer. What is not in brackets and not marked as data was forgotten.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from web import test_every_page, test_portal
from web.browsing import Server, Visit, start
from web.signing_in import Session, enter
from web.stores import Store

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"
WORDS = Path(__file__).with_name("words_of_a_page.js").read_text(encoding="utf-8")
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: A button or link of one line whose words do not fit into it.
CLIPPED = """() => [...document.querySelectorAll("button, .button, .act, .chip, summary, th, dt")]
  .filter((e) => e.clientWidth && getComputedStyle(e).overflowX !== "visible"
          && e.scrollWidth > e.clientWidth + 1)
  .map((e) => e.textContent.trim().slice(0, 60))"""
INSTANTS = Path(__file__).with_name("instants_of_a_page.js").read_text(encoding="utf-8")
#: Pages of staff, of a partner, and of somebody who is not signed in.
STAFF = test_every_page.PAGES | {"app": "/account/second/app/", "not-there": "/nowhere/"}
PARTNER = test_portal.PAGES
STRANGER = {
    "sign-in": "/sign-in/",
    "forgotten": "/sign-in/password/",
    "sent": "/sign-in/password/sent/",
    "closed": "/sign-in/closed/",
    "used-up": "/enter/1/nothing/",
    "uninvited": "/welcome/999/nothing/",
}


@pytest.fixture(scope="module")
def elsewhere(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same store, served in the pseudo-locale."""
    folder = tmp_path_factory.mktemp("locale")
    subprocess.run([sys.executable, str(TOOL), str(folder)], check=True, timeout=60)
    running = start(store.data, "--no-worker", LEVEE_LOCALE=str(folder))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def partner(store: Store, elsewhere: Server) -> Session:
    return enter(store.data, elsewhere.url, "ann@harbour.example", "--partner", "Harbour Retail")


@pytest.fixture(scope="module")
def staff(store: Store, elsewhere: Server) -> Session:
    return enter(store.data, elsewhere.url, "lea@vendor.example", "--admin")


def _visit(browser: Browser, server: Server, who: Session | None) -> Visit:
    context = browser.new_context(locale="en-XA", viewport={"width": 1280, "height": 900})
    if who:
        context.add_cookies(who.state)
    return Visit(context.new_page(), server.url)


def _faults(visit: Visit) -> Iterator[str]:
    """What is wrong with the page that is open, on a desk and on a phone."""
    yield from visit.page.evaluate(WORDS)
    yield from (f"instant: {one}" for one in visit.page.evaluate(INSTANTS))
    for size, width in (("desk", 1280), ("phone", 390)):
        visit.page.set_viewport_size({"width": width, "height": 900})
        if wide := visit.page.evaluate(WIDE):
            yield f"{size}: {wide} px too wide"
        yield from (f"{size}: clipped: {one}" for one in visit.page.evaluate(CLIPPED))
    visit.page.set_viewport_size({"width": 1280, "height": 900})


def _wrong(visit: Visit, pages: dict[str, str]) -> dict[str, list[str]]:
    found = {}
    for name in pages:
        test_every_page.open_path(visit, pages[name])
        assert visit.page.locator("html").get_attribute("lang") == "en-xa", name
        if faults := list(_faults(visit)):
            found[name] = faults
    visit.page.context.close()
    return found


def test_every_page_of_staff_is_translated_whole_and_fits(
    browser: Browser, elsewhere: Server, staff: Session
) -> None:
    assert _wrong(_visit(browser, elsewhere, staff), STAFF) == {}


def test_every_page_of_a_partner_is_translated_whole_and_fits(
    browser: Browser, elsewhere: Server, partner: Session
) -> None:
    assert _wrong(_visit(browser, elsewhere, partner), PARTNER) == {}


def test_every_door_is_translated_whole_and_fits(browser: Browser, elsewhere: Server) -> None:
    assert _wrong(_visit(browser, elsewhere, None), STRANGER) == {}


def test_a_forgotten_word_is_found(browser: Browser, elsewhere: Server, staff: Session) -> None:
    visit = _visit(browser, elsewhere, staff)
    visit.go("/tickets/T-1001/")
    assert visit.page.evaluate(WORDS) == []
    visit.page.evaluate("document.querySelector('h2').textContent = 'Forgotten'")
    visit.page.evaluate("document.querySelector('main a').setAttribute('aria-label', 'So is this')")
    assert visit.page.evaluate(WORDS) == ["text: Forgotten", "aria-label: So is this"]
    visit.page.context.close()


def test_the_rest_of_the_world_gets_english(browser: Browser, server: Server) -> None:
    visit = _visit(browser, server, None)
    visit.go("/sign-in/")
    assert visit.page.locator("html").get_attribute("lang") == "en"
    assert re.search("⟦|⟧", visit.page.content()) is None
    visit.page.context.close()
