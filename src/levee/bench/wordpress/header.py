"""What does a plugin or a theme say about itself, and does WordPress let it in?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_HEAD = 8192  #: WordPress reads no further either
_FIELDS = ("Version", "Requires at least", "Requires PHP", "Requires Plugins", "Template")
_PLUGINS_SINCE = (6, 5)  #: the first WordPress that holds to "Requires Plugins"
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_SLUG = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of a plugin's main file, or of a theme's style.css."""

    file: str  #: inside its folder
    version: str
    wordpress: str = ""  #: the oldest it runs on
    php: str = ""
    plugins: tuple[str, ...] = ()  #: by their folders
    parent: str = ""  #: of a theme: the theme that it extends


def plugin(folder: Path, name: str) -> Header | None:
    """Of the file beside which WordPress would look; None for a folder that is no plugin."""
    files = sorted(folder.glob("*.php"), key=lambda f: (f.stem != name, f.name))
    return next((h for f in files if (h := _read(f, "Plugin Name"))), None)


def theme(folder: Path) -> Header | None:
    return _read(folder / "style.css", "Theme Name")


def _read(file: Path, title: str) -> Header | None:
    if not file.is_file():
        return None
    with file.open("rb") as opened:
        text = opened.read(_HEAD).decode(errors="replace").replace("\r", "\n")
    if not _field(text, title):
        return None
    version, wordpress, php, plugins, parent = (_field(text, name) for name in _FIELDS)
    return Header(
        file=file.name, version=version, wordpress=wordpress, php=php, parent=parent,
        plugins=tuple(s for w in plugins.split(",") if _SLUG.fullmatch(s := w.strip())),
    )  # fmt: skip


def _field(text: str, name: str) -> str:
    """As WordPress finds it (``get_file_data``)."""
    pattern = rf"^(?:[ \t]*<\?php)?[ \t/*#@]*{re.escape(name)}:(.*)$"
    found = re.search(pattern, text, re.MULTILINE | re.IGNORECASE)
    return re.sub(r"\s*(?:\*/|\?>).*", "", found[1]).strip() if found else ""


def objections(
    parts: Mapping[str, Header], there: Iterable[str], wordpress: str, php: str
) -> list[str]:
    """Why WordPress would refuse to switch one of ``parts`` (by name) on, in plain words."""
    names = set(there)
    return [
        text for name in sorted(parts) for text in _one(name, parts[name], names, wordpress, php)
    ]


def _one(name: str, has: Header, there: set[str], wordpress: str, php: str) -> Iterable[str]:
    what = f"{name} {has.version}"
    if has.wordpress and number(wordpress) < number(has.wordpress):
        yield f"{what} requires WordPress {has.wordpress} or newer, and this is {wordpress}"
    if has.php and number(php) < number(has.php):
        yield f"{what} requires PHP {has.php} or newer, and this is {php}"
    lacking = [p for p in has.plugins if p not in there]
    if lacking and number(wordpress) >= _PLUGINS_SINCE:
        yield f"{what} requires the plugins {', '.join(lacking)}, which are not in the stack"


def number(version: str) -> tuple[int, ...]:
    """``6.6-RC3`` -> (6, 6), as WordPress compares; trailing zeros say nothing."""
    found = _NUMBER.match(version.strip())
    parts = [int(n) for n in found[0].split(".")] if found else []
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def in_order(parts: Mapping[str, Header]) -> list[str]:
    """By name, but what another one requires comes before it; a ring stays as it is."""
    done: list[str] = []

    def add(name: str, above: frozenset[str]) -> None:
        if name in done or name in above or name not in parts:
            return
        for below in sorted(parts[name].plugins):
            add(below, above | {name})
        done.append(name)

    for name in sorted(parts):
        add(name, frozenset())
    return done
