"""Where in the bytes of a text is something to redact, whichever rule says so?"""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from levee.desk.redaction import (
    addresses,
    assignments,
    headers,
    neighbours,
    numbers,
    people,
    phrases,
    places,
    private_keys,
    purchases,
    tokens,
    told,
)
from levee.desk.redaction.scan import union
from levee.desk.redaction.span import PERSONAL, RANK, Hit

type Finder = Callable[[bytes], list[Hit]]  # in any order, also hits that overlap
SHORT = 4096  #: bytes; a longer text nearly always holds something that wants a closer look
#: Where nothing of this is, no detector finds anything, except in what is assigned.
_ANYTHING = union(
    *(
        detector.SOME
        for detector in (
            tokens, addresses, headers, phrases, told, numbers, people, private_keys, places,
            neighbours, purchases,
        )
    )
)  # fmt: skip
#: Where nothing of this is, no detector finds anything at all.
_AT_ALL = union(_ANYTHING, assignments.SOME)
GLANCED = 1 << 16  #: bytes of all the texts that one glance goes over
_PLACEHOLDER = re.compile(rb"\[redacted:[a-z_]{1,40}[0-9]{0,4}\]")


def near(data: bytes) -> list[Hit]:
    """What a line holds by itself and by those indented below it."""
    found = list(tokens.find(data))
    found += list(assignments.find(data, {hit[0]: hit for hit in found}))
    for detector in (addresses, headers, phrases, told, numbers, people):
        found += detector.find(data)
    return found


def far(data: bytes) -> list[Hit]:
    """What rules find that look from one line into the next or to the end of the text."""
    return [
        *private_keys.find(data),
        *places.find(data),
        *neighbours.find(data),
        *purchases.find(data),
    ]


def is_plain(data: bytes) -> bool:
    """A short text in which nothing but an assignment can be found."""
    return len(data) <= SHORT and not _ANYTHING.search(data)


def plain(texts: Iterable[str]) -> frozenset[str]:
    """Those of the first few texts in which nothing can be found. One glance over all of them says
    so: what a rule finds in a text by itself it also finds where line ends stand around it."""
    some = dict(_first(texts))
    data, ends = b"\n".join(some.values()), list(accumulate(len(one) + 1 for one in some.values()))
    held: set[int] = set()
    at = 0
    while match := _AT_ALL.search(data, at):
        first, last = bisect(ends, match.start()), bisect(ends, max(match.start(), match.end() - 1))
        held.update(range(first, last + 1))
        at = max(at + 1, ends[last] - 1)  # a rule may want the line end before what it finds
    return frozenset(text for number, text in enumerate(some) if number not in held)


def _first(texts: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    left = GLANCED
    for text in texts:
        data = text.encode("utf-8", "surrogatepass") if len(text) <= SHORT else b""
        left -= len(data)
        if left < 0:
            return
        if data:
            yield text, data


def every(data: bytes) -> list[Hit]:
    """A text of a line or two mostly holds nothing; one automaton says so for nearly all rules."""
    if is_plain(data):
        return list(assignments.find(data, {}))
    return near(data) + far(data)


def hits(data: bytes, finder: Finder = every) -> list[Hit]:
    """In order, apart, at the borders of code points, and none inside a placeholder."""
    found = finder(data)
    return _whole(_apart(found, data), data) if found else []


def _apart(found: list[Hit], data: bytes) -> list[Hit]:
    """Secrets win over personal data; overlapping hits of one family become one."""
    holes = [match.span() for match in _PLACEHOLDER.finditer(data)]
    secrets = _union(hit for hit in found if hit[2] not in PERSONAL)
    secrets = _clear_of(secrets, holes)
    personal = _clear_of(_union(hit for hit in found if hit[2] in PERSONAL), holes)
    personal = _clear_of(personal, [(start, end) for start, end, _ in secrets])
    return sorted(secrets + personal)


def _union(found: Iterable[Hit]) -> list[Hit]:
    merged: list[Hit] = []
    first = last = -1
    for hit in sorted(found):
        start, end, kind = hit
        if end <= start:
            continue
        if start < last:
            other, last = merged[-1][2], max(last, end)
            merged[-1] = (first, last, kind if RANK[kind] < RANK[other] else other)
        else:
            merged.append(hit)
            first, last = start, end
    return merged


def _clear_of(found: list[Hit], taken: list[tuple[int, int]]) -> list[Hit]:
    if not taken:
        return found
    kept: list[Hit] = []
    at = 0
    for hit in found:
        while at < len(taken) and taken[at][1] <= hit[0]:
            at += 1
        if at == len(taken) or taken[at][0] >= hit[1]:
            kept.append(hit)
    return kept


def _whole(found: list[Hit], data: bytes) -> list[Hit]:
    """Each hit begins and ends where a code point begins."""
    if data.isascii():
        return found
    inner = data + b" "
    moved = (
        hit
        if inner[hit[0]] & 0xC0 != 0x80 != inner[hit[1]] & 0xC0
        else (_next(data, hit[0]), _next(data, hit[1]), hit[2])
        for hit in found
    )
    return [hit for hit in moved if hit[0] < hit[1]]


def _next(data: bytes, at: int) -> int:
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1
    return at
