"""How does a test work a page with nothing but the keyboard?"""

from playwright.sync_api import Error, Page

FOCUSED = r"""() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : "";
  return `${label} ${at.tagName === "SELECT" ? "" : at.innerText}`.replace(/\s+/g, " ").trim();
}"""


def focused(page: Page) -> str:
    """What has the focus, on the page that a key may just have led to."""
    for _ in range(50):
        try:
            return str(page.evaluate(FOCUSED))
        except Error:
            page.wait_for_timeout(100)
            page.wait_for_load_state()
    raise AssertionError("the page does not come to rest")


def walk_to(page: Page, words: str, most: int = 120) -> None:
    """Tab until the focus is on what is called so."""
    seen = []
    for _ in range(most):
        here = focused(page)
        if here.startswith(words):
            return
        seen.append(here)
        page.keyboard.press("Tab")
    raise AssertionError(f"{words!r} is not reached by Tab: {seen}")


def press(page: Page, words: str) -> None:
    """Go to a link or button and press Enter."""
    walk_to(page, words)
    page.keyboard.press("Enter")


def write(page: Page, field: str, text: str) -> None:
    """Go to a field and type, in place of what stands there."""
    walk_to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def choose(page: Page, field: str, words: str) -> None:
    """Go to a list and type how the choice begins."""
    walk_to(page, field)
    page.keyboard.type(words, delay=5)
