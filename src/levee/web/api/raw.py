"""How does an endpoint take or give something that is no JSON?"""

from typing import Any

from django.http import HttpResponse

_BYTES = {"type": "string", "format": "binary"}


def takes(kind: str, description: str) -> dict[str, Any]:
    """The body as it came, in the words of the document."""
    schema = {"schema": _BYTES | {"description": description}}
    return {"requestBody": {"required": True, "content": {kind: schema}}}


def gives(kind: str) -> dict[str, Any]:
    return {"responses": {200: {"description": "OK", "content": {kind: {"schema": _BYTES}}}}}


def file(body: bytes, kind: str, name: str) -> HttpResponse:
    """A download: no browser takes it for a page of ours."""
    said = HttpResponse(body, content_type=kind)
    said["Content-Disposition"] = f'attachment; filename="{name}"'
    said["X-Content-Type-Options"] = "nosniff"
    said["Cache-Control"] = "no-store"
    return said
