"""Servers of the tests' own on a free port: one takes mail, one takes webhooks."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread


@dataclass
class Letter:
    """What one client said: the envelope, and the message as it came over the wire."""

    sender: str = ""
    to: list[str] = field(default_factory=list)
    raw: bytes = b""

    @property
    def message(self) -> EmailMessage:
        read = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read


class MailServer(socketserver.ThreadingTCPServer):
    """As much SMTP as a client needs to hand over a message. ``refuses`` are addresses."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.letters: list[Letter] = []
        self.refuses: set[str] = set()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Smtp(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        letter = Letter()
        self._say("220 here")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            match word.upper():
                case "EHLO" | "HELO":
                    self._say("250-here\r\n250 8BITMIME")
                case "MAIL":
                    letter = Letter(sender=rest)
                    self._say("250 ok")
                case "RCPT":
                    self._recipient(letter, rest)
                case "DATA":
                    self._say("354 go on")
                    letter.raw = self._data()
                    self.server.letters.append(letter)
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _recipient(self, letter: Letter, rest: str) -> None:
        mail = rest.partition("<")[2].partition(">")[0]
        if mail in self.server.refuses:
            self._say("550 nobody here")
            return
        letter.to.append(mail)
        self._say("250 ok")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@dataclass
class Hooked:
    path: str
    headers: dict[str, str]
    body: bytes


class HookServer(HTTPServer):
    """Keeps what was posted; answers with ``status``, and with ``location`` where there is one."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.taken: list[Hooked] = []
        self.status, self.location = 204, ""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Hook(BaseHTTPRequestHandler):
    server: HookServer

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.taken.append(Hooked(self.path, headers, self.rfile.read(length)))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("location", self.server.location)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@contextmanager
def listening[S: (MailServer, HookServer)](server: S) -> Iterator[S]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
