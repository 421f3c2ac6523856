"""How is an answer told, and who holds it against its shape?

ninja reads each answer through a proxy, makes Python values of it again and encodes those.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Status
from pydantic import TypeAdapter
from pydantic_core import to_json

type Shapes = Mapping[int, TypeAdapter[Any]]

#: Does the answer have its shape? Tests ask that of each one; a server answers as it is.
hold: Callable[[TypeAdapter[Any], Any], object] = lambda shape, value: None  # noqa: E731

MEDIA_TYPE = "application/json; charset=utf-8"


def shaped(response: Any) -> Shapes:
    """The shape of the answer with each status; one alone is that of 200. None: the endpoint
    writes its own."""
    shapes = response if isinstance(response, dict) else {HTTPStatus.OK: response}
    return {int(status): TypeAdapter(shape) for status, shape in shapes.items() if shape}


def say(answer: Any, shapes: Shapes) -> HttpResponseBase:
    """What was made or begun says where it is also as ``Location``."""
    if isinstance(answer, HttpResponseBase):
        return answer
    status, value = next(iter(shapes)), answer
    if isinstance(answer, Status):
        status, value = answer.status_code, answer.value
    hold(shapes[status], value)
    said = HttpResponse(to_json(value), status=status, content_type=MEDIA_TYPE)
    said["Cache-Control"] = "no-store"
    if isinstance(value, dict) and "look" in value:
        said["Location"] = value["look"]
    return said
