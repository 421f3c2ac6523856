"""Which numbers pay or identify: cards (Luhn), IBANs (mod 97), US social security numbers?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from collections.abc import Iterator

from levee.desk.redaction.scan import compiled, line_before, union
from levee.desk.redaction.span import Hit

_GAP = r"(?:[ .\-_]|\xc2\xa0|%20|\+|\xe2\x80[\x90-\x93])"
_CARD = compiled(
    r"\b[2-6][0-9]{3}"
    + _GAP
    + r"{1,2}[0-9]{4}"
    + _GAP
    + r"{1,2}[0-9]{4}"
    + _GAP
    + r"{1,2}[0-9]{4}(?:"
    + _GAP
    + r"[0-9]{3})?\b"
    r"|\b3[0-9]{3}" + _GAP + r"{1,2}[0-9]{6}" + _GAP + r"{1,2}[0-9]{4,5}\b"
    r"|(?:\b|%B)[2-6][0-9]{12,18}\b",
    longest=True,
)
_IBAN = compiled(r"\b[A-Za-z]{2}[0-9]{2}(?:(?:[ .-]|\xc2\xa0)?[A-Za-z0-9]){11,40}")
_SSN = compiled(
    r"\b[0-8][0-9]{2}([ .-]|\xe2\x80[\x90-\x93])?[0-9]{2}([ .-]|\xe2\x80[\x90-\x93])?[0-9]{4}\b"
)
_SSN_WORD = re.compile(rb"(?i)\bssn|social[ _-]?sec|\bss ?#|taxpayer|\bitin\b|\btin\b")
_PART = re.compile(
    rb"(?i)(?:part|order|invoice|ticket|ref|sku|serial|model|case|id|phone|tel|fax|build|version|zip|postal|item|catalog|bin|lot|po|rma|account)(?:[ _-]?(?:no|nr|number|id|code|num))?\.?[ \t]*[:=#\"']{0,3}[ \t]*\Z"
)
_NOT_CARD = re.compile(
    rb"(?i)(?:order|invoice|ticket|tracking|trace|request|transaction|txn|event|message|msg|job|imei|serial|account|user|customer|session|build|snowflake|timestamp|epoch|time|ts|nonce|offset|bytes|size|ean|gtin|upc|barcode|parcel|shipment|awb|tweet|status|post|object|row|seq(?:uence)?|ref(?:erence)?|"
    rb"uid|pid|tid|id)(?:[ _-]?(?:id|no|nr|number|num|code))?\.?[ \t]*[:=#\"'/(]{0,3}[ \t]*\Z"
)
_MORE_BEFORE = re.compile(rb"\b\d{3,4}[ ,]{1,2}\Z")
_MORE_AFTER = re.compile(rb"[ ,]{1,2}\d{4}\b(?!/)|[ ,]{1,2}\d{3}[ ,]{1,2}\d")
_CARD_WORD = re.compile(
    rb"(?i)card|visa|master|amex|discover|\bpan\b|\bcc\b|payment|kreditkarte|tarjeta|carte|paid with|charge"
)
_IBAN_LENGTH = dict(
    AD=24, AE=23, AL=28, AT=20, AZ=28, BA=20, BE=16, BG=22, BH=22, BI=27, BR=29, BY=28, CH=21, CR=22, CY=28,
    CZ=24, DE=22, DJ=27, DK=18, DO=28, EE=20, EG=29, ES=24, FI=18, FK=18, FO=18, FR=27, GB=22, GE=22, GI=23,
    GL=18, GR=27, GT=28, HN=28, HR=21, HU=28, IE=22, IL=23, IQ=23, IS=26, IT=27, JO=30, KW=30, KZ=20, LB=28,
    LC=32, LI=21, LT=20, LU=20, LV=21, LY=25, MC=27, MD=24, ME=22, MK=19, MN=20, MR=27, MT=31, MU=30, NI=28,
    NL=18, NO=15, OM=23, PK=24, PL=28, PS=29, PT=25, QA=29, RO=24, RS=22, RU=33, SA=24, SC=31, SD=18, SE=24,
    SI=19, SK=24, SM=27, SO=23, ST=25, SV=28, TL=23, TN=24, TR=26, UA=29, VA=22, VG=24, XK=20, YE=30,
)  # fmt: skip


_NO_DIGITS = re.compile(rb"%20|\D+")
_GATE = union(_CARD, _SSN)
SOME = union(_GATE, _IBAN)


def find(data: bytes) -> Iterator[Hit]:
    if _GATE.search(data):
        yield from _cards(data)
        yield from _ssns(data)
    yield from _ibans(data)


def luhn(digits: bytes) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = digit - 48
        total += value if place % 2 == 0 else value * 2 - 9 * (value > 4)
    return total % 10 == 0


def issued(digits: bytes) -> bool:
    """The first digits belong to an issuer that gives numbers of this length."""
    size, two, three, four = len(digits), int(digits[:2]), int(digits[:3]), int(digits[:4])
    if digits[:1] == b"4":
        return size in (13, 16, 19)
    if two in (34, 37):
        return size == 15
    if 300 <= three <= 305 or two in (36, 38, 39):
        return size in (14, 16)
    if 51 <= two <= 55 or 2221 <= four <= 2720 or 2200 <= four <= 2204:
        return size == 16
    if (
        3528 <= four <= 3589
        or four == 6011
        or 644 <= three <= 649
        or two in (60, 62, 65)
        or three == 508
    ):
        return size in (16, 19)
    return four in (5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763) and 12 <= size <= 19


def _cards(data: bytes) -> Iterator[Hit]:
    for match in _CARD.finditer(data):
        start, end = match.span()
        digits = _NO_DIGITS.sub(b"", match.group())
        if (
            luhn(digits)
            and issued(digits)
            and len(set(digits)) > 1
            and _card_place(data, start, end, digits)
        ):
            yield start, end, "credit_card"


def _card_place(data: bytes, start: int, end: int, digits: bytes) -> bool:
    before, after = line_before(data, start, 40), data[end : end + 2]
    if before[-1:] in (b".", b"-", b"_", b"+") and before[-2:-1].isalnum():
        return False
    if (after[:1] in (b".", b"-") and after[1:2].isalnum()) or after[:1] == b"_":
        return False
    if _CARD_WORD.search(before):
        return True
    grouped = end - start > len(digits)
    if _MORE_BEFORE.search(before) or _MORE_AFTER.match(data, end) or end - start > 21:
        return False
    if before[-1:] == b"/" and not grouped:
        return False
    return grouped or (not _NOT_CARD.search(before) and len(digits) in (15, 16))


def _ibans(data: bytes) -> Iterator[Hit]:
    for match in _IBAN.finditer(data):
        end = iban_end(data, *match.span())
        if end:
            yield match.start(), end, "iban"


def iban_end(data: bytes, start: int, end: int) -> int:
    """Where the IBAN that begins here ends, or 0: its country's length, then mod 97."""
    length = _IBAN_LENGTH.get(data[start : start + 2].decode("latin-1").upper())
    if length is None:
        return 0
    kept = bytearray()
    for at in range(start, end):
        if data[at : at + 1].isalnum() and data[at] < 128:
            kept.append(data[at])
        if len(kept) == length:
            beyond = data[at + 1 : at + 2]
            whole = not beyond.isalnum()
            return at + 1 if whole and mod97(bytes(kept)) else 0
    return 0


def mod97(iban: bytes) -> bool:
    turned = (iban[4:] + iban[:4]).decode("latin-1").upper()
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _ssns(data: bytes) -> Iterator[Hit]:
    for match in _SSN.finditer(data):
        start, end = match.span()
        if _ssn(data, start, end, match.group(1), match.group(2)):
            yield start, end, "us_ssn"


def _ssn(data: bytes, start: int, end: int, first: bytes, second: bytes) -> bool:
    digits = _NO_DIGITS.sub(b"", data[start:end])
    if (
        first != second
        or digits[:3] in (b"000", b"666")
        or digits[3:5] == b"00"
        or digits[5:] == b"0000"
    ):
        return False
    before, after = line_before(data, start, 40), data[end : end + 2]
    if before[-1:] in (b"-", b".", b"_", b"/", b"+", b"#") or (
        after[:1] in (b"-", b".", b"_") and after[1:2].isalnum()
    ):
        return False
    if first in (b"-", b"\xe2\x80\x90", b"\xe2\x80\x91", b"\xe2\x80\x93"):
        return not _PART.search(before) or bool(_SSN_WORD.search(before))
    return bool(_SSN_WORD.search(before)) and len(set(digits)) > 2
