"""Which pages of settings are there, and what stands on each of them?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.web.acts.act import Act, bar
from levee.web.forms import token
from levee.web.page import Asked

TABS = (
    ("settings", noop("Accounts")),
    ("settings_people", noop("People and roles")),
    ("settings_keys", noop("API keys")),
    ("settings_webhooks", noop("Webhooks")),
    ("settings_mail", noop("Mail")),
)


def tabs() -> list[tuple[str, str]]:
    return [(name, _(title)) for name, title in TABS]


class Once(HttpResponse):
    """Something that is shown this once: a secret, or a link that lets somebody in."""

    def __init__(self, title: str, shown: str, says: str, back: str) -> None:
        super().__init__()
        self.told = {"title": title, "shown": shown, "says": says, "back": back}


def drawn(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What is shown once gets its page, which nothing keeps."""
    if not isinstance(answer, Once):
        return answer
    page = render(request, "levee/settings_once.html", answer.told | {"tabs": tabs()})
    page["Cache-Control"] = "no-store"
    return page


def body[T](
    asked: Asked, here: str, acts: Sequence[Act[T]], place: T, shown: Mapping[str, Any]
) -> dict[str, Any]:
    offered = bar(acts, place, asked, None)
    if offered["refused"]:
        offered["refused"] = {**offered["refused"], "typed": []}  # buttons of rows: nobody typed
    return {"tabs": tabs(), "here": here, "acts": offered, "token": token(), **shown}


def nothing(_: object) -> None:
    """The form of an act whose button stands in a row."""
