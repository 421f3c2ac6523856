"""Does one report go all the way in the browser: pasted, isolated, mended, certified, released?"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from web import stores
from web.browsing import Visit, faults, start
from web.by_keyboard import choose, press, write
from web.signing_in import enter
from web.stores import Store

LAB_MS = 300_000  #: the lab builds real environments
REPORT = {
    "Partner": "Harbour Retail",
    "Client": "Nordic Maps",
    "Title": "Orders answer 500 after the update",
    "What happens": "GET /orders answers 500.",
    "What is installed": json.dumps(stores.stack("2.0.0", "24.2", timeout="5"), indent=1),
    "Environment": "Debian 13, two workers behind nginx",
    "Traffic": "120,000 requests a day",
    "Steps": "open /orders\nsend any query",
    "Who is affected": "editors",
    "Page or call": "/orders",
}


@contextmanager
def signed_in(browser: Browser, data: Path, name: str, *words: str) -> Iterator[Visit]:
    """A server, and somebody of the contract before it."""
    server = start(data, *words)
    try:
        session = enter(data, server.url, f"{name}@vendor.example", "--person", name)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies(session.state)
        yield Visit(context.new_page(), server.url)
        context.close()
    finally:
        server.stop()


def take_in(visit: Visit) -> str:
    """The report by paste; returns the ticket's path."""
    visit.go("/intake/partner/")
    for field, text in REPORT.items():
        write(visit.page, field, text)
    visit.page.locator("#report-reported_at").fill("2026-11-20T08:30")
    choose(visit.page, "Production impact", "blocked")
    expect(visit.page.locator("#read")).to_contain_text("iniconfig 2.0.0", timeout=20_000)
    press(visit.page, "Send")
    expect(visit.page.locator(".notices")).to_contain_text("It is T-")
    expect(visit.page.locator(".strip")).to_contain_text("Sev 2")
    return visit.page.url.removeprefix(visit.base.rstrip("/"))


def mend(visit: Visit, ticket: str) -> None:
    """The lab sees it fail and narrows it down by itself, while the page tells; then a fix."""
    timeline = visit.page.locator("#timeline")
    for stage in ("reproduced", "isolated"):
        expect(timeline.get_by_text(stage, exact=True)).to_be_visible(timeout=LAB_MS)
    expect(visit.page.locator(".answer")).to_contain_text("packaging", timeout=20_000)
    visit.go(f"{ticket}?do=fix")
    write(visit.page, "What changes", "pkg:pypi/packaging 24.2 -> 23.2")
    press(visit.page, "Try it")
    expect(visit.page.locator(".card")).to_contain_text(["verified"], timeout=LAB_MS)


def certify(visit: Visit) -> str:
    """The review, and the badge that turns with it; returns the stack's digest."""
    visit.go("/certificates/")
    row = visit.page.get_by_role("row").filter(has_text="awaiting review").first
    row.get_by_role("link").click()
    press(visit.page, "Review and sign")
    write(visit.page, "What was looked at", "the five reports, and the fix")
    press(visit.page, "Sign the review")
    expect(visit.page.locator(".notices")).to_contain_text("Signed: it is certified now.")
    digest = visit.page.url.rstrip("/").rpartition("/")[2]
    with urlopen(f"{visit.base}badges/{digest}.svg", timeout=20) as badge:
        assert "certified" in badge.read().decode()
    return digest


def release_and_take_back(visit: Visit) -> None:
    visit.go("/channels/")
    press(visit.page, "Move it on Early")
    press(visit.page, "Begin to offer it")
    expect(visit.page.locator(".notices")).to_contain_text("early begins to offer")
    press(visit.page, "Take the release back")
    expect(visit.page.locator("#form-roll-back textarea")).to_be_focused()
    write(visit.page, "What was seen", "orders fail again")
    assert faults(visit.page) == []
    press(visit.page, "Take it back for everybody")
    expect(visit.page.locator(".notices")).to_contain_text("It is taken back")


@pytest.fixture
def fresh(tmp_path: Path) -> Store:
    return stores.new(tmp_path / "data")


def test_a_report_goes_all_the_way_to_a_badge(browser: Browser, fresh: Store) -> None:
    with signed_in(browser, fresh.data, "edo") as edo:
        mend(edo, take_in(edo))
        assert edo.said == []
    today = timedelta(days=6)
    for night in range(1, 6):
        at = today + timedelta(days=night)
        fresh.levee("lab", "night", "--date", str((fresh.begun + at).date()), at=at)
    then = (fresh.begun + today + timedelta(days=5, hours=1)).isoformat()
    with signed_in(browser, fresh.data, "fay", "--no-worker", "--now", then) as fay:
        certify(fay)
        release_and_take_back(fay)
        assert fay.said == []
