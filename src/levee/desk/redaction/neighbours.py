"""Which values are secrets because a setting's name stands near: in a call, a cell, a line above?"""

# ruff: noqa: E501 - a pattern is read as one line

from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.keys import Sort, sort_of
from levee.desk.redaction.places import Rule, Table, declared, hexadecimal, typed, whatever, whole
from levee.desk.redaction.plausible import strong
from levee.desk.redaction.scan import Match
from levee.desk.redaction.span import Hit
from levee.desk.redaction.vendor_rules import VENDORS
from levee.desk.redaction.words import PASSWORD

# A setting's name, in a call or a cell.
_NAME = (
    r"([A-Za-z0-9_.-]*(?i:passw|pass|pwd|secret|token|key|salt|sessid|session_?id)[A-Za-z0-9_.-]*)"
)
_ASKED = r"\b(?:wp (?:config|option) get|wp eval|printenv|echo)\b[^\n]{0,40}?\b" + _NAME


def _fallback(match: Match, group: int) -> bool:
    """What a setting is when its variable is missing: in a program a name could stand there."""
    value = _text(match, group)
    return declared(match, group) and (
        match.group(group - 1).isupper() or _random(value) or plausible.has_digit_and_letter(value)
    )


def _cell(match: Match, group: int) -> bool:
    """The value beside or below a setting's name, where other cells hold words."""
    value = _text(match, group)
    if sort_of(_text(match, group - 1)) is Sort.SALT:
        return len(value) > 20 and whole(match, group)
    if not declared(match, group) or not _random(value):
        return False
    between = match.data[match.end(group - 1) : match.start(group)]
    tight = b"  " not in between and not between.strip(b"\"'] ")
    if tight and (b"_" not in match.group(group - 1) or not _alone(value)):
        return False
    if sort_of(_text(match, group - 1)) is Sort.PASSWORD:
        return strong(value) and not plausible.code(value)
    return not plausible.identifier(value) and not plausible.code(value)


def _alone(value: str) -> bool:
    """Random enough to stand behind a name with nothing but a space between."""
    return plausible.mixed(value) > 2 and len(value) > 9 and "/" not in value and "=" not in value


def _random(value: str) -> bool:
    return plausible.has_digit_and_letter(value) or plausible.jumbled(value)


def _text(match: Match, group: int) -> str:
    return match.group(group).decode("latin-1")


def _in_query(match: Match, group: int) -> bool:
    return (
        plausible.random_looking(_text(match, group), 20)
        and plausible.mixed(_text(match, group)) > 2
    )


def _piped(match: Match, group: int) -> bool:
    return typed(match, group) and plausible.has_digit_and_letter(_text(match, group))


def _grouped(match: Match, group: int) -> bool:
    return plausible.has_digit_and_letter(_text(match, group))


def _strong(match: Match, group: int) -> bool:
    value = _text(match, group)
    return (
        plausible.has_digit_and_letter(value)
        and value[0] not in "@*/<#"
        and strong(value)
        and not plausible.code(value)
    )


def _listed(match: Match, group: int) -> bool:
    return any(map(str.isdigit, _text(match, group)))


