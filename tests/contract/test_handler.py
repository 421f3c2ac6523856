"""Does one thread answer a whole request, alone, and does a stream end when nobody listens?"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

from django.core import signals
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import translation

from levee.site.handler import Handler

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "headers": [(b"host", b"127.0.0.1")],
    "query_string": b"",
}


def asked(answer: Callable[[Any], Any], times: int = 1, leaves: bool = False) -> list[Any]:
    """What was sent, by a handler whose pages are ``answer``."""
    handler = Handler()
    vars(handler)["_middleware_chain"] = answer
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask() -> None:
        came = iter([{"type": "http.request", "body": b""}])

        async def receive() -> Any:
            for message in came:
                return message
            if not leaves:
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        await handler(SCOPE, receive, send)

    async def every() -> None:
        for _ in range(times):
            await ask()

    asyncio.run(asyncio.wait_for(every(), 10))
    return sent


def test_a_request_begins_is_answered_and_ends_in_one_thread() -> None:
    seen = []

    def noted(**_: Any) -> None:
        seen.append(threading.current_thread().name)

    def answer(_: Any) -> HttpResponse:
        noted()
        return HttpResponse("here")

    for signal in (signals.request_started, signals.request_finished):
        signal.connect(noted)
    try:
        sent = asked(answer, times=2)
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.disconnect(noted)
    assert len(seen) == 6
    assert len(set(seen)) == 1 and seen[0].startswith("answering")
    assert [m.get("body") for m in sent] == [None, b"here", None, b"here"]


def test_what_one_request_sets_is_not_there_in_the_next() -> None:
    languages = []

    def answer(_: Any) -> HttpResponse:
        languages.append(translation.get_language())
        translation.activate("de")
        return HttpResponse()

    asked(answer, times=2)
    assert languages == ["en", "en"]


def test_a_stream_is_sent_to_its_end_and_closed() -> None:
    closed = []

    async def told() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    def answer(_: Any) -> StreamingHttpResponse:
        found = StreamingHttpResponse(told())
        closers = vars(found)["_resource_closers"]
        closers.append(lambda: closed.append(threading.current_thread().name))
        return found

    sent = asked(answer)
    assert b"".join(m.get("body", b"") for m in sent) == b"onetwo"
    assert len(closed) == 1 and closed[0].startswith("answering")


def test_a_stream_ends_when_nobody_listens_any_more() -> None:
    ended = []

    async def told() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    asked(lambda _: StreamingHttpResponse(told()), leaves=True)
    assert ended == [True]
