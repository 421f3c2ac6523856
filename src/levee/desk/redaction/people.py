"""Which mail addresses and phone numbers of people stand in a text?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator
from itertools import pairwise

from levee.desk.redaction.scan import compiled, crowded, line_before, union
from levee.desk.redaction.span import Hit

_MAIL = compiled(
    r"[A-Za-z0-9.!#$&'*+/=?^_{|}~\x80-\xff-]+(?:@|%40|&#64;|&#x40;|\\u0040|\xef\xbc\xa0)"
    r"(?:[A-Za-z0-9\x80-\xff](?:[A-Za-z0-9\x80-\xff-]*[A-Za-z0-9\x80-\xff])?\.)+(?:xn--[a-z0-9-]+|[A-Za-z\x80-\xff]+)",
    longest=True,
)
_SPOKEN_MAIL = compiled(
    r"(?i)[a-z0-9._+-]+ ?(?:\[at\]|\(at\)|\{at\}|<at>| at |\[@\]|\(@\)) ?[a-z0-9-]+(?: ?(?:\[dot\]|\(dot\)|\{dot\}|<dot>| dot |\[\.\]) ?[a-z0-9-]+)+"
    r"|[a-z0-9._+-]+ ?(?:\[at\]|\(at\)|\{at\}|\[@\]|\(@\)) ?(?:[a-z0-9-]+\.)+[a-z]{2,}",
)
_NOT_TLD = frozenset(
    b"png jpg jpeg gif svg webp ico js mjs cjs ts tsx jsx css scss map json xml yml yaml toml md txt html htm php py rb go rs java "
    b"class jar war zip gz tgz tar bz2 xz whl so dll exe bin lock log conf cfg ini service socket target timer mount slice scope "
    b"device path local localhost internal lan localdomain invalid git sh bat cmd sql csv pdf woff woff2 ttf eot mp4 mp3 patch diff vue "
    b"min bundle component module esm umd d prod dist latest next beta alpha rc canary stable snapshot release final".split()
)
_ROLE_HOSTS = re.compile(rb"(?i)(?:ssh|scp|rsync|sftp|git clone|autossh|mosh)\s[^\n]*\Z")

_SEP = r"(?:[ .\-/()]|\xc2\xa0|\xe2\x80[\x8b-\x95\xaf]|\xe2\x81\xa0)"
_EXT = r"(?:[ ,;]{0,2}(?:x|ext|extn|extension|durchwahl|poste|#)[ .:]{0,2}[0-9]{1,6})?"
_PHONE = compiled(
    r"(?:\(?\+|\xef\xbc\x8b|%2B|\b00|\b011[ -])\(?[1-9][0-9]{0,3}(?:"
    + _SEP
    + r"{0,3}[0-9]){5,13}"
    + _EXT
    + r"|(?:\b1"
    + _SEP
    + r"{1,2})?\([2-9][0-9]{2}\)"
    + _SEP
    + r"{0,2}[2-9][0-9]{2}"
    + _SEP
    + r"{1,2}[0-9]{4}"
    + _EXT
    + r"|\b(?:1[ .-])?[2-9][0-9]{2}[ ]?[.\- ][ ]?[2-9][0-9]{2}[ ]?[.\- ][ ]?[0-9]{4}"
    + _EXT
    + r"|\(0[1-9][0-9]{0,4}\)(?:"
    + _SEP
    + r"{0,2}[0-9]){4,9}"
    + r"|\b0[1-9][0-9]{0,4}(?:"
    + _SEP
    + r"{1,3}[0-9]{1,8}){1,5}"
    + _EXT
    + r"|\([1-9][0-9]{1,3}\) ?9?[0-9]{3,4}[ -][0-9]{3,4}"
    + r"|\b1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}|\b[6-9][0-9]{4}[ -][0-9]{5}",
    longest=True,
)
_NEAR = compiled(
    r"(?i)(?:phone|\bwa\.me/|\btel\b|telephone|mobile|\bcell(?:phone|ular)?(?:\b|_)|\bfax\b|whatsapp|\bsms\b|telefon|telefono|tel\xc3\xa9fono|t\xc3\xa9l\b|t\xc3\xa9l\xc3\xa9phone|telefone|handy|mobil|m\xc3\xb3vil|movil|celular|rufnummer|"
    r"\bcall(?: me| us| him| her| back)?|\bdial|\bring|\btext(?: me)?|reach (?:me|us|him|her)|contact|hotline|landline|msisdn|portable|gsm|\bmob\b|\bph\b|\bnumer\b|telefoon|\xe7\x94\xb5\xe8\xaf\x9d|\xe9\x9b\xbb\xe8\xa9\xb1|\xd1\x82\xd0\xb5\xd0\xbb)"
    r"[A-Za-z_\x80-\xff]{0,12}[^0-9\n+(]{0,28}([+(]?[0-9](?:"
    + _SEP
    + r"{0,2}[0-9]){6,14}"
    + _EXT
    + r")",
    longest=True,
)
_FIRM = re.compile(
    rb"(?i)phone|wa\.me|tel|mobil|cell|fax|whatsapp|sms|handy|m\xc3\xb3vil|movil|celular|rufn|msisdn|landline|gsm|mob\b|ph\b|hotline|\xe7\x94\xb5|\xe9\x9b\xbb|\xd1\x82"
)
_DATE = re.compile(
    rb"\A(?:\d{1,2}([-/.])\d{1,2}\1(?:19|20)?\d\d|\d\d \d\d (?:19|20)\d\d|(?:19|20)\d\d([-/. ])\d{1,2}\2\d{1,2})(?:\Z|[ T/-])"
)
_HOURS = re.compile(rb"\A(?:[01]\d|2[0-4])[0-5]\d ?- ?(?:[01]\d|2[0-4])[0-5]\d\Z")
_BEFORE = re.compile(
    rb"(?i)(?:isbn(?:-1[03])?|issn|ean|upc|sku|imei|vin|version|ver\.?|\bv|build|order|invoice|ticket|case|ref(?:erence)?|tracking|serial|part|model|"
    rb"\bid|account|acct|request|trace|job|batch|ip|port|pid|line|sha|commit|revision|customer no|number of|timestamp|epoch|range|bytes|offset|"
    rb"rfc|cve|bug|issue|pr|item|lot|po|doi|siret|vat|tax|coordinates?|lat|lon|lng|hex|row|page|code|iban|card|ssn|utc|gmt|ticket no|zip)"
    rb"(?: ?(?:no|nr|number|id|code|num))?\.?[ \t]*[:=#\"']{0,3}[ \t]*\Z"
)


_ZIP = re.compile(rb"\A\d{5}-\d{4}\Z")
_STATE = re.compile(rb"\b[A-Z]{2}(?:\s|\xc2\xa0){1,8}\Z")
_CLAUSE = re.compile(rb"\A\d{3}\.\d{3}-\d{4}\Z")


_NO_DIGITS = re.compile(rb"\D+")
_GROUP = re.compile(rb"\d+")
_GROUPED = re.compile(rb"\d[^\d]+\d")
_EXTENSION = re.compile(rb"(?i)[x#]|ext|dur|poste")
_AT = re.compile(rb"@|%40|&#64;|&#x40;|\\u0040|\xef\xbc\xa0")
_LOGIN = re.compile(rb"://[^\s\"'<>/@]*[:@]?\Z")
_MESSAGE = re.compile(
    rb"(?i)(?:message-id|in-reply-to|references|content-id|cid)[\"']?[:=] ?[\"']?<?\Z"
)
_NO_PHONE = re.compile(
    rb"(?i)\b(?:id|version|order|ticket|ref|build|port|code|ip|stack|at|date|since|error|invoice|case|size|count|width)\b[^a-z]{0,4}\Z"
)
_RARE = union(_NEAR, _SPOKEN_MAIL)
SOME = union(_MAIL, _PHONE, _RARE)


def find(data: bytes) -> Iterator[Hit]:
    rare = _RARE.search(data) is not None
    yield from _mails(data, spoken=rare)
    yield from _phones(data, near=rare)


def _mails(data: bytes, *, spoken: bool) -> Iterator[Hit]:
    for match, blind in crowded(_MAIL, data):
        if blind:
            yield match.start(), blind, "email"
            continue
        start, end = match.span()
        start += len(match.group()) - len(match.group().lstrip(b".!#$&'*+/=?^{|}~-"))
        start = max(start, start + _junk(data[start:end]))
        if _mail(data, start, end):
            yield start, end, "email"
    for match in _SPOKEN_MAIL.finditer(data) if spoken else ():
        domain = match.group().lower()
        if b" at " not in domain or b" dot " in domain or b"[dot]" in domain or b"(dot)" in domain:
            yield *match.span(), "email"


def _junk(mail: bytes) -> int:
    """A mail in a query or path begins after the last sign that only the query can mean."""
    at = mail.find(b"@")
    at = at if at >= 0 else mail.find(b"%40")
    local = mail[: at if at >= 0 else 0]
    return (
        max(local.rfind(sign) for sign in (b"=", b"/", b"?", b"&", b"|", b"{", b"}", b"#", b"\\"))
        + 1
    )


def _mail(data: bytes, start: int, end: int) -> bool:
    mail = data[start:end]
    host = _AT.split(mail)[-1]
    last = host.rsplit(b".", 1)[-1].lower()
    if host[:1].isdigit() and data[end : end + 1].isdigit():
        return False  # `name@2.9.0.post0` is a package
    if mail[:1] in (b"@", b"%", b"") or last in _NOT_TLD or (len(last) > 24) or len(last) < 2:
        return False
    before, after = line_before(data, start, 48), data[end : end + 2]
    if _LOGIN.search(before) or _MESSAGE.search(before):
        return False
    if after[:1] == b":" and (
        mail.startswith(b"git@") or after[1:2].isalpha() or after[1:2] in b"/~"
    ):
        return False
    return not _ROLE_HOSTS.search(before) and not (
        mail.startswith(b"git@") or before.endswith(b"npm:")
    )


def _phones(data: bytes, *, near: bool) -> Iterator[Hit]:
    for match in _PHONE.finditer(data):
        start, end = match.span()
        if _phone(data, start, end):
            yield start, end, "phone"
    for match in _NEAR.finditer(data) if near else ():
        start, end = match.span(1)
        if _near(data, match.group(), start, end):
            yield start, end, "phone"


def _phone(data: bytes, start: int, end: int) -> bool:
    text = data[start:end]
    if (
        not _free(data, start, end)
        or _DATE.match(text)
        or _BEFORE.search(line_before(data, start, 24))
    ):
        return False
    if _ZIP.match(text) and _STATE.search(line_before(data, start, 24)):
        return False
    if _CLAUSE.match(text):  # `DFARS 252.227-7013`
        return False
    digits = _NO_DIGITS.sub(b"", _EXTENSION.split(text, 1)[0])
    signed = b"+" in text[:3] or text.startswith((b"%2B", b"\xef"))
    international = signed or text.startswith((b"00", b"011"))
    if not signed and _in_row(data, start, end):
        return False
    least, most = (8, 15) if international else (9, 12)
    if text.startswith(b"00") and text.isdigit():
        least = 11
    if text.startswith(b"(") and not international:
        least = 8
    return (
        least <= len(digits) <= most + (2 if text.startswith((b"00", b"011")) else 0)
        and len(set(digits)) > 2
        and not _listed(text)
    )


def _in_row(data: bytes, start: int, end: int) -> bool:
    """One sign and a digit stand before it or after it on its line."""
    before, after = line_before(data, start, 2), data[end : end + 2]
    return before[-2:-1].isdigit() or (after[:1] != b"\n" and after[1:2].isdigit())


def _listed(text: bytes) -> bool:
    """Many groups of one or two digits are a list or a dump unless they are the French five."""
    groups = _GROUP.findall(text)
    if len(groups) > 3 and all(int(b) - int(a) == 1 for a, b in pairwise(groups)):
        return True
    short = sum(len(group) <= 2 for group in groups)
    return (text[:1] == b"0" and short > 5) or (
        b"." in text
        and text.count(b".") == 3
        and all(int(g) < 256 for g in groups)
        and not text.startswith(b"0")
    )


def _free(data: bytes, start: int, end: int) -> bool:
    before, after = data[max(0, start - 2) : start], data[end : end + 2]
    if (
        before
        and (before[-1:].isalnum() or before[-1:] in b"_-./#$%@~^")
        and not before.endswith((b"tel.", b"\\n", b"\\t", b"//"))
    ):
        return False
    if before[-1:] == b":" and before[:1].isdigit():
        return False
    return not (
        after[:1].isalnum()
        or after[:1] in (b"_", b"%", b"@")
        or (after[:1] in (b"-", b".", b":", b"/", b",") and after[1:2].isdigit())
    )


def _near(data: bytes, match: bytes, start: int, end: int) -> bool:
    text = data[start:end]
    digits = _NO_DIGITS.sub(b"", text)
    after = data[end : end + 2]
    if (
        after[:1].isalnum()
        or (after[:1] in (b".", b":", b"-", b"/") and after[1:2].isdigit())
        or _DATE.match(text)
        or _HOURS.match(text)
    ):
        return False
    lead = match[: len(match) - len(text)]
    if _NO_PHONE.search(lead):
        return False
    if data[start - 1 : start] == b"#" and data[start - 2 : start - 1] in b":=\"'(":
        return False
    if (
        b"wa.me/" not in lead
        and data[start - 1 : start] in b"-_./#$%@~^v"
        and data[max(0, start - 2) : start - 1].isalnum()
    ):
        return False
    grouped = bool(_GROUPED.search(text))
    return (
        7 <= len(digits) <= 15
        and len(set(digits)) > 2
        and bool(_FIRM.search(lead) or (grouped and len(digits) > 8))
    )
