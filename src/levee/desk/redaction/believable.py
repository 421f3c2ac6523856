"""Is the value that is assigned to a telling key its secret, or a type, word, call or name?"""

import re

from levee.desk.redaction import plausible
from levee.desk.redaction.headers import basic
from levee.desk.redaction.keys import Sort
from levee.desk.redaction.scan import line_before

_JOINED = re.compile(rb"[\"'`][ \t]*(?:\+|\.(?=[ \t]*[$\"'])|<<|%|~)[ \t]*[\w$(\"']")
_BUILT = re.compile(r"['\"] ?[.+] ?\$?\w|\{\$?\w+\}|\A\$\w+\Z")
_NUMBERED = re.compile(r"(?i)[a-z]{4,}\d{1,6}\Z")
_YEARLY = re.compile(r"(?i)[a-z]{4,}(?:[-_.][a-z]{3,})*[-_.]?\d{3,6}")
_LAST = re.compile(rb"\\?[\"'] *\)")
_PROSE = re.compile(rb"[.,]?[ \t]+[A-Za-z]{2,}(?:[ ,.!?\r\n]|\Z)")
_TYPE = re.compile(rb" \| [A-Z]|:? ?\.\.\.")
_ENTITY = re.compile(rb"&(?:quot|#0?39);\Z")
_NAME = re.compile(r"[a-z][A-Z]|(?i:pass|secret|token|key|string)")
_WORD_AND_DIGITS = re.compile(r"[A-Za-z]+\d{2,}")
_CAMEL = re.compile(r"(?:[A-Z][a-z]+){2,}")
_FIELD = re.compile(r"(?i)token|secret|key|pass|name|value|type")
_PLAIN = re.compile(r"[A-Za-z0-9_\-=+/.~:%]+")
_NEXT_KEY = re.compile(r"[$\w.-]+:\Z")


class Context:
    """What stands around a value."""

    __slots__ = ("key", "operator", "place", "quoted", "tail")

    def __init__(
        self, key: str, operator: bytes, quoted: bool, tail: bytes, place: tuple[bytes, int]
    ) -> None:
        self.key, self.operator, self.quoted = key, operator, quoted
        self.tail, self.place = tail, place

    @property
    def alone(self) -> bool:
        return _alone(*self.place)

    @property
    def listed(self) -> bool:
        """Two strings of a list or of a call's arguments."""
        return b"," in self.operator

    @property
    def defined(self) -> bool:
        """`define('NAME', 'value')`: the arguments are a setting."""
        return self.alone and self.key.isupper()

    @property
    def typed(self) -> bool:
        """`password: bytes | None`: the value is a type."""
        return not self.quoted and self.tail[:1] in b" :." and bool(_TYPE.match(self.tail))

    @property
    def environment(self) -> bool:
        """`NAME=value` at the beginning of a line."""
        return self.alone and self.operator == b"=" and self.key.isupper()

    @property
    def prose(self) -> bool:
        """The value is followed by further words, as in a sentence."""
        return not self.quoted and bool(_PROSE.match(self.tail))


def _alone(data: bytes, start: int) -> bool:
    """The key is the first word of its line, as in a settings file."""
    line = line_before(data, start, 24)
    line = _ENTITY.sub(b"", line) if line.endswith(b";") else line
    return line.strip(b" \t-\"'$;#:>\\(").lower() in (
        b"",
        b"export",
        b"set",
        b"env",
        b"arg",
        b"val",
        b"var",
        b"let",
        b"const",
        b"define",
        b"config::define",
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
    if not context.quoted and value[-1:] == ":" and _NEXT_KEY.match(value):
        return False
    if _argument(value, context) or context.typed:
        return False
    if sort is not Sort.PASSWORD and value.lower() == context.key.lower():
        return False
    if context.quoted and (value[0] in " ,;+" or _JOINED.match(context.tail)):
        return False
    if context.quoted and _BUILT.search(value):
        return False
    if sort is Sort.PASSWORD:
        return _password(value, context)
    return _secret(value, sort, context)


def _argument(value: str, context: Context) -> bool:
    """One of several words in a list or a call, and no setting."""
    if b"," not in context.operator and b"(" not in context.operator:
        return False
    if context.listed and plausible.identifier(value) and not context.defined:
        return not (_NUMBERED.match(value) and _LAST.match(context.tail))
    return " " in value and not any(map(str.isdigit, value))


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
    if context.quoted and _sentence(value) and not any(map(str.isdigit, value)):
        return False
    if value.isdigit():
        return len(value) >= 4 and not context.prose
    if context.key.lower().endswith("pin") and value.isalpha():
        return False
    if plausible.jumbled(value):
        return True
    if plausible.mixed(value) >= 3 or plausible.has_digit_and_letter(value):
        said = context.prose and context.operator != b"="
        word = plausible.identifier(value) and not _YEARLY.fullmatch(value)
        return context.environment or not (word and said)
    if context.quoted:
        return not _sentence(value) and not (
            context.operator.strip(b"\"' ")[:1] in (b",", b"(")
            and plausible.identifier(value)
            and not context.defined
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
    camel = _NAME.search(value)
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
        return _strong(value) or (context.key.lower().endswith("auth") and basic(value))
    if context.key.lower().endswith("auth") and basic(value):
        return True
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
    if _WORD_AND_DIGITS.fullmatch(value):
        return len(value) >= 10
    if context.environment and len(value) >= 16 and value.isalpha():
        return True
    return (
        value.isalpha()
        and len(value) >= 14
        and (context.quoted or context.alone)
        and not value.istitle()
        and not _CAMEL.fullmatch(value)
        and not _FIELD.search(value)
    )


def _strong(value: str) -> bool:
    if not _PLAIN.fullmatch(value) or (plausible.hexadecimal(value) and len(value) not in (32, 64)):
        return False
    if value.count("/") > 2 and not value.endswith("="):
        return False
    return plausible.random_looking(value, 18) and (
        plausible.mixed(value) >= 3 or len(set(value)) >= 12
    )
