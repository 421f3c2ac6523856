"""Does every page of a store in which nothing happened yet say what to do next?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from playwright.sync_api import Browser, Locator

from levee.cli import app
from web.browsing import ARTEFACTS, MODES, Server, Visit, faults, start
from web.signing_in import Session, enter
from web.stores import answer

STAFF = {
    "inbox": "/inbox/partner/",
    "standard": "/inbox/standard/",
    "tickets": "/tickets/",
    "not-found": "/tickets/?q=zzz",
    "board": "/board/",
    "matrix": "/matrix/",
    "fleet": "/fleet/",
    "certificates": "/certificates/",
    "channels": "/channels/",
    "channels-list": "/channels/?view=list",
    "channel": "/channels/early/",
    "contract": "/contract/",
    "numbers": "/numbers/",
    "check": "/check/",
    "intake": "/intake/partner/",
    "account": "/account/",
    "first-steps": "/first-steps/",
    "settings": "/settings/",
    "settings-people": "/settings/people/",
    "settings-keys": "/settings/keys/",
    "settings-webhooks": "/settings/webhooks/",
    "settings-mail": "/settings/mail/",
}
PORTAL = {
    "portal": "/portal/",
    "portal-report": "/portal/report/",
    "portal-stacks": "/portal/stacks/",
    "portal-check": "/portal/check/",
    "portal-updates": "/portal/updates/",
}
OFFERS = "a[href], button, input, textarea, code"  #: something to go to, to press or to type


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    data = tmp_path_factory.mktemp("empty") / "data"
    answer(data, "up", "--no-serve")
    server = start(data, "--no-worker")
    yield data, server
    server.stop()


@pytest.fixture(scope="module")
def lea(nothing: tuple[Path, Server]) -> Session:
    return enter(nothing[0], nothing[1].url, "lea@vendor.example", "--admin")


@pytest.fixture(scope="module")
def ann(nothing: tuple[Path, Server]) -> Session:
    return enter(nothing[0], nothing[1].url, "ann@aurora.example", "--partner", "Aurora")


def looked_at(browser: Browser, session: Session, name: str, path: str) -> None:
    for mode in ("light", "phone"):  # what is said is the same in the dark
        width, height, scheme = MODES[mode]
        size = {"width": width, "height": height}
        made = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        made.add_cookies(session.state)
        visit = Visit(made.new_page(), session.url)
        assert visit.go(path) == 200
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=ARTEFACTS / f"empty-{name}-{mode}.png", full_page=True)
        assert faults(visit.page) == []
        assert visit.said == []
        assert visit.elsewhere == []
        says_what_next(visit.page.locator("main"))
        made.close()


def says_what_next(main: Locator) -> None:
    """The page itself, and each place on it that says that it is empty."""
    assert main.locator(OFFERS).count() > 0
    for empty in main.locator(".empty").all():
        if empty.is_visible():
            assert empty.locator(OFFERS).count() > 0, empty.inner_text()
    commands = [text for text in main.locator("code").all_inner_texts() if "levee" in text]
    for line in "\n".join(commands).splitlines():
        words = line.removesuffix("&&").split()
        if words and words[0].endswith("levee"):
            assert is_a_command(words[1:]), line


def is_a_command(words: list[str]) -> bool:
    """Whether the program has it; what follows it are its arguments."""
    known = typer.main.get_command(app)
    for word in words:
        if not hasattr(known, "commands"):
            return True
        if word not in known.commands:
            return False
        known = known.commands[word]
    return not hasattr(known, "commands")


@pytest.mark.parametrize("name", STAFF)
def test_a_page_of_staff_says_what_to_do_next(browser: Browser, lea: Session, name: str) -> None:
    looked_at(browser, lea, name, STAFF[name])


@pytest.mark.parametrize("name", PORTAL)
def test_a_page_of_the_portal_says_what_to_do_next(
    browser: Browser, ann: Session, name: str
) -> None:
    looked_at(browser, ann, name, PORTAL[name])


def test_every_place_of_the_navigation_is_looked_at(browser: Browser, lea: Session) -> None:
    made = browser.new_context()
    made.add_cookies(lea.state)
    page = made.new_page()
    page.goto(lea.url)
    led = {str(a.get_attribute("href")) for a in page.locator("header nav a").all()}
    assert led <= set(STAFF.values())
    made.close()


def test_a_command_that_is_none_is_seen() -> None:
    assert is_a_command(["fleet", "import", "FILE"])
    assert not is_a_command(["fleet", "eat", "FILE"])
    assert not is_a_command(["fleet"])
