"""What does the text of WordPress Site Health (Info, "Copy site info") say is running?"""

import re
from collections.abc import Iterator
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Entry, Named, Part, Parts, is_exact, package
from levee.desk.stack_lists.runtimes import runtime
from levee.model.problem import Problem
from levee.model.stack import purl_at

_SECTION = re.compile(r"### ([a-z0-9_-]{1,80})(?: \(\d{1,6}\))? ###")
_SLUG = re.compile(r"\(([A-Za-z0-9._-]{1,200})\)$")
_VERSION = re.compile(r"\bversion: ([^\s,]{1,100})")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_PLUGINS = ("wp-mu-plugins", "wp-plugins-active")
_THEMES = ("wp-active-theme", "wp-parent-theme")
_SETTINGS = ("wp-core", "wp-constants", "wp-dropins")
_PLATFORM = {
    "server_architecture": "machine", "httpd_software": "server", "php_sapi": "php_sapi",
    "extension": "database", "server_version": "database_version",
}  # fmt: skip
_FLEETING = ("version", "user_count", "dotorg_communication")

Line = tuple[str, str, str, str]  #: section, name, value, place


def looks_so(value: Any) -> bool:
    return isinstance(value, str) and "### wp-" in value


def parts(text: Any, product: Product, place: str) -> Parts:
    theme = ""
    for section, name, value, where in _lines(text, place):
        if section in _PLUGINS:
            yield _plugin(f"{name}: {value}", product, where)
        elif section in _THEMES and name == "name":
            theme = value
        elif section in _THEMES and name == "version":
            yield _theme(theme, value, where)
        elif section == "wp-core" and name == "version":
            yield _host(value, product, where)
        elif section in _SETTINGS and name not in _FLEETING:
            yield Entry("settings", f"{section}.{name}"[:200], value[:500])
        elif name == "php_version":
            yield from runtime("php", value.partition(" ")[0], product, where)
        elif section in ("wp-server", "wp-database") and name in _PLATFORM:
            yield Entry("platform", _PLATFORM[name], value[:200])


def _lines(text: str, place: str) -> Iterator[Line]:
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip().strip("`")
        if head := _SECTION.fullmatch(words):
            section = head[1]
            continue
        name, colon, value = words.partition(": ")
        if section and colon:
            yield section, name, value.strip(), f"{place}:{number}"


def _plugin(line: str, product: Product, place: str) -> Part:
    """The text knows a plugin by its title only. The contract may know the title; else the
    package is named after it."""
    told = _VERSION.search(line)
    title = line[: line.find(": version: ")] if ": version: " in line else line.partition(": ")[0]
    if told is None or not is_exact(told[1]):
        return Problem(place, "names no exact version")
    if known := product.titles.get(title):
        return Named(place, purl_at(known, told[1]))
    return package("wordpress", _NO_LETTERS.sub("-", title.lower()).strip("-"), told[1], place)


def _theme(name: str, version: str, place: str) -> Part:
    slug = _SLUG.search(name)
    return package("wordpress", f"theme/{slug[1] if slug else name}", version, place)


def _host(value: str, product: Product, place: str) -> Part:
    version = value.partition(" ")[0]
    if not is_exact(version):
        return Problem(place, "names no exact version")
    host = product.host if product.ecosystem == "wordpress" else "pkg:wordpress/wordpress"
    return Named(place, purl_at(host, version))
