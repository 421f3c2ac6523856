"""Is a value a secret that someone uses, or only a stand-in, code or prose?"""

# ruff: noqa: E501 - a pattern is read as one line

import re

from levee.desk.redaction.scan import compiled

_STAND_IN = re.compile(
    r"(?i)\A(?:\$(?:[a-z_]+\Z|[A-Z_][A-Z0-9_]*\Z|[{(\[])|\{\{|\{[\w.: -]*\}|%[({]|%\w+%|#\{|<[\w .:/-]{1,60}>|&lt;[\w .:-]{1,60}&gt;|\[\[|\[[a-z _-]+\]|@@|@\w+@|@microsoft\."
    r"|!(?:vault|ref|sub|getatt|secret|env|importvalue)|enc\[|op://|vault:|ref\+|arn:aws|projects/|secretkeyref"
    r"|secret://|&\#x?[0-9a-f]+;?\Z|urn:uuid:|\#[a-z]+(?:-[a-z]+)*\Z|\#[0-9a-f]{3,8}\Z|keyvault|file:|ssm:|env[:.(]|__\w+__|%s|%d|\?\Z|:\w+\Z|~\Z|pk_(?:live|test)_|/run/secrets|/var/|/etc/|/opt/|/home/|/usr/|\./|~/)"
)
# A mask or hint anywhere in a value: one automaton asks for all of them.
_HINT = compiled(
    r"(?i)x{4}|[*]{3}|[.]{3}|\xe2\x80[\xa2\xa6]|_{4}|#{3}|-{5}|\A(?:0{8}|1{8})|\{%|\{\{|"
    r"your|changeme|change[ _-]|changethis|changeit|replace|placeholder|redacted|filtered|masked|hidden|removed|insert|todo|fixme|example|sample|"
    r"goes[ _]here|[_-]here|enter[ _]|put[ _-]|not[ _]set|no password|some[_-]|dummy[_-]"
)
_WORDS = frozenset(
    """
    password passwd pass pwd passphrase secret secrets token tokens key keys apikey api_key string str text none
    null nil undefined true false yes no on off required optional empty unset default value foo bar baz foobar env
    bearer basic digest any bytes int bool boolean object array number char varchar hidden auto disabled enabled
    invalid incorrect wrong missing expired failed failure error ok success blank same new old current reset
    forgot lost change update updated changed protected encrypted hashed set stored provided supplied given here
    below above it that this the a an is not and or of for in to you we my our user username name email login
    field input label type prompt file path url mypassword mysecret mytoken my_password my-secret my-token
    password123 secret123 test testing abc abc123 n/a na tbd xxx self this.state props access_token refresh_token
    id_token client_secret secret_key private public session cookie authorization credentials credential vault
    keyring plaintext sha256 md5 bcrypt argon2 hs256 rs256 es256 aes utf-8 json xml html php python java
    """.split()  # noqa: SIM905 - words are read as words
)
_CODES = (
    "(", "os.environ", "process.env", "getenv", "environ[", "$_", "->", "=>", "::", "??", "||", "&&",
    "request.", "self.", "this.", "config.", "settings.", "params.", "args.", "options.",
    "===", "),", "}else", "){", ".concat(",
)  # fmt: skip
_OPERATOR = re.compile(r"[(){.>:?|&$\[]|environ|getenv")
_DOTTED = re.compile(r"[A-Za-z_]\w*+(?:(?:\.|\?\.|\[)[A-Za-z_'\"]\w*+\]?)++\Z")
_IDENTIFIER = re.compile(
    r"(?i)_{0,2}+(?:\d{1,5}+[-_])?+[a-z]++(?:[-_./:][a-z]++|\d{1,2}+(?-i:(?:[A-Z][a-z]{2,}+)++)|[-_./:]?v?\d{1,4}+(?!\d))*+\Z"
)
_CASED = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_INDEXED = re.compile(r"[A-Za-z_$][\w$.]*+\[[\w$+., \[-]{0,80}\]*+[\w$.]*+\Z")
_OPENED = re.compile(r"[\[({]+[A-Za-z_][A-Za-z_.]*+\Z")
_DIGIT = re.compile("[0-9]")
_UUID = re.compile(r"(?i)\A\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?\Z")
_HEX = re.compile(r"(?i)\A(?:0x)?[0-9a-f]+\Z")
_DATE = re.compile(r"\A\d{4}-\d\d-\d\d|\A\d\d?:\d\d|\A\d\d?[./]\d\d?[./]\d{2,4}\Z")
_DRIVE = re.compile(r"[A-Za-z]:\\|\\\\\\\\|%\w+%\\")
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//|www\.|[\w.-]+\.(?:com|org|net|io|php|html?|json|ya?ml|txt|pem|key|crt|env|js|py)\Z"
)
_VERSION = re.compile(r"\A[v^~>=<]*\d+(?:\.\d+){1,3}(?:[-+.\w]*)\Z")
_LINK = re.compile(
    "|".join(f"(?:{p.pattern})" for p in (_DATE, _DRIVE, _VERSION)) + f"|(?i:{_URL.pattern})"
)
_WORD_AND_NUMBER = re.compile(r"(?i)[a-z]{4,}\d{1,6}|[a-z]{4,}(?:[-_.][a-z]{3,}){0,4}[-_.]?\d{2,6}")
_DIGIT_OR_SIGN = re.compile(r"[0-9!@#$%^&*?+=~]")


