"""How does a test get in? By a one-time link, as people do."""

import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from web.stores import answer


@dataclass(frozen=True)
class Session:
    """What a browser holds that is signed in to this server."""

    url: str
    secret: str

    @property
    def state(self) -> Any:
        """As Playwright wants it for a new context."""
        cookie = {"name": "levee", "value": self.secret, "url": self.url}
        return [cookie]

    @property
    def header(self) -> dict[str, str]:
        return {"Cookie": f"levee={self.secret}"}


def enter(data: Path, url: str, mail: str = "lea@vendor.example", *more: str) -> Session:
    """An account is made for ``mail`` when it has none."""
    known = {a["mail"] for a in answer(data, "account", "list")["accounts"]}
    if mail not in known:
        answer(data, "account", "create", mail, "--name", mail.partition("@")[0].title(), *more)
    link = answer(data, "account", "link", mail, "--url", url)["link"]
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    page = opener.open(link, timeout=20).read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page
    form = urlencode({"csrfmiddlewaretoken": found[1]}).encode()
    opener.open(Request(link, form, headers={"Referer": link}), timeout=20).close()
    return Session(url, next(str(c.value) for c in jar if c.name == "levee"))
