"""Are times in the reader's own zone, with the exact instant behind them?"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from web.browsing import Server, Visit
from web.signing_in import Session


@pytest.fixture
def far(browser: Browser, server: Server, session: Session) -> Iterator[Visit]:
    made = browser.new_context(timezone_id="Asia/Tokyo")
    made.add_cookies(session.state)
    yield Visit(made.new_page(), server.url)
    made.close()


def test_times_are_the_reader_s_and_the_exact_instant_stays(far: Visit) -> None:
    far.go("/tickets/T-1001/")
    time = far.page.locator(".lead time").first
    assert time.inner_text().endswith("GMT+9")
    assert str(time.get_attribute("title")).endswith("+00:00 (UTC)")
    assert "Asia/Tokyo" in far.page.locator("footer").inner_text()
    assert far.said == []


def test_a_time_that_a_calendar_counts_in_stays_in_its_zone(far: Visit) -> None:
    far.go("/tickets/T-1004/")
    due = far.page.locator(".clocks time", has_text="CET").or_(
        far.page.locator(".clocks time", has_text="CEST")
    )
    assert due.count() > 0
    assert all("GMT+9" not in text for text in due.all_inner_texts())


def test_what_is_written_anew_is_in_the_reader_s_zone_too(far: Visit) -> None:
    far.go("/tickets/T-1001/")
    utc = "() => { document.querySelector('.lead time').textContent = 'Sat 1 Jan 2000, 00:00 UTC' }"
    far.page.evaluate(utc)
    far.page.wait_for_function(
        "() => document.querySelector('.lead time').textContent.endsWith('GMT+9')"
    )


def test_without_scripts_times_are_utc_and_said_to_be(
    browser: Browser, server: Server, session: Session
) -> None:
    made = browser.new_context(timezone_id="Asia/Tokyo", java_script_enabled=False)
    made.add_cookies(session.state)
    bare = Visit(made.new_page(), server.url)
    bare.go("/tickets/T-1001/")
    assert bare.page.locator(".lead time").first.inner_text().endswith("UTC")
    assert "Times are UTC" in bare.page.locator("footer").inner_text()
    assert not bare.page.locator("#keys-open").is_visible()
    made.close()
