"""Does every page open, in light, dark and on a phone, whole, legible and without a complaint?"""

import pytest

from web.browsing import ARTEFACTS, MODES, Visit, faults
from web.signing_in import Session

PAGES = {
    "inbox": "/",
    "standard": "/inbox/standard/",
    "ticket": "/tickets/T-1001/",
    "hostile": "/tickets/T-1002/",
    "incomplete": "/tickets/T-1003/",
    "board": "/board/",
    "board-narrowed": "/board/?owner=ada&overdue=yes",
    "board-column": "/board/?column=waiting",
    "work": "/work/W-1001/?do=change",
    "matrix": "/matrix/",
    "matrix-red": "/matrix/?outcome=red&columns=red-checks",
    "matrix-unknown": "/matrix/?plugin=nix",
    "matrix-nothing": "/matrix/?outcome=timeout",
    "stack": "/matrix/ .matrix tbody th a",
    "night-run": "/matrix/ .heat td.b a",
    "run": "/tickets/T-1001/ main a[href^='/runs/']",
    "certificates": "/certificates/",
    "certificate": "/certificates/ tbody th a",
    "numbers": "/numbers/",
    "numbers-week": "/numbers/?days=7&stream=partner&partner=Harbour+Retail",
    "numbers-refused": "/numbers/?from=2026-02-30&to=x",
    "tickets": "/tickets/",
    "found": "/tickets/?q=orders+iniconfig&stream=partner",
    "nothing-found": "/tickets/?q=zzz",
    "channels": "/channels/",
    "fleet": "/fleet/",
    "fleet-plugins": "/fleet/?same=plugins",
    "fleet-client": "/fleet/?client=client-4&reason=nights",
    "contract": "/contract/",
    "check": "/check/",
    "reply": "/tickets/T-1001/?do=reply",
    "impact": "/tickets/T-1002/?do=impact",
    "level": "/tickets/T-1002/?do=level",
    "seal": "/tickets/T-1002/?do=seal",
    "fill": "/tickets/T-1003/?do=fill",
    "open-sealed": "/tickets/T-1002/?do=open-sealed",
    "fix": "/tickets/T-1001/?do=fix",
    "update": "/tickets/T-1001/update/",
    "postmortem": "/tickets/T-1001/postmortem/",
    "intake": "/intake/partner/",
    "channel": "/channels/early/?do=move",
    "review": "/certificates/ tbody th a ?do=review",
    "withdraw": "/certificates/ tbody th a ?do=withdraw",
    "night": "/matrix/?do=night",
    "account": "/account/",
    "second-proof": "/account/second/",
    "password": "/account/password/first/",
    "mail-address": "/account/mail/",
    "settings": "/settings/?do=invite",
    "settings-people": "/settings/people/?do=role&key=qa",
    "settings-keys": "/settings/keys/?do=make",
    "settings-webhooks": "/settings/webhooks/?do=add",
    "settings-mail": "/settings/mail/",
    "settings-person": "/settings/?do=person&account=1",
    "first-steps": "/first-steps/?do=fleet",
    "channels-list": "/channels/?view=list",
    "contract-versions": "/contract/?from=&to=#changes-title",
}
every_mode = pytest.mark.parametrize("context", MODES, indirect=True)


def open_page(visit: Visit, name: str) -> int:
    return open_path(visit, PAGES[name])


def open_path(visit: Visit, told: str) -> int:
    """A path, or a path and which link to follow from there."""
    path, _, link = told.partition(" ")
    link, _, query = link.partition(" ?")
    status = visit.go(path)
    if not link:
        return status
    href = str(visit.page.locator(link).first.get_attribute("href"))
    return visit.go(f"{href}?{query}" if query else href)


@every_mode
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(visit: Visit, name: str, request: pytest.FixtureRequest) -> None:
    assert open_page(visit, name) == 200
    mode = request.node.callspec.params["context"]
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    visit.page.screenshot(path=ARTEFACTS / f"{name}-{mode}.png", full_page=True)
    assert faults(visit.page) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visit.page.evaluate(wide) == 0
    assert visit.said == []
    assert visit.elsewhere == []


def test_all_that_unfolds_is_accessible_too(visit: Visit) -> None:
    open_page(visit, "ticket")
    for summary in visit.page.locator("summary").all():
        summary.dispatch_event("click")  # an open menu lies over what is below it
    visit.page.screenshot(path=ARTEFACTS / "ticket-unfolded.png", full_page=True)
    assert faults(visit.page) == []
    assert visit.page.locator("details:not([open])").count() == 0


def test_a_page_that_is_not_there_says_so(visit: Visit) -> None:
    assert visit.go("/tickets/T-9999/") == 404
    assert "there is no ticket T-9999" in visit.page.locator("main").inner_text()
    assert faults(visit.page) == []


def test_hostile_text_is_text(visit: Visit) -> None:
    open_page(visit, "hostile")
    assert visit.page.locator("h1").inner_text() == "<script>alert('title')</script>"
    shown = visit.page.locator("main").inner_text()
    for text in ('"><svg onload=alert(1)>', "'; DROP TABLE", "{{ 7*7 }} {% debug %}", "</main>"):
        assert text in shown
    assert visit.page.locator("main script, main iframe, main svg, main img").count() == 0
    assert visit.page.locator("[onload], [onerror], a[href^='javascript']").count() == 0
    assert visit.said == []


def test_what_a_check_said_is_text(visit: Visit) -> None:
    open_page(visit, "run")
    assert "<script>alert('check')</script>" in visit.page.locator("main").inner_text()
    assert visit.said == []


@pytest.mark.parametrize("name", ["inbox", "ticket", "matrix"])
def test_it_works_without_scripts(visit: Visit, session: Session, name: str) -> None:
    browser = visit.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(session.state)
    bare = Visit(context.new_page(), visit.base)
    assert open_page(bare, name) == 200
    assert bare.page.locator("main a").count() >= 3
    context.close()
