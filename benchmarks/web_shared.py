"""What do both desks of `benchmarks/web.py` share: the tickets' words, and the counting?"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

RARE = "zebrafinch"  #: stands in five tickets, however many there are
OPEN = 5  #: every fifth ticket is open
PORTION = 20_000
_STEMS = ("lom", "ber", "tak", "fin", "gar", "hul", "mip", "nor", "pel", "quo")
_ENDS = ("rus", "sil", "tov", "umb", "vex", "wim", "yar", "zin", "cad", "dro")
#: 10,000 words, so that a common search finds what a common word finds in life.
VOCABULARY = tuple(a + b + c + d for a in _STEMS for b in _ENDS for c in _STEMS for d in _ENDS)


def word(number: int, salt: int) -> str:
    """Small numbers come often and large ones seldom, as words do."""
    drawn = ((number * 2_654_435_761 + salt * 40_503) % 1_000_003) / 1_000_003
    return VOCABULARY[int(len(VOCABULARY) * drawn**3)]


def words(number: int, count: int) -> tuple[str, str]:
    """Two words of a ticket's text; five of ``count`` tickets hold the rare one."""
    rare = number % max(1, count // 5) == count // 10 if count >= 50 else False
    return word(number, 1), RARE if rare else word(number, 2)


def is_open(number: int) -> bool:
    return number % OPEN == 0


def counted(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: how many statements did this answer take? Outermost, so that sessions count."""
    from django.db import connection

    def middleware(request: Any) -> Any:
        number = 0

        def count(execute: Any, *given: Any) -> Any:
            nonlocal number
            number += 1
            return execute(*given)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Statements"] = str(number)
        return response

    return middleware


def timed(application: Any) -> Any:
    """The application, which tells how long this process had the processor until the answer began:
    true of one question at a time, and little moved by whoever else uses the machine."""

    async def outer(scope: Any, receive: Any, send: Any) -> None:
        begun = time.process_time()

        async def said(message: Any) -> None:
            if message["type"] == "http.response.start":
                took = (time.process_time() - begun) * 1000
                own = (b"x-processor", f"{took:.3f}".encode())
                message = {**message, "headers": [*message["headers"], own]}
            await send(message)

        await application(scope, receive, said)

    return outer


def serve(application: Any, port: int, told: dict[str, Any]) -> None:
    """The same server, settings and number of workers for both; says first what can be asked."""
    import uvicorn

    json.dump(told, sys.stdout)
    sys.stdout.write("\n")
    sys.stdout.flush()
    uvicorn.run(
        timed(application),
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="off",
        access_log=False,
    )
