"""Which secrets are told in words, typed as command options or listed as a pair with a user?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.scan import Match, compiled, crowded, union
from levee.desk.redaction.span import Hit
from levee.desk.redaction.values import value_at
from levee.desk.redaction.vendor_rules import VENDORS
from levee.desk.redaction.words import FOREIGN, SIGNS

_IS = compiled(
    r"(?i)\b(pass ?words?|passwd|pwd|pw|passphrase|passcode|pass|pin|token|secret|api[ -]?key|access[ -]?key|secret[ -]?key|key|creds?|credentials?)"
    r"(?: (?:for|of|to|on) [A-Za-z0-9_.@/'\" -]{1,40})?[ \t]+(?:is|was|are|will be|should be|(?:set|changed|reset|updated|rotated|back) to|to|still|now)"
    r"(?: (?:now|still|set to|just|currently))?[ \t]*:?[ \t]+"
)
_QUOTED = compiled(
    r"(?i)(\b(?:"
    + FOREIGN
    + r")|"
    + SIGNS
    + r"|\bpass ?word|\b(?:passwd|pwd|passphrase|pass|token|secret|api[ _-]?key|access[ _-]?key|key|credentials?))[ \t]+(?:[\"'`]|\xe2\x80[\x98\x9c])",
)
_BESIDE = compiled(
    r"(?i)\b((?:[a-z]+ )?(?:pass ?word|passwd|"
    + FOREIGN
    + r"|pwd|pw|pass|passphrase|token|secret|api[ _-]?key|key|session id|"
    + "|".join(f"{vendor} (?:app|api|id)" for vendor in VENDORS)
    + r"))[ \t]+(?:(?:-|\xe2\x80[\x93\x94])+>?[ \t]+)?([A-Za-z0-9!-/:-@\[-`{-~\x80-\xff]{8,})"
)
_OPEN_KEY = re.compile(
    rb"(?i)public|pub |primary|foreign|cache|host|ssh|sort|meta|option|field|row|commit|unique|redis|s3|object"
)
_ACCOUNT = compiled(
    r"(?i)\b(?:admin|root|administrator|user|demo|support|deploy|wp-?admin|editor|dev|ubuntu|postgres|sa|guest|ftp|test)[ \t]*[:/][ \t]*([^\s\"'`/|:]{6,64})"
)
_FLAG = compiled(
    r"(?i)(?:^|[\s\"'\[,])(--?[a-z0-9-]*(?:password|passwd|passphrase|pass|pwd|token|secret|api-?key|access-?key|secret-?key|auth-?key|apikey|credentials?|license-?key|private-?key))"
    r"(?:\"|')?(?:[ \t]+|,[ \t]*)"
)
_SHORT = compiled(
    r"(?:mysql|mysqldump|mysqladmin|mariadb|mysqlimport|mycli)\b[^\n|;]*? -p([^\s\"']{3,}|\"[^\"\n]+\"|'[^'\n]+')"
    r"|(?:sshpass +-p *|redis-cli\b[^\n|;]*? -a +|sqlcmd\b[^\n|;]*? -P *|\b(?:un)?zip\b[^\n|;]*? -P *|\b7z[ar]? [^\n|;]*? ?-p|\bcurl\b[^\n|;]*? -u[^\s:\"'=]{1,64}:)([^\s\"']{3,}|\"[^\"\n]+\"|'[^'\n]+')"
    r"|(?:redis-cli|mongo(?:sh|dump|restore)?|sqlcmd|bcp|docker login|az login|oc login|net use|smbclient|wget|curl|ldapsearch|psql|influx|kinit|rabbitmqadmin)\b[^\n|;]*? -[aPpwz][ =]+([^\s\"'-][^\s\"']{3,}|\"[^\"\n]+\"|'[^'\n]+')"
)
_USERFLAG = compiled(
    r"(?:^|\s)(?:-u|-U|--user|--proxy-user|--basic-auth|--userpwd|--auth|-a)[ =]+[\"']?([A-Za-z0-9_.@\\/+-]{0,64}):([^\s\"':]{3,})"
)
_STATEMENT = compiled(
    r"(?i)(?:identified (?:with [a-z0-9_']+ )?by|(?:encrypted |with )?password(?: *=)?|requirepass|masterauth|\bauth|sasl_password|bindpw|rootpw|ldap_bind_password|"
    r"enable secret(?: \d)?|snmp-server community|psk|wpa_passphrase|convertto-securestring(?: -string)?(?: -asplaintext)?(?: -force)?|"
    r"login +[^\s]+ +password|set password for [^\s]+ *=|\bENV [A-Z0-9_]*(?:PASSWORD|SECRET|TOKEN|KEY|PASS)[A-Z0-9_]*|"
    r"fastcgi_param [A-Z_]*(?:PASSWORD|SECRET|TOKEN)[A-Z_]*|setenv [A-Z_]*(?:PASSWORD|SECRET|TOKEN|KEY)[A-Z_]*|"
    r"wp (?:config set|option (?:update|add)) [A-Z_]*(?:PASS|KEY|SALT|SECRET|TOKEN)[A-Z_]*|config set [a-z0-9_.:/-]*(?:password|token|secret|key|auth)[a-z0-9_.-]*|"
    r"(?:http-basic|github-oauth|gitlab-token|bearer)\.[a-z0-9.-]+(?: [a-z0-9_.@-]+)?|:_authToken|:_password|_auth|npm set [^\s]+)"
    r"[ \t]+"
)
_CALL = compiled(
    r"(?i)(?:networkcredential|usernamepasswordcredential|passwordauthentication|basicauth(?:entication)?|httpbasicauth|set_?basic_?auth|with_?basic_?auth|"
    r"authenticat(?:e|or)|login|new pdo|mysqli(?:_connect|_real_connect)?|mysql_connect|pg_connect|drivermanager\.getconnection|credentials|wpdb|ftp_login|ssh2_auth_password|imap_open|createuser|create_user|auth|signin|sign_in|auth ?= ?|setcredentials|->login|useraccount|connect)"
    r"\(([^()\n]{3,300})\)"
)
_PAIR = compiled(
    r"(?i)\b(?:credentials?|creds?|log-?ins?|log in(?: with| as| details)?|access(?: data| details)?|user(?:name)? ?[/|&] ?pass(?:word)?|login ?[/|] ?pass(?:word)?|account|wp-admin|admin(?: panel| area| login| user)?|"
    r"s?ftp(?: access| login)?|ssh(?: access| login)?|cpanel|plesk|phpmyadmin|staging|zugangsdaten|identifiants?|acceso|user|username|basic auth|htaccess)\b"
    r"[^\n:=/|]{0,24}?(?: is| are|:|=|\()?[ \t]*(?:[a-z0-9.-]+\.[a-z0-9.-]+ / )?[\"'`]?([A-Za-z0-9_.@+\\-]{2,64})[\"'`]?[ \t]*(/|\||:|->| and | with | w/ )[ \t]*(?:(?:password|pass|pw|pwd)[: ]+)?[\"'`]?([^\s\"'`/|]{6,64})"
)
SOME = union(_IS, _QUOTED, _BESIDE, _ACCOUNT, _FLAG, _SHORT, _USERFLAG, _STATEMENT, _CALL, _PAIR)
_JOINTS = (b"/", b"-", b".", b"_", b"\\", b"@")
_ABROAD = compiled(r"(?i)" + FOREIGN)
_VENDORS = tuple(vendor.encode() for vendor in VENDORS)
_WORD_AND_NUMBER = re.compile(r"(?i)[a-z]{4,}\d{1,6}|[a-z]{4,}(?:[-_.][a-z]{3,}){0,4}[-_.]?\d{2,6}")
_ALMOST_WORD = re.compile(r"[A-Za-z0-9:_-]*[A-Za-z0-9][:_-]*={0,2}")
_DIGIT_OR_SIGN = re.compile(r"[0-9!@#$%^&*?+=~]")
_NAMED = re.compile(r"[\w.]+=")
_FILE = re.compile(r"\.[a-z]{1,5}\d?\Z|[#{\[]")
_EXPRESSION = re.compile(r"[\w.]\(|::|\A--|\A\w+=[\w.]*\Z|\A\w+: ?|\A[.)]")
_PLACE = re.compile(rb"(?i)new pdo|mysqli|mysql_connect")
_STRINGS = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'")


def find(data: bytes) -> Iterator[Hit]:
    if not SOME.search(data):
        return
    yield from _told(data)
    yield from _beside(data)
    yield from _options(data)
    yield from _statements(data)
    yield from _calls(data)
    yield from _pairs(data)


def strong(value: str) -> bool:
    """Could be a password and could hardly be a word of the sentence."""
    if len(value) < 6 or plausible.stand_in(value) or plausible.link_or_date(value):
        return False
    if plausible.identifier(value) and not _WORD_AND_NUMBER.fullmatch(value):
        return plausible.mixed(value) == 4
    if value.lower() == value.upper():
        return False
    return bool(_DIGIT_OR_SIGN.search(value)) or plausible.jumbled(value)


def _told(data: bytes) -> Iterator[Hit]:
    for match, blind in crowded(_IS, data):
        if blind:
            yield match.end(), blind, "password"
        else:
            yield from _said(data, match, value_at(data, match.end()))
    for match in _QUOTED.finditer(data):
        at = match.end() - (1 if match.group()[-1:] in b"\"'`" else 3)
        found = value_at(data, at)
        value = data[found[0] : found[1]].decode("latin-1") if found else ""
        if value[:1] not in ",+).;" and strong(value):
            yield from _said(data, match, found)


def _beside(data: bytes) -> Iterator[Hit]:
    """`staging pw Zx81spec`: nothing but a space between the word and the secret."""
    for match in _BESIDE.finditer(data):
        value = match.group(2).decode("latin-1").rstrip(".,;:)]}\"'")
        word = match.group(1).lower()
        if value.startswith("`") or (word == b"pass" and argument(value)):
            continue
        if b"pass" in word or b"pw" in word or _ABROAD.search(word):
            good, kind = strong(value) and plausible.mixed(value) > 2, "password"
        else:
            good, kind = _beyond_doubt(value, word), "generic_secret"
        if good and not plausible.code(value):
            yield match.start(2), match.start(2) + len(value), kind


def argument(value: str) -> bool:
    """What a program is told to pass: `pass ssl=True`."""
    return value[:1] in "':\"-" or bool(_EXPRESSION.search(value))


def _beyond_doubt(value: str, word: bytes) -> bool:
    if _OPEN_KEY.search(word) or plausible.stand_in(value) or not _ALMOST_WORD.fullmatch(value):
        return False
    if plausible.uuid(value):
        return not word.endswith(b"key") or b"api" in word or any(map(word.__contains__, _VENDORS))
    return plausible.random_looking(value, 20)


def _said(data: bytes, match: Match, found: tuple[int, int, bool] | None) -> Iterator[Hit]:
    if found is None:
        return
    start, end, quoted = found
    word = match.group(1).lower()
    if _spoken(data[start:end].decode("latin-1"), word, quoted):
        yield start, end, "password" if word.startswith((b"p", b"cred")) else "generic_secret"


def _spoken(value: str, word: bytes, quoted: bool) -> bool:
    if word == b"pin":
        return value.isdigit() and 4 <= len(value) <= 8
    if plausible.stand_in(value) or plausible.common_word(value):
        return False
    if word == b"pass" and (_EXPRESSION.search(value) or not strong(value)):
        return False
    if value.endswith("()") or (_EXPRESSION.match(value) and plausible.code(value)):
        return False
    if quoted and not word.startswith((b"p", b"cred")):
        return strong(value) or (word == b"secret" and len(value) > 5 and value.isalnum())
    if quoted:
        return len(value) >= 4 and len(value.split()) <= 4
    if word.startswith((b"p", b"cred")):
        return strong(value)
    return plausible.random_looking(value, 12) and not plausible.code(value)


def _options(data: bytes) -> Iterator[Hit]:
    for match in _FLAG.finditer(data):
        found = value_at(data, match.end())
        if found and _typed(data[found[0] : found[1]].decode("latin-1"), found[2]):
            yield (
                found[0],
                found[1],
                "password" if b"pass" in match.group(1).lower() else "generic_secret",
            )
    if b" -" not in data:
        return
    for match in _SHORT.finditer(data):
        for group in (1, 2, 3):
            if match.span(group)[0] >= 0:
                yield from _bare_option(data, *match.span(group), strict=group == 3)
    for match, blind in crowded(_USERFLAG, data):
        if blind:
            yield match.start(2), blind, "password"
            continue
        value = match.group(2).decode("latin-1")
        if _typed(value, False) and not value.isdigit():
            yield *match.span(2), "password"


def _bare_option(data: bytes, start: int, end: int, *, strict: bool) -> Iterator[Hit]:
    quoted = data[start : start + 1] in b"\"'"
    start, end = (start + 1, end - 1) if quoted else (start, end)
    value = data[start:end].decode("latin-1")
    if (strong(value) and "/" not in value) if strict else _typed(value, quoted):
        yield start, end, "password"


def _typed(value: str, quoted: bool) -> bool:
    if value.startswith(("-", "$", "@")) or plausible.stand_in(value) or plausible.code(value):
        return False
    if plausible.common_word(value) or len(value) < 3 or plausible.link_or_date(value):
        return False
    return (
        quoted
        or not plausible.identifier(value)
        or any(map(str.isdigit, value))
        or len(value) >= 10
    )


def _statements(data: bytes) -> Iterator[Hit]:
    for match in _STATEMENT.finditer(data):
        found = value_at(data, match.end())
        if found is None:
            continue
        start, end, quoted = found
        value = data[start:end].decode("latin-1")
        if quoted and len(value) > 20 and match.group().rstrip().endswith((b"_KEY", b"_SALT")):
            yield start, end, "wordpress_salt"
        elif (
            data[start - 1 : start] == b"`"
            or plausible.stand_in(value)
            or plausible.common_word(value)
            or plausible.code(value)
        ):
            continue
        elif (quoted and len(value) >= 4 and len(value.split()) < 3) or (
            strong(value)
            or (b"login" in match.group().lower() and plausible.has_digit_and_letter(value))
        ):
            yield start, end, "password"


def _calls(data: bytes) -> Iterator[Hit]:
    """The password is the argument after the user's name."""
    for match in _CALL.finditer(data):
        text = match.group(1).decode("latin-1")
        strings = [m for m in _STRINGS.finditer(text)]
        if len(strings) < 2 or len(strings) > 5:
            continue
        known = _PLACE.match(match.group())
        if known and (hit := _third(match, strings)):
            yield hit
            continue
        for item in strings[1:]:
            value = next(g for g in item.groups() if g is not None)
            group = 1 if item.group(1) is not None else 2
            if (
                len(value) >= 6
                and strong(value)
                and "://" not in value
                and not value.startswith("/")
            ):
                yield (
                    match.start(1) + item.start(group),
                    match.start(1) + item.end(group),
                    "password",
                )


