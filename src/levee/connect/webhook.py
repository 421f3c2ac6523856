"""How does one signed message reach an address that somebody else chose?

Only where its name leads to public addresses, without following redirects, within a time and
with little of the answer read. The bytes that are signed are the bytes that are sent.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from standardwebhooks import Webhook

from levee.connect.public_address import Forbidden, Network, checked

PATIENCE_S = 10.0  #: for a connection and for each read
WHOLE_S = 20.0  #: for all of it, however slowly bytes come
READ = 1000  #: bytes of the answer that the delivery log keeps
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message: ``id`` is the same for each attempt, so that whoever gets it twice knows."""

    url: str
    secret: str
    id: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """``status`` None: nobody answered; ``said`` tells why, or how the answer begins."""

    status: int | None
    said: str

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def parts(url: str, allowed: Sequence[Network] = ()) -> SplitResult:
    """The parts of an address that a message may go to; Forbidden says what is wrong with it.

    ``http`` is for networks that the operator allowed; on the open net a message is encrypted.
    """
    if not url.isascii() or not url.isprintable() or " " in url:
        raise Forbidden("an address is printable ASCII")
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError as error:
        raise Forbidden(str(error)) from None
    if split.scheme != "https" and not (split.scheme == "http" and allowed):
        raise Forbidden("an address begins with https://")
    if not split.hostname or split.username is not None or port == 0:
        raise Forbidden("an address has a host, and no user")
    return split


def signed(letter: Letter, at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks over exactly these bytes."""
    text = letter.body.decode()
    return {
        "webhook-id": letter.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(letter.secret).sign(letter.id, at, text),
        "content-type": "application/json",
        "user-agent": "Levee",
    }


def post(letter: Letter, at: datetime, allowed: Sequence[Network] = ()) -> Reply:
    """Send it once. A redirect is an answer like any other that is no 2xx."""
    try:
        split = parts(letter.url, allowed)
        connection = _Pinned(split, allowed)
    except Forbidden as error:
        return Reply(status=None, said=str(error))
    watch = threading.Timer(WHOLE_S, connection.cut)
    watch.start()
    try:
        return _ask(connection, split, letter.body, signed(letter, at))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Reply(status=None, said=f"{type(error).__name__}: {error}"[:READ])
    finally:
        watch.cancel()
        connection.close()


def _ask(
    connection: "_Pinned", split: SplitResult, body: bytes, headers: Mapping[str, str]
) -> Reply:
    target = (split.path or "/") + (f"?{split.query}" if split.query else "")
    connection.request("POST", target, body=body, headers=dict(headers))
    answer = connection.getresponse()
    return Reply(status=answer.status, said=answer.read(READ).decode(errors="replace"))


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name leads to by now."""

    def __init__(self, split: SplitResult, allowed: Sequence[Network]) -> None:
        host, is_secret = split.hostname or "", split.scheme == "https"
        port = split.port or _PORTS[split.scheme]
        super().__init__(host, port, timeout=PATIENCE_S)
        self.default_port = _PORTS[split.scheme]
        self._address = checked(host, port, allowed)
        self._context = ssl.create_default_context() if is_secret else None

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), PATIENCE_S)
        self.sock = plain
        if self._context is not None:
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)

    def cut(self) -> None:
        """Time is up: whatever waits for a byte stops waiting."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
