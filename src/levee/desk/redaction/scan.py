"""How is a pattern run over a text in linear time?

RE2 automata do not backtrack, so every pattern is linear in the text whatever it says. Texts are
scanned as UTF-8 bytes in Latin-1 mode: a byte is a character, offsets are exact, tables small.
"""

from collections.abc import Iterator
from typing import Any

import re2  # type: ignore[import-untyped]

MEMORY = 64 << 20
CROWD, SPACING, BLIND = 2000, 20, 256


def compiled(pattern: str, *, longest: bool = False) -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.longest_match = longest
    return re2.compile(pattern.encode("latin-1"), options)


def union(*patterns: Any) -> Any:
    """Is any of the patterns in a text? One pass of one automaton says it for all of them."""
    return compiled("|".join(f"(?:{pattern.pattern.decode('latin-1')})" for pattern in patterns))


def holds(data: bytes, *literals: bytes) -> bool:
    """Up to three literals are sought quicker than one pattern is run."""
    return any(literal in data for literal in literals)


def crowded(pattern: Any, data: bytes) -> Iterator[tuple[Any, int]]:
    """Each match with 0, or, where matches crowd as in no honest text, the end of a blind stretch.

    A text made of nothing but beginnings of secrets would cost a judgement each few bytes. From
    the second thousandth on such stretches are taken out unread, which is safe and quick.
    """
    at = seen = 0
    while match := pattern.search(data, at):
        seen, at = seen + 1, max(match.end(), at + 1)
        blind = 0
        if seen > CROWD and at < seen * SPACING:
            at = blind = min(len(data), at + BLIND)
            seen = at // SPACING + 1
        yield match, blind


def line_before(data: bytes, at: int, reach: int) -> bytes:
    """What stands before an offset on its own line, at most `reach` bytes."""
    return data[max(0, at - reach) : at].rsplit(b"\n", 1)[-1]
