"""Which passwords are told in a sentence or a list, in whichever language?"""

# ruff: noqa: E501 - a pattern is read as one line

from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.phrases import argument
from levee.desk.redaction.plausible import strong
from levee.desk.redaction.scan import compiled, crowded, union
from levee.desk.redaction.span import Hit
from levee.desk.redaction.values import value_at
from levee.desk.redaction.words import PASSWORD

# Whose password it is, and what joins the word and the value.
_WHOSE = (
    r"(?: (?:for|of|to|f\xc3\xbcr|von|zu|pour|du|de|del|para|do|da|di|per|voor|van|dla|f\xc3\xb6r|til|na|a|\xd0\xbe\xd1\x82|\xd0\xb4\xd0\xbb\xd1\x8f) [^\n:=]{1,24}?"
    r"| ?[(\[][^()\[\]\n]{0,40}[)\]])"
)
_JOINT = (
    r"(?: (?:is|was|now|lautet|ist(?: jetzt)?|est|es|\xc3\xa9|\xc3\xa8|\xc3\xa4r|er|to|on|je)[ \t:]|[ \t](?:-|\xe2\x80[\x93\x94]|[=-]>|\xe2\x86\x92)[ \t]"
    r"|[ \t]*(?:\||\t)|:?</(?:b|strong|td|th|dt|em|i|label|span)>:?| \(|[ \t]*(?:\xe6\x98\xaf|\xe3\x81\xaf|\xef\xbc\x9a))"
)
_ELSEWHERE = compiled(
    r"(?i)"
    + PASSWORD
    + r"(?:"
    + _WHOSE
    + r"[ \t]?[:=]|"
    + _WHOSE
    + r"?"
    + _JOINT
    + r")(?:[ \t:*|]|<[a-z][^<>\n]{0,60}>)*"
)
_AS_ONE = compiled(
    r"(?i)(?:[\"'`]|\xe2\x80\x9c)([^\s\"'`]{6,64}?)(?:[\"'`]|\xe2\x80\x9d) (?:as|for|is) (?:(?:the|your|my|our|a) )?(?:[a-z]+ )?(?:password|passphrase|pw)\b"
)
_FROM_TO = compiled(
    r"(?i)\bpass(?:word|phrase|wd)s?(?: [a-z]+){0,3} from[ \t]+[\"'`]?([^\s\"'`]{6,64})[\"'`]?[ \t]+to[ \t]+[\"'`]?([^\s\"'`]{6,64})"
)
SOME = union(_ELSEWHERE, _AS_ONE, _FROM_TO)


def find(data: bytes) -> Iterator[Hit]:
    if SOME.search(data):
        yield from _told(data)


def _told(data: bytes) -> Iterator[Hit]:
    for match, blind in crowded(_ELSEWHERE, data):
        if blind:
            yield match.end(), blind, "password"
            continue
        found = value_at(data, match.end())
        value = _ascii(data[found[0] : found[1]]) if found else ""
        if match.group()[:5].lower() == b"pass " and (
            argument(value) or not plausible.has_digit_and_letter(value)
        ):
            continue
        if (
            found
            and strong(value)
            and not plausible.code(value)
            and not plausible.common_word(value)
        ):
            yield found[0], found[0] + len(value), "password"
    for match in (*_AS_ONE.finditer(data), *_FROM_TO.finditer(data)):
        for start, end in match.spans[1:]:
            value = data[start:end].decode("latin-1").rstrip(".,;)")
            if strong(value):
                yield start, start + len(value), "password"


def _ascii(value: bytes) -> str:
    """Up to the word that follows without a space, as in Chinese and Japanese."""
    text = value.decode("latin-1")
    return next((text[:at] for at, sign in enumerate(text) if sign > "\x7f" and at > 5), text)
