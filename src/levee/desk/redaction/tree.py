"""What does a JSON-like value look like when nothing in it may do harm?"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from levee.desk.redaction.detect import plain
from levee.desk.redaction.keys import Sort, sort_of
from levee.desk.redaction.redact import find, redact

MAX_DEPTH = 200
type Found = tuple[str, str]


def redact_value(value: Any) -> tuple[Any, tuple[Found, ...]]:
    """The value without secrets, and (JSON path, kind) of each that was taken out."""
    cleaning = _Cleaning(plain(_texts(value, "", 0)))
    return cleaning.clean(value, "$", "", 0), tuple(cleaning.found)


def _texts(value: Any, name: str, depth: int) -> Iterator[str]:
    """Each text with its name, as it mostly is when its turn comes."""
    if isinstance(value, str):
        yield _told(name) + value
    elif depth > MAX_DEPTH:
        return
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _texts(member, str(key), depth + 1)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member, name, depth + 1)


def _told(name: str) -> str:
    return f"{name}: " if name and len(name) < 100 and "\n" not in name else ""


class _Cleaning:
    """One value on its way to being clean; ``plain`` are texts in which nothing can be found."""

    def __init__(self, plain: frozenset[str]) -> None:
        self.plain = plain
        self.found: list[Found] = []

    def clean(self, value: Any, path: str, name: str, depth: int) -> Any:
        if depth > MAX_DEPTH:
            return self._taken(path, "too_deep")
        if isinstance(value, str):
            return self._text(value, path, name)
        if isinstance(value, dict):
            return dict(self._members(value, path, name, depth))
        if isinstance(value, list | tuple):
            return [self.clean(v, f"{path}[{i}]", name, depth + 1) for i, v in enumerate(value)]
        if isinstance(value, int | float) and not isinstance(value, bool) and _is_secret(name):
            return self._taken(path, sort_of(name).kind(name))
        return value

    def _taken(self, path: str, kind: str) -> str:
        self.found.append((path, kind))
        return f"[redacted:{kind}]"

    def _members(
        self, value: dict[Any, Any], path: str, name: str, depth: int
    ) -> Iterator[tuple[str, Any]]:
        taken: set[str] = set()
        told, is_secret = value.get("name", value.get("key")), _is_secret(name)
        for key, member in value.items():
            clean = self._key(str(key), path, taken)
            inner = name if is_secret else clean
            if not is_secret and key == "value" and isinstance(told, str):
                # The key as it will be read the next time: a second pass judges as the first did.
                inner = redact(told)
            yield clean, self.clean(member, f"{path}.{clean}", inner, depth + 1)

    def _key(self, key: str, path: str, taken: set[str]) -> str:
        """Two keys that become one placeholder stay two keys."""
        clean = _name(key)
        if clean != key:
            self.found.extend((f"{path}.{clean}", span.kind) for span in find(key))
        unique, count = clean, 2
        while unique in taken:
            unique, count = f"{clean}#{count}", count + 1
        taken.add(unique)
        return unique

    def _text(self, value: str, path: str, name: str) -> str:
        if _is_secret(name) and value and not value.startswith("[redacted:"):
            return self._taken(path, sort_of(name).kind(name))
        told = _told(name)
        whole = told + value
        if whole in self.plain:
            return value
        spans = [span for span in find(whole) if span.start >= len(told)]
        self.found.extend((path, span.kind) for span in spans)
        clean = redact(whole) if spans else whole
        return clean[len(told) :] if clean.startswith(told) else redact(value)


@lru_cache(maxsize=4096)
def _name(key: str) -> str:
    """The same names come again with each submission."""
    return redact(key)


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    return bool(name) and sort_of(name) in (Sort.PASSWORD, Sort.SECRET, Sort.SALT)
