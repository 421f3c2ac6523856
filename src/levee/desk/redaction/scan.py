"""How is a pattern run over a text in linear time?

RE2 automata do not backtrack, so every pattern is linear in the text whatever it says. Texts are
scanned as UTF-8 bytes in Latin-1 mode: a byte is a character, offsets are exact, tables small.
"""

from collections.abc import Callable, Iterator

import re2  # type: ignore[import-untyped]

MEMORY = 64 << 20
CROWD, SPACING, BLIND = 2000, 32, 256
type Place = tuple[int, int]
_SEEK, _HERE = re2._Anchor.UNANCHORED, re2._Anchor.ANCHOR_START
NOWHERE = (-1, -1)


class Match:
    """`spans[n]` is where group n stands, (-1, -1) if it took no part; group 0 is the whole."""

    __slots__ = ("data", "spans")

    def __init__(self, data: bytes, spans: list[Place]) -> None:
        self.data, self.spans = data, spans

    def span(self, group: int = 0) -> Place:
        return self.spans[group]

    def start(self, group: int = 0) -> int:
        return self.spans[group][0]

    def end(self, group: int = 0) -> int:
        return self.spans[group][1]

    def group(self, group: int = 0) -> bytes:
        """The bytes of a group; none if the group took no part."""
        start, end = self.spans[group]
        return self.data[start:end] if start >= 0 else b""


class Pattern:
    """RE2 without its package's own match objects, which cost more than most matches do."""

    __slots__ = ("_run", "pattern")

    def __init__(self, pattern: str, options: re2.Options) -> None:
        self.pattern = pattern
        self._run = re2.compile(pattern.encode("latin-1"), options)._regexp.Match

    def search(self, data: bytes, start: int = 0, end: int | None = None) -> Match | None:
        last = len(data) if end is None else min(end, len(data))
        spans = self._run(_SEEK, data, start, last)
        return None if spans[0] == NOWHERE else Match(data, spans)

    def match(self, data: bytes, start: int = 0, end: int | None = None) -> Match | None:
        """The match that begins at `start`."""
        last = len(data) if end is None else min(end, len(data))
        spans = self._run(_HERE, data, start, last)
        return None if spans[0] == NOWHERE else Match(data, spans)

    def finditer(self, data: bytes, start: int = 0, end: int | None = None) -> Iterator[Match]:
        run, last = self._run, len(data) if end is None else min(end, len(data))
        while start <= last:
            spans = run(_SEEK, data, start, last)
            place = spans[0]
            if place == NOWHERE:
                return
            yield Match(data, spans)
            start = max(place[1], start + 1)


def compiled(pattern: str, *, longest: bool = False) -> Pattern:
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.longest_match = longest
    return Pattern(pattern, options)


def union(*patterns: Pattern) -> Pattern:
    """Is any of the patterns in a text? One pass of one automaton says it for all of them."""
    return compiled("|".join(f"(?:{pattern.pattern})" for pattern in patterns))


def holds(data: bytes, *literals: bytes) -> bool:
    """Up to three literals are sought quicker than one pattern is run."""
    return any(literal in data for literal in literals)


def crowded(
    pattern: Pattern, data: bytes, resume: Callable[[Match], int] = Match.end
) -> Iterator[tuple[Match, int]]:
    """Each match with 0, or, where matches crowd as in no honest text, the end of a blind stretch.

    A text made of nothing but beginnings of secrets would cost a judgement each few bytes. From
    the second thousandth on such stretches are taken out unread, which is safe and quick.
    """
    at = seen = 0
    while match := pattern.search(data, at):
        seen, at = seen + 1, max(resume(match), at + 1)
        blind = 0
        if seen > CROWD and at < seen * SPACING:
            at = blind = min(len(data), at + BLIND)
            seen = at // SPACING + 1
        yield match, blind


def line_before(data: bytes, at: int, reach: int) -> bytes:
    """What stands before an offset on its own line, at most `reach` bytes."""
    return data[max(0, at - reach) : at].rsplit(b"\n", 1)[-1]
