"""Which keys in configuration, code or a query have a secret value assigned?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.keys import Sort, sort_of
from levee.desk.redaction.scan import compiled, crowded, line_before
from levee.desk.redaction.span import Hit
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
    r"(?:[\"'\]\)\\`*]|&quot;|%5D){0,4}"
    r"(?:[ \t]*(?::|=)[ \t]*(?:str|string|SecretStr|&str|&'static str|char ?\*|String|\*string)(?:[ \t]*\|[ \t]*\w+)?[ \t]*=[ \t]*"
    r"|[ \t]*(?::=|=>|==|=|:|->|%3D|\xef\xbc\x9a)[ \t]*"
    r"|>[ \t]*"
    r"|[ \t]*[,(][ \t]*\\?[\"']"
    r"|[,;]?[ \t]{0,8}(?:\r?\n[ \t]+)?[\"']?value[\"']?[ \t]{0,3}(?:=>|=|:)[ \t]{0,3}[\"']?"
    r"|[ \t]*[:=][ \t]*(?:[|>][+-]?)?[ \t]*\r?\n[ \t]+[\"']?"
    r")",
    longest=True,
)
_QUOTE = re.compile(
    rb"(?:[brufBRUF@]{0,2})(\\{0,3}[\"'`]|&quot;|&#39;|&#34;|\xe2\x80[\x98\x9c]|\xc2\xab)"
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
_PREFIX = re.compile(rb"(?i)(?:bearer|basic|token|base64:|\{noop\}|\{plain\}|plain:|pass:)[ \t]*")
_JOINED = re.compile(rb"[\"'`][ \t]*(?:\+|\.(?=[ \t]*[$\"'])|<<|%|~)[ \t]*[\w$(\"']")
_TRAILING = b".,;)]}"
_OPENERS = {ord(")"): b"(", ord("]"): b"[", ord("}"): b"{"}


def find(data: bytes) -> Iterator[Hit]:
    for match, blind in crowded(_ASSIGN, data):
        if blind:
            yield match.end(), blind, "generic_secret"
            continue
        head = _HEAD.match(data, match.start())
        key = head.group().decode("latin-1") if head else ""
        sort = sort_of(key)
        if sort is Sort.NONE:
            continue
        yield from _read(data, (match.start(), head.end() if head else 0, match.end()), key, sort)


def _read(data: bytes, place: tuple[int, int, int], key: str, sort: Sort) -> Iterator[Hit]:
    begin, middle, at = place
    operator = data[middle:at]
    if operator.lstrip(b"\"'])\\`*")[:1] == b">" and not _tagged(data, begin):
        return
    if operator[-1:] in b"\"'":
        at -= 2 if operator[-2:-1] == b"\\" else 1
    found = value_at(data, at)
    if found is None:
        return
    start, end, quoted = found
    value = data[start:end].decode("latin-1")
    tail = data[end : end + 24]
    context = Context(key, operator, quoted, tail, _alone(data, begin))
    if believable(value, sort, context):
        yield start, end, sort.kind(key)


class Context:
    """What stands around a value."""

    __slots__ = ("alone", "key", "operator", "quoted", "tail")

    def __init__(self, key: str, operator: bytes, quoted: bool, tail: bytes, alone: bool) -> None:
        self.key, self.operator, self.quoted = key, operator, quoted
        self.tail, self.alone = tail, alone

    @property
    def environment(self) -> bool:
        """`NAME=value` at the beginning of a line."""
        return self.alone and self.operator == b"=" and self.key.isupper()

    @property
    def prose(self) -> bool:
        """The value is followed by further words, as in a sentence."""
        return not self.quoted and bool(
            re.match(rb"[.,]?[ \t]+[A-Za-z]{2,}(?:[ ,.!?\r\n]|\Z)", self.tail)
        )


def value_at(data: bytes, at: int) -> tuple[int, int, bool] | None:
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
        more = _PADDED.match(data, end)
        if more is None:
            break
        end = more.end()
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


def _alone(data: bytes, start: int) -> bool:
    """The key is the first word of its line, as in a settings file."""
    line = line_before(data, start, 24)
    return line.strip(b" \t-\"'$;#:>").lower() in (
        b"",
        b"export",
        b"set",
        b"env",
        b"arg",
        b"val",
        b"var",
        b"let",
        b"const",
        b"define(",
        b"setx",
        b"-e",
        b"--env",
    )


def believable(value: str, sort: Sort, context: Context) -> bool:
    if sort is Sort.SALT:
        return (
            len(value) >= 8
            and "unique phrase" not in value
            and not value.startswith("[redacted")
            and len(set(value)) > 4
        )
    if plausible.stand_in(value) or (not context.quoted and plausible.code(value)):
        return False
    if context.quoted and (value[0] in " ,;+" or _JOINED.match(context.tail)):
        return False
    if context.quoted and re.search(r"['\"] ?[.+] ?\$?\w|\{\$?\w+\}|\A\$\w+\Z", value):
        return False
    if sort is Sort.PASSWORD:
        return _password(value, context)
    return _secret(value, sort, context)


def _password(value: str, context: Context) -> bool:
    connection = (b"=" in context.operator and context.tail[:1] == b";") or b";" in context.operator
    if plausible.common_word(value):
        return bool(
            connection
            and context.operator.strip() == b"="
            and value.lower() in ("password", "secret", "mypassword")
        )
    if (
        len(value) < 3
        or plausible.link_or_date(value)
        or (context.quoted and " " in value and len(value.split()) > 5)
    ):
        return False
    if value.isdigit():
        return len(value) >= 4 and not context.prose
    if plausible.mixed(value) >= 3 or plausible.has_digit_and_letter(value):
        return context.environment or not (plausible.identifier(value) and context.prose)
    if context.quoted:
        return not _sentence(value) and not (
            context.operator.strip()[:1] in b",(" and plausible.identifier(value)
        )
    return _bare_word(value, context)


def _sentence(value: str) -> bool:
    words = value.split()
    return len(words) > 2 and (
        words[0].istitle() or any(plausible.common_word(word) for word in words)
    )


def _bare_word(value: str, context: Context) -> bool:
    """A password of letters only, in a settings line and not in code or prose."""
    if context.environment and len(value) > 3:
        return True
    if context.prose or len(value) < 4 or not context.alone:
        return bool(
            context.tail[:1] in b";&"
            and context.tail
            and len(value) > 4
            and b"=" in context.operator
        )
    camel = re.search(r"[a-z][A-Z]|(?i:pass|secret|token|key|string)", value)
    return (
        not camel and not value.isupper() and (b"=" in context.operator or b":" in context.operator)
    )


def _secret(value: str, sort: Sort, context: Context) -> bool:
    if len(value) < 8 or plausible.common_word(value) or plausible.link_or_date(value):
        return False
    if " " in value or (context.prose and plausible.identifier(value)):
        return False
    if plausible.uuid(value):
        return sort is not Sort.WEAK
    if sort is Sort.WEAK:
        return _strong(value)
    if plausible.identifier(value):
        return _settings_word(value, context)
    if plausible.has_digit_and_letter(value):
        return len(set(value)) >= 5
    return (
        len(value) >= 16
        and plausible.mixed(value) > 1
        and len(set(value)) >= 10
        and not plausible.code(value)
    )


def _settings_word(value: str, context: Context) -> bool:
    """`APP_SECRET=averylongphrase`: one long word can be a secret; several are a name."""
    if re.search(r"\d", value) and re.fullmatch(r"[A-Za-z]+\d{2,}", value):
        return len(value) >= 10
    if context.environment and len(value) >= 16 and value.isalpha():
        return True
    return (
        value.isalpha()
        and len(value) >= 14
        and (context.quoted or context.alone)
        and not value.istitle()
        and not re.search(r"(?i)token|secret|key|pass|name|value|type", value)
    )


def _strong(value: str) -> bool:
    if not re.fullmatch(r"[A-Za-z0-9_\-=+/.~:%]+", value) or (
        plausible.hexadecimal(value) and len(value) not in (32, 64)
    ):
        return False
    if value.count("/") > 2 and not value.endswith("="):
        return False
    return plausible.random_looking(value, 18) and (
        plausible.mixed(value) >= 3 or len(set(value)) >= 12
    )
