"""Is the portal whole in a browser, and can all of it be done by keyboard?"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from web.browsing import ARTEFACTS, MODES, Server, Visit, faults
from web.signing_in import Session, enter
from web.stores import Store

PAGES = {
    "portal": "/portal/",
    "portal-ticket": "/portal/tickets/T-1001/?do=write",
    "portal-gaps": "/portal/tickets/T-1003/?do=fill",
    "portal-report": "/portal/report/",
    "portal-stacks": "/portal/stacks/",
    "portal-check": "/portal/check/",
    "portal-updates": "/portal/updates/",
}
LONGER = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const text = node.data.trim();
    if (text) node.data = `${node.data} ${"wörd ".repeat(Math.ceil(text.length * 0.4 / 5))}`;
  }
}"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def partner(store: Store, server: Server) -> Session:
    return enter(store.data, server.url, "ann@harbour.example", "--partner", "Harbour Retail")


@pytest.fixture
def context(
    browser: Browser, partner: Session, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    width, height, scheme = MODES[getattr(request, "param", "light")]
    size = {"width": width, "height": height}
    made = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    made.add_cookies(partner.state)
    yield made
    made.close()


every_mode = pytest.mark.parametrize("context", MODES, indirect=True)


@every_mode
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_portal_is_whole(
    visit: Visit, name: str, request: pytest.FixtureRequest
) -> None:
    assert visit.go(PAGES[name]) == 200
    mode = request.node.callspec.params["context"]
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    visit.page.screenshot(path=ARTEFACTS / f"{name}-{mode}.png", full_page=True)
    assert faults(visit.page) == []
    assert visit.page.evaluate(WIDE) == 0
    assert (visit.said, visit.elsewhere) == ([], [])


@pytest.mark.parametrize("context", ["phone"], indirect=True)
@pytest.mark.parametrize("name", PAGES)
def test_words_that_are_longer_by_two_fifths_fit_a_phone(visit: Visit, name: str) -> None:
    visit.go(PAGES[name])
    visit.page.evaluate(LONGER)
    assert visit.page.evaluate(WIDE) == 0


def test_a_partner_lands_in_the_portal_and_writes_by_keyboard(visit: Visit) -> None:
    visit.go("/")
    assert visit.page.url.endswith("/portal/")
    visit.page.keyboard.press("k")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/portal/tickets/*/")
    visit.page.locator("a.act", has_text="Write to us").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("#form-write textarea")
    visit.page.locator("#form-write textarea").focus()
    visit.page.keyboard.type("It is still so on the second server.")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".notices")
    assert "It is still so on the second server." in visit.page.locator(".talk").inner_text()
    assert not [said for said in visit.said if not said.startswith("info:")]


def test_an_upgrade_is_checked_by_keyboard(visit: Visit) -> None:
    visit.go("/portal/check/")
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("iniconfig==2.0.0\npackaging==24.2\npluggy==1.5.0")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".verdict")
    assert "?" not in visit.page.url, "what was pasted stands in no address"
    assert faults(visit.page) == []


def test_the_palette_goes_to_places_tickets_and_searches(visit: Visit) -> None:
    visit.go("/portal/")
    visit.page.keyboard.press("Control+k")
    assert visit.page.locator("#palette").is_visible()
    assert faults(visit.page) == []
    visit.page.keyboard.type("stac")
    assert visit.page.locator("#palette [aria-selected=true]").inner_text() == "Stacks"
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/portal/stacks/")
    visit.page.keyboard.press("Control+k")
    visit.page.keyboard.type("1001")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/portal/tickets/T-1001/")
    visit.page.keyboard.press("Control+k")
    visit.page.keyboard.type("orders & more")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/portal/?q=orders%20%26%20more")
    visit.page.keyboard.press("Control+k")
    visit.page.keyboard.press("Escape")
    assert not visit.page.locator("#palette").is_visible()
    visit.page.keyboard.press("g")
    visit.page.keyboard.press("s")
    visit.page.wait_for_url("**/portal/stacks/")
    assert visit.said == []
