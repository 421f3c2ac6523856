"""Which values are secrets only because of the place where they stand: protocols, login files, manifests?

One automaton reads all of them in one pass: of two that overlap the first one counts.
"""

# ruff: noqa: E501 - a pattern is read as one line

import base64
import binascii
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise

from levee.desk.redaction import plausible
from levee.desk.redaction.addresses import real
from levee.desk.redaction.headers import telling
from levee.desk.redaction.keys import Sort, sort_of
from levee.desk.redaction.scan import NOWHERE, Match, compiled, crowded, holds, union
from levee.desk.redaction.span import Hit

_CODE_WORD = (
    r"(?:(?:verification|security|confirmation|log-?in|sign-?in|one[- ]time|2fa|two[- ]factor|authentication|authenticator|auth|access|otp|mfa|sms|recovery|backup)[ _-]?"
    r"(?:pass ?)?(?:code|password|pin|token)s?|\botp(?:[ _-]code)?|\b2fa\b|\btotp\b|\bmfa\b|\btan\b|passcode|best\xc3\xa4tigungscode|sicherheitscode|(?:c\xc3\xb3digo|code) de (?:verificaci\xc3\xb3n|seguridad|v\xc3\xa9rification)|your code)"
)
_DIGITS = r"([0-9]{3}[ -][0-9]{3}|[0-9]{5,8}|G-[0-9]{6})"
type Judge = Callable[[Match, int], bool]
type Rule = tuple[str, int, str, Judge]


def whole(match: Match, group: int) -> bool:
    return _secret(match.group(group))


def _secret(data: bytes) -> bool:
    value = data.decode("latin-1")
    return not plausible.stand_in(value) and not plausible.common_word(value)


def _login(match: Match, group: int) -> bool:
    return real(match.group(group - 1), match.group(group))


def _in_jar(match: Match, group: int) -> bool:
    """A line of a cookie jar: the name, then the value."""
    return telling(match.group(group - 1).decode("latin-1"), match.group(group).decode("latin-1"))


def whatever(match: Match, group: int) -> bool:
    return match.spans[group] != NOWHERE


def typed(match: Match, group: int) -> bool:
    return whole(match, group) and match.group(group)[:1] not in (b"-", b"$", b"/", b"*")


def _base64(match: Match, group: int) -> bool:
    value = match.group(group)
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        return False
    return plausible.mixed(value.decode("latin-1")) > 1


def hexadecimal(match: Match, group: int) -> bool:
    return plausible.has_digit_and_letter(match.group(group).decode("latin-1"))


def _varied(match: Match, group: int) -> bool:
    return len(set(match.group(group))) > 1


def _cookie(match: Match, group: int) -> bool:
    name, value = match.group(group - 1).decode("latin-1"), match.group(group).decode("latin-1")
    known = sort_of(name) is not Sort.NONE or plausible.mixed(value) > 2 or "sess" in name.lower()
    return known and " " not in value and telling(name, value)


def declared(match: Match, group: int) -> bool:
    """A Terraform variable of a secret name has a default."""
    value = match.group(group).decode("latin-1")
    return named(match, group) and (
        len(value) > 3 and whole(match, group) and not plausible.link_or_date(value)
    )


def named(match: Match, group: int) -> bool:
    sort = sort_of(match.group(group - 1).decode("latin-1"))
    return sort in (Sort.PASSWORD, Sort.SECRET, Sort.SALT)


