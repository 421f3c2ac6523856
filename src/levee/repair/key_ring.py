"""Which of the vendor's keys does this file name, and what is wrong with it if it names none?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from levee.model.moment import parse
from levee.model.problem import Problem, Rejected
from levee.model.vendor_key import VendorKey

_MOMENTS = ("valid_from", "valid_until", "revoked_at")


def read(body: Any) -> tuple[VendorKey, ...]:
    """What ``levee keys vendor --json`` wrote; Rejected with every problem and its path."""
    if not isinstance(body, dict) or not isinstance(body.get("keys"), list) or not body["keys"]:
        raise Rejected((Problem("keys", "is a list of {keyid, public, valid_until, ...}"),))
    entries = list(enumerate(body["keys"]))
    problems = tuple(p for i, entry in entries for p in _problems(entry, f"keys[{i}]"))
    if problems:
        raise Rejected(problems)
    return tuple(_key(entry) for _, entry in entries)


def _problems(entry: Any, place: str) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield Problem(place, "is {keyid, public, valid_until, ...}")
        return
    for name in ("keyid", "public"):
        if not isinstance(entry.get(name), str) or not entry[name]:
            yield Problem(f"{place}.{name}", "is text")
    for name in _MOMENTS:
        try:
            _moment(entry.get(name))
        except (ValueError, TypeError):
            yield Problem(f"{place}.{name}", "is an ISO 8601 instant with its offset, or null")


def _moment(value: Any) -> datetime | None:
    return None if value is None else parse(value)


def _key(entry: dict[str, Any]) -> VendorKey:
    why = entry.get("why")
    return VendorKey(
        keyid=entry["keyid"],
        public=entry["public"],
        valid_from=_moment(entry.get("valid_from")),
        valid_until=_moment(entry.get("valid_until")),
        revoked_at=_moment(entry.get("revoked_at")),
        why=why if isinstance(why, str) else "",
    )