def _third(match: Match, strings: "list[re.Match[str]]") -> Hit | None:
    """Host, user, password: the order of arguments says what the third is."""
    if len(strings) < 3:
        return None
    item = strings[2]
    group = 1 if item.group(1) is not None else 2
    value, first = item.group(group), match.start(1)
    if len(value) < 4 or plausible.stand_in(value) or plausible.common_word(value):
        return None
    return first + item.start(group), first + item.end(group), "password"


def _paired(data: bytes, match: Match, value: str) -> bool:
    """A user and a password; not two words that belong together, nor a part of a path or style."""
    user, sign = match.group(1).lower(), match.group(2)
    begin = match.start(1)
    tight = data[match.end(1) : match.end(1) + 1] in (b"/", b":") and not value.startswith(" ")
    if data[match.start() : begin].lower().startswith(b"ssh-"):
        return False  # a public key
    if tight and (data[begin - 1 : begin] in _JOINTS or data[begin : begin + 1] in _JOINTS):
        return False
    if _NAMED.fullmatch(value):
        return False
    if (
        user in (b"http", b"https", b"and", b"or", b"example")
        or "\\u" in value
        or ";" in value[:-1]
    ):
        return False
    said = data[match.end(2) : match.start(3)].strip()
    least = 3 if sign in (b" and ", b" with ") and not said else 2
    return strong(value) and plausible.mixed(value) >= least and not plausible.code(value)


def _pairs(data: bytes) -> Iterator[Hit]:
    for match in _PAIR.finditer(data):
        value = match.group(3).decode("latin-1").rstrip(".,;)")
        if _paired(data, match, value):
            yield match.start(3), match.start(3) + len(value), "password"
    for match in _ACCOUNT.finditer(data):
        value = match.group(1).decode("latin-1").rstrip(".,;)")
        if data[match.start() - 1 : match.start()] in _JOINTS or _FILE.search(value):
            continue
        if strong(value) and plausible.mixed(value) >= 3 and not plausible.code(value):
            yield match.start(1), match.start(1) + len(value), "password"
