"""Which keys in configuration, code or a query have a secret value assigned?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator, Mapping

from levee.desk.redaction.believable import Context, believable
from levee.desk.redaction.keys import Sort, meaning
from levee.desk.redaction.scan import compiled, crowded, line_before
from levee.desk.redaction.span import RANK, Hit
from levee.desk.redaction.values import value_at
from levee.desk.redaction.vendor_rules import VENDORS

_KEY = (
    r"passw|pwd|passphrase|passcode|passwort|kennwort|contrase|senha|passe|\bmdp|salasana|jelsz\xc3\xb3|wachtwoord|parola|has(?:\xc5\x82|l)o|heslo|senord|adgangskode|clave|\xc5\x9fifre|\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89|\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8|secret|token|key|credential|creds|"
    r"auth|salt|pass|pw\b|\bpw|psw|psk|otp|pin\b|mnemonic|seed|signature|sig\b|hmac|session|cookie|sid\b|jwt|dsn|nonce|"
    r"\xe5\xaf\x86\xe7\xa0\x81|\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c|webhook|license|licence|serial|"
    + "|".join(VENDORS)
)
SOME = compiled(
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
_HEAD = re.compile(
    rb"(?:[A-Za-z]+ (?=[A-Za-z]))?[A-Za-z0-9_.$\x80-\xff-]*(?: (?i:key|token|id|secret|password|code)\b)?"
)
_ENTITY = re.compile(rb"&(?:quot|#0?39);\Z")


def find(data: bytes, known: Mapping[int, Hit]) -> Iterator[Hit]:
    """`known` are tokens by their start: they are not judged a second time."""
    for match, blind in crowded(SOME, data):
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


def _tagged(data: bytes, start: int) -> bool:
    window = line_before(data, start, 80)
    return window.rfind(b"<") > window.rfind(b">")
