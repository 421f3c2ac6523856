"""Which further texts come from servers, tools and tickets: kind -> shape, wordings, held-out wordings?

The held-out wordings keep the promise of redaction_held.py: they are scored in sums only. A kind
`phone:office` counts with the family of `phone`.
"""

# ruff: noqa: E501 - a pattern is read as one line

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

HEX, LOW, UP, DIGITS = (
    "0123456789abcdef",
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789",
)
ALNUM = LOW + UP + DIGITS
type Kind = tuple[Callable[[Any], str], tuple[str, ...], tuple[str, ...]]


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def national(v: Any) -> str:
    def d(count: int) -> str:
        return str(v.some("23456789", count))

    return str(v.rng.choice((
        f"+34 6{d(2)} {d(3)} {d(3)}", f"+39 3{d(2)} {d(7)}", f"+31 6 {d(8)}", f"+41 44 {d(3)} {d(2)} {d(2)}",
        f"+43 1 {d(7)}", f"+46 70-{d(3)} {d(2)} {d(2)}", f"+47 {d(2)} {d(2)} {d(2)} {d(2)}", f"+45 {d(4)} {d(4)}",
        f"+358 40 {d(7)}", f"+351 91{d(1)} {d(3)} {d(3)}", f"+420 {d(3)} {d(3)} {d(3)}", f"+36 30 {d(3)} {d(4)}",
        f"+7 (9{d(2)}) {d(3)}-{d(2)}-{d(2)}", f"+55 11 9{d(4)}-{d(4)}", f"+52 55 {d(4)} {d(4)}", f"+81 90-{d(4)}-{d(4)}",
        f"+86 13{d(1)} {d(4)} {d(4)}", f"+65 9{d(3)} {d(4)}", f"+27 82 {d(3)} {d(4)}", f"+972-5{d(1)}-{d(3)}-{d(4)}",
        f"0044 20 {d(4)} {d(4)}", f"(0{d(2)}) {d(4)} {d(4)}", f"0{d(3)}/{d(6)}", f"+1-{d(3)}-{d(3)}-{d(4)} ext. {d(3)}",
    )))  # fmt: skip


def mail(v: Any) -> str:
    return str(v.rng.choice((
        f"{v.name()}+shop{v.some(DIGITS, 2)}@example.com", f"{v.some(LOW, 6)}@xn--mller-kva.example", f"{v.some(LOW, 5)}@m\u00fcller-stra\u00dfe.de",
        f"{v.some(LOW, 4).upper()}@EXAMPLE.ORG", f"{v.some(LOW, 3)}_{v.some(LOW, 3)}@sub.mail.example.co.jp",
    )))  # fmt: skip


