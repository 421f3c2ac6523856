"""What does a text look like when nothing in it may do harm?

Promises: spans are ordered, inside the text and apart; what `redact` returns holds no further
span, so redacting again changes nothing; time is linear in the text for each pass, and a pass
removes text that is never put back, so passes end.
"""

import re
from collections.abc import Iterable

from levee.desk.redaction import (
    addresses,
    assignments,
    headers,
    numbers,
    people,
    phrases,
    purchases,
    tokens,
)
from levee.desk.redaction.span import PERSONAL, RANK, Hit, Span

_DETECTORS = (tokens, addresses, headers, assignments, phrases, purchases, numbers, people)
_PLACEHOLDER = re.compile(rb"\[redacted:[a-z_]{1,40}\]")


def find(text: str) -> tuple[Span, ...]:
    data = text.encode("utf-8", "surrogatepass")
    hits = _apart([hit for detector in _DETECTORS for hit in detector.find(data)], data)
    return tuple(_in_code_points(hits, data, ascii_only=len(data) == len(text)))


def redact(text: str) -> str:
    spans = find(text)
    while spans:
        text = replaced(text, spans)
        spans = find(text)
    return text


def replaced(text: str, spans: Iterable[Span]) -> str:
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], f"[redacted:{span.kind}]"]
        at = span.end
    return "".join([*pieces, text[at:]])


def _apart(hits: list[Hit], data: bytes) -> list[Hit]:
    """Secrets win over personal data; overlapping hits of one family become one."""
    holes = [match.span() for match in _PLACEHOLDER.finditer(data)]
    secrets = _union(hit for hit in hits if hit[2] not in PERSONAL)
    secrets = _clear_of(secrets, holes)
    personal = _clear_of(_union(hit for hit in hits if hit[2] in PERSONAL), holes)
    personal = _clear_of(personal, [hit[:2] for hit in secrets])
    return sorted(secrets + personal)


def _union(hits: Iterable[Hit]) -> list[Hit]:
    merged: list[Hit] = []
    for start, end, kind in sorted(hits):
        if end <= start:
            continue
        if merged and start < merged[-1][1]:
            first, last, other = merged[-1]
            merged[-1] = (first, max(last, end), min(other, kind, key=RANK.__getitem__))
        else:
            merged.append((start, end, kind))
    return merged


def _clear_of(hits: list[Hit], taken: list[tuple[int, int]]) -> list[Hit]:
    kept, at = [], 0
    for hit in hits:
        while at < len(taken) and taken[at][1] <= hit[0]:
            at += 1
        if at == len(taken) or taken[at][0] >= hit[1]:
            kept.append(hit)
    return kept


def _in_code_points(hits: list[Hit], data: bytes, *, ascii_only: bool) -> Iterable[Span]:
    if ascii_only:
        yield from (Span(*hit) for hit in hits)
        return
    seen_bytes = seen = 0
    for start, end, kind in hits:
        first, last = _whole(data, start), _whole(data, end)
        seen += _length(data[seen_bytes:first])
        begin, seen = seen, seen + _length(data[first:last])
        seen_bytes = last
        if seen > begin:
            yield Span(begin, seen, kind)


def _whole(data: bytes, at: int) -> int:
    """The next offset at which a code point begins."""
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1
    return at


def _length(data: bytes) -> int:
    return len(data.decode("utf-8", "surrogatepass"))
