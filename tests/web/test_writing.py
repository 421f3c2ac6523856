"""Is the desk worked by keyboard alone, without a lost word, and without scripts, too?"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from web import stores
from web.browsing import ARTEFACTS, Server, Visit, faults, start
from web.by_keyboard import choose, press, walk_to, write
from web.signing_in import enter
from web.stores import Store

LIST = (
    '["pkg:pypi/datasette@1.0a14", "pkg:generic/python@3.12.3", "pkg:pypi/datasette-graphql@2.2"]'
)
type Enter = Callable[..., Visit]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stores.new(tmp_path_factory.mktemp("writing") / "data")


@pytest.fixture(scope="module")
def running(desk: Store) -> Iterator[Server]:
    server = start(desk.data, "--no-worker")
    yield server
    server.stop()


@pytest.fixture
def person(browser: Browser, desk: Store, running: Server) -> Iterator[Enter]:
    """Signs somebody of the contract in, each in a browser of their own."""
    opened = []

    def entered(name: str, **wishes: bool) -> Visit:
        session = enter(desk.data, running.url, f"{name}@vendor.example", "--person", name)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **wishes)  # type: ignore[arg-type]
        context.add_cookies(session.state)
        opened.append(context)
        return Visit(context.new_page(), running.url)

    yield entered
    for context in opened:
        context.close()


@pytest.fixture
def ticket(desk: Store, request: pytest.FixtureRequest) -> str:
    return desk.take_in(request.node.name)


def keep_picture(visit: Visit, name: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    visit.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
    assert faults(visit.page) == []


def told(visit: Visit, text: str) -> None:
    expect(visit.page.locator(".notices")).to_contain_text(text)


def test_a_reply_is_written_by_keyboard(person: Enter, ticket: str) -> None:
    edo = person("edo")
    edo.go(f"/tickets/{ticket}/")
    press(edo.page, "Reply")
    expect(edo.page.locator("#form-reply textarea")).to_be_focused()
    write(edo.page, "Your answer", "We look at it.")
    press(edo.page, "Write the reply")
    told(edo, "Your reply is in the timeline.")
    expect(edo.page.locator(".event").first).to_contain_text("We look at it.")
    assert edo.said == []


def test_a_severity_is_decided_by_keyboard(person: Enter, ticket: str) -> None:
    edo = person("edo")
    edo.go(f"/tickets/{ticket}/")
    press(edo.page, "More")
    press(edo.page, "Severity by hand")
    expect(edo.page.locator("#form-severity select")).to_be_focused()
    choose(edo.page, "Severity", "Sev 1")
    write(edo.page, "Why", "they all see it")
    keep_picture(edo, "severity")
    press(edo.page, "Decide")
    told(edo, "It is Sev 1 (P0) now.")
    assert edo.said == []


def test_an_update_is_composed_approved_and_sent_by_keyboard(person: Enter, ticket: str) -> None:
    edo, ada = person("edo"), person("ada")
    edo.go(f"/tickets/{ticket}/")
    press(edo.page, "Update the customer")
    expect(edo.page.locator("#draft-impact")).to_be_focused()
    write(edo.page, "Impact", "Orders answer 500. sk_live_abcdefghijklmnop123456")
    write(edo.page, "Workaround", "none yet")
    choose(edo.page, "Owner", "Partner pod support")
    write(edo.page, "Safe evidence", "the log of 08:30")
    press(edo.page, "Preview")
    expect(edo.page.locator("#leaves")).to_contain_text("impact: vendor_token")
    keep_picture(edo, "update-previewed")
    press(edo.page, "Keep as draft")
    told(edo, "Update 1 is kept as a draft.")
    ada.go(f"/tickets/{ticket}/update/")
    press(ada.page, "Approve it")
    told(ada, "It is approved, and can go.")
    edo.go(f"/tickets/{ticket}/update/")
    walk_to(edo.page, "To the portal only")
    edo.page.keyboard.press("Space")
    press(edo.page, "Send it")
    told(edo, "The update is sent: it stands in the portal.")
    assert edo.said == ada.said == []


def test_a_list_is_read_as_it_is_pasted_and_a_report_sent_by_keyboard(person: Enter) -> None:
    edo = person("edo")
    edo.go("/inbox/partner/")
    press(edo.page, "Take a report in")
    expect(edo.page.locator("#report-partner")).to_be_focused()
    write(edo.page, "Partner", "Acme Data")
    write(edo.page, "Title", "GraphQL answers 500")
    write(edo.page, "What happens", "Since the update.")
    write(edo.page, "What is installed", LIST)
    expect(edo.page.locator("#read")).to_contain_text("datasette 1.0a14", timeout=10_000)
    expect(edo.page.locator("#read")).to_contain_text("Still missing")
    walk_to(edo.page, "No setting differs")
    edo.page.keyboard.press("Space")
    for field, text in (("Environment", "Debian 13"), ("Traffic", "a million a day"),
                        ("Steps", "open /graphql")):  # fmt: skip
        write(edo.page, field, text)
    walk_to(edo.page, "Seen at")
    edo.page.keyboard.type("11202026")
    edo.page.keyboard.press("Tab")
    edo.page.keyboard.type("0830AM")
    write(edo.page, "Who is affected", "editors")
    write(edo.page, "Page or call", "/graphql")
    choose(edo.page, "Production impact", "blocked")
    keep_picture(edo, "intake-filled")
    press(edo.page, "Send")
    told(edo, "It is T-")
    expect(edo.page.locator("h1")).to_have_text("GraphQL answers 500")
    expect(edo.page.locator(".strip")).to_contain_text("Sev 2")
    assert edo.said == []


def test_what_is_typed_is_there_again_and_others_see_that_somebody_answers(
    person: Enter, ticket: str
) -> None:
    edo, ada = person("edo"), person("ada")
    ada.go(f"/tickets/{ticket}/")
    expect(ada.page.locator("#live-state")).to_have_text("live")
    edo.go(f"/tickets/{ticket}/?do=reply")
    write(edo.page, "Your answer", "We look at")
    expect(edo.page.locator("#kept-reply")).to_contain_text("kept as you type", timeout=10_000)
    expect(ada.page.locator("#presence")).to_have_text("Edo is answering.", timeout=15_000)
    edo.page.reload()
    expect(edo.page.locator("#form-reply textarea")).to_have_value("We look at")
    write(edo.page, "Your answer", "We look at it.")
    press(edo.page, "Write the reply")
    expect(ada.page.locator(".event").first).to_contain_text("We look at it.", timeout=15_000)
    expect(ada.page.locator("#presence")).to_be_empty(timeout=15_000)
    assert edo.said == ada.said == []


def test_what_came_meanwhile_takes_no_word_from_whoever_is_typing(
    person: Enter, ticket: str
) -> None:
    edo, ada = person("edo"), person("ada")
    edo.go(f"/tickets/{ticket}/?do=reply")
    write(edo.page, "Your answer", "We begin")
    ada.go(f"/tickets/{ticket}/?do=note")
    write(ada.page, "Your note", "I am on it")
    press(ada.page, "Write the note")
    expect(edo.page.locator(".event").first).to_contain_text("I am on it", timeout=15_000)
    edo.page.wait_for_timeout(1500)
    expect(edo.page.locator("#form-reply textarea")).to_have_value("We begin")
    press(edo.page, "Write the reply")
    expect(edo.page.locator("[role=alert]")).to_contain_text("ada noted: I am on it")
    keep_picture(edo, "came-late")
    press(edo.page, "Write the reply")
    told(edo, "Your reply is in the timeline.")


def test_all_of_it_works_without_scripts(person: Enter, ticket: str) -> None:
    edo = person("edo", java_script_enabled=False)
    page = edo.page
    edo.go(f"/tickets/{ticket}/")
    page.get_by_role("link", name="Note", exact=True).click()
    page.get_by_label("Your note").fill("seen without scripts")
    page.get_by_role("button", name="Write the note").click()
    told(edo, "Your note is in the timeline.")
    edo.go("/intake/partner/")
    page.get_by_label("What is installed", exact=True).fill(LIST)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#read")).to_contain_text("datasette 1.0a14")
    expect(page.get_by_label("What is installed", exact=True)).to_have_value(LIST)
