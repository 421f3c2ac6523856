"""What does redaction find, and what does it leave alone?"""

import pytest

from levee.desk.redaction import find, redact


def kinds(text: str) -> list[str]:
    return [span.kind for span in find(text)]


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find(text)]


HIDDEN = "Tr0ub4" + "dor#3"


@pytest.mark.parametrize(
    "text",
    [
        f"DB_PASSWORD={HIDDEN}",
        f"  password: {HIDDEN}",
        f'"password": "{HIDDEN}",',
        f"define( 'DB_PASSWORD', '{HIDDEN}' );",
        f"<password>{HIDDEN}</password>",
        f"- name: DB_PASSWORD\n  value: {HIDDEN}",
        f"Server=db;User Id=sa;Password={HIDDEN};",
        f"postgres://app:{HIDDEN}@db/shop",
        f"mysql -u root -p{HIDDEN} shop",
        f"The password is {HIDDEN}",
        f"login: admin / {HIDDEN}",
    ],
)
def test_a_password_is_found_whole_wherever_it_is_written(text: str) -> None:
    assert found(text) == [HIDDEN]


@pytest.mark.parametrize(
    "text",
    [
        "password = getpass()",
        "token: string",
        "password: ********",
        "DB_PASSWORD=${DB_PASSWORD}",
        "api_key: <YOUR_API_KEY>",
        "secret = os.environ['X']",
        "The password must contain 8 characters.",
        "max_tokens=4096",
        "session timeout: 30 minutes",
        "Cookie: lang=en; theme=dark",
        "Failed password for invalid user admin from 10.0.0.1 port 22 ssh2",
        "postgres://user:password@localhost/db",
    ],
)
def test_stand_ins_code_and_prose_are_no_secrets(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "commit 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b",
        "request id 8f14e45f-ceea-467f-9a1b-2c3d4e5f6071",
        "image: nginx@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "php 8.2.12, eslint@9.12.0, pkg:npm/left-pad@1.3.0",
        'File "/srv/app/secret_manager.py", line 88, in get_secret',
        "2026-10-18T12:33:44.123Z 192.168.100.200:8080 1790000000123",
        "origin git@github.com:org/repo.git (fetch)",
        "logo@2x.png and getty@tty1.service",
        "#a1b2c3 0x7ffd12345678abcd",
    ],
)
def test_what_helps_the_investigation_stays(text: str) -> None:
    assert found(text) == []


def test_a_purchase_code_needs_its_words_and_a_plain_uuid_stays() -> None:
    code = "8f14e45f-ceea-467f-9a1b-2c3d4e5f6071"
    assert kinds(f"Envato purchase code: {code}") == ["purchase_code"]
    assert kinds(f"Purchase code is invalid, request id {code}") == []


def test_wordpress_salts_are_found_whatever_signs_they_hold() -> None:
    salt = "<x8#k2^Lq!m9 z0|aB$cD3%(" * 2
    assert found(f"define('AUTH_KEY', '{salt}');") == [salt]
    assert found("define('AUTH_KEY', 'put your unique phrase here');") == []


def test_a_private_key_is_one_span_also_escaped_or_cut_off() -> None:
    body = "MIIEowIBAAKCAQEAx4UbaDzY5xjW6hc9jwN0mX33XpTDVWaC1y"
    begin, end = "-----BEGIN RSA PRIVATE " + "KEY-----", "-----END RSA PRIVATE KEY-----"
    assert kinds(f"{begin}\n{body}\n{body}\n{end}") == ["private_key"]
    assert redact(f'"key": "{begin}\\n{body}\\n{end}\\n"') == '"key": "[redacted:private_key]\\n"'
    assert kinds(f"{begin}\n{body}") == ["private_key"]
    assert kinds(f"the file starts with {begin}") == []


def test_cookies_are_found_by_name_or_by_randomness() -> None:
    assert kinds("Cookie: theme=dark; PHPSESSID=8a7sd8f7a9sd7fa9s8d7f") == ["cookie"]
    assert kinds("Set-Cookie: __Host-id=abc123def456ghi; Secure") == ["cookie"]


