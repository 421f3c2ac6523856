"""Under which address is a static file, and what is in it?

The address holds the file's digest, so that browsers may keep it for good: another content is
another address. The few files are read once and answered from memory, without a build step.
"""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

#: What is published: our files, and those of django-allauth that its pages draw with.
OURS = ("levee/", "vendor/", "account/js/onload.js", "mfa/js/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    body: bytes
    digest: str
    type: str


@cache
def assets() -> dict[str, Asset]:
    """name -> file, for each one that an application of ours brings."""
    found: dict[str, Asset] = {}
    for finder in get_finders():
        for name, storage in finder.list([]):
            if name.startswith(OURS) and name not in found:
                with storage.open(name) as file:
                    found[name] = _asset(name, file.read())
    return found


def _asset(name: str, body: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    text = "; charset=utf-8" if kind.startswith("text/") else ""
    return Asset(body=body, digest=hashlib.sha256(body).hexdigest()[:16], type=kind + text)


class Assets(StaticFilesStorage):
    """What ``{% static %}`` asks."""

    def url(self, name: str | None) -> str:
        if name is None or name not in assets():
            raise ValueError(f"there is no static file {name}")
        return f"{settings.STATIC_URL}{assets()[name].digest}/{name}"


@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """One file; an address of an earlier content gets the present one, uncached."""
    known = assets().get(name)
    if known is None:
        raise Http404(f"there is no static file {name}")
    response = HttpResponse(known.body, content_type=known.type)
    if known.digest == digest:
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response
