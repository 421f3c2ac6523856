"""Whose key is this, may it do that, and not too often?"""

import time
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from levee.model.access import FOR_PARTNERS, Key, Refusal, Scope
from levee.site import stories_keys
from levee.site.stories_desk import LIMIT
from levee.web.api.bucket import Buckets
from levee.web.api.problems import TOO_LARGE, Refused
from levee.web.page import now

buckets = Buckets()


class ApiKey(HttpBearer):
    """A key with this scope. The key is asked for also on loopback."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Key:
        found = stories_keys.recognise(token, now())
        if isinstance(found, Refusal):
            raise _unauthorised(found)
        _within_rate(found)
        _may(found, self.scope)
        _not_too_large(request)
        _no_nul(request)
        return found


def _unauthorised(refusal: Refusal) -> Refused:
    return Refused(status=401, detail=refusal.value, headers={"WWW-Authenticate": "Bearer"})


def _within_rate(key: Key) -> None:
    if seconds := buckets.wait(key.id, key.per_minute, time.monotonic()):
        detail = f"more than {key.per_minute} requests a minute; try again in {seconds} s"
        raise Refused(status=429, detail=detail, headers={"Retry-After": str(seconds)})


def _may(key: Key, scope: Scope) -> None:
    if scope not in key.scopes:
        raise Refused(status=403, detail=f"this key lacks the scope {scope.value}")
    if key.partner and scope not in FOR_PARTNERS:
        raise Refused(status=403, detail="this is not for a partner's key")


def _not_too_large(request: HttpRequest) -> None:
    """Before a byte of it is read."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > LIMIT:
        raise Refused(status=413, detail=TOO_LARGE)


def _no_nul(request: HttpRequest) -> None:
    """Nothing is named so, and PostgreSQL cannot even be asked."""
    values = (value for _, values in request.GET.lists() for value in values)
    if "\0" in request.path or any("\0" in value for value in values):
        raise Refused(status=404, detail="nothing has a NUL in its name")


@dataclass(frozen=True, slots=True)
class Needs:
    """What an operation says about itself in the OpenAPI document."""

    scope: Scope

    @property
    def extra(self) -> dict[str, Any]:
        return {"x-scope": self.scope.value, "x-partners": self.scope in FOR_PARTNERS}
