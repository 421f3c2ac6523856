"""How is a pattern run over a text in linear time?

RE2 automata do not backtrack, so every pattern is linear in the text whatever it says. Texts are
scanned as UTF-8 bytes in Latin-1 mode: a byte is a character, offsets are exact, tables small.
"""

from collections.abc import Iterator
from typing import Any

import re2  # type: ignore[import-untyped]

MEMORY = 64 << 20


def compiled(pattern: str, *, longest: bool = False) -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.longest_match = longest
    return re2.compile(pattern.encode("latin-1"), options)


def spans(pattern: Any, data: bytes, group: int = 0) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(data):
        start, end = match.span(group)
        if start >= 0:
            yield start, end


def line_before(data: bytes, at: int, reach: int) -> bytes:
    """What stands before an offset on its own line, at most `reach` bytes."""
    return data[max(0, at - reach) : at].rsplit(b"\n", 1)[-1]
