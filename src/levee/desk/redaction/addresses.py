"""Which credentials stand inside an address or a connection string?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.scan import Match, Pattern, compiled, holds, union
from levee.desk.redaction.span import Hit

# scheme://user:password@host, also user:password@tcp(host) and user/password@host of Oracle
_USERINFO = compiled(
    r"([A-Za-z][A-Za-z0-9+.-]*):\\?/\\?/([^\s:@/\"'<>`|]*):([^\s\"'<>`/]+)@[A-Za-z0-9\[{$_\\(%-]"
)
_SLASHED = compiled(
    r"([A-Za-z][A-Za-z0-9+.-]*):\\?/\\?/([^\s:@/\"'<>`|]+):([^\s\"'<>`@]+)@[A-Za-z0-9._-]+(?::[0-9]+|/[A-Za-z0-9_]+)"
)
_DSN = compiled(r"([A-Za-z0-9_.$-]+):([^\s\"'<>`@:]+(?:@[^\s\"'<>`@:(]*)?)@(?:tcp6?|unix)\(")
_ORACLE = compiled(
    r"(?:oracle:[a-z]+:|sqlplus +(?:-[A-Za-z]+ +)*|impdp +|expdp +|sqlldr +)([A-Za-z0-9_$#]+)/([^\s@\"'/]+)@"
)
_TOKEN = compiled(
    r"(https?|git|ssh)://([A-Za-z0-9_.~-]{16,}|[A-Za-z0-9_.~-]{10,}:x-oauth-basic)@[A-Za-z0-9]"
)
_PGPASS = compiled(
    r"(?m)^[A-Za-z0-9_.*-]+:(?:[0-9]{4,5}|\*):[A-Za-z0-9_.*-]+:([A-Za-z0-9_.*-]+):((?:[^\s:\\]|\\[:\\]){3,})\r?$"
)
_WEB = frozenset({b"http", b"https", b"ssh", b"git", b"git+https", b"git+http", b"git+ssh"})
_GATE = compiled(r":\\?/\\?/[^\s\"'<>]*@")
_GATES = union(_GATE, _DSN, _ORACLE, _PGPASS)
_PAIRS = frozenset({"user:pass", "user:password", "username:password", "user:passwd", "login:password",
                    "usr:pwd", "uid:pwd", "name:password", "myuser:mypassword", "foo:bar"})  # fmt: skip
_PORT = re.compile(rb"\d{1,5}(?:[/?#]|\Z)")
_TEMPLATE = re.compile(r"\A(?:\$\{?[A-Za-z_]\w*\}?|%[\w(]+\)?s?%?|\{+[^}]*\}+|:?\w+\(.*|\$\(.*)\Z")


def find(data: bytes) -> Iterator[Hit]:
    if not _GATES.search(data):
        return
    if _GATE.search(data):
        yield from _userinfo(data)
        yield from _tokens(data)
    if holds(data, b"@tcp", b"@unix("):
        yield from _other(_DSN, data)
    if holds(data, b"oracle:", b"sqlplus", b"expdp"):
        yield from _other(_ORACLE, data)
    if holds(data, b":54", b":64", b":*:"):
        yield from _other(_PGPASS, data)


def _other(pattern: Pattern, data: bytes) -> Iterator[Hit]:
    for match in pattern.finditer(data):
        if real(match.group(1), match.group(2)):
            yield *match.span(2), "connection_string"


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
