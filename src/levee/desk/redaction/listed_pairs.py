"""Which passwords are listed beside a user: `login: ada / Zx81spec`?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.scan import Match, compiled
from levee.desk.redaction.span import Hit

_ACCOUNT = compiled(
    r"(?i)\b(?:admin|root|administrator|user|demo|support|deploy|wp-?admin|editor|dev|ubuntu|postgres|sa|guest|ftp|test)[ \t]*[:/][ \t]*([^\s\"'`/|:]{6,64})"
)
_PAIR = compiled(
    r"(?i)\b(?:credentials?|creds?|log-?ins?|log in(?: with| as| details)?|access(?: data| details)?|user(?:name)? ?[/|&] ?pass(?:word)?|login ?[/|] ?pass(?:word)?|account|wp-admin|admin(?: panel| area| login| user)?|"
    r"s?ftp(?: access| login)?|ssh(?: access| login)?|cpanel|plesk|phpmyadmin|staging|zugangsdaten|identifiants?|acceso|user|username|basic auth|htaccess)\b"
    r"[^\n:=/|]{0,24}?(?: is| are|:|=|\()?[ \t]*(?:[a-z0-9.-]+\.[a-z0-9.-]+ / )?[\"'`]?([A-Za-z0-9_.@+\\-]{2,64})[\"'`]?[ \t]*(/|\||:|->| and | with | w/ )[ \t]*(?:(?:password|pass|pw|pwd)[: ]+)?[\"'`]?([^\s\"'`/|]{6,64})"
)
PATTERNS = (_ACCOUNT, _PAIR)
_JOINTS = (b"/", b"-", b".", b"_", b"\\", b"@")
_NAMED = re.compile(r"[\w.]+=")
_FILE = re.compile(r"\.[a-z]{1,5}\d?\Z|[#{\[]")


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
    return plausible.strong(value) and plausible.mixed(value) >= least and not plausible.code(value)


def find(data: bytes) -> Iterator[Hit]:
    for match in _PAIR.finditer(data):
        value = match.group(3).decode("latin-1").rstrip(".,;)")
        if _paired(data, match, value):
            yield match.start(3), match.start(3) + len(value), "password"
    for match in _ACCOUNT.finditer(data):
        value = match.group(1).decode("latin-1").rstrip(".,;)")
        if data[match.start() - 1 : match.start()] in _JOINTS or _FILE.search(value):
            continue
        if plausible.strong(value) and plausible.mixed(value) >= 3 and not plausible.code(value):
            yield match.start(1), match.start(1) + len(value), "password"
