"""May somebody sign in because another house vouches for them? Only who has an account here."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from levee.model.problem import Rejected
from levee.site import identity

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
#: One process, since it is configured by its environment: signs in as whom the other house says.
VISIT = """
import json, os, sys
from urllib.parse import urlsplit
import django
from django.core.management import call_command
django.setup()
from levee.site import setting_up
setting_up.migrate()
from datetime import UTC, datetime
setting_up.default_contract(datetime.now(UTC))
from django.test import Client
from levee.model.reader import Reader
from levee.store import accounts
now = datetime.now(UTC)
bo = accounts.create(Reader(mail="bo@vendor.example", name="Bo", person="bo"), now)
if "closed" in sys.argv:
    accounts.close(bo, now, "lea")
if "second" in sys.argv:
    from allauth.mfa.totp.internal import auth
    auth.TOTP.activate(bo, auth.generate_totp_secret())
client = Client()
page = client.get("/sign-in/")
begun = client.post("/sign-in/with/oidc/?process=login")
import requests
asked = requests.get(begun.headers["Location"], allow_redirects=False, timeout=10)
back = urlsplit(asked.headers["Location"])
ended = client.get(f"{back.path}?{back.query}")
print(json.dumps({
    "button": "Sign in with The Vendor" in page.content.decode(),
    "policy": page.headers["Content-Security-Policy"],
    "began": begun.headers["Location"],
    "status": ended.status_code,
    "to": ended.headers.get("Location", ""),
    "said": ended.content.decode(),
    "board": client.get("/board/").status_code,
    "accounts": [a.mail for a in accounts.every()],
}))
"""


class House(ThreadingHTTPServer):
    """A small OpenID provider on loopback that vouches for ``claims``."""

    claims: dict[str, Any] = {}
    nonce = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Door(BaseHTTPRequestHandler):
    server: House

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        if split.path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            ends = {f"{name}_endpoint": f"{self.server.url}/{name}" for name in names}
            self._say(ends | {"issuer": self.server.url, "jwks_uri": f"{self.server.url}/jwks"})
        elif split.path == "/authorization":
            asked = {name: values[0] for name, values in parse_qs(split.query).items()}
            self.server.nonce = asked.get("nonce", "")
            self.send_response(302)
            answer = urlencode({"code": "c", "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
            self.end_headers()
        elif split.path == "/jwks":
            public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
            self._say({"keys": [public | {"kid": "k", "alg": "RS256", "use": "sig"}]})
        else:
            self._say(self.server.claims)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        told = {"iss": self.server.url, "aud": "levee", "iat": now, "exp": now + 60}
        told |= self.server.claims | ({"nonce": self.server.nonce} if self.server.nonce else {})
        token = jwt.encode(told, KEY, "RS256", headers={"kid": "k"})
        self._say({"access_token": "a", "id_token": token, "token_type": "Bearer"})

    def _say(self, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def house() -> Iterator[House]:
    made = House(("127.0.0.1", 0), Door)
    Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def visit(house: House, data: Path, own: dict[str, str], *words: str, **claims: Any) -> Any:
    house.claims = {"sub": "42", "email_verified": True, **claims}
    (data / "keys").mkdir(parents=True)
    env = os.environ | own | {
        "DJANGO_SETTINGS_MODULE": "levee.site.settings",
        "LEVEE_DATA": str(data),
        "LEVEE_HOSTS": "testserver,127.0.0.1",
        "LEVEE_SECRET_KEY": "a secret of this test, long enough for its tokens",
        "LEVEE_SEAL_KEY": Fernet.generate_key().decode(),
        "LEVEE_OIDC_URL": house.url,
        "LEVEE_OIDC_ID": "levee",
        "LEVEE_OIDC_SECRET": "shared",
        "LEVEE_OIDC_NAME": "The Vendor",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", VISIT, *words],
        env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_whoever_has_an_account_here_gets_in(
    house: House, tmp_path: Path, own_database: dict[str, str]
) -> None:
    told = visit(house, tmp_path, own_database, email="bo@vendor.example")
    assert told["button"]
    assert house.url in told["policy"]
    assert "code_challenge=" in told["began"]
    assert (told["to"], told["board"]) == ("/", 200)


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        ((), {"email": "stranger@vendor.example"}),
        ((), {"email": "bo@vendor.example", "email_verified": False}),
        ((), {}),
        (("closed",), {"email": "bo@vendor.example"}),
        (("second",), {"email": "bo@vendor.example"}),
    ],
    ids=["a stranger", "unverified", "no address", "closed", "second proof"],
)
def test_nobody_else_does_and_nobody_gets_an_account_by_it(
    house: House, tmp_path: Path, own_database: dict[str, str], words: tuple[str, ...], claims: Any
) -> None:
    told = visit(house, tmp_path, own_database, *words, **claims)
    assert told["board"] == 302
    assert told["accounts"] == ["bo@vendor.example"]
    if words == ("second",):
        assert told["to"] == "/sign-in/second/"


def test_what_is_missing_is_named() -> None:
    with pytest.raises(Rejected) as refused:
        identity.providers({"LEVEE_OIDC_URL": "http://id.vendor.example"})
    assert [p.where for p in refused.value.problems] == [
        "LEVEE_OIDC_URL",
        "LEVEE_OIDC_ID",
        "LEVEE_OIDC_SECRET",
    ]


def test_without_it_there_is_no_such_door() -> None:
    assert identity.providers({}) == {} and identity.apps({}) == [] == identity.origins({})
