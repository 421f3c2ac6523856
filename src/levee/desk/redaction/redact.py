"""What does a text look like when nothing in it may do harm?

Promises: spans are ordered, inside the text and apart; what `redact` returns holds no further
span, so redacting again changes nothing; time is linear in the text for each pass, and a pass
removes text that is never put back, so passes end.
"""

import re
from collections.abc import Iterable, Iterator

from levee.desk.redaction import (
    addresses,
    assignments,
    headers,
    numbers,
    people,
    phrases,
    places,
    purchases,
    tokens,
)
from levee.desk.redaction.span import PERSONAL, RANK, Hit, Span

_DETECTORS = (tokens, addresses, headers, assignments, phrases, places, purchases, numbers, people)
_INDENT = (" ", "\t", "\r", "\n", "")
_BLOCKS = ("PRIVATE KEY", "Private-Lines:", '"kty"', "kind: Secret", "\n\n\x1d")
_BREAK = "\n\n\x1d\n"
SMALL = 1 << 14
ROUNDS = 4
_PLACEHOLDER = re.compile(rb"\[redacted:[a-z_]{1,40}[0-9]{0,4}\]")


def find(text: str) -> tuple[Span, ...]:
    data = text.encode("utf-8", "surrogatepass")
    hits = _apart([hit for detector in _DETECTORS for hit in detector.find(data)], data)
    return tuple(_in_code_points(hits, data, ascii_only=len(data) == len(text)))


def redact(text: str) -> str:
    """Read the whole once, then again only the stretches that changed, until nothing is left."""
    spans = find(text)
    if not spans or len(text) < SMALL or any(map(text.__contains__, _BLOCKS)):
        return _settled(text, spans)
    pieces: list[str] = []
    changed: list[int] = []
    at = 0
    for start, end in _stretches(text, spans):
        pieces.append(text[at:start])
        changed.append(len(pieces))
        pieces.append(text[start:end])
        at = end
    settled = _settled(_BREAK.join(pieces[i] for i in changed)).split(_BREAK)
    if len(settled) != len(changed):
        return _settled(text, spans)
    for i, piece in zip(changed, settled, strict=True):
        pieces[i] = piece
    return "".join([*pieces, text[at:]])


def _settled(text: str, spans: tuple[Span, ...] | None = None) -> str:
    """Until nothing is found. What shows new spans in `ROUNDS` rounds loses its whole lines."""
    spans = find(text) if spans is None else spans
    rounds = 0
    while spans:
        rounds += 1
        text = replaced(text, spans if rounds < ROUNDS else _whole_lines(text, spans))
        spans = find(text)
    return text


def _whole_lines(text: str, spans: tuple[Span, ...]) -> Iterator[Span]:
    at = 0
    for span in spans:
        if span.start < at:
            continue
        end = text.find("\n", span.end)
        at = len(text) if end < 0 else end
        yield Span(text.rfind("\n", 0, span.start) + 1, at, span.kind)


def _stretches(text: str, spans: tuple[Span, ...]) -> Iterator[tuple[int, int]]:
    """The stretches with spans: each is cut where no rule looks beyond."""
    start = end = 0
    for span in spans:
        if span.end <= end:
            continue
        first = _cut_before(text, span.start, end)
        if end and first > end:
            yield start, end
            start = first
        elif not end:
            start = first
        end = _cut_after(text, span.end)
    if end:
        yield start, end


def _cut_before(text: str, at: int, least: int) -> int:
    while at > least:
        at = text.rfind("\n", least, at)
        if at < 0:
            return least
        if _safe(text, at + 1):
            return at + 1
    return least


def _cut_after(text: str, at: int) -> int:
    while True:
        at = text.find("\n", at) + 1
        if at == 0:
            return len(text)
        if _safe(text, at):
            return at


def _safe(text: str, at: int) -> bool:
    """No rule looks beyond a line that is not indented, except after words of purchases."""
    if text[at : at + 1] in _INDENT:
        return False
    return not purchases.leads_on(text[max(0, at - purchases.REACH - 40) : at])


def replaced(text: str, spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    at = 0
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
    personal = _clear_of(personal, [(start, end) for start, end, _ in secrets])
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
    kept: list[Hit] = []
    at = 0
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
