"""Is a body cut off where bytes come in, also one that does not say how long it is?"""

import asyncio
from collections.abc import Iterator
from typing import Any

from levee.flow.taking import LIMIT
from levee.web.api.edge import limited


async def reading(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads everything before it answers."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


def asked(sizes: list[int]) -> tuple[list[Any], int]:
    """What was sent, and how many chunks were read."""
    sent: list[Any] = []
    chunks: Iterator[int] = iter(sizes)
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"body": b"x" * next(chunks), "more_body": read < len(sizes)}

    async def send(message: Any) -> None:
        sent.append(message)

    async def whole() -> None:
        await limited(reading)({"type": "http"}, receive, send)

    asyncio.run(whole())
    return sent, read


def test_the_largest_body_is_taken() -> None:
    sent, _ = asked([LIMIT - 1, 1])
    assert sent[0]["status"] == 200


def test_a_larger_one_is_cut_off_and_told_what_to_do() -> None:
    sent, read = asked([LIMIT, 1, 1, 1, 1])
    assert (sent[0]["status"], read) == (413, 2)
    assert b"attach logs as a link" in sent[1]["body"]
