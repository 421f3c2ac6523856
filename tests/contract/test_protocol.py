"""Does the server refuse a request whose head never ends, and serve the others?"""

import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
import uvicorn

from levee.site.protocol import MOST, Bounded


async def _app(scope: Any, receive: Any, send: Any) -> None:
    taken = 0
    while (message := await receive())["type"] == "http.request":
        taken += len(message["body"])
        if not message["more_body"]:
            break
    body = str(taken).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(_app, http=Bounded, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield int(listening.getsockname()[1])
    server.should_exit = True
    thread.join(10)


def _said(port: int, *pieces: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for piece in pieces:
            try:
                line.sendall(piece)
            except OSError:
                break  # refused already
            time.sleep(0.01)
        line.settimeout(10)
        try:
            return line.recv(4096)
        except ConnectionResetError:
            return b""


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD + b"X-Long: ", *[b"a" * 8192] * 20],
        [HEAD, *[b"X-One: " + b"a" * 8000 + b"\r\n"] * 20],
        [b"GET /", *[b"a" * 8192] * 20],
    ],
    ids=["one header", "many headers", "address"],
)
def test_a_head_that_never_ends_is_refused(port: int, pieces: list[bytes]) -> None:
    said = _said(port, *pieces)
    assert said.startswith(b"HTTP/1.1 400") or said == b""  # cut off before it was read


def test_a_head_that_is_just_large_enough_is_read(port: int) -> None:
    filled = b"X-Long: " + b"a" * (MOST // 2) + b"\r\nContent-Length: 2\r\n\r\nhi"
    assert _said(port, HEAD, filled).endswith(b"\r\n\r\n2")


def test_a_large_body_is_no_head(port: int) -> None:
    body = b"a" * (3 * MOST)
    said = _said(port, HEAD + b"Content-Length: %d\r\n\r\n" % len(body), body)
    assert said.endswith(b"\r\n\r\n%d" % len(body))


def test_each_request_of_a_connection_has_its_own_head(port: int) -> None:
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(4):
        line.request("GET", "/", headers={"X-Long": "a" * (MOST // 2)})
        answer = line.getresponse()
        assert (answer.status, answer.read()) == (200, b"0")
    line.close()
