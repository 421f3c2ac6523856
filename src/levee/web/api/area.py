"""How is an endpoint declared: its scope, its answers, and whether it may be repeated?"""

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, Concatenate

from django.http import HttpRequest
from ninja import Router

from levee.model.access import Scope
from levee.web.api.asked import Asked, reading, writing
from levee.web.api.auth import ApiKey, Needs
from levee.web.api.repeating import not_repeated, once
from levee.web.api.saying import say, shaped


def area(tag: str) -> Router:
    return Router(tags=[tag])


def _signature(view: Callable[..., Any]) -> Signature:
    """As ninja reads it: what an endpoint calls ``asked`` comes in as the request."""
    found = signature(view)
    _, *others = found.parameters.values()
    request = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD)
    return found.replace(parameters=[request, *others])


def reads(
    router: Router,
    path: str,
    scope: Scope,
    response: Any,
    *,
    extra: dict[str, Any] | None = None,
) -> Callable[[Any], Any]:
    """GET; changes nothing."""
    shapes = shaped(response)

    def declared[**P](view: Callable[Concatenate[Asked, P], Any]) -> Any:
        @wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> Any:
            return say(view(reading(request), *args, **kwargs), shapes)

        vars(answer)["__signature__"] = _signature(view)
        made = router.get(
            path,
            auth=ApiKey(scope),
            response=response,
            openapi_extra=Needs(scope).extra | (extra or {}),
        )
        return made(answer)

    return declared


def writes(
    router: Router,
    path: str,
    scope: Scope,
    response: Any,
    *,
    method: str = "POST",
    has_secret: bool = False,
    extra: dict[str, Any] | None = None,
) -> Callable[[Any], Any]:
    """Changes something; the same Idempotency-Key twice changes it once.

    ``has_secret``: what is asked or answered is kept nowhere, and so not repeated either.
    """
    shapes = shaped(response)

    def declared[**P](view: Callable[Concatenate[Asked, P], Any]) -> Any:
        @wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> Any:
            asked = writing(request)
            if has_secret:
                not_repeated(request)
                return say(view(asked, *args, **kwargs), shapes)
            return say(once(request, lambda: view(asked, *args, **kwargs)), shapes)

        vars(answer)["__signature__"] = _signature(view)
        made = router.api_operation(
            [method],
            path,
            auth=ApiKey(scope),
            response=response,
            openapi_extra=Needs(scope).extra | {"x-secret": has_secret} | (extra or {}),
        )
        return made(answer)

    return declared
