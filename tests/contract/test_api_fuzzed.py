"""Does any request, however odd, make the API fail or answer other than its document says?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import api_house
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from levee.web.api.api import api

schemathesis.serializer.alias("message/rfc822", "application/octet-stream")
pytestmark = pytest.mark.django_db
OPERATIONS = [
    pytest.param(method, path, id=f"{method} {path}")
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items()
    for method in methods
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def document(store: Path) -> Iterator[Any]:
    """As over WSGI, in this test's own transaction: nothing is closed behind a request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_as_the_document_says(
    document: Any, client: Client, method: str, path: str
) -> None:
    api_house.furnish("Aurora", "1.0")
    headers = {"Authorization": f"Bearer {api_house.key(client).secret}"}
    asked = document[f"/api/v1{path}"][method]

    @given(case=asked.as_strategy() | asked.as_strategy(GenerationMode.NEGATIVE))
    @settings(
        max_examples=7,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def fuzz(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    fuzz()
