"""Where does the next page of a list begin? The cursor is opaque: only what we wrote is read."""

import base64
import binascii
import json
from typing import Annotated, Any

from ninja import Path, Query

from levee.model.moment import parse
from levee.model.problem import Problem, Rejected

Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Cursor = Annotated[str, Query(max_length=500, description="`next` of the page before")]


def cursor(after: str) -> str | None:
    return base64.urlsafe_b64encode(after.encode()).decode() if after else None


def after(given: str) -> str:
    """What the cursor stands for; Rejected when it was not made here."""
    try:
        return base64.b64decode(given, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise _odd() from None


def number(given: str) -> str:
    """As ``after``, for lists that are ordered by a number."""
    found = after(given)
    if found and not (found.isascii() and found.isdigit() and len(found) < 19):
        raise _odd()
    return found


def pair(given: str) -> str:
    """As ``after``, for lists that are ordered by two texts."""
    found = after(given)
    try:
        is_pair = not found or [type(t) for t in json.loads(found)] == [str, str]
    except (ValueError, TypeError):
        is_pair = False
    if not is_pair:
        raise _odd()
    return found


def _odd() -> Rejected:
    return Rejected((Problem("cursor", "is not the `next` of a page"),))


def page(found: tuple[list[dict[str, Any]], str]) -> dict[str, Any]:
    items, last = found
    return {"items": items, "next": cursor(last)}


def instant(given: str) -> str:
    """As ``after``, for lists that are ordered by an instant and then an id."""
    found = after(given)
    at, _, name = found.partition(" ")
    if found and not (_is_instant(at) and name):
        raise _odd()
    return found


def _is_instant(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
