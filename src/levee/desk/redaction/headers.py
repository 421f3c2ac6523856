"""Which header lines, cookies and session marks would let someone in?"""

# ruff: noqa: E501 - a pattern is read as one line

import base64
import binascii
import re
from collections.abc import Iterator

from levee.desk.redaction import plausible
from levee.desk.redaction.scan import compiled, union
from levee.desk.redaction.span import Hit

_AUTH = compiled(
    r"(?i)(?:authorization|proxy-auth|x-auth|http_auth)[\"'\]\\]{0,4}[ \t]*(?::|=>|=|,)[ \t]*\\?[\"'`]?[ \t]*"
    r"(basic|bearer|digest|negotiate|ntlm|token|apikey|api-key|aws4-hmac-sha256|sharedkey|sharedkeylite|hawk|oauth|"
    r"key|jwt|signature|dpop|splunk|genie(?:key)?|bot|client-id|discogs|ssws|pve[a-z]*|gss-api|kerberos|mac|acs|"
    r"zoho-oauthtoken|klaviyo-api-key|sso-key|prefix)?[ \t=:]*([^\r\n]*)"
)
_LOOSE = compiled(
    r"(?i)\b(bearer|basic|negotiate|ntlm|kerberos)(?:[ \t]+|%20|\+|: ?)[\"'`]?([A-Za-z0-9._~+/=%-]{8,})"
)
_COOKIE = compiled(
    r"(?i)\b(?:set-)?cookies?2?[\"'\]\\]{0,4}[ \t]*(?::|=>|=|,)[ \t]*\\?[\"'`{]?[ \t]*([^\r\n]*)"
)
_CURL = compiled(r"(?:^|\s)(?:-b|--cookie)[ =][\"']?([A-Za-z0-9_.-]+=[^\"'\r\n]+)")
_NAMED = compiled(
    r"(?i)(phpsessid|jsessionid|connect\.sid|asp\.net_sessionid|aspsessionid[a-z]{8}|laravel_session|ci_session|cfid|"
    r"cftoken|wordpress_(?:logged_in_|sec_)?[a-f0-9]{32}|wordpress_(?:logged_in|sec)[a-z0-9_]*|wp_woocommerce_session_[a-z0-9_]+|"
    r"wp-postpass_[a-z0-9]+|wp_session[a-z_]*|[a-z0-9_.-]*session(?:_?id|_?key|_?token|_cookie)?|[a-z0-9_.-]*sess(?:id)?|[a-z0-9_.-]*sid|"
    r"xsrf-token|csrftoken|_csrf|remember_(?:me|token|user_token|web_[a-z0-9_]+)|rememberme|\.aspnetcore\.[a-z0-9_.]+|\.aspxauth|"
    r"__secure-[a-z0-9_.-]+|__host-[a-z0-9_.-]+|auth_?cookie|auth_?token|id_token|refresh_token|access_token|sso_?token|"
    r"cf_clearance|__cf_bm|sapisid|apisid|hsid|ssid|frontend|adminhtml|prestashop-[a-f0-9]{32}|sess[a-f0-9]{32}|ssess[a-f0-9]{32}|"
    r"_oauth2_proxy|grafana_session|authelia_session|jwt|sb-[a-z0-9-]+-auth-token|next-auth\.[a-z.-]+)"
    r"[\"']?[ \t]*(?:=|:|=>)[ \t]*[\"']?((?:s%3a)?[A-Za-z0-9%._~+/|:!-]{8,}={0,2})"
)
_GATE = compiled(r"(?i)authoriz|proxy-auth|x-auth|http_auth|cookie|\s-b")
SOME = union(_GATE, _LOOSE, _NAMED)
_SECRET_NAME = re.compile(
    r"(?i)sess|sid\b|sid$|auth|token|login|logged|remember|jwt|csrf|xsrf|secret|sso|wordpress_|wp-postpass|"
    r"clearance|__cf_bm|aspx|identity|credential|access|secure-|__host|frontend|woocommerce|nonce|ticket|user_?key"
)
_HARMLESS_NAME = re.compile(
    r"(?i)^(?:_ga\w*|_gid|_gat\w*|_fbp|_fbc|__utm\w|_hj\w*|optanon\w*|cookie\w*|lang\w*|locale|theme|tz|timezone|"
    r"currency|path|domain|expires|max-age|samesite|consent\w*|wp-settings-\w+|wordpress_test_cookie|woocommerce_items\w*|"
    r"pll_language|viewed\w*|ab_?test\w*|variant|version|dark_?mode|sidebar\w*|color\w*|font\w*|priority|moove\w*|"
    r"cmplz\w*|_gcl\w*|_uet\w*|intercom-id\w*|device\w*|country|region|city|gdpr\w*|banner\w*|utm_\w+)$"
)
MOST_PAIRS = 300  # no browser sends more; such a line is taken out unread
_PAIR = compiled(r"([A-Za-z0-9_.!%$*+^|~-]+)[ \t]*[=:][ \t]*\"?([^;\s\"',]+)")
_NOT_A_SESSION = re.compile(
    r"(?i)(?:no|max|min|new|close|end|per|total|last|start|get|set|has|is|use|active)_?se?ssi(?:on|d)|inside|outside|reside|beside|aside|side$|classid$"
)


