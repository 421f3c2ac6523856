"""Does somebody get in through a browser: first admin, invited, with a code, with a passkey?"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from authenticator import code
from web.browsing import ARTEFACTS, MODES, Server, Visit, faults, start
from web.stores import answer

PASSWORD = "correct horse battery"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class House:
    """A server with a worker over an empty folder, under a name that passkeys may be bound to."""

    data: Path
    url: str
    first: str = ""  #: the link for the first admin

    def link(self, text: str) -> str:
        return re.sub(r"http://[^/]+/", self.url, text)

    def letter(self, to: str) -> str:
        """The link in the newest mail that went there."""
        for _ in range(100):
            for file in sorted(self.data.glob("mail/*"), reverse=True):
                text = file.read_text().replace("=\n", "").replace("=3D", "=")
                if f"To: {to}" in text and (found := re.findall(r"http://\S+/\S+/", text)):
                    return self.link(found[-1])
            time.sleep(0.2)
        raise AssertionError(f"no mail came to {to}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("doors") / "data"
    first = answer(data, "up", "--no-serve")["first_admin"]
    running: Server = start(data)
    made = House(data, running.url.replace("127.0.0.1", "localhost"))
    made.first = made.link(first)
    yield made
    running.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def visit(context: BrowserContext, house: House) -> Visit:
    return Visit(context.new_page(), house.url)


def looked_at(visit: Visit, name: str) -> None:
    """Whole in every mode, and without a complaint of the browser."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    for mode, (width, height, scheme) in MODES.items():
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        visit.page.screenshot(path=ARTEFACTS / f"{name}-{mode}.png", full_page=True)
        assert faults(visit.page) == []
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert visit.page.evaluate(wide) == 0
    assert visit.said == []
    assert visit.elsewhere == []


def send(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def sign_in(visit: Visit, mail: str, password: str = PASSWORD) -> None:
    visit.go("/sign-in/")
    visit.page.fill("#id_login", mail)
    visit.page.fill("#id_password", password)
    send(visit.page)


def confirmed(page: Page) -> None:
    """Whoever changes how they sign in is asked once more."""
    if "/again/" in page.url:
        page.fill("#id_password", PASSWORD)
        send(page)


@pytest.fixture(scope="module")
def lea(house: House, browser: Browser) -> str:
    """The first admin, made by the link that `levee up` printed."""
    context = browser.new_context()
    visit = Visit(context.new_page(), house.url)
    page = visit.page
    page.goto(house.first)
    looked_at(visit, "first-admin")
    page.fill("#id_mail", "lea@vendor.example")
    page.fill("#id_name", "Lea")
    page.fill("#id_password", PASSWORD)
    send(page)
    page.wait_for_url("**/first-steps/")
    page.goto(house.first)
    assert "This link is used up" in page.inner_text("h1")
    context.close()
    return "lea@vendor.example"


def test_a_password_opens_and_what_is_wrong_is_said(visit: Visit, lea: str) -> None:
    visit.go("/board/")
    looked_at(visit, "sign-in")
    sign_in(visit, lea, "wrong wrong wrong")
    assert "not correct" in visit.page.inner_text("[role=alert]")
    visit.go("/board/")
    visit.page.fill("#id_login", lea)
    visit.page.fill("#id_password", PASSWORD)
    send(visit.page)
    visit.page.wait_for_url("**/board/")
    assert visit.said == []


def test_somebody_who_is_invited_chooses_a_password(visit: Visit, lea: str, house: House) -> None:
    answer(house.data, "account", "invite", "bo@vendor.example", "--name", "Bo", "--person", "bo")
    visit.page.goto(house.letter("bo@vendor.example"))
    looked_at(visit, "welcome")
    visit.page.fill("#id_password", PASSWORD)
    send(visit.page)
    visit.page.wait_for_url("**/inbox/**")
    assert visit.page.inner_text(".whoami a") == "Bo"


def test_a_code_of_an_app_is_asked_for_once_it_is_set_up(
    visit: Visit, lea: str, house: House
) -> None:
    ann = "ann@vendor.example"
    link = answer(house.data, "account", "create", ann, "--name", "Ann")["link"]
    page = visit.page
    page.goto(house.link(link))
    send(page)
    visit.go("/account/password/first/")
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    send(page)
    page.wait_for_url("**/account/")
    visit.go("/account/second/app/")
    confirmed(page)
    looked_at(visit, "authenticator")
    secret = page.inner_text("#authenticator_secret")
    page.fill("#id_code", code(secret))
    send(page)
    looked_at(visit, "recovery-codes")
    (first, *_) = page.inner_text("#recovery_codes").split()
    page.click("text=Sign out")
    sign_in(visit, ann)
    looked_at(visit, "second-asked")
    page.fill("#id_code", "000000")
    send(page)
    assert page.locator(".bad-text").count() == 1
    page.fill("#id_code", first)
    send(page)
    page.wait_for_url("**/inbox/**")


def test_a_passkey_opens_without_a_password(
    visit: Visit, context: BrowserContext, lea: str
) -> None:
    page = visit.page
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(visit, lea)
    visit.go("/account/second/passkeys/add/")
    confirmed(page)
    looked_at(visit, "passkey-add")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile("/account/second/(codes/)?$"))
    visit.go("/account/second/passkeys/")
    looked_at(visit, "passkeys")
    page.click("text=Sign out")
    page.click("#passkey_login")
    page.wait_for_url("**/inbox/**")
    assert visit.said == []
    visit.go("/account/second/passkeys/")
    page.click("text=Remove")
    page.wait_for_url(re.compile("/(again|remove)/"))
    confirmed(page)
    page.wait_for_url("**/remove/")
    send(page)
    page.wait_for_url("**/account/second/**")
    visit.go("/account/second/")
    assert page.locator("text=Add one").count() == 1


def test_a_session_in_another_browser_is_ended(visit: Visit, browser: Browser, lea: str) -> None:
    other = browser.new_context()
    there = Visit(other.new_page(), visit.base)
    for one in (there, visit):
        sign_in(one, lea)
        one.page.wait_for_url("**/inbox/**")
    visit.go("/account/")
    looked_at(visit, "account-sessions")
    visit.page.locator("text=End it").first.click()
    there.go("/board/")
    assert "/sign-in/" in there.page.url
    other.close()


def test_a_forgotten_password_is_chosen_anew_by_mail(visit: Visit, lea: str, house: House) -> None:
    visit.go("/sign-in/password/")
    looked_at(visit, "forgotten")
    visit.page.fill("#id_email", lea)
    send(visit.page)
    assert "Look into your mail" in visit.page.inner_text("h1")
    for _ in range(50):
        if "/sign-in/password/" in (link := house.letter(lea)):
            break
        time.sleep(0.2)
    visit.page.goto(link)
    for field in ("#id_password1", "#id_password2"):
        visit.page.fill(field, "another horse battery")
    send(visit.page)
    sign_in(visit, lea, "another horse battery")
    visit.page.wait_for_url("**/inbox/**")
    assert visit.said == []
