"""Can every word of a page be said in another language, and is what is there translated whole?"""

import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from levee.model.reader import Reader
from signed_in import LEA, signed_in

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"
SPEC = importlib.util.spec_from_file_location("messages", TOOL)
assert SPEC and SPEC.loader
messages: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(messages)
pytestmark = pytest.mark.django_db
ANN = Reader(mail="ann@aurora.example", name="Ann", partner="Aurora")
READ = ("alt", "aria-label", "placeholder", "title")
#: What is data, or is said the same everywhere: names, versions, instants, the rules' own words.
DATA = re.compile(
    r"Levee|UTC|Sev|\bP\d|\bL\d|T-\d+|Aurora|Lea\b|Ann\b|Ctrl|Esc|Enter|datasette|graphql|levee |"
    r"@|^[0-9a-f]{12}$|^\W*[\d.,:]+\W*$|^[jkxgi?/K ]+$|title|description|client"
)


class Words(HTMLParser):
    """The text that people see or hear; not what stands in code, kbd, options or addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "input", "img", "br"):
            self.inside.append(tag)
        self.found += [text for name, text in attrs if name in READ and text]

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        silent = {"script", "style", "code", "kbd", "pre", "time", "textarea", "option"}
        if data.strip() and not silent & set(self.inside):
            self.found.append(data.strip())


def said_by(page: str) -> list[str]:
    parser = Words()
    parser.feed(page)
    return parser.found


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Any) -> None:
    """The pages speak the pseudo-locale, which the repository's tool has made."""
    assert messages.write(tmp_path) > 150
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("en-xa", "Pseudo")]


def bare(page: str, known: set[str]) -> list[str]:
    """Texts in which a letter stands outside of a translation's brackets."""
    found = []
    for text in said_by(page):
        left = re.sub(r"⟦.*?⟧", "", text, flags=re.S)
        for data in sorted(known, key=len, reverse=True):
            left = left.replace(data, "")
        told = "⟦" in text or "⟧" in text or re.search("[àçéîñöüÀÇÉÎÑÖÜ]", text)
        if re.search(r"[A-Za-z]{2}", left) and not told and not DATA.search(text):
            found.append(text)
    return found


@pytest.mark.parametrize(
    ("who", "path"),
    [(LEA, "/inbox/partner/"), (LEA, "/inbox/partner/?owner=nobody"), (LEA, "/tickets/"),
     (LEA, "/tickets/?q=zzz"), (ANN, "/portal/"), (ANN, "/portal/?q=zzz"),
     (ANN, "/portal/updates/"), (ANN, "/portal/check/"), (ANN, "/portal/stacks/")],
)  # fmt: skip
def test_every_word_of_a_page_can_be_translated(
    store: Path, two: SimpleNamespace, elsewhere: None, who: Reader, path: str
) -> None:
    from levee.store import contracts

    file = contracts.in_force().file
    data = {p.name for p in file.people.values()} | {s.title for s in file.streams.values()}
    data |= {r.title for r in file.roles.values()} | {c.title for c in file.clocks.values()}
    data |= {"a critical workflow is blocked", "taken in", "open", "untested", "always"}
    data |= {"fixing", "no night that counts has run it"}  # the rules' own words
    page = signed_in(Client(), who).get(path, headers={"Accept-Language": "en-xa"})
    assert page.headers["Content-Language"] == "en-xa"
    assert bare(page.content.decode(), data) == []


def test_english_is_whole_and_has_no_brackets(store: Path, two: SimpleNamespace) -> None:
    page = signed_in(Client(), LEA).get("/inbox/partner/").content.decode()
    assert "⟦" not in page
    assert '<html lang="en">' in page


def test_placeholders_and_marks_survive_the_pseudo_locale() -> None:
    for one in messages.messages():
        for text in filter(None, (one.text, one.plural)):
            changed = messages.pseudo(text)
            assert len(changed) >= len(text) * 1.3
            for kept in re.findall(r"%\(\w+\)[sr]|<[^>]*>|#", text):
                assert kept in changed
