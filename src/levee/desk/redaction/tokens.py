"""Which tokens give themselves away by their own shape?"""

import re
from collections.abc import Iterator
from itertools import chain

from levee.desk.redaction import plausible
from levee.desk.redaction.scan import Match, compiled, union
from levee.desk.redaction.span import Hit
from levee.desk.redaction.vendor_rules import INFIX, RULES

# A rule's head is what stands before its first run of characters: a short text that is looked for
# everywhere; the rule itself is then read at that place only.
_RUN = re.compile(r"(?:\[(?:[^\]\\]|\\.)+\]|\(\?:\[[^)]*\))(?:\{|\+|\*)")


def _head(pattern: str) -> str:
    run = _RUN.search(pattern)
    head = pattern[: run.start()] if run else pattern
    while head.count("(") > head.count(")"):
        head = head[: head.rindex("(")]
    return head


_HEADS = compiled(
    r"(?:^|[^A-Za-z0-9_]|\\[nrt]|%[0-9A-Fa-f]{2})("
    + "|".join(dict.fromkeys(_head(rule[3]) for rule in RULES))
    + ")"
)
_ANY = compiled("|".join(f"(?:{rule[3]})" for rule in RULES), longest=True)
# Numbers and hexadecimals share an automaton; one for all would have too many states.
_INFIX = tuple(
    (literal.encode(), compiled(pattern, longest=True)) for _, _, literal, pattern in INFIX
)
_RARE = compiled("|".join(re.escape(literal.decode()) for literal, _ in _INFIX if literal))
_KINDS = re.compile(
    "|".join(
        f"(?P<{kind}>{'|'.join(rule[3] for rule in RULES if rule[2] == kind)})"
        for kind in dict.fromkeys(rule[2] for rule in RULES if rule[2] != "vendor_token")
    ).encode()
)
SOME = union(_HEADS, _RARE, *(pattern for literal, pattern in _INFIX if not literal))
LONGEST = 1 << 13
_EDGE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


def find(data: bytes) -> Iterator[Hit]:
    if SOME.search(data):
        yield from _vendor(data)


def _vendor(data: bytes) -> Iterator[Hit]:
    for match in chain(_at_heads(data), _infixes(data)):
        start, end = match.spans[0]
        if _bounded(data, start, end) and _likely(data[start:end].decode("latin-1")):
            yield start, end, _kind(data[start:end])


def _at_heads(data: bytes) -> Iterator[Match]:
    done = 0
    for head in _HEADS.finditer(data):
        at = head.spans[1][0]
        if at >= done and (match := _ANY.match(data, at, at + LONGEST)):
            done = match.spans[0][1]
            yield match


def _infixes(data: bytes) -> Iterator[Match]:
    rare = _RARE.search(data)
    for literal, pattern in _INFIX:
        if not literal or (rare and literal in data):
            yield from pattern.finditer(data)


def _kind(token: bytes) -> str:
    known = _KINDS.match(token)
    return (known and known.lastgroup) or "vendor_token"


def _bounded(data: bytes, start: int, end: int) -> bool:
    if b"sha" in data[max(0, start - 8) : start].lower():
        return False
    if (
        data[start : start + 1]
        and data[end - 2 : end] == b"=="
        and data[start - 1 : start] in b"/+"
    ):
        return start == 0  # the end of a longer base64 text
    if end < len(data) and data[end] in _EDGE and data[end] != 0x5F:
        return False
    if start == 0 or data[start - 1] not in _EDGE:
        return True
    before = data[max(0, start - 3) : start]
    if before == b"bot" and b":" in data[start : start + 20]:
        return True  # the address of a Telegram bot
    return before[-2:] in (b"\\n", b"\\r", b"\\t") or (len(before) == 3 and before[:1] == b"%")


def _likely(token: str) -> bool:
    body = token[4:]
    if len(set(body)) < min(6, len(body) // 2):
        return False
    if not plausible.has_digit_and_letter(token) and body == body.lower():
        return False
    return not plausible.stand_in(token)
