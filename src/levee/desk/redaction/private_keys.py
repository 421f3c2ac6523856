"""Which private keys stand in a text: PEM, PuTTY and JSON Web Keys?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction.scan import compiled
from levee.desk.redaction.span import Hit

_BEGIN = compiled(r"-{4,5} ?BEGIN[ A-Z0-9]{0,40}PRIVATE KEY")
_PEM = compiled(
    r"-{4,5} ?BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}"
    r"(?:(?:[\s\\\"'+,;|>#*.]|\\+[nrt]|&#10;|&#xA;|%0A|%0D|<br ?/?>|\xe2\x80\xa6)*"
    r"(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash|Subject)[:,][^\n\\]{0,120}|[A-Za-z0-9+/=_-]{16,}))*"
    r"(?:[\s\\\"'+,;|>#*.]|\\+[nrt]|&#10;|&#xA;|%0A|%0D|<br ?/?>|\xe2\x80\xa6|\[)*[A-Za-z0-9+/=]{0,80}"
    r"(?:[\s\\\"'+,;|>#*.]|\\+[nrt]|&#10;|&#xA;|%0A|%0D|<br ?/?>|\xe2\x80\xa6|\])*"
    r"(?:-{4,5} ?END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5})?",
    longest=True,
)
_BODY = re.compile(rb"(?:[A-Za-z0-9+/=]{16,}\W*)")
_PUTTY = compiled(
    r"Private-Lines: [0-9]{1,3}\r?\n((?:[A-Za-z0-9+/=]{4,}\r?\n){1,60})(?:Private-(?:MAC|Hash): ([0-9a-f]{40,64}))?"
)
_JWK = compiled(r'"(?:d|p|q|k)"\s*:\s*"([A-Za-z0-9_-]{22,})"')
SOME = compiled('PRIVATE KEY|Private-Lines:|"kty"')
LONGEST_KEY = 1 << 17


def find(data: bytes) -> Iterator[Hit]:
    if b"KEY" in data and b"PRIVATE KEY" in data:
        for begin in _BEGIN.finditer(data):
            match = _PEM.match(data, begin.start(), begin.start() + LONGEST_KEY)
            if match and _BODY.search(data, *match.span()):
                yield match.start(), match.start() + len(match.group().rstrip()), "private_key"
    if b"Private-Lines:" in data:
        yield from ((*m.span(n), "private_key") for m in _PUTTY.finditer(data) for n in (1, 2))
    if b'"kty"' in data:
        yield from ((*m.span(1), "private_key") for m in _JWK.finditer(data))
