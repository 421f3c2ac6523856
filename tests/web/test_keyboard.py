"""Can everything be reached by keyboard, and is it always visible where one is?"""

from web.browsing import Visit

PLACES = ["#main", "/", "/inbox/partner/", "/inbox/standard/"]
PLACES += ["/board/", "/matrix/", "/certificates/", "/numbers/"]
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


def test_the_places_come_first_each_with_visible_focus(visit: Visit) -> None:
    visit.go("/")
    steps = walk(visit, 9)
    assert [s["href"] for s in steps[:-1]] == PLACES
    assert str(steps[-1]["href"]).startswith("/tickets/")
    assert all(s["outline"] and s["seen"] for s in steps), steps


def test_one_can_skip_to_the_content(visit: Visit) -> None:
    visit.go("/")
    walk(visit, 1)
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("() => document.activeElement.id") == "main"
    assert str(walk(visit, 1)[0]["href"]).startswith("/tickets/")


def test_a_ticket_is_opened_and_a_deadline_unfolded_by_keyboard(visit: Visit) -> None:
    visit.go("/")
    walk(visit, 9)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/tickets/*/")
    visit.page.locator(".clocks summary").first.focus()
    visit.page.keyboard.press("Enter")
    assert visit.page.locator(".clocks details[open]").count() == 1