POSITIVE: dict[str, Kind] = {
    "smtp_auth": (
        lambda v: b64(f"\0{v.name()}@example.com\0{v.password()}"),
        ("C: AUTH PLAIN {}", "2026-03-01 smtp >> AUTH PLAIN {}\r\n<< 235 ok", "SMTP -> auth plain {}", "CLIENT -> SERVER: AUTH PLAIN {}"),
        ("250 AUTH PLAIN LOGIN\nAUTH PLAIN {}\n235 2.7.0", "authenticate plain {}", "debug: client sent 'AUTH PLAIN {}'"),
    ),
    "smtp_login": (
        lambda v: b64(v.password()),
        ("S: 334 UGFzc3dvcmQ6\nC: {}\nS: 235 ok", "334 UGFzc3dvcmQ6\r\n{}\r\n235", "SERVER -> CLIENT: 334 UGFzc3dvcmQ6\nCLIENT -> SERVER: {}\n"),
        ("<< 334 UGFzc3dvcmQ6\n>> {}\n<< 535 failed", "AUTH LOGIN\n334 VXNlcm5hbWU6\nYm9i\n334 UGFzc3dvcmQ6\n{}\n"),
    ),
    "typed_command": (
        lambda v: v.password(),
        (
            "net use Z: \\\\nas\\share {} /user:SHOP\\bob", "htpasswd -b /etc/nginx/.htpasswd editor {}", "mysql -u shop -p{} -h db1", "sshpass -p {} ssh deploy@10.0.0.4",
            "sshpass -p '{}' scp a.zip bob@h:/tmp", "net use \\\\srv\\c$ /user:admin {}", "curl -u shop:{} https://example.com/api", "htpasswd -nbB admin {}",
            "mysqldump --user=root --password={} shop", "docker login -u bob -p {} registry.example.com", "PGPASSWORD={} psql -h db", "wp user create bob b.x --user_pass={}",
            "lftp -u bob,{} ftp.example.com", "wget --user=bob --password='{}' https://x.example", "smbclient //srv/share -U bob%{}", "openssl pkcs12 -in a.p12 -passin pass:{}",
        ),
        (
            "$ htpasswd -cb .htpasswd shop {}", "C:\\> net use * \\\\fs01\\data {} /user:corp\\svc", "mariadb -hlocalhost -uroot -p{} -e 'show tables'", "sshpass -p{} rsync -a . h:/srv",
            "curl -s --user api:{} https://example.org/v1", "export MYSQL_PWD={}", "redis-cli -h cache -a {} ping", "wp db cli --dbuser=wp --dbpass={}",
        ),
    ),
    "one_time_code": (
        lambda v: v.some("123456789", 6),
        ("your code is {}", "OTP: {}", "Your verification code is {}. It expires in 10 minutes.", "{} is your login code", "2FA code {} was rejected", "Use one-time password {} to sign in", "security code: {}"),
        ("I typed the OTP {} twice", "Ihr Best\u00e4tigungscode lautet {}", "the SMS said your sign-in code is {}", "authenticator code {} is not accepted", "{} is your verification code"),
    ),
    "wp_nonce": (
        lambda v: "a1" + v.some(HEX, 8),
        ("/wp-admin/post.php?post=7&_wpnonce={}", "X-WP-Nonce: {}", '"nonce":"{}"', "wpApiSettings = {{\"nonce\":\"{}\"}}", 'name="_wpnonce" value="{}"'),
        ("admin-ajax.php?action=save&_wpnonce={}&x=1", "-H 'X-WP-Nonce: {}'", '<input type="hidden" id="_wpnonce" name="_wpnonce" value="{}" />'),
    ),
    "session_in_url": (
        lambda v: "k3" + v.some(LOW + DIGITS, 22) + "9",
        ("https://example.com/cart;jsessionid={}?a=1", "GET /index.php?PHPSESSID={} HTTP/1.1", "https://example.com/(S({}))/default.aspx", "/app?sessionid={}&tab=2", "Referer: https://example.com/a?sid={}"),
        ("redirect to /shop/order.do;jsessionid={}", "https://forum.example.com/viewtopic.php?t=7&sid={}", "/portal/(S({}))/Login.aspx"),
    ),
    "login_file": (
        lambda v: v.password(),
        (
            "machine api.example.com\n  login bob\n  password {}\n", "machine h login bob password {}", "db.internal:5432:shop:app:{}", "*:*:*:postgres:{}", "localhost:6432:*:reader:{}",
            "[client]\nuser=root\npassword={}\n", "https://bob:{}@git.example.com", "//npm.example.com/:_password={}", "[distutils]\nindex-servers = x\n[x]\nusername = bob\npassword = {}",
        ),
        ("default login anonymous password {}", "pg1.example.org:5433:billing:svc:{}", "machine github.com\nlogin bob\npassword {}\n", "[mysqldump]\nuser = dump\npassword = \"{}\""),
    ),
    "encoded_login": (
        lambda v: b64(f"{v.name()}:{v.password()}"),
        ('{{"auths": {{"https://index.docker.io/v1/": {{"auth": "{}"}}}}}}', "//npm.example.com/:_auth={}", '"auth": "{}",', "_auth = {}"),
        ('"registry.example.com": {{\n  "auth": "{}"\n}}', "npm config set _auth {}", '"Proxy-Authorization": "Basic {}"'),
    ),
    "kubernetes_secret": (
        lambda v: b64(v.password() + v.some(LOW, 3)),
        (
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  username: YWRtaW4=\n  dbconn: {}\n",
            "kind: Secret\ndata:\n  config: {}\nmetadata:\n  name: x\n",
            '{{"kind": "Secret", "data": {{"user": "YWRtaW4=", "value1": "{}"}}}}',
        ),
        ("---\napiVersion: v1\ndata:\n  smtp: {}\nkind: Secret\nmetadata:\n  name: mail\n", '{{"apiVersion":"v1","data":{{"cfg":"{}"}},"kind":"Secret"}}'),
    ),
    "package_index": (
        lambda v: v.some(ALNUM, 10) + "7x",
        ("[global]\nindex-url = https://bob:{}@pypi.example.com/simple", "PIP_EXTRA_INDEX_URL=https://ci:{}@pkgs.example.com/simple", "--extra-index-url https://__token__:{}@gitlab.example.com/api/v4/simple", "@shop:registry=https://npm.example.com/\n//npm.example.com/:_authToken={}", "//registry.example.org/:_authToken = \"{}\""),
        ("composer config http-basic.repo.example.com bob {}", "gem sources --add https://bob:{}@gems.example.com", "trusted-host = x\nextra-index-url = https://u1:{}@nexus.example.org/repository/pypi/simple/"),
    ),
    "deployment_vars": (
        lambda v: v.password(),
        ('variable "db_password" {{\n  type    = string\n  default = "{}"\n}}', 'db_admin_password = "{}"', "ansible_ssh_pass: {}", "web1 ansible_host=10.0.0.2 ansible_become_password={}", "vault_smtp_password: \"{}\"", "      - MYSQL_ROOT_PASSWORD={}", "password: !!str {}"),
        ('variable "smtp_secret" {{\n  description = "mail"\n  default     = "{}"\n}}', "ansible_password='{}'", "    environment:\n      WORDPRESS_DB_PASSWORD: {}", 'resource "x" "y" {{\n  master_password = "{}"\n}}'),
    ),
    "php_define": (
        lambda v: v.password(),
        ("define('DB_PASSWORD', '{}');", 'define("DB_PASSWORD", "{}");', "define ( 'FTP_PASS' , '{}' ) ;", "Config::define('DB_PASSWORD', '{}');", "const DB_PASSWORD = '{}';", "$databases['default']['password'] = '{}';", "define(\\'DB_PASSWORD\\', \\'{}\\');"),
        ("define(  \"SMTP_PASSWORD\",\t'{}');", "$db_pass = \"{}\";", "'database' => ['username' => 'app', 'password' => '{}'],", "define(&#039;DB_PASSWORD&#039;, &#039;{}&#039;);"),
    ),
    "salt_styles": (
        lambda v: v.some(ALNUM + "!@#$%^*()-_[]{}~+=,.:/?|", 64),
        ("define(\"AUTH_SALT\",'{}');", "AUTH_KEY=\"{}\"", '"NONCE_SALT": "{}"', "define(&#039;AUTH_KEY&#039;, &#039;{}&#039;);", "Config::define('SECURE_AUTH_KEY', '{}');", "  'LOGGED_IN_KEY' => '{}',", "const NONCE_KEY = '{}';"),
        ("define( \"LOGGED_IN_SALT\" , \"{}\" ) ;", "wp config set NONCE_SALT '{}'", "SECURE_AUTH_SALT: \"{}\""),
    ),
    "woocommerce_key": (
        lambda v: "c" + v.rng.choice("ks") + "_" + v.some(HEX, 40),
        ("consumer_key={}", "{}:x", "/wp-json/wc/v3/orders?consumer_secret={}", "Woo key {} is read only"),
        ("-u {}:", "new WooCommerceAPI({{ key: '{}' }})", "I made the key {} for you"),
    ),
    "authorization_other": (
        lambda v: f'username="{v.some(LOW, 5)}", realm="shop", nonce="{v.some(HEX, 32)}", uri="/", response="{v.some(HEX, 32)}"',
        ("Authorization: Digest {}", "authorization: digest {}\nAccept: */*"),
        ("> Authorization: Digest {}\n>",),
    ),
    "authorization_negotiate": (
        lambda v: "YII" + v.some(ALNUM + "+/", 120),
        ("Authorization: Negotiate {}", "Proxy-Authorization: NTLM {}", '"Authorization": "Negotiate {}"'),
        ("authorization: Negotiate {}\r\nHost: x", "WWW-Authenticate: Negotiate {}"),
    ),
    "cookie_jar": (
        lambda v: v.some(ALNUM, 26, 34),
        (
            '[{{"domain": ".example.com", "name": "PHPSESSID", "path": "/", "value": "{}"}}]', '{{"name": "sessionid", "value": "{}", "httpOnly": true}}', 'example.com\tFALSE\t/\tTRUE\t1790000000\tsessionid\t{}',
            '"cookies": [{{"name": "wordpress_sec_x", "value": "{}", "path": "/wp-admin"}}]', '{{"PHPSESSID": "{}", "lang": "en"}}', '{{"name": "Cookie", "value": "sid={}; a=b"}}', '{{"name":"Authorization","value":"Bearer {}"}}',
        ),
        ('{{\n  "domain": "shop.example",\n  "hostOnly": true,\n  "name": "auth_token",\n  "path": "/",\n  "secure": true,\n  "value": "{}"\n}}', '#HttpOnly_.example.com\tTRUE\t/\tTRUE\t0\tPHPSESSID\t{}', '"headers": [{{"name": "set-cookie", "value": "sid={}; Path=/; Secure"}}]'),
    ),
    "connection_more": (
        lambda v: v.some(ALNUM, 8) + "!4z",
        (
            "Driver={{ODBC Driver 18 for SQL Server}};Server=db,1433;Database=shop;Uid=web;Pwd={};Encrypt=yes;", "jdbc:sqlserver://db:1433;databaseName=shop;user=sa;password={};", "jdbc:oracle:thin:shop/{}@//db:1521/XE", "jdbc:postgresql://db/shop?user=app&password={}&ssl=true",
            "amqp://svc:{}@mq:5672/%2Fshop?heartbeat=30", "redis://default:{}@cache:6379/1?ssl=true", "mongodb://app:{}@m1:27017,m2:27017/shop?replicaSet=rs0&authSource=admin", "DSN=Shop;UID=web;PWD={};",
            "smtp://mailer:{}@smtp.example.com:587", "ftp://bob:{}@ftp.example.com/in", "host=db port=5432 dbname=shop user=app password={} sslmode=require",
        ),
        ("mongodb+srv://svc:{}@c0.example.mongodb.net/?retryWrites=true&w=majority", "jdbc:mariadb://db:3306/shop?password={}&user=app", "Data Source=s1;Initial Catalog=shop;User Id=web;Password={};MultipleActiveResultSets=True", "ldap://cn=admin:{}@ldap.example.com", "sftp://deploy:{}@files.example.com:2222/in"),
    ),
    "key_forms": (
        lambda v: "-----BEGIN RSA PRIVATE " + "KEY-----\\n" + "\\n".join(v.some(ALNUM + "+/", 64) for _ in range(4)) + "\\n-----END RSA PRIVATE KEY-----",
        ('"private_key": "{}\\n",', "SSH_KEY=\"{}\"", "key: '{}'"),
        ("GOOGLE_KEY={}", '"pem":"{}"'),
    ),
    "key_with_headers": (
        lambda v: "-----BEGIN RSA PRIVATE " + "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC," + v.some("0123456789ABCDEF", 32) + "\n\n" + "\n".join(v.some(ALNUM + "+/", 64) for _ in range(4)) + "\n-----END RSA PRIVATE KEY-----",
        ("{}", "here is the key\n{}\nthanks"),
        ("server.key:\n{}\n",),
    ),
    "phone:national": (national, ("Phone: {}", "call {} please", "mobile {}", '"phone":"{}"', "{}", "reach me at {}"), ("Fax {}", "billing_phone: {}", "tel {} ask for Jo", "customer's number: {}")),
    "email:forms": (mail, ("mail {} now", "<{}>", "user={}", '"email": "{}"', "From {} at noon"), ("bounce for {}", "login: {}", "[{}] no reply", "order by {}, paid")),
}  # fmt: skip

