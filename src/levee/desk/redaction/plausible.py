"""Is a value a secret that someone uses, or only a stand-in, code or prose?"""

import math
import re
from collections import Counter

_STAND_IN = re.compile(
    r"(?i)\A(?:\$[\w{(\[]|\{\{|\{[\w.: -]*\}|%[({]|%\w+%|#\{|<|&lt;|\[\[|\[[a-z _-]+\]|@@|@\w+@|@microsoft\."
    r"|!(?:vault|ref|sub|getatt|secret|env|importvalue)|enc\[|op://|vault:|ref\+|arn:aws|projects/|secretkeyref"
    r"|secret://|keyvault|file:|ssm:|env[:.(]|__\w+__|%s|%d|\?\Z|:\w+\Z|~\Z|/run/secrets|/var/|/etc/|/opt/|/home/|/usr/|\./|~/)"
)
_MASK = re.compile(r"(?i)x{4,}|\*{3,}|\.{3}|\u2026|\u2022{2,}|_{4,}|#{3,}|-{5,}|\?{4,}|0{8,}|1{8,}")
_HINT = re.compile(
    r"(?i)your|change[_ -]?(?:me|this|it)|changeit|replace|placeholder|redacted|filtered|masked|"
    r"hidden|removed|insert|to[_ -]?do|fixme|example|sample|goes[_ -]?here|[_ -]here\b|<[\w -]+>|"
    r"enter[_ -]|put[_ -]|\bdummy\b|not[_ -]?set|no[_ -]?password|some[_-]?(?:secret|token|password|key)"
)
_WORDS = frozenset(
    "password passwd pass pwd passphrase secret secrets token tokens key keys apikey api_key string str text "
    "none null nil undefined true false yes no on off required optional empty unset default value "
    "foo bar baz foobar env bearer basic digest any int bool boolean object array number char "
    "varchar hidden auto disabled enabled invalid incorrect wrong missing expired failed failure "
    "error ok success blank same new old current reset forgot lost change update updated changed "
    "protected encrypted hashed set stored provided supplied given here below above it that this "
    "the a an is not and or of for in to you we my our user username name email login field input "
    "label type prompt file path url mypassword mysecret mytoken my_password my-secret my-token "
    "password123 secret123 test testing abc abc123 n/a na tbd xxx self this.state props "
    "access_token refresh_token id_token client_secret secret_key private public session cookie "
    "authorization credentials credential vault keyring plaintext sha256 md5 bcrypt argon2 "
    "hs256 rs256 es256 aes utf-8 json xml html php python java".split()
)
_CODE = re.compile(
    r"(?i)\(|\bos\.environ|process\.env|getenv|environ\b|\$_|->|=>|::|\?\?|\|\||&&|\+\s*['\"]|['\"]\s*[.+]\s|"
    r"\brequest\.|\bself\.|\bthis\.|\bconfig\.|\bsettings\.|\bparams\.|\bargs\.|\boptions\."
)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:(?:\.|\?\.|\[)[A-Za-z_'\"]\w*\]?)+\Z")
_IDENTIFIER = re.compile(r"(?i)\A[a-z]+(?:[-_./:][a-z]+|[-_./:]?v?\d{1,4})*\Z")
_UUID = re.compile(r"(?i)\A\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?\Z")
_HEX = re.compile(r"(?i)\A(?:0x)?[0-9a-f]+\Z")
_DATE = re.compile(r"\A\d{4}-\d\d-\d\d|\A\d\d?:\d\d|\A\d\d?[./]\d\d?[./]\d{2,4}\Z")
_URL = re.compile(r"(?i)\A(?:[a-z][a-z0-9+.-]*:)?//|\Awww\.|\A[\w.-]+\.(?:com|org|net|io|php|html?|json|ya?ml|txt|pem|key|crt|env|js|py)\Z")
_VERSION = re.compile(r"\A[v^~>=<]*\d+(?:\.\d+){1,3}(?:[-+.\w]*)\Z")


def stand_in(value: str) -> bool:
    """A template, mask or hint in a secret's place."""
    if "[redacted" in value.lower() or _STAND_IN.match(value):
        return True
    if _MASK.search(value) or _HINT.search(value):
        return True
    return len(set(value)) < 3 and len(value) > 3


def common_word(value: str) -> bool:
    return value.strip("\"'`.,;:!?()[]{}").lower() in _WORDS


def code(value: str) -> bool:
    """An expression that yields the secret instead of the secret."""
    return bool(_CODE.search(value) or (_DOTTED.match(value) and not re.search(r"\d", value)))


def identifier(value: str) -> bool:
    return bool(_IDENTIFIER.match(value))


def uuid(value: str) -> bool:
    return bool(_UUID.match(value))


def hexadecimal(value: str) -> bool:
    return bool(_HEX.match(value))


def link_or_date(value: str) -> bool:
    return bool(_URL.search(value) or _DATE.match(value) or _VERSION.match(value))


def entropy(value: str) -> float:
    total = len(value)
    return -sum(n / total * math.log2(n / total) for n in Counter(value).values()) if total else 0.0


def mixed(value: str) -> int:
    """How many of lower case, upper case, digits and signs are in the value."""
    lower = any("a" <= c <= "z" for c in value)
    upper = any("A" <= c <= "Z" for c in value)
    digit = any("0" <= c <= "9" for c in value)
    sign = any(not c.isalnum() for c in value)
    return lower + upper + digit + sign


def has_digit_and_letter(value: str) -> bool:
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def random_looking(value: str, least: int = 16) -> bool:
    """Long enough, of letters and digits, and neither words, version, date nor address."""
    if len(value) < least or not has_digit_and_letter(value):
        return False
    if identifier(value) or link_or_date(value):
        return False
    return entropy(value) > (2.5 if hexadecimal(value) else 3.0)
