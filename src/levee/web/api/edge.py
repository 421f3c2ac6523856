"""What stands around the API: no body without a limit, no refusal that is not a problem document?

The limit is kept where bytes come in, so that a body without a declared length (chunked) is cut
off as well, and nothing larger is ever written to this machine's disk.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, cast

from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from levee.flow.taking import LIMIT
from levee.web.api.problems import MEDIA_TYPE, TOO_LARGE, Refused, response
from levee.web.faults import API

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Application = Callable[[Message, Receive, Send], Awaitable[None]]


#: Whoever opens an answer as a page, or frames it, gets nothing to run.
POLICY = "default-src 'none'; frame-ancestors 'none'"


class _TooLargeError(Exception):
    """More came than is taken."""


def limited(application: Any) -> Application:
    """The application, which never gets more than LIMIT bytes of a body."""

    async def outer(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        try:
            await application(scope, _counted(receive), send)
        except _TooLargeError:
            await _refuse(send)

    return outer


def _counted(receive: Receive) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LIMIT:
            raise _TooLargeError
        return message

    return counted


async def _refuse(send: Send) -> None:
    said = response(Refused(status=413, detail=TOO_LARGE))
    headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]
    await send({"type": "http.response.start", "status": said.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": said.content})


def api(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """What is below the API's address goes straight to it: no session, no language and no message
    of the pages concerns it. Whatever is refused there is refused in its way."""
    answer = cast(Any, convert_exception_to_response(_answered))

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(API):
            return get_response(request)
        # What programs read does not change with a header, and its problems can be looked up.
        translation.activate("en")
        found = _told(answer(request))
        found.headers.setdefault("Content-Security-Policy", POLICY)
        if isinstance(found, HttpResponse):  # else it is a stream
            found.headers["Content-Length"] = str(len(found.content))
        return found

    return middleware


def _told(found: HttpResponseBase) -> HttpResponseBase:
    if found.status_code < HTTPStatus.BAD_REQUEST:
        return found
    if found.headers.get("Content-Type") == MEDIA_TYPE:
        return found
    allow = {"Allow": found.headers["Allow"]} if "Allow" in found.headers else {}
    return response(Refused(status=found.status_code, detail=_detail(found), headers=allow))


def _answered(request: HttpRequest) -> HttpResponseBase:
    """Django's way from an address to its view, with nothing in between."""
    request.get_host()  # refused where it is none of ours
    view, args, kwargs = _ways.resolve_request(request)
    return cast(HttpResponseBase, view(request, *args, **kwargs))


_ways = BaseHandler()


def _detail(found: HttpResponseBase) -> str:
    match found.status_code:
        case HTTPStatus.NOT_FOUND:
            return "there is nothing at this address"
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return "this is not done at this address; Allow says what is"
    return found.reason_phrase
