"""Can everything be reached by keyboard, and is it always visible where one is?"""

import pytest

from web.browsing import Visit, faults

PLACES = ["#main", "/", "/inbox/partner/", "/inbox/standard/", "/tickets/"]
PLACES += ["/board/", "/matrix/", "/fleet/", "/certificates/", "/channels/"]
PLACES += ["/contract/", "/numbers/", "/check/", "/settings/"]
WHO = ["/account/", None]  #: one's own account, and the button that signs out
STEPS = "/first-steps/"  #: admins are pointed there while the contract has the shipped people
BEFORE_TICKETS = [*PLACES, *WHO, STEPS, "/tickets/?stream=partner", "/intake/partner/"]
FILTERS = 8  #: at most so many stops between: what narrows the list, and the row's tick box
FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {text: at.innerText.trim(), href: at.getAttribute("href"),
          outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          seen: box.width > 0 && box.left >= 0 && box.bottom > 0};
}"""


def walk(visit: Visit, steps: int) -> list[dict[str, object]]:
    found = []
    for _ in range(steps):
        visit.page.keyboard.press("Tab")
        found.append(visit.page.evaluate(FOCUSED))
    return found


def walk_to_a_ticket(visit: Visit, most: int) -> list[dict[str, object]]:
    """Every stop on the way, the first ticket's link last."""
    found: list[dict[str, object]] = []
    while not (found and str(found[-1]["href"]).startswith("/tickets/T-")):
        assert len(found) < most, found
        found += walk(visit, 1)
    return found


def test_the_places_come_first_each_with_visible_focus(visit: Visit) -> None:
    visit.go("/")
    steps = walk_to_a_ticket(visit, len(BEFORE_TICKETS) + FILTERS)
    assert [s["href"] for s in steps[: len(BEFORE_TICKETS)]] == BEFORE_TICKETS
    assert all(s["outline"] and s["seen"] for s in steps), steps


def test_one_can_skip_to_the_content(visit: Visit) -> None:
    visit.go("/")
    walk(visit, 1)
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("() => document.activeElement.id") == "main"
    walk_to_a_ticket(visit, 2 + FILTERS)


def test_a_ticket_is_opened_and_a_deadline_unfolded_by_keyboard(visit: Visit) -> None:
    visit.go("/")
    walk_to_a_ticket(visit, len(BEFORE_TICKETS) + FILTERS)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/tickets/*/")
    visit.page.locator(".clocks summary").first.focus()
    visit.page.keyboard.press("Enter")
    assert visit.page.locator(".clocks details[open]").count() == 1


def here(visit: Visit) -> str:
    return str(visit.page.evaluate("() => document.activeElement.getAttribute('href')"))


def test_j_and_k_walk_a_list_and_enter_opens(visit: Visit) -> None:
    visit.go("/tickets/")
    links = visit.page.locator("[data-row] a.title")
    every = [str(links.nth(i).get_attribute("href")) for i in range(links.count())]
    seen = []
    for key in ("j", "j", "k", *"jjjjjjjj"):
        visit.page.keyboard.press(key)
        seen.append(here(visit))
    assert seen[:3] == [every[0], every[1], every[0]]
    assert seen[-1] == every[-1], "it stays at the end"
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**{every[-1]}")


def test_a_slash_leads_to_the_search_wherever_one_is(visit: Visit) -> None:
    visit.go("/certificates/")
    visit.page.keyboard.press("/")
    visit.page.wait_for_url("**/tickets/#q")
    visit.page.keyboard.type("reset j/k?")
    assert visit.page.locator("#q").input_value() == "reset j/k?"
    assert not visit.page.locator("#keys").is_visible()
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("j")
    assert here(visit).startswith("/tickets/T-")


def test_a_question_mark_shows_the_keys_and_escape_closes_them(visit: Visit) -> None:
    visit.go("/")
    visit.page.keyboard.press("?")
    assert visit.page.locator("#keys").is_visible()
    assert faults(visit.page) == []
    visit.page.keyboard.press("j")
    assert not here(visit).startswith("/tickets/"), "behind a dialog nothing moves"
    visit.page.keyboard.press("Escape")
    assert not visit.page.locator("#keys").is_visible()
    assert visit.said == []


@pytest.mark.parametrize("context", ["phone"], indirect=True)
def test_on_a_phone_the_places_unfold_by_keyboard_and_escape_folds_them(visit: Visit) -> None:
    visit.go("/board/")
    places = visit.page.locator("#places")
    assert not places.is_visible()
    visit.page.get_by_role("button", name="Places").focus()
    visit.page.keyboard.press("Enter")
    assert places.get_by_role("link", name="Board").get_attribute("aria-current") == "page"
    assert faults(visit.page) == []
    visit.page.keyboard.press("Escape")
    assert not places.is_visible()
