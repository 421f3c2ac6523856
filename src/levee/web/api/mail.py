"""Mail: take it in, and decide on what was set aside."""

from typing import Any

from django.http import HttpResponse
from ninja import Schema, Status

from levee.model.access import Scope
from levee.site import kept_mail, listed, taking_mail
from levee.store.pages import Wish
from levee.web.api import desk_shapes, paging, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.evidence import ORIGINAL, Opening
from levee.web.api.raw import file, gives, takes

router = area("mail")
MAIL = takes("message/rfc822", "one mail, as it came")


class Decided(Schema):
    """A person of the contract, and why."""

    by: str
    reason: str


class Heard(Decided):
    """``ticket``: which one hears it."""

    ticket: str


@writes(
    router,
    "/mail",
    Scope.MAIL_WRITE,
    {201: desk_shapes.Mailed, 200: desk_shapes.Mailed},
    extra=MAIL,
)
def take_mail(asked: Asked) -> Any:
    """Take in one mail as a mail server hands it over. Whatever it is, it is sealed: it becomes a
    ticket or a word on one, or is set aside for a person; the same mail again is one (200)."""
    mailed = taking_mail.take_mail(asked.hands, asked.request.body, asked.now)
    return Status(200 if mailed.again else 201, taking_mail.said(mailed))


@reads(router, "/mail/unread", Scope.MAIL_READ, shapes.Page[desk_shapes.KeptMail])
def list_unread_mail(
    asked: Asked, every: bool = False, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> Any:
    """Mail that waits for a person, and why, the oldest first; with `every` also what was decided
    on."""
    return paging.page(listed.unread(Wish(after=paging.number(cursor), most=limit), every))


@reads(router, "/mail/{mail_id}", Scope.MAIL_READ, desk_shapes.ShownMail)
def read_mail(asked: Asked, mail_id: str) -> Any:
    """What a mail that was set aside says, redacted, and what became of it."""
    return kept_mail.show(asked.hands, mail_id)


@writes(
    router,
    "/mail/{mail_id}/original",
    Scope.EVIDENCE_OPEN,
    None,
    has_secret=True,
    extra=gives(ORIGINAL),
)
def open_mail(asked: Asked, mail_id: str, opening: Opening) -> HttpResponse:
    """Open it as it came, for a person whose role may; each opening is an Event, and says through
    which key."""
    why = f"{opening.reason} (key {asked.key.id})" if opening.reason.strip() else ""
    body = kept_mail.original(asked.hands, mail_id, opening.by, why, asked.now)
    return file(body, ORIGINAL, f"{mail_id}.original")


@writes(router, "/mail/{mail_id}/ticket", Scope.MAIL_SETTLE, desk_shapes.DecidedMail)
def make_ticket(asked: Asked, mail_id: str, decided: Decided) -> Any:
    """Make a ticket of it; its sender gets no acknowledgement. Twice is once."""
    return kept_mail.to_ticket(asked.hands, mail_id, decided.by, decided.reason, asked.now)


@writes(router, "/mail/{mail_id}/attachment", Scope.MAIL_SETTLE, desk_shapes.DecidedMail)
def attach_mail(asked: Asked, mail_id: str, given: Heard) -> Any:
    """Have it heard on a ticket: a resolved one opens, and gaps that it tells of are filled."""
    return kept_mail.attach(asked.hands, mail_id, given.ticket, given.by, given.reason, asked.now)


@writes(router, "/mail/{mail_id}/dismissal", Scope.MAIL_SETTLE, desk_shapes.DecidedMail)
def dismiss_mail(asked: Asked, mail_id: str, decided: Decided) -> Any:
    """Let nothing come of it, for a reason; it stays sealed."""
    return kept_mail.dismiss(asked.hands, mail_id, decided.by, decided.reason, asked.now)