# pattern, number of groups (the last is the value), kind, judgement of the value's group
_RULES: tuple[Rule, ...] = (
    (r"(?i)\bauth(?:enticate)?[ \t]+(?:plain|login|xoauth2|oauthbearer)[ \t]+([A-Za-z0-9+/]{8,}={0,2})", 1, "password", _base64),
    (r"334 UGFzc3dvcmQ6[^\n]*\n(?:[^\n]*[ \t:>])?([A-Za-z0-9+/]{4,}={0,2})[ \t\r\"']*(?:\n|$)", 1, "password", _base64),
    (r"(?i)net use [^\n\\]*\\\\[^\s]+[ \t]+(?:/user:[^\s]+[ \t]+)?\"?([^\s/\"][^\s\"]{2,})", 1, "password", typed),
    (r"htpasswd(?:[ \t]+-[A-Za-z0-9]+)*[ \t]+-[A-Zac-mo-z]*b[A-Zac-mo-z]*(?:[ \t]+-[A-Za-z0-9]+)*[ \t]+[^\s]+[ \t]+[^\s]+[ \t]+[\"']?([^\s\"']{3,})", 1, "password", typed),
    (r"htpasswd(?:[ \t]+-[A-Za-z0-9]+)*[ \t]+-[A-Za-z]*(?:b[A-Za-z]*n|n[A-Za-z]*b)[A-Za-z]*(?:[ \t]+-[A-Za-z0-9]+)*[ \t]+[^\s]+[ \t]+[\"']?([^\s\"']{3,})", 1, "password", typed),
    (r"lftp[^\n]*? -u[ =]*[^\s,]+,([^\s\"']{3,})", 1, "password", typed),
    (r"(?:smbclient|rpcclient)[^\n]*? -U[ =]*[\"']?[^\s%\"']+%([^\s\"']{3,})", 1, "password", typed),
    (r"(?i)(?:wp-?_?nonce|\bnonce|_nonce|[?&]security)[\"'\]]{0,2}(?:[ \t]*(?:=>|=|:)|[ \t]+value=)[ \t]*[\"']?([0-9a-f]{10})\b", 1, "generic_secret", hexadecimal),
    (r"/\(S\(([a-z0-9]{20,})\)\)", 1, "cookie", whole),
    (r"(?:machine\s+[^\s]+|default)\s+login\s+[^\s]+\s+password\s+([^\s]{3,})", 1, "password", typed),
    (r"variable\s+\"([^\"\n]+)\"\s*\{[^{}]*?\bdefault\s*=\s*\"([^\"\n]+)\"", 2, "password", declared),
    (r"\"name\"\s*:\s*\"([^\"\n]+)\"(?:\s*,\s*\"[A-Za-z]+\"\s*:\s*(?:\"[^\"\n]*\"|[0-9.a-z-]+))*\s*,\s*\"value\"\s*:\s*\"([^\"\n]+)\"", 2, "cookie", _cookie),
    (r"(?i)\b(?:pwd|password)=\{([^}\r\n]{4,})\}", 1, "connection_string", typed),
    (r"jdbc:oracle:[a-z]+:([A-Za-z0-9_$#]+)/([^\s\"'/]{3,})@", 2, "connection_string", whole),
    (r"(?i)" + _CODE_WORD + r"(?: (?:is|was|are|lautet|ist|est|es|\xc3\xa9|\xc3\xa8)(?: now)?)?[ \t]*[:=#]?[ \t]*[\"'`]?" + _DIGITS + r"\b", 1, "generic_secret", _varied),
    (r"(?i)\b" + _DIGITS + r" is your (?:[A-Za-z0-9-]+ ){0,4}?(?:code|otp|pin|passcode|password)\b", 1, "generic_secret", _varied),
    (r"([A-Za-z0-9_.$-]+):([^\s\"'<>`@:]+(?:@[^\s\"'<>`@:(]*)?)@(?:tcp6?|unix)\(", 2, "connection_string", _login),
    (r"(?:oracle:[a-z]+:|sqlplus +(?:-[A-Za-z]+ +)*|impdp +|expdp +|sqlldr +)([A-Za-z0-9_$#]+)/([^\s@\"'/]+)@", 2, "connection_string", _login),
    (r"(?m)^[A-Za-z0-9_.*-]+:(?:[0-9]{4,5}|\*):[A-Za-z0-9_.*-]+:([A-Za-z0-9_.*-]+):((?:[^\s:\\]|\\[:\\]){3,})\r?$", 2, "connection_string", _login),
    (r"(?:TRUE|FALSE)[\t ]+/[^\s]*[\t ]+(?:TRUE|FALSE)[\t ]+[0-9]+[\t ]+([^\s]+)[\t ]+([^\s]+)", 2, "cookie", _in_jar),
    (r"(\$(?:2[abxy]?|apr1|1|5|6|7|y|gy|argon2id?|argon2i|P|H|S|scrypt|pbkdf2-sha(?:1|256|512))\$" r"[./A-Za-z0-9$=,+-]{20,}|pbkdf2_sha256\$[0-9]+\$[./A-Za-z0-9$=+]{20,})", 1, "password", whatever),
)  # fmt: skip
_NEXT = re.compile(rb"\n---(?=\s|\Z)")
_SECRET_KIND = compiled(r"(?i)\bkind[\"']?\s*:\s*[\"']?secret\b")


