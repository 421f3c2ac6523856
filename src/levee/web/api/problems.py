"""How is a refusal said? As problem details (RFC 9457), with every problem and its JSON path."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from levee.bench.provider import LabBroken
from levee.desk.redaction import redact
from levee.model.problem import (
    NotHeld,
    Problem,
    Rejected,
    StaleWrite,
    TooLarge,
    Unknown,
    WrongState,
)

MEDIA_TYPE = "application/problem+json"
TOO_LARGE = (
    "the body is larger than the 10,000,000 bytes that are taken. "
    "Send the stack and the steps, and attach logs as a link or in parts."
)
_log = logging.getLogger("django.request")


class Fault(Schema):
    """One thing that is wrong, and where."""

    where: str
    what: str


class ProblemDetails(Schema):
    """RFC 9457. ``problems`` lists everything that is wrong, each with its JSON path."""

    type: str
    title: str
    status: int
    detail: str
    problems: list[Fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Exception):
    """A request that is answered with a problem."""

    status: int
    detail: str
    problems: Sequence[Problem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def response(refused: Refused) -> JsonResponse:
    """What was asked comes back in it, without the secrets that were in what was asked."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "detail": redact(refused.detail),
        "problems": [{"where": redact(p.where), "what": redact(p.what)} for p in refused.problems],
    }
    return JsonResponse(
        body, status=refused.status, content_type=MEDIA_TYPE, headers=dict(refused.headers)
    )


def refusal(error: Exception) -> Refused:
    """Which problem an exception is; what nobody foresaw is our fault and says nothing more."""
    match error:
        case Refused():
            return error
        case Rejected():
            return _of_input(error)
        case ValidationError():
            problems = _validated(error.errors)
            return Refused(status=422, detail="the input was refused", problems=problems)
        case DataError():
            return Refused(status=422, detail="a value is of a kind that the store cannot hold")
        case Unknown() | Http404():
            return Refused(status=404, detail=str(error) or "there is nothing at this address")
        case StaleWrite() | WrongState() | LabBroken() | NotHeld():
            return Refused(status=409, detail=str(error), problems=_standing(error))
        case AuthenticationError():
            return Refused(
                status=401,
                detail="send a key: `Authorization: Bearer levee_...`",
                headers={"WWW-Authenticate": "Bearer"},
            )
        case HttpError():
            return Refused(status=error.status_code, detail=str(error))
    return Refused(status=500, detail="this is our fault; it was noted")


def _standing(error: Exception) -> tuple[Problem, ...]:
    """What is possible as things stand, or which version there is."""
    match error:
        case WrongState():
            return tuple(Problem("allowed", name) for name in error.allowed)
        case StaleWrite():
            return (Problem("$.version", f"you said {error.expected}, it is {error.actual}"),)
    return ()


def _of_input(error: Rejected) -> Refused:
    if _lacks_suite(error):
        return Refused(status=404, detail=error.problems[0].what)
    status = 413 if isinstance(error, TooLarge) else 422
    return Refused(status=status, detail="the input was refused", problems=error.problems)


def _placed(refused: Refused, request: HttpRequest) -> Refused:
    """What a story calls by its option is a parameter or a part of the body here."""
    before = "" if request.method == "GET" else "$."
    problems = tuple(
        Problem(before + p.where.removeprefix("--").replace("-", "_"), p.what)
        if p.where.startswith("--")
        else p
        for p in refused.problems
    )
    return replace(refused, problems=problems)


def _lacks_suite(error: Rejected) -> bool:
    """Nothing is wrong with what was asked: this store runs no suite yet."""
    return {p.where for p in error.problems} == {"--suite"}


def _validated(errors: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(_path(e["loc"]), str(e["msg"])) for e in errors)


def _path(place: Sequence[str | int]) -> str:
    """``("body", "body", "scopes", 0)`` is ``$.scopes[0]``; a parameter is its name."""
    source, *rest = place
    if source != "body":
        return ".".join(str(part) for part in rest) or str(source)
    parts = rest[1:]
    return "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts)


def install(api: NinjaAPI) -> None:
    """Every exception becomes a problem; only those of ours are logged, with their traceback."""

    def handle(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        assert isinstance(error, Exception)
        found = _placed(refusal(error), request)
        if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("API: %s", request.path, exc_info=error)
        return response(found)

    for known in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(known, handle)