def find(data: bytes) -> Iterator[Hit]:
    if not SOME.search(data):
        return
    if _GATE.search(data):
        yield from _authorization(data)
        yield from _cookie_lines(data)
    yield from _loose(data)
    yield from _cookies(data)


def _authorization(data: bytes) -> Iterator[Hit]:
    for match in _AUTH.finditer(data):
        start, end = match.span(2)
        end = _line_end(data, match.start(), start, end)
        value = data[start:end].decode("latin-1")
        if _credential(value, scheme=match.group(1)):
            yield start, end, "authorization"


def _credential(value: str, scheme: bytes) -> bool:
    if len(value) < 6 or plausible.stand_in(value) or plausible.code(value.split(" ")[0]):
        return False
    if scheme.lower() in (b"digest", b"aws4-hmac-sha256", b"hawk", b"oauth", b"signature", b"mac"):
        return "=" in value
    first = value.split()[0].strip(",;")
    if scheme.lower() == b"basic" and basic(first):
        return True
    return len(first) >= 8 and not plausible.common_word(first) and _unlike_words(first)


def _unlike_words(value: str) -> bool:
    if plausible.identifier(value):
        return len(value) > 24 and plausible.mixed(value) > 1 and "_" not in value
    return plausible.has_digit_and_letter(value) or (
        len(value) >= 16 and plausible.mixed(value) > 1
    )


def _line_end(data: bytes, line: int, start: int, end: int) -> int:
    """The header ends where the quote ends in which it stands, or at the line's end."""
    for quote in (
        b'\\"',
        b'"',
        b"'",
        b"`",
        b"\\n",
        b"\\r",
        b"&quot;",
        b"</",
        b"<br",
        b" -H ",
        b" | ",
    ):
        at = data.find(quote, start, end)
        if at > start and not (quote == b'"' and data[at - 1 : at] == b"="):
            if quote in (b'"', b'\\"') and b'="' in data[start:at]:
                continue
            end = at
    return start + len(data[start:end].rstrip(b" \t,;\\)}]"))


def _loose(data: bytes) -> Iterator[Hit]:
    for match in _LOOSE.finditer(data):
        value = match.group(2).decode("latin-1").rstrip(".,")
        scheme = match.group(1).lower()
        good = basic(value) if scheme == b"basic" else plausible.random_looking(value, 12)
        if good and not plausible.stand_in(value):
            yield match.start(2), match.start(2) + len(value), "authorization"


def basic(value: str) -> bool:
    """Basic credentials are base64 of `user:password`."""
    try:
        text = base64.b64decode(value.replace("%3D", "=") + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b":" in text and all(byte >= 32 for byte in text)


def _cookie_lines(data: bytes) -> Iterator[Hit]:
    for pattern in (_COOKIE, _CURL):
        for match in pattern.finditer(data):
            start, end = match.span(1)
            end = _line_end(data, match.start(), start, end)
            if b"=" in data[start:end]:
                yield from _cookie_line(data, start, end, set_cookie=b"et-" in match.group()[:4])


def _cookies(data: bytes) -> Iterator[Hit]:
    for match in _NAMED.finditer(data):
        if _session(match.group(1).decode("latin-1"), match.group(2).decode("latin-1")):
            yield *match.span(2), "cookie"


def _cookie_line(data: bytes, start: int, end: int, *, set_cookie: bool) -> Iterator[Hit]:
    line = data[start:end]
    if line.count(b"=") > MOST_PAIRS:
        yield start, end, "cookie"
        return
    pairs = [m.span(2) for m in _PAIR.finditer(line) if telling(*_decoded(m.group(1), m.group(2)))]
    if not pairs:
        return
    if set_cookie or b"[redacted" in line:
        yield from ((start + first, start + last, "cookie") for first, last in pairs)
    else:
        yield start, end, "cookie"


def _decoded(*groups: bytes) -> list[str]:
    return [group.decode("latin-1") for group in groups]


def telling(name: str, value: str) -> bool:
    if _HARMLESS_NAME.match(name[:128]) or plausible.stand_in(value) or len(value) < 6:
        return False
    if plausible.common_word(value) or plausible.code(value):
        return False
    if _SECRET_NAME.search(name[:128]):
        return not plausible.identifier(value) or len(value) >= 20
    return plausible.random_looking(value, 20)


def _session(name: str, value: str) -> bool:
    if _NOT_A_SESSION.search(name[:128]) or plausible.stand_in(value) or plausible.code(value):
        return False
    return plausible.random_looking(value, 8) or (
        len(value) >= 20
        and plausible.mixed(value) > 1
        and not plausible.link_or_date(value)
        and not plausible.identifier(value)
    )
