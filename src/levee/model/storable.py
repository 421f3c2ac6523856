"""What does a value look like when every database gives it back exactly as it took it?"""

import math
from typing import Any

_PLAIN = frozenset((int, bool, type(None)))
EXACT = 1e16  #: from here on a float is whole, and PostgreSQL gives it back as an integer


def storable(value: Any) -> Any:
    """Plain JSON that comes back equal from SQLite and PostgreSQL, so that digests hold.

    The characters that PostgreSQL or UTF-8 refuses (NUL, lone surrogates) are written out;
    a number that is none (``1e400`` in a submission) becomes its name.
    """
    kind = type(value)
    if kind is str:
        return value if value.isascii() and "\0" not in value else _text(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {storable(str(k)): storable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return _number(value) if isinstance(value, float) else value


def _text(value: str) -> str:
    return value.replace("\0", "\\u0000").encode(errors="backslashreplace").decode()


def _number(value: float) -> float | int | str:
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= EXACT:
        return int(value)
    return value or 0.0  # no sign on zero