NEGATIVE: dict[str, Kind] = {
    "codes_of_other_kinds": (
        lambda v: v.some("123456789", 6),
        ("exit code {}", "error code is {}", "postal code: {}", "order {} is your latest order", "HTTP status code {}", "line {} of the code", "ticket #{}", "SQLSTATE code {}", "EAN code 4006381{}"),
        ("the country code is {}", "return code: {}", "case {} closed", "product code {} is sold out", "sku {}"),
    ),
    "commands_without_secrets": (
        lambda v: v.some(LOW, 6),
        ("htpasswd -c /etc/nginx/.htpasswd {}", "mysql -u {} -p shop", "net use Z: \\\\nas\\{} /persistent:yes", "sshpass -f {}.txt ssh bob@h", "mysqldump --user={} --password shop", "ssh -p 2222 {}@host", "docker run -p 8080:80 {}", "mkdir -p {}/a/b", "curl -u $USER:$PASS https://example.com/{}"),
        ("psql -U {} -p 5432", "nmap -p 1-1024 {}", "cp -p {} /srv/a", "net use * /delete {}", "rsync --password-file=/etc/{} a b"),
    ),
    "manifests": (
        lambda v: v.some(LOW, 8),
        (
            "kind: ConfigMap\ndata:\n  name: {}\n", "kind: Deployment\nmetadata:\n  name: {}\n", "secretKeyRef:\n  name: {}\n  key: password", 'variable "region" {{\n  default = "{}"\n}}', 'variable "db_password" {{\n  type = string\n  sensitive = true\n}}\n# {}',
            "imagePullSecrets:\n- name: {}", "db_password: \"{{{{ vault_{} }}}}\"", "registry=https://registry.example.org/\nsave-exact=true\n# {}", "index-url = https://index.example.org/simple\n# {}",
        ),
        ("kind: Service\ndata:\n  value: {}\n", "volumes:\n- secret:\n    secretName: {}", 'variable "token_ttl" {{\n  default = "30m"\n}} # {}'),
    ),
    "reads_a_secret": (
        lambda v: v.some(UP, 4) + "_TOKEN",
        ("token = os.environ['{}']", "define('DB_PASSWORD', getenv('{}'));", "password: ${{{{ secrets.{} }}}}", "const k = process.env.{};", "define( 'AUTH_KEY', $_ENV['{}'] );", "secret = config(\"{}\")", "password=\"${}\"", "if not os.getenv(\"{}\"): raise SystemExit"),
        ("api_key = settings.{}", "ENV['{}'] || abort('no token')", "password = vault.read('{}')", "--password \"$(cat /run/{})\""),
    ),
    "books_and_goods": (
        lambda v: "978-3-16-" + v.some(DIGITS, 6) + "-" + v.some(DIGITS, 1),
        ("ISBN {}", "ISBN-13: {}", "see {} (2nd edition)"),
        ("isbn={}", "book {}"),
    ),
    "plain_logs": (
        lambda v: f"[2026-03-0{v.rng.randint(1, 9)} 10:2{v.rng.randint(0, 9)}:11.{v.some(DIGITS, 6)}] pid={v.some('123456789', 5)} tid=0x{v.some(HEX, 12)} req={v.some(HEX, 16)}",
        ("{} INFO session opened for user root by (uid=0)", "{} auth: token accepted", "{} cookie set", "{} GET /?ver=6.5.2 HTTP/1.1 200 -", "{} kernel: usb 1-1: SerialNumber: 3"),
        ("{} password changed for user 77", "{} key rotated", "{} login ok from 10.1.2.3 port 51022"),
    ),
    "package_lists": (
        lambda v: f"{v.rng.randint(1, 9)}.{v.rng.randint(0, 30)}.{v.rng.randint(0, 9)}",
        ("ii  libpam-modules:amd64  {}-1+deb12u2  amd64  Pluggable Authentication Modules", "python-dateutil@{}.post0", "django-allauth=={}", "├── jsonwebtoken@{}", "pkg:pypi/python-dateutil@{}.post1", "password-hash {}", "wp-login-form  active  none  {}", "passlib=={} --hash=sha256:" + "ab12" * 16, "cryptography ({})", '"token-types": "^{}",'),
        ("pyjwt {}", "ii  passwd  1:{}-1  amd64  change and administer password", '"cookie": "~{}",', "secretstorage @ {}", "keyring=={}"),
    ),
    "site_health": (
        lambda v: f"{v.rng.randint(5, 8)}.{v.rng.randint(0, 9)}",
        ("### wp-core ###\nversion: {}\nsite_language: en_US\nuser_count: 3\n", "WP_DEBUG: true\ndb_version: {}\nmax_connections: 151", "curl_version: {} OpenSSL/3.0.2\nhttps_status: true", "Akismet: version: {}, author: Automattic, Auto-updates disabled"),
        ("server-headers: cookie none\nphp_version: {}", "auth_key_set: true\nversion: {}", "database_user: (private)\nversion {}"),
    ),
    "styles_and_scripts": (
        lambda v: v.some(HEX, 6),
        (".user-select:{{none}}.a{{color:#{};}}", "-webkit-user-select:none;user-select:none;fill:#{}", "!function(e,t){{e.token=t.key===1?\"{}\":void 0}}", "e.password=t.value,e.key=n.{}", "url(data:font/woff2;base64,d09GMgABAAAA{}AAAA)"),
        ("var key=a[{}],token=b.pop()", ".pass-{}{{margin:0 auto}}", "k.session&&k.session.id===\"{}\""),
    ),
    "queries": (
        lambda v: str(v.rng.randint(1000, 99999)),
        ("SELECT id, password FROM users WHERE id = {}", "UPDATE wp_usermeta SET meta_value = '{}' WHERE meta_key = 'session_count'", "ALTER TABLE tokens ADD COLUMN secret varchar({})", "CREATE INDEX key_{} ON t (token)", "INSERT INTO wp_options VALUES ({}, 'siteurl', 'https://example.com', 'yes')"),
        ("SHOW COLUMNS FROM sessions LIMIT {}", "DELETE FROM password_resets WHERE id > {}", "EXPLAIN SELECT token_id FROM keys WHERE n={}"),
    ),
    "traces": (
        lambda v: str(v.rng.randint(10, 999)),
        ('File "/srv/app/auth/tokens.py", line {}, in check_password', "at Object.login (/srv/app/node_modules/passport/lib/auth.js:{}:11)", "#0 /var/www/html/wp-includes/pluggable.php({}): wp_check_password()", "KeyError: 'password' (line {})", "PHP Warning: Undefined array key \"token\" in /var/www/a.php on line {}"),
        ("raise InvalidToken  # {}", "TypeError: secret must be str, not {}", "panic: key not found: goroutine {} [running]"),
    ),
}  # fmt: skip
