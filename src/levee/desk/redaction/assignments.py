"""Which keys in configuration, code or a query have a secret value assigned?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator, Mapping

from levee.desk.redaction.believable import Context, believable
from levee.desk.redaction.keys import Sort, meaning
from levee.desk.redaction.scan import compiled, crowded, line_before
from levee.desk.redaction.span import RANK, Hit
from levee.desk.redaction.vendor_rules import VENDORS

_KEY = (
    r"passw|pwd|passphrase|passcode|passwort|kennwort|contrase|senha|passe|wachtwoord|parola|has(?:\xc5\x82|l)o|heslo|senord|adgangskode|clave|\xc5\x9fifre|\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89|\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8|secret|token|key|credential|creds|"
    r"auth|salt|pass|pw\b|\bpw|psw|psk|otp|pin\b|mnemonic|seed|signature|sig\b|hmac|session|cookie|sid\b|jwt|dsn|nonce|"
    r"\xe5\xaf\x86\xe7\xa0\x81|\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c|webhook|license|licence|serial|"
    + "|".join(VENDORS)
)
_ASSIGN = compiled(
    r"(?i)(?:(?:api|access|license|licence|secret|private|auth|activation|product|serial|purchase|encryption|consumer|"
    r"client|bearer|account|security|app|session|refresh|webhook|signing|master|deploy|admin|service|connection) )?"
    r"[A-Za-z0-9_.$\x80-\xff-]*(?:"
    + _KEY
    + r")[A-Za-z0-9_.\x80-\xff-]*(?: (?:key|token|id|secret|password|code))?"
    r"(?:[\"'\]\)\\`*]|&quot;|&#0?39;|%5D){0,4}"
    r"(?:[ \t]*(?::|=)[ \t]*(?:str|string|SecretStr|&str|&'static str|char ?\*|String|\*string)(?:[ \t]*\|[ \t]*\w+)?[ \t]*=[ \t]*"
    r"|[ \t]*(?::=|=>|==|=|:|->|%3D|\xef\xbc\x9a)[ \t]*"
    r"|>[ \t]*"
    r"|[ \t]*[,(][ \t]*(?:\\?[\"']|&quot;|&#0?39;)"
    r"|[,;]?[ \t]{0,8}(?:\r?\n[ \t]+)?[\"']?value[\"']?[ \t]{0,3}(?:=>|=|:)[ \t]{0,3}[\"']?"
    r"|[ \t]*[:=][ \t]*(?:[|>][+-]?)?[ \t]*\r?\n[ \t]+[\"']?"
    r")",
    longest=True,
)
_QUOTE = re.compile(
    rb"(?:[brufBRUF@]{0,2})(\\{0,3}[\"'`]|&quot;|&#0?39;|&#0?34;|\xe2\x80[\x98\x9c]|\xc2\xab)"
)
_HEAD = re.compile(
    rb"(?:[A-Za-z]+ (?=[A-Za-z]))?[A-Za-z0-9_.$\x80-\xff-]*(?: (?:key|token|id|secret|password|code)\b)?",
    re.I,
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
    rb"(?i)(?:bearer|basic|token|!!str|base64:|\{noop\}|\{plain\}|plain:|pass:)[ \t]*"
)
_PREFIXED = b"bBtT!{pP"
_TAKEN = b"[redacted:"
_ENTITY = re.compile(rb"&(?:quot|#0?39);\Z")
_TRAILING = b".,;)]}"
_OPENERS = {ord(")"): b"(", ord("]"): b"[", ord("}"): b"{"}


def find(data: bytes, known: Mapping[int, Hit]) -> Iterator[Hit]:
    """`known` are tokens by their start: they are not judged a second time."""
    for match, blind in crowded(_ASSIGN, data):
        begin, end = match.spans[0]
        if blind:
            yield end, blind, "generic_secret"
            continue
        head = _HEAD.match(data, begin)
        middle = head.end() if head else begin
        hit = _read(data, (begin, middle, end), known)
        if hit:
            yield hit


def _read(data: bytes, place: tuple[int, int, int], known: Mapping[int, Hit]) -> Hit | None:
    begin, middle, at = place
    key = data[begin:middle].decode("latin-1")
    sort, kind = meaning(key)
    if sort is Sort.NONE:
        return None
    operator = data[middle:at]
    if b">" in operator and operator.lstrip(b"\"'])\\`*")[:1] == b">" and not _tagged(data, begin):
        return None
    if operator[-1:] in b"\"'":
        at -= 2 if operator[-2:-1] == b"\\" else 1
    elif operator[-1:] == b";" and (entity := _ENTITY.search(operator)):
        at -= len(entity.group())
    found = value_at(data, at)
    if found is None:
        return None
    start, end, quoted = found
    token = known.get(start)
    if token and end <= token[1] and RANK[token[2]] <= RANK[kind]:
        return None
    context = Context(key, operator, quoted, data[end : end + 24], (data, begin))
    value = data[start:end].decode("latin-1")
    return (start, end, kind) if believable(value, sort, context) else None


def value_at(data: bytes, at: int) -> tuple[int, int, bool] | None:
    if data.startswith(_TAKEN, at) or data.startswith(_TAKEN, at + 1):
        return None
    if data[at : at + 1] in _PREFIXED:
        prefix = _PREFIX.match(data, at)
        at = prefix.end() if prefix else at
    quote = _QUOTE.match(data, at)
    if quote:
        return _quoted(data, quote)
    start, end = at, _bare_end(data, at)
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


def _quoted(data: bytes, quote: "re.Match[bytes]") -> tuple[int, int, bool] | None:
    start, mark = quote.end(), _CLOSERS.get(quote.group(1), quote.group(1))
    prefix = _PREFIX.match(data, start)
    start = prefix.end() if prefix else start
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


def _tagged(data: bytes, start: int) -> bool:
    window = line_before(data, start, 80)
    return window.rfind(b"<") > window.rfind(b">")
