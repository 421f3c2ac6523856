"""Does one report go all the way in the browser, for the partner and for those who work on it?"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from web import stores
from web.browsing import Server, Visit, faults, start
from web.by_keyboard import choose, press, write
from web.signing_in import enter
from web.stores import Store

PARTNER = ("ann@harbour.example", "--partner", "Harbour Retail")
LAB_MS = 300_000  #: the lab builds real environments
REPORT = {
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


def visiting(
    browser: Browser, server: Server, data: Path, mail: str, *words: str
) -> tuple[BrowserContext, Visit]:
    """Somebody before the server, with cookies of their own."""
    session = enter(data, server.url, mail, *words)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(session.state)
    return context, Visit(context.new_page(), server.url)


@contextmanager
def both(browser: Browser, data: Path, name: str, *words: str) -> Iterator[tuple[Visit, Visit]]:
    """A server; one of the partner's and one of the contract before it, each in a browser."""
    server = start(data, *words)
    try:
        theirs, ann = visiting(browser, server, data, *PARTNER)
        ours, staff = visiting(browser, server, data, f"{name}@vendor.example", "--person", name)
        yield ann, staff
        assert (ann.said, staff.said) == ([], [])
        theirs.close()
        ours.close()
    finally:
        server.stop()


def may_upgrade(ann: Visit, stack: object) -> str:
    """The portal's answer to whoever pastes what they want to run."""
    ann.go("/portal/check/")
    ann.page.get_by_label("Stack").fill(json.dumps(stack))
    press(ann.page, "Check")
    expect(ann.page.locator(".verdict")).to_be_visible()
    return ann.page.locator(".verdict h2").inner_text()


def report(ann: Visit) -> str:
    """By the portal's form, from what is pasted; returns the ticket's id."""
    ann.go("/portal/report/")
    for field, text in REPORT.items():
        write(ann.page, field, text)
    ann.page.locator("#report-reported_at").fill("2026-11-20T08:30")
    choose(ann.page, "Production impact", "blocked")
    expect(ann.page.locator("#read")).to_contain_text("iniconfig 2.0.0", timeout=20_000)
    press(ann.page, "Send")
    expect(ann.page.locator(".notices")).to_contain_text("It is T-")
    expect(ann.page.locator(".strip")).to_contain_text("Sev 2")
    expect(ann.page.locator("#timeline")).to_contain_text("We judged how severe it is")
    return ann.page.url.rstrip("/").rpartition("/")[2]


def answer(edo: Visit, ann: Visit, ticket: str) -> None:
    """Staff write; the partner reads it without asking again."""
    edo.go(f"/tickets/{ticket}/?do=reply")
    edo.page.locator("#form-reply textarea").first.fill("We have it in the lab.")
    edo.page.locator("#form-reply button[type=submit]").first.click()
    expect(edo.page.locator(".notices")).to_be_visible()
    expect(ann.page.locator("#told")).to_contain_text("We have it in the lab.", timeout=30_000)


def mend(edo: Visit, ann: Visit, ticket: str) -> None:
    """The lab sees it fail and narrows it down by itself, while both pages tell, each in its own
    words; the work is handed over; then a fix."""
    told, seen = edo.page.locator("#timeline"), ann.page.locator("#timeline")
    edo.go(f"/tickets/{ticket}/")
    for stage, words in (
        ("reproduced", "We saw it fail ourselves"),
        ("isolated", "We found what causes it"),
    ):
        expect(told.get_by_text(stage, exact=True)).to_be_visible(timeout=LAB_MS)
        expect(seen.get_by_text(words, exact=True)).to_be_visible(timeout=30_000)
    expect(edo.page.locator(".answer")).to_contain_text("packaging", timeout=20_000)
    expect(ann.page.locator(".answer")).to_contain_text("iniconfig", timeout=20_000)
    hand_over(edo, ticket)
    edo.go(f"/tickets/{ticket}/?do=fix")
    write(edo.page, "What changes", "pkg:pypi/packaging 24.2 -> 23.2")
    press(edo.page, "Try it")
    expect(edo.page.locator(".card")).to_contain_text(["verified"], timeout=LAB_MS)
    expect(seen.get_by_text("The fix holds", exact=True)).to_be_visible(timeout=30_000)


def hand_over(edo: Visit, ticket: str) -> None:
    """From the board to the work item, and to somebody else."""
    work = ticket.replace("T-", "W-")
    edo.go("/board/")
    edo.page.locator(f"a[href='/work/{work}/']").click()
    press(edo.page, "Change it")
    edo.page.get_by_label("Owner").select_option("fay")
    write(edo.page, "Why", "she knows packaging best")
    edo.page.locator("#form-change button[type=submit]").click()
    expect(edo.page.locator(".notices")).to_contain_text("with Fay Okoye")
    expect(edo.page.locator(".timeline")).to_contain_text("she knows packaging best")


def certify(visit: Visit) -> str:
    """The review, and the badge that turns with it; returns the stack's digest."""
    visit.go("/certificates/")
    rows = visit.page.get_by_role("row").filter(has_text="awaiting review")
    row = rows.filter(has_text="iniconfig 2.0.0").first
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


def withdraw(fay: Visit, digest: str) -> None:
    fay.go(f"/certificates/{digest}/?do=withdraw")
    write(fay.page, "Why", "orders are lost after all")
    fay.page.get_by_label("Partners must not rely on it any more").check()
    press(fay.page, "Withdraw it now")
    expect(fay.page.locator(".notices")).to_contain_text("It is withdrawn")


@pytest.fixture
def fresh(tmp_path: Path) -> Store:
    return stores.new(tmp_path / "data")


def test_a_report_goes_all_the_way_to_a_badge(browser: Browser, fresh: Store) -> None:
    failing, fixed = (stores.stack("2.0.0", at, timeout="5") for at in ("24.2", "23.2"))
    with both(browser, fresh.data, "edo") as (ann, edo):
        assert "Untested" in may_upgrade(ann, fixed)
        ticket = report(ann)
        answer(edo, ann, ticket)
        mend(edo, ann, ticket)
        assert "Known to fail" in may_upgrade(ann, failing)
        # It has what broke the other one; only nights of its own say more than that.
        assert "Known to fail" in may_upgrade(ann, fixed)
    today = timedelta(days=6)
    for night in range(1, 6):
        at = today + timedelta(days=night)
        fresh.levee("lab", "night", "--date", str((fresh.begun + at).date()), at=at)
    then = (fresh.begun + today + timedelta(days=5, hours=1)).isoformat()
    with both(browser, fresh.data, "fay", "--no-worker", "--now", then) as (ann, fay):
        digest = certify(fay)
        assert "Certified" in may_upgrade(ann, fixed)
        release_and_take_back(fay)
        withdraw(fay, digest)
        assert "Known to fail" in may_upgrade(ann, fixed)
        with urlopen(f"{fay.base}badges/{digest}.svg", timeout=20) as badge:
            assert "withdrawn" in badge.read().decode()