def test_authorization_headers_lose_the_credential_and_keep_the_scheme() -> None:
    line = "Authorization: Basic " + "dXNlcjpzM2NyM3Q="
    assert redact(line) == "Authorization: Basic [redacted:authorization]"
    assert kinds("Authorization: Bearer <token>") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("anna@example.com", "email"),
        ("john [at] example [dot] com", "email"),
        ("user=bob%40example.com", "email"),
        ("jürgen@exämple.de", "email"),
        ("call +44 20 7946 0958", "phone"),
        ("(212) 555-0187", "phone"),
        ("Tel. 06 66 22 27 55", "phone"),
        ("4111 1111 1111 1111", "credit_card"),
        ("DE89 3704 0044 0532 0130 00", "iban"),
        ("219-09-9998", "us_ssn"),
    ],
)
def test_personal_data_has_its_five_kinds(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    ["4111 1111 1111 1112", "DE88 3704 0044 0532 0130 00", "666-09-9998", "000-12-3456"],
)
def test_numbers_with_a_wrong_check_digit_stay(text: str) -> None:
    assert kinds(text) == []


def test_offsets_count_code_points() -> None:
    text = "😀é password='Zebra!42x' 漢字"
    assert found(text) == ["Zebra!42x"]


@pytest.mark.parametrize(
    "text",
    [
        "51 Franklin Street, Boston, MA  02110-1301, USA",
        '"serialNumber": "urn:uuid:5d00fbdf-8ab1-4284-86d1-bca18c951244"',
        "pkg:pypi/python-dateutil@2.9.0.post0",
        "https://mail.example.org/pipermail/user-dev/2006-February/0079.html",
        "-webkit-user-select:none;user-select:none;flex:none;font:16px",
        "password: bytes | None = None",
        "elif token.value == nodes.NodeType.URL.value:",
        'MovedAttribute("HTTPPasswordMgr", "urllib2", "urllib.request")',
        "the user can tie thing1 to camera1 and thing2 to camera2",
        "ids: 4299 1601 4675 4761 4466 4797",
        "properties:\n  password:\n    description: |",
        "error code is 482913",
        "250-AUTH PLAIN LOGIN XOAUTH2",
        "kind: ConfigMap\ndata:\n  greeting: aGVsbG8gd29ybGQh\n",
    ],
)
def test_lists_styles_types_and_links_stay(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("C: AUTH PLAIN AGJvYgBaeDkhcUw0dw==", "AGJvYgBaeDkhcUw0dw=="),
        ("334 UGFzc3dvcmQ6\r\nWng5IXFMNHc=\r\n", "Wng5IXFMNHc="),
        ("net use Z: \\\\nas\\share Zx9!qL4w /user:SHOP\\bob", "Zx9!qL4w"),
        ("htpasswd -b .htpasswd editor Zx9!qL4w", "Zx9!qL4w"),
        ("your code is 482913", "482913"),
        ("X-WP-Nonce: a1b2c3d4e5", "a1b2c3d4e5"),
        ("db.internal:5432:shop:app:Zx9!qL4w", "Zx9!qL4w"),
        ("kind: Secret\ndata:\n  config: Wng5IXFMNHc=\n", "Wng5IXFMNHc="),
        ('variable "db_password" {\n  default = "Zx9!qL4w"\n}', "Zx9!qL4w"),
        ("/(S(k3no68t73iszg7slpdt0qce79))/default.aspx", "k3no68t73iszg7slpdt0qce79"),
        ('setProperty("password", "tango4821")', "tango4821"),
    ],
)
def test_a_secret_is_known_by_its_place(text: str, secret: str) -> None:
    assert found(text) == [secret]


def test_the_attributes_of_a_set_cookie_stay() -> None:
    line = "Set-Cookie: sid=k3no68t73iszg7slpdt0; Path=/; HttpOnly; SameSite=Lax"
    assert redact(line) == "Set-Cookie: sid=[redacted:cookie]; Path=/; HttpOnly; SameSite=Lax"
