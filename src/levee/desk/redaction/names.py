"""What does a submission look like without the names of people that its sender marked?

No rule knows a name from a word, so only marked ones are taken out: everywhere in what was sent.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import re2  # type: ignore[import-untyped]

from levee.desk.redaction.scan import MEMORY

PERSON = "[redacted:person]"
SHORTEST, LONGEST, MOST = 2, 200, 100
MAX_DEPTH = 200
_AROUND = re.compile(r"[\w.+-]{0,64}@")


def marked(value: Any) -> tuple[str, ...]:
    """The names that can be used; what is wrong with the others is not said here."""
    given = value if isinstance(value, list) else [value]
    names = (_sound(name).strip() for name in given if isinstance(name, str))
    return tuple(name for name in names if SHORTEST <= len(name) <= LONGEST)[:MOST]


def without(value: Any, names: Sequence[str]) -> Any:
    """The JSON-like value with a placeholder for each name, also in keys."""
    return _clean(value, _pattern(names), 0) if names else value


def _pattern(names: Sequence[str]) -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.case_sensitive = False
    options.longest_match = True
    options.log_errors = False
    return re2.compile("|".join(re2.escape(name) for name in names), options)


def _clean(value: Any, pattern: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return value  # `redact_value` cuts what is deeper
    if isinstance(value, dict):
        members = (
            (_text(str(k), pattern), _clean(v, pattern, depth + 1)) for k, v in value.items()
        )
        return _apart(members)
    if isinstance(value, list | tuple):
        return [_clean(item, pattern, depth + 1) for item in value]
    return _text(value, pattern) if isinstance(value, str) else value


def _apart(members: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Two keys that become one placeholder stay two keys."""
    kept: dict[str, Any] = {}
    for key, value in members:
        unique, count = key, 2
        while unique in kept:
            unique, count = f"{key}#{count}", count + 1
        kept[unique] = value
    return kept


def _text(text: str, pattern: Any) -> str:
    return "".join(_pieces(text, pattern))


def _pieces(text: str, pattern: Any) -> Iterator[str]:
    at = 0
    for match in pattern.finditer(_sound(text)):
        if _alone(text, *match.span()):
            yield from (text[at : match.start()], PERSON)
            at = match.end()
    yield text[at:]


def _sound(text: str) -> str:
    """A lone surrogate is one sign, too."""
    return text.encode("utf-8", "replace").decode()


def _alone(text: str, start: int, end: int) -> bool:
    """A whole word, and no part of a mail address: that is taken out as one."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if _word(before) or _word(after) or before == "@":
        return False
    return not _AROUND.match(text, end)


def _word(char: str) -> bool:
    return char.isalnum() or char == "_"
