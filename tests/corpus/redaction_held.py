"""Which wordings are held out, for the score alone?

Written before the last changes to the rules and scored only in sums: nobody has looked at a single
text of these that failed. Who prints their misses makes them part of the working half, and owes
the corpus new ones.
"""

# ruff: noqa: E501 - a case is read as one line

HELD: dict[str, tuple[str, ...]] = {
    **{
        f"token_{name}": (
            "we rotated it, the old one was {} btw",
            "provider \"x\" {{\n  token = \"{}\"\n}}",
            "| prod | {} | enabled |",
            "[debug] options: array('key' => '{}', 'timeout' => 30)",
        )
        for name in (
            "aws_key", "github", "gitlab", "slack", "stripe", "google", "sendgrid",
            "npm", "openai", "mailgun", "twilio", "shopify", "telegram", "digitalocean",
        )
    },
    "jwt": ("Response: {{\"access\":\"{}\",\"type\":\"bearer\"}}", "x-access-token: {}", "localStorage.setItem('t', '{}')"),
    "private_key": ("deploy_key: |\n{}\n", "Attached is the certificate and key\n\n{}\n\nRegards", "key=\"{}\""),
    "connection_string": (
        "SQLALCHEMY_DATABASE_URI = 'mysql+pymysql://shop:{}@mariadb/shop?charset=utf8mb4'",
        "could not connect: rediss://default:{}@redis.example.net:6380",
        "Provider=SQLOLEDB;Data Source=s1;Uid=web;Pwd={};",
        "CELERY_BROKER_URL: amqps://svc:{}@mq.example.org//",
    ),
    "password_config": (
        "smtp.password: \"{}\"",
        "    'pass' => '{}',",
        "ADMIN_PASS='{}'",
        "passwd={} # do not share",
        "<entry key=\"ftpPassword\">{}</entry>",
        "{{\"user\": \"svc\", \"passphrase\": \"{}\"}}",
        "docker run -e POSTGRES_PASSWORD={} postgres:16",
        "mongo --username root --password {} admin",
    ),
    "password_told": (
        "you can log in as root with password {} on staging",
        "temporary password is: {}",
        "PW: {}",
        "credentials: shopadmin / {}",
        "Contraseña: {}",
    ),
    "authorization_basic": ("proxy-authorization: Basic {}", "[\"authorization\"] => \"Basic {}\"", "curl --header 'Authorization: Basic {}' https://x.example.com"),
    "authorization_bearer": ("'Authorization' => 'Bearer {}',", "< request-header authorization: bearer {}", "Authorization: token {}"),
    "cookie": ("Cookie: cart=2; sessionid={}; tz=UTC", "set-cookie: sid={}; Max-Age=3600; SameSite=Lax", "\"cookie\": \"PHPSESSID={}\"", "document.cookie is JSESSIONID={}"),
    "session_id": ("sessid: {}", "PHP session_id() returned session_id = {}", "{{\"session_token\":\"{}\"}}"),
    "wordpress_salt": ("define('NONCE_SALT',       '{}');", "SECURE_AUTH_KEY=\"{}\"", "define( \"LOGGED_IN_SALT\", '{}' );"),
    "purchase_code": (
        "Hi, I bought the plugin, purchase code {} - it does not activate",
        "Envato item 22334455 / licence {}",
        "purchase-code={}&domain=example.com",
        "License: {} (extended)",
    ),
    "generic_secret": (
        "oauth.client.secret={}",
        "'api_token' => '{}',",
        "export CF_API_TOKEN=\"{}\"",
        "signing_secret: '{}'",
        "?token={}",
        "\"secretAccessKey\": \"{}\"",
    ),
    "azure_storage": ("AZURE_STORAGE_CONNECTION_STRING=\"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={}\"", "account-key: {}"),
    "email": ("cc {}; thanks", "user {} cannot check out", "{{\"to\":[\"{}\"]}}", "Reply-To: {}", "{} wrote:", "SELECT * FROM wp_users WHERE user_email = '{}'"),
    "phone": ("you can reach me on {}", "Phone number {} is not valid", "M: {}", "customer {} called twice", "tel:{}", "T {} | F -"),
    "credit_card": ("charge failed for {}", "the card ending is wrong, full number {}", "CC {} CVC 123", "<cardNumber>{}</cardNumber>"),
    "iban": ("please send the money to {}", "Kontonummer {}", "iban {} is refused", "<IBAN>{}</IBAN>"),
    "us_ssn": ("social: {}", "applicant SSN {} DOB 1980", "<ssn>{}</ssn>", "W-9 with {}"),
    "uuid": ("idempotency-key {}", "session uuid {}", "plugin instance {} started", "X-Trace: {}"),
    "git_sha": ("deployed {} at noon", "revision={}", "fixup! {}", "composer: reference {}"),
    "digest": ("md5sum mismatch, got {}", "blob {}", "sha256sum {} *wp.zip", "Digest: {}"),
    "integrity": ("  resolution integrity: sha512-{}", "\"contentIntegrity\": \"sha512-{}\""),
    "version": ("running {} on Debian", "plugin version {} is out", "^{}", "requires php {}"),
    "placeholder": ("password={}", "client_secret: {}", "Cookie: session={}", "mysql -p{} shop"),
    "code": ("auth = {}", "let apiKey = {}", "password: {},", "return {}"),
    "prose": ("My password {}", "authentication: {}", "license key {}", "it says: credentials {}"),
    "path": ("key: {}", "opened {} (0600)", "credentials={}", "require_once('{}')"),
    "timestamp": ("expires {}", "last login {}", "token issued at {}", "next run: {}"),
    "ip_port": ("login from {}", "host {} up", "allow {};", "X-Real-IP {}"),
    "order_number": ("order no {}", "shipment {} delayed", "transaction id: {}", "job {}"),
    "package_at": ("yarn add {}", "found {} twice", "resolved {} from lock", "+ {}"),
    "git_remote": ("fetch {}", "submodule {}", "Cloning from {} failed", "push to {}"),
    "benign_cookie": ("cookie: {}", "sent {}", "Cookie header was {}"),
    "colour_and_data": ("fill=\"{}\"", "token colour {}", "img {}", "ptr={}"),
    "key_name": ("token: {}", "sort key {}", "using key {}", "cookie name {}"),
    "number_list": ("stack {}", "offsets: {}", "values {}", "ports {}"),
}  # fmt: skip
