"""What does a key's name say about its value?"""

# ruff: noqa: E501 - a pattern is read as one line

import re
from enum import Enum
from functools import lru_cache

from levee.desk.redaction.vendor_rules import VENDORS


class Sort(Enum):
    NONE = "none"  # nothing secret
    WEAK = "weak"  # a secret only when the value is random beyond doubt
    SECRET = "secret"  # noqa: S105 - token, API key, client secret
    PASSWORD = "password"  # noqa: S105 - anything a person may have chosen
    SALT = "salt"  # WordPress authentication keys and salts

    def kind(self, key: str) -> str:
        if self is Sort.SALT:
            return "wordpress_salt"
        if self is Sort.PASSWORD:
            return "password"
        if _SESSION.search(key):
            return "cookie"
        return "purchase_code" if _BOUGHT.search(key) else "generic_secret"


_SESSION = re.compile(r"(?i)sess|cookie|sid$")
_BOUGHT = re.compile(r"(?i)licen[cs]e|purchase|serial|activation")
_YET = re.compile(
    r"(?i)(?:key|trust)[_-]?store[_-]?pass(?:word)?$|session[_. -]?id$|token[_. -]?secret|secret[_. -]?key$"
)
_SALT = re.compile(
    r"(?i)(?:^|[^a-z])(?:secure_auth|logged_in|auth|nonce|wp_cache)_?(?:key_)?(?:key|salt)$"
)
_PASSWORD = re.compile(
    r"(?i)passw(?:or)?d|passwd|passw|pwd|passphrase|passcode|passwort|kennwort|contrase|senha|(?:^|[_ .-])passe$|storepass$|motdepasse|^mdp$|salasana|^passord|^jelsz\u00c3\u00b3|wachtwoord|parola|has(?:\u00c5\u0082|l)o$|heslo$|senord$|adgangskode|^clave$|\u00c5\u009fifre|\u00e3\u0083\u0091\u00e3\u0082\u00b9\u00e3\u0083\u00af|\u00eb\u00b9\u0084\u00eb\u00b0\u0080|"
    r"\u00e5\u00af\u0086\u00e7\u00a0\u0081|\u00d0\u00bf\u00d0\u00b0\u00d1\u0080\u00d0\u00be\u00d0\u00bb\u00d1\u008c|"
    r"(?:^|[_.$ -])(?:pass|pw|psw|pin|psk)\d?$|(?<=[a-z])(?:Pass|Pw|Pwd)$|(?:db|user|smtp|ftp|mysql|root|admin|mail|sql|ssh|redis|http|proxy|my|login|imap|pop3|api|rds|pg)pass$|^pass(?=[_.-])|_pass_"
)
_SECRET = re.compile(
    r"(?i)secret|token(?!ize|iz)|api[_. -]?key|access[_. -]?key|auth[_. -]?key|priv(?:ate)?[_. -]?key|encrypt(?:ion)?[_. -]?key|crypt[_. -]?key|"
    r"sign(?:ing|ature)?[_. -]?key|master[_. -]?key|account[_. -]?key|shared[_. -]?(?:access[_. -]?)?key|storage[_. -]?key|"
    r"service[_. -]?key|app(?:lication)?[_. -]?key|server[_. -]?key|session[_. -]?key|webhook[_. -]?(?:key|secret)|"
    r"licen[cs]e[_. -]?(?:key|code|token)|activation[_. -]?(?:key|code)|serial[_. -]?key|product[_. -]?key|"
    r"security[_. -]?key|write[_. -]?key|ingest(?:ion)?[_. -]?key|integration[_. -]?key|instrumentation[_. -]?key|site[_. -]?key|deploy[_. -]?key|hmac|preshared|psk$|"
    r"^(?:auth|_auth|x-auth)$|jwt$|creds?$|credentials?$|mnemonic|otp|seed[_ -]?phrase|subscription[_. -]?key|ocp-apim|consumer[_. -]?key|"
    r"session[_. -]?id|sessid|sessionid|purchase[_. -]?code|rest[_. -]?key|admin[_. -]?key|function[_. -]?key|host[_. -]?key$|connection[_. -]?key"
)
_WEAK = re.compile(
    r"(?i)key$|keys?\b|auth|salt|signature$|^sig$|[?&._-]sig$|nonce$|session|cookie|webhook|dsn|seed$|licen[cs]e$|serial$|"
    + "|".join(VENDORS)
)
_NOT = re.compile(
    r"(?i)public[_. -]?(?:api[_. -]?)?key|publishable|pub[_. -]?key|foreign|primary|sort[_. -]?key|partition|cache[_. -]?key|key[_. -]?(?:id|name|alias|type|size|length|file|path|code|board|word|word?s|"
    r"frame|down|up|press|pair|ring|store|tab|usage|version|vault|arn|uri|url|spec|format|prefix|count|hash|fingerprint)|"
    r"keyboard|keyword|keyframe|monkey|turkey|hockey|donkey|keystone|tokeniz|token[_. -]?(?:type|count|limit|url|uri|endpoint|expir\w*|ttl|name|id|length|budget|usage|lifetime|valid\w*|kind|class|index|pos\w*|address|symbol|handler|provider|manager|factory|service|bucket|field|header|param\w*|created\w*|at|hash|file|path)$|"
    r"(?:max|min|num|total|prompt|completion|input|output|next|prev|page|sync|continuation|design|context|reasoning|cached|remaining)[_. -]?(?:page[_. -]?)?tokens?$|"
    r"pagetoken|nextpage|tokens[_ ](?:used|per|left)|secret[_. -]?(?:name|id|arn|ref|path|file|version|store|manager|length|type|provider|key[_. -]?ref|size)$|(?:^|[_-])secrets?name|"
    r"passw(?:or)?d[_. -]?(?:reset|field|label|hint|policy|length|min|max|strength|file|path|url|uri|updat\w*|chang\w*|confirm\w*label|requir\w*|enabled|expir\w*|protected|type|input|encoder|encoding|valid\w*|rule|rotation|age|history|attempts|fields|manager|store|command|prompt|form|last\w*|set\w*|verif\w*|match\w*|mismatch|check\w*|error|message|help|toggle|visible|visibility|placeholder|algorithm|format|source|provider|grant|auth|authentication|generator|recovery|less)$|"
    r"passwordless|authorization|(?:^|[.])(?:set[_-]?)?cookies?$|(?:^|[^a-z]|(?-i:(?<=[a-z])(?=[A-Z])))(?:show|hide|toggle|reset|forgot|lost|change|update|confirm|check|verify|validate|has|is|no|require|enable|disable|allow|use|get|make|hash|generate)[_. -]?passw(?:or)?ds?$|"
    r"pass(?:enger|port|ing|ive|age|ion|ed|es|through|able)|compass|bypass|surpass|trespass|author(?!iz|_)|authentication[_. -]?(?:type|mode|method|results|provider|scheme|required)|auth[_. -]?(?:type|mode|method|url|uri|provider|server|domain|scheme|source|enabled|required|endpoint|user|plugin|backend|handler|service|config|module|file|flow|state|host|port)|"
    r"oauth[_. -]?(?:url|uri|version|provider|scopes?|callback)|session[_. -]?(?:timeout|lifetime|name|path|driver|store|handler|domain|length|expire\w*|count|type|start|start\w*|duration|cookie[_. -]?name|save\w*|gc\w*|module|table|connection|ttl|secure|encrypt)|cookie[_. -]?(?:name|path|domain|secure|httponly|lifetime|samesite|policy|consent|banner|max\w*|expir\w*|law|notice|ttl)|"
    r"\.(?:encode|decode|split|strip|replace|startswith|endswith|match|test|append|push|concat|join)$|\.(?:pem|crt|json|ya?ml|txt|php|py|js|html?|md|conf|cfg|ini)$|_at$|_url$|_uri$|_path$|_file$|_dir$|_enabled$|_count$|_length$|_expires?(?:_in|_at)?$|_ttl$|_timeout$|_type$|_name$|_version$|_status$|_hash_algo\w*$|(?:url|uri|path|filename|version|status|timeout|count)$|"
    r"integrity|checksum|digest$|sha\d*$|commit|revision|etag|license[_. -]?(?:url|file|text|type|name|uri)|licenses?$|signing[_. -]?key[_. -]?id|ssh[_. -]?(?:host|public)|known_hosts|classid$|certificate|fingerprint|uuid$|guid$|(?:request|trace|span|correlation|event|message|order|ticket|transaction|client|user|account|tenant|project|app|application|org|organization|team|channel|workspace|customer|subscription|device|build|job|run|process|thread|site|page|post|item|product|plan|price|invoice)[_. -]?id$"
)


@lru_cache(maxsize=4096)
def meaning(key: str) -> tuple[Sort, str]:
    """What the key says, and the kind of its value."""
    sort = sort_of(key)
    return sort, sort.kind(key)


@lru_cache(maxsize=4096)
def sort_of(key: str) -> Sort:
    name = key.strip("-. $")[-96:]
    if _SALT.search(name):
        return Sort.SALT
    if _NOT.search(name) and not _YET.search(name):
        return Sort.NONE
    if _PASSWORD.search(name):
        return Sort.PASSWORD
    if _SECRET.search(name):
        return Sort.SECRET
    return Sort.WEAK if _WEAK.search(name) else Sort.NONE
