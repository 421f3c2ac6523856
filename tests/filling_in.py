"""How does a test fill in a form of a page? As a browser without scripts does."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Forms(HTMLParser):
    """Every form of a page: its address, and what it would send as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._here: dict[str, str] | None = None
        self._typing = self._choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and "action" in given:
            self._here = self.forms.setdefault(given["action"], {})
        elif self._here is not None:
            self._control(tag, given, self._here)

    def _control(self, tag: str, given: dict[str, str], here: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and name and kind not in ("checkbox", "file"):
            here[name] = given.get("value", "")
        elif tag == "input" and kind == "checkbox" and "checked" in given:
            here[name] = given.get("value", "on")
        elif tag == "textarea":
            here[name], self._typing = "", name
        elif tag == "select":
            self._choosing = name
        elif (
            tag == "option"
            and self._choosing
            and ("selected" in given or self._choosing not in here)
        ):
            here[self._choosing] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._typing and self._here is not None:
            self._here[self._typing] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._here is not None:
            self._here[self._typing] = self._here[self._typing].removeprefix("\n")
            self._typing = ""
        elif tag == "select":
            self._choosing = ""
        elif tag == "form":
            self._here = None


def opened(client: Client, path: str, act: str) -> tuple[str, dict[str, str]]:
    """The address of a form of a page, and what stands in it."""
    page = client.get(path, {"do": act}).content.decode()
    found = Forms(page).forms
    address = next((a for a in found if a.endswith(f"/do/{act}/")), "")
    assert address, f"{path} offers no {act}"
    return address, found[address]


def send(client: Client, path: str, act: str, /, **typed: Any) -> Any:
    """Open the form, type, send it."""
    address, form = opened(client, path, act)
    return client.post(address, form | typed)


def said(answer: Any) -> str:
    """The text of a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
