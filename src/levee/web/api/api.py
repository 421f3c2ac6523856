"""Which areas does the API have, and how does it tell about itself?"""

from importlib.metadata import version
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from levee.web.api import (
    accounts,
    certificates,
    channels,
    contract,
    events,
    evidence,
    findings,
    fleet,
    incidents,
    intake,
    keys,
    lab,
    mail,
    moving,
    numbers,
    operating,
    plugins,
    problems,
    programme,
    sessions,
    signatures,
    tickets,
    updates,
    webhooks,
    work,
)
from levee.web.api.document import completed

DESCRIPTION = (
    "Everything that the command line and the pages do. Each request carries a key: "
    "`Authorization: Bearer levee_...` (`levee keys create` makes one). A refusal is a problem "
    "document (RFC 9457) that lists everything that is wrong with its JSON path."
)


class Api(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        return completed(super().get_openapi_schema(**kwargs))


api = Api(
    title="Levee",
    version=version("levee"),
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
)
problems.install(api)
for area in (
    tickets,
    intake,
    mail,
    moving,
    evidence,
    updates,
    sessions,
    incidents,
    findings,
    work,
    lab,
    certificates,
    signatures,
    programme,
    channels,
    plugins,
    fleet,
    contract,
    events,
    keys,
    accounts,
    webhooks,
    numbers,
    operating,
):
    api.add_router("", area.router)