_RULES: tuple[Rule, ...] = (
    (r"(?i)\b(?:" + "|".join(VENDORS) + r")(?: (?:access|api|auth|app))?(?: (?:token|key|secret))?[ :(]{1,3}([A-Za-z0-9_-]{32,})", 1, "vendor_token", _in_query),
    (r"(?i)(?:backup|recovery|scratch|rescue)[ _-]?codes?(?: are| is)?[ \t]*[:=]?\s*((?:(?:[0-9]{4}[ -]?[0-9]{4}|[0-9]{6,10}|[a-z0-9]{4,5}(?:-[a-z0-9]{4,5}){1,4})\b[ \t]*[,;]?\s{0,3})+)", 1, "generic_secret", _listed),
    (r"(?i:(?:getenv|getenv_docker|env|environ\.get|config|fetch)\()[ \t]*[\"']" + _NAME + r"[\"'][ \t]*,[ \t]*[\"']([^\"'\n]{4,})[\"']", 2, "password", _fallback),
    (r"[\"'.]" + _NAME + r"(?:[\"'][)\]])?[ \t]*(?:\?:|\?\?|\|\||or)[ \t]*[\"']([^\"'\n]{4,})[\"']", 2, "password", _fallback),
    (r"s:[0-9]+:\\?\"" + _NAME + r"\\?\";s:[0-9]+:\\?\"([^\"\\\n]{4,})\\?\";", 2, "password", declared),
    (r"(?i)app(?:lication)?[ _-]?password[^\n]{0,40}?\b((?:[a-z0-9]{4} ){5}[a-z0-9]{4})\b", 1, "password", _grouped),
    (r"(?i)pass(?:word)?[\"']?[ \t]*(?:[:=]|=>)[ \t]*[\"']?((?:[a-z]{4} ){3}[a-z]{4})\b", 1, "password", whole),
    (r"(?:webhooks?|hooks?|reset|reset-password|magic|magic-link|invite|activate)(?:/[0-9]+)?/([A-Za-z0-9_]{32,})", 1, "generic_secret", _grouped),
    (r"(?:net user +[^\s/]+|rabbitmqctl +(?:add_user|change_password) +[^\s]+) +([^\s/*][^\s]{3,})", 1, "password", typed),
    (r"(?i)" + PASSWORD + r"[ \t]*[:*]*[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t>]*([^\s]{6,})[ \t]*\r?(?:\n|$)", 1, "password", _strong),
    (r"\$\{" + _NAME + r":?-[\"']?([^\s\"'{}]{4,})[\"']?\}", 2, "password", _fallback),
    (_NAME + r"[\"'\]]{0,2} ?(?:[ \t]*\|[ \t]*|\t+| +|(?:&nbsp;)+|is |</t[dh]>\s*<t[dh][^<>]{0,60}>)(?:\s*<(?:pre|code|span|b|i)[^<>]{0,60}>)*[ \t]*[\"']?([^\s\"'<>|]{6,})", 2, "password", _cell),
    (_ASKED + r"[^\n]{0,12}\n([^\s]{6,})[ \t]*(?:\r?\n|$)", 2, "password", _cell),
    (r"\becho[ \t]+(?:-[ne]+[ \t]+)?[\"']?([^\s\"'|$<>-][^\s\"'|]{5,})[\"']?[ \t]*\|[ \t]*[^\n|]{0,40}?(?:sudo[ \t]+-S|-stdin|passwd|secret|login)", 1, "password", _piped),
    (r"(?i)\b(?:cvv2?|cvc2?|cvn)(?: (?:code|number))?(?: is)?[ \t]*[:=#]?[ \t]*[\"']?([0-9]{3,4})\b", 1, "generic_secret", whatever),
    (r"(?i)(?:authenticator|totp|2fa|otp|mfa|two[- ]factor)[ _-]?(?:setup |app )?(?:secret|key|seed)(?: key)?(?: is)?[ \t]*[:=]?[ \t]*[\"']?((?:[a-z0-9]{4}[ -]){3,12}[a-z0-9]{4})\b", 1, "generic_secret", _grouped),
    (r"(?i)(?:akismet|wpcom|wordpress\.com)[ _-](?:api[ _-])?key[^\n0-9a-f]{0,12}\b([0-9a-f]{12})\b", 1, "generic_secret", hexadecimal),
    (r"(?i)[?&](?:code|sesame|sig|signature|ticket|magic|appid|invite|otp|confirm|confirmation|verify|verification|activation|login|hmac|credential|sso|saml\w*)=([A-Za-z0-9_.~%+/-]{20,})", 1, "generic_secret", _in_query),
)  # fmt: skip
_TABLE = Table(*_RULES)
SOME = _TABLE.pattern


def find(data: bytes) -> Iterator[Hit]:
    yield from _TABLE.find(data)
