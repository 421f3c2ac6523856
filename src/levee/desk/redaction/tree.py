"""What does a JSON-like value look like when nothing in it may do harm?"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from levee.desk.redaction.keys import Sort, sort_of
from levee.desk.redaction.redact import find, redact

MAX_DEPTH = 200
type Found = tuple[str, str]


def redact_value(value: Any) -> tuple[Any, tuple[Found, ...]]:
    """The value without secrets, and (JSON path, kind) of each that was taken out."""
    found: list[Found] = []
    return _clean(value, "$", "", found, 0), tuple(found)


def _clean(value: Any, path: str, name: str, found: list[Found], depth: int) -> Any:
    if depth > MAX_DEPTH:
        found.append((path, "too_deep"))
        return "[redacted:too_deep]"
    if isinstance(value, dict):
        return dict(_members(value, path, name, found, depth))
    if isinstance(value, list | tuple):
        return [_clean(v, f"{path}[{i}]", name, found, depth + 1) for i, v in enumerate(value)]
    if isinstance(value, str):
        return _text(value, path, name, found)
    if _is_secret_name(name) and isinstance(value, int | float) and not isinstance(value, bool):
        found.append((path, sort_of(name).kind(name)))
        return f"[redacted:{sort_of(name).kind(name)}]"
    return value


def _members(
    value: dict[Any, Any], path: str, name: str, found: list[Found], depth: int
) -> Iterator[tuple[str, Any]]:
    taken: set[str] = set()
    told = value.get("name", value.get("key"))
    for key, member in value.items():
        clean = _key(str(key), path, found, taken)
        if not _is_secret_name(name):
            # The key as it will be read the next time: a second pass judges as the first did.
            inner = redact(told) if key == "value" and isinstance(told, str) else clean
        else:
            inner = name
        yield clean, _clean(member, f"{path}.{clean}", inner, found, depth + 1)


@lru_cache(maxsize=4096)
def _name(key: str) -> str:
    """The same names come again with each submission."""
    return redact(key)


def _key(key: str, path: str, found: list[Found], taken: set[str]) -> str:
    """Two keys that become one placeholder stay two keys."""
    clean = _name(key)
    if clean != key:
        found.extend((f"{path}.{clean}", span.kind) for span in find(key))
    unique, count = clean, 2
    while unique in taken:
        unique, count = f"{clean}#{count}", count + 1
    taken.add(unique)
    return unique


def _text(value: str, path: str, name: str, found: list[Found]) -> str:
    if _is_secret_name(name) and value and not value.startswith("[redacted:"):
        kind = sort_of(name).kind(name)
        found.append((path, kind))
        return f"[redacted:{kind}]"
    told = f"{name}: " if name and len(name) < 100 and "\n" not in name else ""
    whole = told + value
    spans = [span for span in find(whole) if span.start >= len(told)]
    found.extend((path, span.kind) for span in spans)
    clean = redact(whole) if spans else whole
    return clean[len(told) :] if clean.startswith(told) else redact(value)


def _is_secret_name(name: str) -> bool:
    return bool(name) and sort_of(name) in (Sort.PASSWORD, Sort.SECRET, Sort.SALT)
