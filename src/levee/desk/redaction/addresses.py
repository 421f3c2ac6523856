"""Which credentials stand inside an address or a connection string?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.scan import Match, compiled
from levee.desk.redaction.span import Hit

# scheme://user:password@host
_USERINFO = compiled(
    r"([A-Za-z][A-Za-z0-9+.-]*):\\?/\\?/([^\s:@/\"'<>`|]*):([^\s\"'<>`/]+)@[A-Za-z0-9\[{$_\\(%-]"
)
_SLASHED = compiled(
    r"([A-Za-z][A-Za-z0-9+.-]*):\\?/\\?/([^\s:@/\"'<>`|]+):([^\s\"'<>`@]+)@[A-Za-z0-9._-]+(?::[0-9]+|/[A-Za-z0-9_]+)"
)
_TOKEN = compiled(
    r"(https?|git|ssh)://([A-Za-z0-9_.~-]{16,}|[A-Za-z0-9_.~-]{10,}:x-oauth-basic)@[A-Za-z0-9]"
)
_WEB = frozenset({b"http", b"https", b"ssh", b"git", b"git+https", b"git+http", b"git+ssh"})
SOME = compiled(r":\\?/\\?/[^\s\"'<>]*@")
_PAIRS = frozenset({"user:pass", "user:password", "username:password", "user:passwd", "login:password",
                    "usr:pwd", "uid:pwd", "name:password", "myuser:mypassword", "foo:bar"})  # fmt: skip
_PORT = re.compile(rb"\d{1,5}(?:[/?#]|\Z)")
_TEMPLATE = re.compile(r"\A(?:\$\{?[A-Za-z_]\w*\}?|%[\w(]+\)?s?%?|\{+[^}]*\}+|:?\w+\(.*|\$\(.*)\Z")


def find(data: bytes) -> Iterator[Hit]:
    if SOME.search(data):
        yield from _userinfo(data)
        yield from _tokens(data)


def _userinfo(data: bytes) -> Iterator[Hit]:
    for pattern in (_USERINFO, _SLASHED):
        for match in pattern.finditer(data):
            if real(match.group(2), match.group(3)) and not _port_only(match):
                yield *match.span(3), _kind(match.group(1))


def _port_only(match: Match) -> bool:
    """`host:8080` before a path in which an @ occurs."""
    return bool(_PORT.match(match.group(3)))


def _kind(scheme: bytes) -> str:
    return "password" if scheme.lower() in _WEB else "connection_string"


def _tokens(data: bytes) -> Iterator[Hit]:
    for match in _TOKEN.finditer(data):
        value = match.group(2).decode("latin-1")
        if plausible.random_looking(value.removesuffix(":x-oauth-basic")):
            yield *match.span(2), "connection_string"


def real(user: bytes, password: bytes) -> bool:
    name, value = user.decode("latin-1"), password.decode("latin-1")
    if f"{name}:{value}".lower() in _PAIRS or _TEMPLATE.match(value):
        return False
    return not plausible.stand_in(value) and value.lower() not in (
        "password",
        "pass",
        "pwd",
        "secret",
    )