class Table:
    """One automaton for all rules, and each rule by its value's group among those of all."""

    def __init__(self, *rules: Rule) -> None:
        self.pattern = compiled("|".join(f"(?:{rule[0]})" for rule in rules))
        self._by_group = dict(zip(accumulate(rule[1] for rule in rules), rules, strict=True))

    def find(self, data: bytes) -> Iterator[Hit]:
        for match, blind in crowded(self.pattern, data, self._value):
            group = self._group(match)
            _, _, kind, judge = self._by_group[group]
            if blind:
                yield self._value(match), blind, kind
            elif judge(match, group):
                yield *match.spans[group], kind

    def _group(self, match: Match) -> int:
        return next(group for group in self._by_group if match.spans[group] != NOWHERE)

    def _value(self, match: Match) -> int:
        """Another rule may find something in the value, or behind it."""
        return match.spans[self._group(match)][0]


_TABLE = Table(*_RULES)
SOME = union(_TABLE.pattern, compiled("ecret|ECRET"))
_BLOCK = compiled(r"(?m)^(?:data|stringData):[ \t]*\r?\n((?:[ \t]+[^\n]*\n?)+)")
_ENTRY = re.compile(rb"(?m)^[ \t]+[\"']?([\w.-]+)[\"']?:[ \t]*[\"']?([^\s\"'|>{][^\s\"']{3,})")
_OBJECT = compiled(r"\"(?:data|stringData)\"\s*:\s*\{([^{}]*)\}")
_MEMBER = re.compile(rb"\"([^\"\n]+)\"\s*:\s*\"([^\"\n]{4,})\"")
_OPEN = re.compile(
    rb"(?i)\A(?:(?:\w+[_.-])?user|(?:\w+[_.-])?user_?name|host|hostname|port|database|db_?name|type|namespace|name|.*\.crt)\Z"
)


def find(data: bytes) -> Iterator[Hit]:
    yield from _TABLE.find(data)
    if holds(data, b"ecret", b"ECRET"):
        yield from _manifests(data)


def _manifests(data: bytes) -> Iterator[Hit]:
    """The values of a Kubernetes Secret: only its own document, read once."""
    told = [match.spans[0][0] for match in _SECRET_KIND.finditer(data)]
    if not told:
        return
    cuts = [0, *(match.start() for match in _NEXT.finditer(data)), len(data)]
    for begin, end in pairwise(cuts):
        if bisect_left(told, begin) == bisect_left(told, end):
            continue
        for blocks, entries in ((_BLOCK, _ENTRY), (_OBJECT, _MEMBER)):
            for block in blocks.finditer(data, begin, end):
                yield from _entries(data, block.span(1), entries)


def _entries(data: bytes, place: tuple[int, int], entries: "re.Pattern[bytes]") -> Iterator[Hit]:
    for entry in entries.finditer(data, *place):
        if not _OPEN.match(entry.group(1)) and _secret(entry.group(2)):
            yield *entry.span(2), "password"