def stand_in(value: str) -> bool:
    """A template, mask or hint in a secret's place."""
    if _STAND_IN.match(value):
        return True
    return bool(_HINT.search(value.encode("latin-1", "replace"))) or _dull(value)


def _dull(value: str) -> bool:
    """One sign or two, again and again."""
    return len(value) > 3 and len({*value[:4]}) < 3 and len({*value}) < 3


def common_word(value: str) -> bool:
    return value.strip("\"'`.,;:!?()[]{}").lower() in _WORDS


def code(value: str) -> bool:
    """An expression that yields the secret instead of the secret."""
    if (value.isalnum() and "env" not in value.lower()) or not _OPERATOR.search(value):
        return False
    if any(map(value.lower().__contains__, _CODES)):
        return True
    if _INDEXED.match(value) or _OPENED.match(value):
        return True
    return bool(_DOTTED.match(value.rstrip(":"))) and not _DIGIT.search(value)


def identifier(value: str) -> bool:
    return bool(_IDENTIFIER.match(value)) and not jumbled(value)


def jumbled(value: str) -> bool:
    """Letters that change their case more often than words in camel case do."""
    if not (9 <= len(value) <= 256 and value.isalnum()) or value in (value.lower(), value.upper()):
        return False
    words = len(_CASED.findall(value))
    return len(value) < words * (2.5 if len(value) < 16 else 2.8)


def uuid(value: str) -> bool:
    return 36 <= len(value) <= 38 and bool(_UUID.match(value))


def hexadecimal(value: str) -> bool:
    return bool(_HEX.match(value))


def link_or_date(value: str) -> bool:
    return not value.isalnum() and bool(_LINK.match(value))


def mixed(value: str) -> int:
    """How many of lower case, upper case, digits and signs are in the value."""
    lower, upper = value != value.upper(), value != value.lower()
    return lower + upper + bool(_DIGIT.search(value)) + (not value.isalnum())


def has_digit_and_letter(value: str) -> bool:
    return bool(_DIGIT.search(value)) and value.upper() != value.lower()


def random_looking(value: str, least: int = 16) -> bool:
    """Long enough, of letters and digits, and neither words, version, date nor address."""
    if len(value) < least or not has_digit_and_letter(value):
        return False
    if identifier(value) or link_or_date(value):
        return False
    return len(set(value)) >= (6 if len(value) < 16 or hexadecimal(value) else 9)


def strong(value: str) -> bool:
    """Could be a password and could hardly be a word of the sentence."""
    if len(value) < 6 or stand_in(value) or link_or_date(value):
        return False
    if identifier(value) and not _WORD_AND_NUMBER.fullmatch(value):
        return mixed(value) == 4
    if value.lower() == value.upper():
        return False
    return bool(_DIGIT_OR_SIGN.search(value)) or jumbled(value)
