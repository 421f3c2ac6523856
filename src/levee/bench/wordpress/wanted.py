"""Which WordPress, PHP, plugins, themes and settings does a Stack ask for?"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from levee.bench.provider import Conflict, ConflictKind, LabBroken
from levee.model.stack import Component, Role, Stack

HOST = "pkg:wordpress/wordpress"
RUNTIME = "pkg:generic/php"
THEME = "theme/"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,99}")
_PERMALINK = "wp-core.permalink"
_CONSTANT = "wp-constants."
#: Constants that change how WordPress behaves and that a lab can honour.
_CONSTANTS = {
    "WP_DEBUG", "WP_DEBUG_DISPLAY", "WP_DEBUG_LOG", "SCRIPT_DEBUG", "WP_CACHE", "WP_MEMORY_LIMIT",
    "WP_MAX_MEMORY_LIMIT", "WP_ENVIRONMENT_TYPE", "WP_DEVELOPMENT_MODE", "EMPTY_TRASH_DAYS",
}  # fmt: skip
_PRETTY = "/%postname%/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Versions as the Stack names them; ``wordpress`` and ``php`` are empty where it names none."""

    wordpress: str
    php: str
    plugins: tuple[tuple[str, str], ...]  #: name and version
    themes: tuple[tuple[str, str], ...]
    permalink: str
    constants: Mapping[str, str | bool]


def read(stack: Stack) -> Wanted | Conflict:
    foreign = [c.purl for c in stack.components if not _is_ours(c)]
    if foreign:
        some = ", ".join(foreign[:20])
        raise LabBroken(f"the wordpress provider cannot install {some}", lasting=True)
    strange = [c.purl for c in stack.components if not _is_plain(c)]
    if strange:
        text = f"no plugin or version can be called {', '.join(strange[:20])}"
        return Conflict(explanation=text, kind=ConflictKind.INVALID)
    count = Counter(c.package for c in stack.components)
    twice = [package for package, often in count.items() if often > 1]
    if twice:
        text = f"{', '.join(twice[:20])} cannot be there in two versions at once"
        return Conflict(explanation=text)
    return _wanted(stack)


def _wanted(stack: Stack) -> Wanted:
    host = _host(stack)
    rest = [c for c in stack.components if c.ecosystem == "wordpress" and c != host]
    themes = [c for c in rest if c.name.startswith(THEME)]
    return Wanted(
        wordpress=host.version if host else "",
        php=stack.versions.get(RUNTIME, ""),
        plugins=tuple((c.name, c.version) for c in rest if c not in themes),
        themes=tuple((c.name.removeprefix(THEME), c.version) for c in themes),
        permalink=_permalink(stack.settings),
        constants=_constants(stack.settings),
    )


def _host(stack: Stack) -> Component | None:
    """WordPress itself, by its name; a contract may call its host otherwise."""
    ours = [c for c in stack.components if c.ecosystem == "wordpress"]
    by_name = [c for c in ours if c.package == HOST]
    return next(iter(by_name or [c for c in ours if c.role is Role.HOST]), None)


def _is_ours(component: Component) -> bool:
    return component.ecosystem == "wordpress" or component.package == RUNTIME


def _is_plain(component: Component) -> bool:
    name = component.name.removeprefix(THEME)
    return bool(_NAME.fullmatch(name) and _VERSION.fullmatch(component.version))


def _permalink(settings: Mapping[str, str]) -> str:
    """As Site Health shows it; it shows words where none is set."""
    told = settings.get(_PERMALINK, _PRETTY)
    return told if told.startswith("/") else ""


def _constants(settings: Mapping[str, str]) -> dict[str, str | bool]:
    named = {
        key.removeprefix(_CONSTANT): value
        for key, value in settings.items()
        if key.startswith(_CONSTANT) and value != "undefined"
    }
    words = {"true": True, "false": False}
    return {n: words.get(v.lower(), v) for n, v in named.items() if n in _CONSTANTS}
