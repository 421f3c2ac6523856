"""Which codes are a customer's purchase code or licence key?

A purchase code looks like any UUID, so only the words before it decide.
"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.scan import compiled
from levee.desk.redaction.span import Hit

_CODE = compiled(
    r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b"
    r"|\b[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,7}\b|\b[A-Z0-9]{16,40}\b"
)
SOME = compiled(
    r"(?i)purchase[ _.-]?(?:code|key|id|token)|envato|code ?canyon|theme ?forest|licen[cs]e|licen[cs]ing|lizenz|licencia|kaufcode|"
    r"activation|serial (?:key|code|no\.?|number)|product[ _-]key|item[ _-]purchase|code d['e ]achat|c\xc3\xb3digo de compra|verify-purchase|purchase_code|unlock code|(?:theme|plugin|product) registration|registration (?:key|code)|\bbuyer[^\n]{1,60}\bcode|"
    r"(?:avada|wpbakery|visual composer|slider revolution|revslider|layerslider|flatsome|betheme|enfold|woodmart|the7|uncode)\b[^\n]{0,40}\b(?:code|key)"
)
_OTHERS = re.compile(
    rb"(?i)(?:request|trace|span|correlation|event|message|order|ticket|transaction|job|run|session|user|site|client|device|instance|install(?:ation)?|node|item|product|build|case|batch|"
    rb"support|error|tenant|machine|process|log|ref(?:erence)?)[ _-]?(?:id|uuid|guid|no|number|ref|code)?\s*[:=#]\s*[\"']?\Z|\b(?:commit|sha|md5|sha1|etag|revision|hash|checksum|digest|version|build|uuid|guid|id|request|trace|span|correlation|message|event|job)\b[\"']?\s*[:=#]?\s*[\"'(]?\Z"
)
_FILE = re.compile(rb"\.[a-z]{1,4}\b")
REACH = 90
LONGEST = 80  #: bytes of a code


def find(data: bytes) -> Iterator[Hit]:
    words = [match.end() for match in SOME.finditer(data)]
    if not words:
        return
    at = 0
    for first, last in _windows(words, len(data)):
        for match in _CODE.finditer(data, first, last):
            start, end = match.span()
            while at + 1 < len(words) and words[at + 1] <= start:
                at += 1
            if words[at] <= start <= words[at] + REACH and _meant(data, words[at], start, end):
                yield start, end, "purchase_code"


def _windows(words: list[int], size: int) -> Iterator[tuple[int, int]]:
    """Where a code may stand: from a word to its reach and the longest code; apart."""
    first = words[0]
    for word, after in zip(words, [*words[1:], size + 1], strict=True):
        last = word + REACH + LONGEST
        if after > last or after > size:
            yield first, min(last, size)
            first = after


def _meant(data: bytes, word: int, start: int, end: int) -> bool:
    value, between = data[start:end].decode("latin-1"), data[word:start]
    if plausible.stand_in(value) or b"\n\n" in between or _OTHERS.search(between):
        return False
    if _FILE.match(data, end):
        return False
    if data[word - 3 : word] in (b"no.", b" no", b"ber"):  # of a device, unless it is grouped
        return value.count("-") in (3, 4) and value.isupper()
    if plausible.uuid(value):
        return True
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return value.count("-") >= 3 and not value.replace("-", "").isalpha() and len(between) < 30
    return len(between) < 40 and (value.isupper() or plausible.hexadecimal(value))
