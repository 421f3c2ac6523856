"""Can somebody find a red in the matrix and get to what broke, by mouse, keyboard and phone?"""

import re

import pytest
from playwright.sync_api import expect

from web.browsing import Visit, faults


def rows(visit: Visit) -> int:
    return visit.page.locator("#heat [data-row]").count()


def stacks(visit: Visit) -> tuple[int, int]:
    """How many match, of how many, as the page counts them."""
    one, of = re.findall(r"\d+", visit.page.locator("#heat .sum").inner_text())[:2]
    return int(one), int(of)


def test_a_plugin_is_asked_for_and_the_address_can_be_handed_on(visit: Visit) -> None:
    visit.go("/matrix/")
    every = stacks(visit)
    visit.page.get_by_label("Plugin").fill("packaging")
    visit.page.get_by_label("Version").fill("24.2")
    visit.page.get_by_role("button", name="Show").click()
    visit.page.wait_for_url("**/matrix/?*plugin=packaging*")
    found, of = stacks(visit)
    assert 0 < found < of == every[0]
    assert visit.page.get_by_label("Version").input_value() == "24.2"
    address = visit.page.url
    visit.page.get_by_role("link", name="Clear").click()
    visit.page.wait_for_url("**/matrix/?night=*")
    assert stacks(visit) == every
    visit.page.goto(address)
    assert stacks(visit) == (found, of)


def test_a_red_cell_leads_to_what_broke_and_to_running_it_again(visit: Visit) -> None:
    visit.go("/matrix/")
    visit.page.locator("#heat td.b a").first.click()
    visit.page.wait_for_url("**/runs/*/")
    assert "failed" in visit.page.locator("main .lead").inner_text()
    visit.page.get_by_role("link", name="Run it again").click()
    expect(visit.page.get_by_role("button", name="Run it again")).to_be_visible()
    assert faults(visit.page) == []
    assert visit.said == []


def test_j_walks_the_stacks_and_enter_opens_its_nights(visit: Visit) -> None:
    visit.go("/matrix/")
    visit.page.keyboard.press("j")
    visit.page.keyboard.press("j")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"/stacks/[0-9a-f]{64}/"))
    assert visit.page.locator("table.heat tbody tr").count() > 1


@pytest.mark.parametrize("context", ["phone"], indirect=True)
def test_on_a_phone_the_table_scrolls_in_its_box_and_the_page_does_not(visit: Visit) -> None:
    visit.go("/matrix/?columns=checks")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visit.page.evaluate(wide) == 0
    box = visit.page.locator("#heat")
    assert box.evaluate("b => b.scrollWidth > b.clientWidth")
    box.evaluate("b => { b.scrollLeft = 200 }")
    name = visit.page.locator("#heat [data-row] th a").first.bounding_box()
    assert name is not None
    assert name["x"] >= 0, "the first column stays"


def test_what_matches_nothing_says_what_to_do(visit: Visit) -> None:
    visit.go("/matrix/?outcome=timeout")
    visit.page.get_by_role("link", name="Clear the filters").click()
    assert rows(visit) > 0
