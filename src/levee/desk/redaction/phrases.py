"""Which secrets are told in words, typed as command options or listed as a pair with a user?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction import listed_pairs, plausible, typed_secrets
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
SOME = union(_IS, _QUOTED, _BESIDE, *typed_secrets.PATTERNS, *listed_pairs.PATTERNS)
_ABROAD = compiled(r"(?i)" + FOREIGN)
_VENDORS = tuple(vendor.encode() for vendor in VENDORS)
_ALMOST_WORD = re.compile(r"[A-Za-z0-9:_-]*[A-Za-z0-9][:_-]*={0,2}")
_EXPRESSION = re.compile(r"[\w.]\(|::|\A--|\A\w+=[\w.]*\Z|\A\w+: ?|\A[.)]")


def find(data: bytes) -> Iterator[Hit]:
    if not SOME.search(data):
        return
    yield from _told(data)
    yield from _beside(data)
    yield from typed_secrets.find(data)
    yield from listed_pairs.find(data)


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
        if value[:1] not in ",+).;" and plausible.strong(value):
            yield from _said(data, match, found)


def _beside(data: bytes) -> Iterator[Hit]:
    """`staging pw Zx81spec`: nothing but a space between the word and the secret."""
    for match in _BESIDE.finditer(data):
        value = match.group(2).decode("latin-1").rstrip(".,;:)]}\"'")
        word = match.group(1).lower()
        if value.startswith("`") or (word == b"pass" and argument(value)):
            continue
        if b"pass" in word or b"pw" in word or _ABROAD.search(word):
            good, kind = plausible.strong(value) and plausible.mixed(value) > 2, "password"
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
    if word == b"pass" and (_EXPRESSION.search(value) or not plausible.strong(value)):
        return False
    if value.endswith("()") or (_EXPRESSION.match(value) and plausible.code(value)):
        return False
    if quoted and not word.startswith((b"p", b"cred")):
        return plausible.strong(value) or (word == b"secret" and len(value) > 5 and value.isalnum())
    if quoted:
        return len(value) >= 4 and len(value.split()) <= 4
    if word.startswith((b"p", b"cred")):
        return plausible.strong(value)
    return plausible.random_looking(value, 12) and not plausible.code(value)
