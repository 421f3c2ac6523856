"""What does a text look like when nothing in it may do harm?

Promises: spans are ordered, inside the text and apart; what `redact` returns holds no further
span, so redacting again changes nothing; time is linear in the text for each pass, and a pass
removes text that is never put back, so passes end.
"""

from collections.abc import Iterable, Iterator

from levee.desk.redaction.detect import Finder, every, far, hits, near
from levee.desk.redaction.span import Hit, Span
from levee.desk.redaction.stretches import BREAK, stretches

SMALL = 1 << 14
ROUNDS = 4


def find(text: str) -> tuple[Span, ...]:
    data = _bytes(text)
    found = hits(data)
    return tuple(Span(*hit) for hit in (found if len(data) == len(text) else _counted(found, data)))


def redact(text: str) -> str:
    """Read the whole once, then again only the stretches that changed, until nothing is left."""
    data = _bytes(text)
    found = hits(data)
    if not found:
        return text
    clean = settled(data, found) if len(data) < SMALL else settled_in_stretches(data, found)
    return clean.decode("utf-8", "surrogatepass")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _counted(found: list[Hit], data: bytes) -> Iterator[Hit]:
    """The same in code points."""
    at = seen = 0
    for start, end, kind in found:
        first = seen + _length(data[at:start])
        at, seen = end, first + _length(data[start:end])
        yield first, seen, kind


def _length(data: bytes) -> int:
    return len(data) if data.isascii() else len(data.decode("utf-8", "surrogatepass"))


def settled_in_stretches(data: bytes, found: list[Hit]) -> bytes:
    """As `settled`, but only what changed is read again, and the whole by rules that look far."""
    for _ in range(ROUNDS):
        data = _changed_settled(data, found)
        found = hits(data, far)
        if not found:
            return data
    return settled(data, found)


def _changed_settled(data: bytes, found: list[Hit]) -> bytes:
    """Stretches that became equal, as lines of one form do, are read again once."""
    pieces: list[bytes] = []
    at = 0
    for start, end, own in stretches(data, found):
        pieces += [data[at:start], replaced(data[start:end], own)]
        at = end
    changed = list(dict.fromkeys(pieces[1::2]))
    joined = BREAK.join(changed)
    clean = settled(joined, hits(joined, near), near).split(BREAK)
    if len(clean) != len(changed):
        return settled(data, found)
    now = dict(zip(changed, clean, strict=True))
    pieces[1::2] = [now[piece] for piece in pieces[1::2]]
    return b"".join([*pieces, data[at:]])


def settled(data: bytes, found: list[Hit], finder: Finder = every) -> bytes:
    """Until nothing is found. What shows new spans in `ROUNDS` rounds loses its whole lines."""
    rounds = 0
    while found:
        rounds += 1
        data = replaced(data, found if rounds < ROUNDS else _whole_lines(data, found))
        found = hits(data, finder)
    return data


def _whole_lines(data: bytes, found: list[Hit]) -> Iterator[Hit]:
    at = 0
    for start, hit_end, kind in found:
        if start < at:
            continue
        end = data.find(b"\n", hit_end)
        at = len(data) if end < 0 else end
        yield data.rfind(b"\n", 0, start) + 1, at, kind


def replaced(data: bytes, found: Iterable[Hit]) -> bytes:
    pieces: list[bytes] = []
    at = 0
    for start, end, kind in found:
        pieces += [data[at:start], b"[redacted:%b]" % kind.encode()]
        at = end
    return b"".join([*pieces, data[at:]])
