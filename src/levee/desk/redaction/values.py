"""Where does the value that is assigned at an offset begin and end?"""

import re

_QUOTE = re.compile(
    rb"(?:[brufBRUF@]{0,2})(\\{0,3}[\"'`]|&quot;|&#0?39;|&#0?34;|\xe2\x80[\x98\x9c]|\xc2\xab)"
)
_BARE = re.compile(rb"[^\s\"'`<>=]{0,1024}")
_PADDED = re.compile(rb"=+[^\s\"'`<>=]{0,1024}")
_NAME = re.compile(rb"[A-Za-z_][A-Za-z_.-]{0,40}\Z")
_CLOSERS = {
    b"\xe2\x80\x98": b"\xe2\x80\x99",
    b"\xe2\x80\x9c": b"\xe2\x80\x9d",
    b"\xc2\xab": b"\xc2\xbb",
}
_CUT = re.compile(
    rb";|&(?:amp;)?[\w\[\].%-]{1,64}=|,(?:\Z|[\w.-]{1,64}[=:])|\\[nrt]|\\+\Z|\|\||&&|%26[\w.-]+%3D|\[redacted:"
)
_PREFIX = re.compile(
    rb"(?i)(?:bearer|basic|token|!!str|base64:|\{noop\}|\{plain\}|plain:|pass:|<!\[cdata\[)[ \t]*"
    rb"|\*{1,2}[ \t]+|string(?:\([0-9]+\))? (?=[\"'&])|(?i:md5|sha1|sha2|password)\((?=[\"'])"
)
_PREFIXED = frozenset(b"%c" % sign for sign in b"bBtT!{pP<mMsS*")
_MARKS = frozenset((b'"', b"'", b"`"))
_LETTERS = frozenset(b"%c" % sign for sign in b"brufBRUF")  # of Python's strings
_TAKEN = b"[redacted:"
_TRAILING = b".,;)]}"
_OPENERS = {ord(")"): b"(", ord("]"): b"[", ord("}"): b"{"}


def value_at(data: bytes, at: int) -> tuple[int, int, bool] | None:
    """Start, end and whether it stands in quotes; None where none is or where one was taken out."""
    if data.startswith(_TAKEN, at) or data.startswith(_TAKEN, at + 1):
        return None
    at = _behind_prefix(data, at)
    first = data[at : at + 1]
    if first in _MARKS:
        return _quoted(data, at + len(first), first)
    if not first.isalnum() or first in _LETTERS:
        quote = _QUOTE.match(data, at)
        if quote:
            return _quoted(data, quote.end(), quote.group(1))
    return _bare(data, at)


def _behind_prefix(data: bytes, at: int) -> int:
    if data[at : at + 1] not in _PREFIXED:
        return at
    prefix = _PREFIX.match(data, at)
    return prefix.end() if prefix else at


def _bare(data: bytes, start: int) -> tuple[int, int, bool] | None:
    end = _bare_end(data, start)
    if data[start:end].isalnum():
        return start, end, False
    cut = _CUT.search(data, start, end)
    end = cut.start() if cut else end
    while end > start and data[end - 1] in _TRAILING:
        opener = _OPENERS.get(data[end - 1])
        if opener and opener in data[start : end - 1]:
            break
        end -= 1
    return (start, end, False) if end > start else None


def _bare_end(data: bytes, at: int) -> int:
    """Where an unquoted value ends; none begins where a further `name=` follows."""
    bare = _BARE.match(data, at)
    end = bare.end() if bare else at
    if data[end : end + 1] == b"=" and _NAME.match(data[at:end]):
        return at
    for _ in range(8):
        if data[end : end + 1] != b"=":
            break
        more = _PADDED.match(data, end)
        end = more.end() if more else end
    return end


def _quoted(data: bytes, start: int, opener: bytes) -> tuple[int, int, bool] | None:
    mark = _CLOSERS.get(opener, opener)
    start = _behind_prefix(data, start)
    limit = min(len(data), start + 2048)
    line = data.find(b"\n", start, limit)
    stop = line if line >= 0 else limit
    end = data.find(mark, start, stop)
    while end > start and mark in b"\"'" and data[end - 1] == 0x5C and data[end - 2] != 0x5C:
        end = data.find(mark, end + 1, stop)
    if end == start:
        return None
    if end < 0:
        bare = _BARE.match(data, start)
        end = bare.end() if bare else start
    return (start, end, True) if end > start else None
