"""Which secrets are typed as options, set by statements or handed over in calls?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.scan import Match, compiled, crowded
from levee.desk.redaction.span import Hit
from levee.desk.redaction.values import value_at

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
PATTERNS = (_FLAG, _SHORT, _USERFLAG, _STATEMENT, _CALL)
_PLACE = re.compile(rb"(?i)new pdo|mysqli|mysql_connect")
_STRINGS = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'")


def find(data: bytes) -> Iterator[Hit]:
    yield from _options(data)
    yield from _statements(data)
    yield from _calls(data)


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
    if (plausible.strong(value) and "/" not in value) if strict else _typed(value, quoted):
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
            plausible.strong(value)
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
                and plausible.strong(value)
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
