"""What does the OpenAPI document say beyond what each endpoint declares? How it can refuse."""

from http import HTTPStatus
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from levee.web.api.problems import MEDIA_TYPE, ProblemDetails

_ALWAYS = (400, 401, 403, 404, 422, 429, 500)
_OF_BODIES = (409, 413)
_REF = {"$ref": "#/components/schemas/ProblemDetails"}
_RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
_REPEATED = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "the same key and body again get the stored answer (kept for a day)",
}


def completed(schema: OpenAPISchema) -> OpenAPISchema:
    schema["components"]["schemas"]["ProblemDetails"] = _details()
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _complete(operation, method)
    return schema


def _details() -> dict[str, Any]:
    found = ProblemDetails.model_json_schema()
    fault = found.pop("$defs")["Fault"]
    found["properties"]["problems"]["items"] = fault
    return found


def _complete(operation: dict[str, Any], method: str) -> None:
    changes = method != "get"
    statuses = (*_ALWAYS, *(_OF_BODIES if changes else ()))
    for status in statuses:
        operation["responses"].setdefault(status, _problem(status))
    if changes and not operation.pop("x-secret", False):
        operation["parameters"].append(_REPEATED)


def _problem(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": _REF}},
    }
    return said | ({"headers": _RETRY} if status == HTTPStatus.TOO_MANY_REQUESTS else {})
