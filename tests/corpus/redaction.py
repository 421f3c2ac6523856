"""Which texts must redaction see through, and which must it leave alone?

All values are random and made at run time from a seed; prefixes are put together from pieces, so
no file here holds anything that looks like a live key. Each kind has shapes of values and wordings
around them. The wordings here are the half to work with; those in redaction_held.py are held out.
"""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus import redaction_field as field
from corpus.redaction_held import HELD

HEX, LOW, UP = "0123456789abcdef", string.ascii_lowercase, string.ascii_uppercase
ALNUM = string.ascii_letters + string.digits
URLSAFE = ALNUM + "-_"


@dataclass(frozen=True, slots=True)
class Sample:
    kind: str
    text: str
    start: int  # of the expected span; equal to end when nothing is to be found
    end: int
    held_out: bool

    @property
    def positive(self) -> bool:
        return self.end > self.start


class Values:
    """Random values of every shape the corpus needs."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def some(self, alphabet: str, least: int, most: int = 0) -> str:
        return "".join(self.rng.choices(alphabet, k=self.rng.randint(least, most or least)))

    def uuid(self) -> str:
        raw = self.some(HEX, 32)
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"

    def password(self) -> str:
        words = ("Winter", "tango", "Copper", "river", "Falcon", "mellow", "Orbit", "cactus")
        sign = self.rng.choice("!#@_-+*?%")
        return self.rng.choice(
            (
                f"{self.rng.choice(words)}{self.rng.randint(10, 9999)}{sign}",
                self.some(ALNUM, 10, 16) + sign,
                f"{self.rng.choice(words)}{sign}{self.rng.choice(words)}{self.rng.randint(1, 99)}",
                self.some(LOW, 4) + str(self.rng.randint(100, 99999)),
            )
        )

    def name(self) -> str:
        names = [
            "anna.kowalska",
            "jsmith",
            "li.wei",
            "m_garcia",
            "o'brien",
            "fatima.z",
            "t.nguyen",
            "bjorn.lund",
        ]
        return self.rng.choice(names)

    def domain(self) -> str:
        hosts = [
            "example.com",
            "example.org",
            "mail.example.net",
            "shop-north.co.uk",
            "agentur-beispiel.de",
        ]
        return self.rng.choice(hosts)

    def luhn(self, prefix: str, size: int) -> str:
        digits = prefix + self.some(string.digits, size - len(prefix) - 1)
        total = sum(
            int(d) if i % 2 else sum(divmod(int(d) * 2, 10)) for i, d in enumerate(reversed(digits))
        )
        return digits + str(-total % 10)

    def card(self, *, good: bool = True) -> str:
        prefix, size, cuts = self.rng.choice(
            (("4", 16, (4, 8, 12)), ("5" + self.rng.choice("12345"), 16, (4, 8, 12)),
             ("37", 15, (4, 10)), ("6011", 16, (4, 8, 12)))
        )  # fmt: skip
        number = self.luhn(prefix, size)
        if not good:
            number = number[:-1] + str((int(number[-1]) + self.rng.randint(1, 9)) % 10)
        gap = self.rng.choice(("", " ", "-"))
        return gap.join(number[a:b] for a, b in zip((0, *cuts), (*cuts, size), strict=True))

    def iban(self) -> str:
        country, bank, digits = self.rng.choice(
            (("DE", "", 18), ("GB", "NWBK", 14), ("FR", "", 23), ("NL", "ABNA", 10), ("ES", "", 20))
        )
        body = bank + self.some(string.digits, digits)
        number = "".join(str(int(c, 36)) for c in body + country + "00")
        plain = f"{country}{98 - int(number) % 97:02d}{body}"
        if self.rng.random() < 0.5:
            return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))
        return plain

    def ssn(self) -> str:
        area = self.rng.choice([n for n in range(100, 899) if n != 666])
        return f"{area}-{self.rng.randint(10, 99)}-{self.rng.randint(1000, 9998)}"

    def phone(self) -> str:
        def d(count: int) -> str:
            return self.some("23456789", count)

        return self.rng.choice(
            (f"+1 {d(3)} {d(3)} {d(4)}", f"({d(3)}) {d(3)}-{d(4)}", f"{d(3)}-{d(3)}-{d(4)}", f"+44 20 {d(4)} {d(4)}",
             f"+49 (0)30 {d(3)} {d(5)}", f"+33 6 {d(2)} {d(2)} {d(2)} {d(2)}", f"020 {d(4)} {d(4)}", f"+91 9{d(4)} {d(5)}",
             f"{d(3)}.{d(3)}.{d(4)}", f"06 {d(2)} {d(2)} {d(2)} {d(2)}", f"+48{d(9)}", f"0171 {d(7)}", f"+61 4{d(2)} {d(3)} {d(3)}")
        )  # fmt: skip

    def jwt(self) -> str:
        head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
        body = f'{{"sub":"{self.some(string.digits, 10)}","iat":1{self.some(string.digits, 9)}}}'
        claims = base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")
        return f"{head}.{claims}.{self.some(URLSAFE, 43)}"

    def pem(self) -> str:
        kind = self.rng.choice(("RSA ", "", "EC ", "OPENSSH "))
        lines = [self.some(ALNUM + "+/", 64) for _ in range(self.rng.randint(3, 8))]
        body = "\n".join([*lines, self.some(ALNUM, 24) + "=="])
        return f"-----BEGIN {kind}PRIVATE " + f"KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"

    def salt(self) -> str:
        return self.some(ALNUM + "!@#$%^&*()-_ []{}<>~`+=,.;:/?|", 64).strip()

    def basic(self) -> str:
        return base64.b64encode(f"{self.name()}:{self.password()}".encode()).decode()


def _token(prefix: str, alphabet: str, size: int) -> Callable[[Values], str]:
    return lambda v: prefix + v.some(alphabet, size)


TOKENS: dict[str, Callable[[Values], str]] = {
    "aws_key": _token("AK" + "IA", UP + "234567", 16),
    "github": _token("gh" + "p_", ALNUM, 36),
    "gitlab": _token("gl" + "pat-", URLSAFE, 20),
    "slack": lambda v: (
        "xo" + f"xb-{v.some(string.digits, 12)}-{v.some(string.digits, 12)}-{v.some(ALNUM, 24)}"
    ),
    "stripe": _token("sk" + "_live_", ALNUM, 24),
    "google": _token("AI" + "za", URLSAFE, 35),
    "sendgrid": lambda v: "S" + f"G.{v.some(URLSAFE, 22)}.{v.some(URLSAFE, 43)}",
    "npm": _token("np" + "m_", ALNUM, 36),
    "openai": lambda v: "sk" + f"-proj-{v.some(URLSAFE, 60)}",
    "mailgun": _token("ke" + "y-", HEX, 32),
    "twilio": _token("S" + "K", HEX, 32),
    "shopify": _token("shp" + "at_", HEX, 32),
    "telegram": lambda v: v.some("123456789", 10) + ":A" + "A" + v.some(URLSAFE, 33),
    "digitalocean": _token("do" + "p_v1_", HEX, 64),
}

# kind -> (shape of value, wordings); {} is the value, and the expected span.
POSITIVE: dict[str, tuple[Callable[[Values], str], tuple[str, ...]]] = {
    **{
        f"token_{name}": (
            shape,
            (
                "Here is the key we use: {}",
                "export SERVICE_KEY={}",
                '{{"event":"sync","credential":"{}","retries":3}}',
                "2026-03-01 10:22:01 ERROR plugin: 401 for key {}, giving up",
                "curl -H 'X-Api-Key: {}' https://api.example.com/v1/items",
                "  apiKey: {}  # production",
                "$client = new Client('{}');",
                "<setting name=\"apikey\">{}</setting>",
            ),
        )
        for name, shape in TOKENS.items()
    },
    "jwt": (Values.jwt, ("id_token={}&state=xyz", "Token expired: {}", '"jwt": "{}"', "Authorization: Bearer {}", "cookie says sso={}; Path=/", "Our SSO link https://sso.example.com/?t={}")),
    "private_key": (Values.pem, ("my key:\n{}\nthanks", "ssl_key = '''\n{}\n'''", "{}", "cat id_rsa\n{}\n$ ")),
    "connection_string": (
        Values.password,
        (
            "DATABASE_URL=postgres://app:{}@db.internal:5432/shop",
            "redis://:{}@cache-1:6379/0",
            "Server=tcp:sql1,1433;Database=shop;User ID=sa;Password={};Encrypt=true",
            "mongodb+srv://svc:{}@cluster0.abcde.mongodb.net/prod",
            "amqp://guest2:{}@rabbit:5672/%2f",
            "jdbc:mysql://db/shop?user=app&password={}&useSSL=true",
            "dsn: app:{}@tcp(10.0.0.3:3306)/shop",
            "mssql+pyodbc://sa:{}@host/db?driver=ODBC",
        ),
    ),
    "password_config": (
        Values.password,
        (
            "DB_PASSWORD={}",
            "define( 'DB_PASSWORD', '{}' );",
            "  password: {}",
            '"password": "{}",',
            "password = {}",
            "spring.datasource.password={}",
            "<password>{}</password>",
            "- name: MYSQL_ROOT_PASSWORD\n  value: \"{}\"",
            "$config['smtp_pass'] = '{}';",
            "mysqldump -u root -p{} shop > dump.sql",
            "curl -u admin:{} https://stage.example.com/",
            "CREATE USER app IDENTIFIED BY '{}';",
            '<add key="AdminPassword" value="{}" />',
            "./deploy --user bob --password {} --force",
            "machine ftp.example.com login bob password {}",
            "requirepass {}",
        ),
    ),
    "password_told": (
        Values.password,
        (
            "The admin password is {} please log in",
            "login: admin / {}",
            "You can use user support and password: {} for wp-admin.",
            "I changed the pw to {} yesterday",
            "FTP access: deploy / {}",
            "Passwort: {}",
            "mot de passe : {}",
            "username: editor, password: {}",
        ),
    ),
    "authorization_basic": (Values.basic, ("Authorization: Basic {}", "> authorization: Basic {}\n> accept: */*", '"Authorization": "Basic {}"', "req.headers['Authorization'] = 'Basic {}'")),
    "authorization_bearer": (lambda v: v.some(ALNUM, 32, 48), ("Authorization: Bearer {}", "-H \"Authorization: Bearer {}\"", "authorization=Bearer {}", "Header Authorization: Token {}")),
    "cookie": (
        lambda v: v.some(HEX, 26, 32),
        (
            "Cookie: PHPSESSID={}",
            "Set-Cookie: sessionid={}; Path=/; HttpOnly",
            "cookie: theme=dark; connect.sid=s%3A{}; lang=en",
            "wordpress_logged_in_0123456789abcdef0123456789abcdef=admin%7C1790000000%7C{}",
            "curl -b 'JSESSIONID={}' https://example.com",
            "laravel_session={}; expires=Fri",
        ),
    ),
    "session_id": (lambda v: v.some(ALNUM, 24), ("session_id={}", '"sessionId": "{}"', "/login.jsp;jsessionid={}", "sid={}&page=2")),
    "wordpress_salt": (
        Values.salt,
        (
            "define('AUTH_KEY',         '{}');",
            "define( 'SECURE_AUTH_SALT', '{}' );",
            "NONCE_KEY='{}'",
            "define(\"LOGGED_IN_KEY\", \"{}\");",
            "wp config set AUTH_SALT '{}'",
            "LOGGED_IN_SALT: '{}'",
        ),
    ),
    "purchase_code": (
        Values.uuid,
        (
            "Purchase code: {}",
            "my envato purchase code is {} (regular licence)",
            "Bought on CodeCanyon, code {}",
            "license_key={}",
            '"purchase_code":"{}"',
            "Item purchase code\n{}",
            "https://example.com/verify?purchase_code={}",
            "ThemeForest licence {}",
        ),
    ),
    "generic_secret": (
        lambda v: v.some(ALNUM, 28, 40),
        (
            "client_secret={}",
            '"apiSecret": "{}"',
            "SECRET_KEY = '{}'",
            "aws_secret_access_key = {}",
            "webhook secret: {}",
            "access_token={}&expires_in=3600",
            "x-auth-token: {}",
            "HEROKU_API_KEY={}",
            "private_token: {}",
            "The API key is {}",
        ),
    ),
    "azure_storage": (lambda v: v.some(ALNUM + "+/", 86) + "==", ("AccountName=shop;AccountKey={};EndpointSuffix=core.windows.net", "storage key {}", "AZURE_KEY={}", 'accountKey: "{}"')),
    "email": (
        lambda v: f"{v.name()}@{v.domain()}",
        (
            "Please write to {} about this",
            "From: Anna <{}>",
            'user_email="{}"',
            "login failed for {} from 10.1.2.3",
            "mailto:{}?subject=Hi",
            "https://example.com/unsubscribe?email={}&x=1",
            "({}), she reported it",
            "{}\n",
        ),
    ),
    "phone": (
        Values.phone,
        (
            "Call me: {}",
            "Tel. {}",
            '"phone": "{}"',
            "My number is {}, after 5 pm",
            "{} (mobile)",
            "WhatsApp {}",
            "Kind regards\nJo\n{}\n",
            "billing_phone={}",
        ),
    ),
    "credit_card": (Values.card, ("Card {} was declined", "pan={}", "paid with {} exp 04/29", "card_number: '{}'", "Visa {}", "{}")),
    "iban": (Values.iban, ("IBAN: {}", "refund to {} please", "account {} (Sparkasse)", '"iban":"{}"', "Bank: {} BIC COBADEFF", "{}")),
    "us_ssn": (Values.ssn, ("SSN: {}", "her social security number is {}", "ssn={}", "{} on file", "Tax form lists {} as the owner", '"ssn": "{}"')),
}  # fmt: skip

NEGATIVE: dict[str, tuple[Callable[[Values], str], tuple[str, ...]]] = {
    "uuid": (Values.uuid, ("request id {}", "trace_id={}", '"order_uuid": "{}"', "job {} finished", "/api/v1/items/{}", "Correlation-ID: {}")),
    "git_sha": (lambda v: v.some(HEX, 40), ("commit {}", "HEAD is now at {}", "ref: {}", "https://github.com/o/r/commit/{}", "merged {} into main", "GIT_COMMIT={}")),
    "digest": (lambda v: v.some(HEX, 64), ("image@sha256:{}", "sha256: {}", "checksum={}", "{}  package.tar.gz", "--hash=sha256:{}", "etag: \"{}\"")),
    "integrity": (lambda v: v.some(ALNUM + "+/", 86) + "==", ('"integrity": "sha512-{}"', "integrity sha512-{}", "<script integrity=\"sha384-{}\">", "sha512-{}")),
    "version": (lambda v: f"{v.rng.randint(1, 12)}.{v.rng.randint(0, 40)}.{v.rng.randint(0, 400)}", ("WordPress {}", "eslint@{}", "php {} fpm", "pkg:npm/left-pad@{}", "v{}-rc.1", "requires >= {}")),
    "placeholder": (
        lambda v: v.rng.choice(("<YOUR_TOKEN>", "${DB_PASSWORD}", "********", "xxxxxxxxxxxx", "{{ secret }}", "your-api-key-here", "changeme", "%(password)s", "$TOKEN", "REDACTED", "[FILTERED]")),
        ("DB_PASSWORD={}", "api_key: {}", "Authorization: Bearer {}", "password: '{}'", "export TOKEN={}", "--token {}"),
    ),
    "code": (
        lambda v: v.rng.choice(("os.environ['SECRET']", "getenv('DB_PASS')", "request.form.get('pw')", "self.settings.token", "process.env.API_KEY", "getpass.getpass()", "config.get('secret')", "None", "str", "$_POST['pwd']", "null")),
        ("password = {}", "token: {}", "const secret = {};", "def f(token={}):", "api_key={}", "$password = {};"),
    ),
    "prose": (
        lambda v: v.rng.choice(("must be at least 12 characters", "was reset by the user", "is required", "cannot be empty", "has expired", "and username do not match", "should never be shared", "field is missing")),
        ("The password {}.", "Error: token {}", "Your API key {}", "password: {}", "secret {} in this form", "Cookie {}"),
    ),
    "path": (
        lambda v: v.rng.choice(("/etc/ssl/private/server.key", "/var/www/html/wp-content/plugins/auth/token.php", "C:\\\\sites\\\\app\\\\secrets.json", "./config/credentials.yml.enc", "/run/secrets/db_password")),
        ("loaded {}", "password_file={}", "File \"{}\", line 42, in get_token", "secret: {}", "at {}:12:7", "key file {}"),
    ),
    "timestamp": (
        lambda v: v.rng.choice(("2026-10-18T12:33:44.123Z", "1790000000123", "20261018123344", "18/Oct/2026:12:33:44 +0000", "2026-10-18 12:33:44,567")),
        ("{} GET /index.php 200", "ts={}", "at {} the job failed", "session started {}", "[{}] worker up", "call finished {}"),
    ),
    "ip_port": (lambda v: f"{v.rng.randint(11, 240)}.{v.rng.randint(0, 255)}.{v.rng.randint(0, 255)}.{v.rng.randint(1, 254)}", ("from {}:443", "ip={}", "{} - - \"GET /\"", "peer {} closed", "upstream {}:9000", "X-Forwarded-For: {}")),
    "order_number": (lambda v: v.card(good=False), ("order {}", "tracking {}", "invoice no. {}", "ref {}", "parcel {}", "ticket {}")),
    "package_at": (lambda v: f"{v.rng.choice(('react', 'lodash', '@babel/core', 'actions/checkout', 'vue'))}@{v.rng.randint(1, 20)}.{v.rng.randint(0, 20)}.{v.rng.randint(0, 9)}", ("npm i {}", "{} requires a peer", "uses: {}", "├── {}", "https://unpkg.com/{}/dist/index.js", '"{}": {{}}')),
    "git_remote": (lambda v: v.rng.choice(("git@github.com:org/repo.git", "git@gitlab.example.com:team/app.git", "ssh://git@host.example.org/x.git")), ("origin {} (fetch)", "git clone {}", "remote: {}", "url = {}", "repo {}", '"url": "{}"')),
    "benign_cookie": (lambda v: v.rng.choice(("lang=en; theme=dark", "_ga=GA1.2.1234567890.1700000000", "cookie_consent=accepted", "wp-settings-1=editor%3Dtinymce")), ("Cookie: {}", "cookies seen: {}", "Set-Cookie: {}; Path=/", "document.cookie = '{}'")),
    "colour_and_data": (lambda v: v.rng.choice((f"#{v.some(HEX, 6)}", "data:image/png;base64," + v.some(ALNUM + "+/", 120), f"0x{v.some(HEX, 16)}")), ("color: {};", "background {}", "src=\"{}\"", "value {}", "url({})", "at address {}")),
    "key_name": (
        lambda v: v.rng.choice(("cache_key_users_42", "primary", "wp_posts_pkey", "api-key-header", "token-bucket", "secret-name-prod", "session_store", "auth0|google")),
        ("key: {}", "primary_key={}", "secretName: {}", "token_type={}", "key_id: {}", "name: {}"),
    ),
    "number_list": (lambda v: " ".join(str(v.rng.randint(10, 9999)) for _ in range(6)), ("sizes {}", "ids: {}", "memory {}", "timings {} ms", "rows {}", "counts = [{}]")),
}  # fmt: skip


POSITIVE |= {kind: (shape, work) for kind, (shape, work, _) in field.POSITIVE.items()}
NEGATIVE |= {kind: (shape, work) for kind, (shape, work, _) in field.NEGATIVE.items()}
LATER = {kind: held for kind, (*_, held) in (field.POSITIVE | field.NEGATIVE).items()}


def samples(seed: int = 7, each: int = 6) -> Iterator[Sample]:
    """`each` texts of every wording of every kind."""
    values = Values(random.Random(seed))
    for held_out in (False, True):
        for kinds, positive in ((POSITIVE, True), (NEGATIVE, False)):
            for kind, (shape, wordings) in kinds.items():
                for wording in (HELD | LATER)[kind] if held_out else wordings:
                    for _ in range(each):
                        yield _sample(kind, wording, shape(values), held_out, positive)


def _sample(kind: str, wording: str, value: str, held_out: bool, positive: bool) -> Sample:
    before, after = (part.replace("{{", "{").replace("}}", "}") for part in _split(wording))
    start = len(before)
    return Sample(
        kind, before + value + after, start, start + len(value) if positive else start, held_out
    )


def _split(wording: str) -> tuple[str, str]:
    at = wording.replace("{{", "\0\0").replace("}}", "\0\0").index("{}")
    return wording[:at], wording[at + 2 :]
