"""Which stretches of a text hold hits, cut where no rule for single lines looks beyond?"""

from collections.abc import Iterator

from levee.desk.redaction.span import Hit

BREAK = b"\n\n\x1d\n"
_INDENT = frozenset(b" \t\r\n")


def stretches(data: bytes, found: list[Hit]) -> Iterator[tuple[int, int, list[Hit]]]:
    """Start and end of each, and its hits counted from its start."""
    start = end = 0
    own: list[Hit] = []
    for first, last, kind in found:
        if first >= end:
            if own:
                yield start, end, own
            start, own = _cut_before(data, first, end), []
        if last > end:
            end = _cut_after(data, last)
        own.append((first - start, last - start, kind))
    if own:
        yield start, end, own


def _cut_before(data: bytes, at: int, least: int) -> int:
    """The last cut not after `at`."""
    while (line := data.rfind(b"\n", least, at)) >= 0:
        if _starts(data, line + 1):
            return line + 1
        at = line
    return least


def _cut_after(data: bytes, at: int) -> int:
    while line := data.find(b"\n", at) + 1:
        if _starts(data, line):
            return line
        at = line
    return len(data)


def _starts(data: bytes, at: int) -> bool:
    """A line that is neither blank nor indented."""
    return at < len(data) and data[at] not in _INDENT
