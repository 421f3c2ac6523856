"""Which thread answers a request, and over which connection to the store?

One thread of a few does all of it: middleware, view, database. Django's own handler begins a new
thread for each request, so that no connection outlives one, and hands each request back and forth
between that thread and the event loop. Only what streams goes on in the event loop.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from typing import Any, cast

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

THREADS = 16  #: as many connections to the store does one process keep

type Message = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]


class Handler(ASGIHandler):
    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answering")

    def load_middleware(self, is_async: bool = False) -> None:
        """All of it without hops; ``is_async`` is what Django's own handler asks for."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"this answers http only, not {scope['type']}")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            response = await self._threaded(self._answered, scope, body)
            if response.streaming:
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)

    async def _threaded(self, work: Callable[..., Any], *given: Any) -> Any:
        """Nothing that one request sets is seen by the next one of the same thread."""
        run = copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._threads, run, work, *given)

    def _answered(self, scope: Message, body: Any) -> HttpResponseBase:
        """What can be sent at once is closed at once: closing ends the request."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        response = self.get_response(request) if request else cast(HttpResponseBase, refused)
        vars(response)["_handler_class"] = self.__class__
        if not response.streaming:
            response.close()
        return response

    async def _stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Until all is told, or nobody listens any more."""
        told = asyncio.ensure_future(self.send_response(response, send))
        gone = asyncio.ensure_future(receive())
        try:
            await asyncio.wait((told, gone), return_when=asyncio.FIRST_COMPLETED)
            if told.done():
                told.result()
        finally:
            told.cancel()
            gone.cancel()
            await asyncio.gather(told, gone, return_exceptions=True)
            await self._threaded(response.close)
