"""Evidence: the sealed original for whoever may read it, and what may be shared of a ticket."""

from django.http import HttpResponse
from ninja import Schema

from levee.model.access import Scope
from levee.site import evidence
from levee.web.api.area import area, writes
from levee.web.api.asked import Asked
from levee.web.api.raw import file, gives

router = area("evidence")
ORIGINAL, ZIP = "application/octet-stream", "application/zip"


class Opening(Schema):
    """A person of the contract, and why it has to be read."""

    by: str
    reason: str


class Sharing(Schema):
    by: str


@writes(
    router,
    "/tickets/{ticket_id}/original",
    Scope.EVIDENCE_OPEN,
    None,
    has_secret=True,
    extra=gives(ORIGINAL),
)
def open_original(asked: Asked, ticket_id: str, opening: Opening) -> HttpResponse:
    """Open the sealed original of a ticket, for a person whose role may; each opening is an Event,
    and says through which key."""
    why = f"{opening.reason} (key {asked.key.id})" if opening.reason.strip() else ""
    body = evidence.original(asked.hands, asked.data, ticket_id, opening.by, why, asked.now)
    return file(body, ORIGINAL, f"{ticket_id}.original")


@writes(
    router,
    "/tickets/{ticket_id}/support-report",
    Scope.EVIDENCE_SHARE,
    None,
    has_secret=True,
    extra=gives(ZIP),
)
def share(asked: Asked, ticket_id: str, sharing: Sharing) -> HttpResponse:
    """The shareable bundle of a ticket: enough to reproduce it, and nothing secret; that it was
    made is an Event."""
    code, body = evidence.bundle(asked.hands, ticket_id, sharing.by, asked.now)
    return file(body, ZIP, f"{code}.zip")
