"""Intake: read any list, fill gaps, take in mail, and list the mail that nobody could place."""

from typing import Annotated, Any

from ninja import Query, Schema, Status

from levee.flow.taking import LIMIT
from levee.model.access import Scope
from levee.site import answers, eyes, listed, taking_in, taking_mail
from levee.store.pages import Wish
from levee.web.api import desk_shapes, paging, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.incoming import ANSWER, answer
from levee.web.api.problems import TOO_LARGE, Refused
from levee.web.api.raw import takes

router = area("intake")
MAIL = takes("message/rfc822", "one mail, as it came")


class ListWanted(Schema):
    """Any list that intake reads, as text or as JSON; its format where it is not recognised."""

    list: dict[str, Any] | list[Any] | str
    format: str = ""


@writes(router, "/stacks/read", Scope.TICKETS_WRITE, desk_shapes.StackRead)
def read_list(asked: Asked, wanted: ListWanted) -> Any:
    """Which Stack is in this list: pip, npm, composer, WordPress, CycloneDX, name to version?
    Nothing is kept; `problems` has what could not be read."""
    stack, problems = taking_in.listed(asked.hands, wanted.list, wanted.format)
    told = [{"where": p.where, "what": p.what} for p in problems]
    return answers.stack(stack) | {"problems": told}


@writes(router, "/tickets/{ticket_id}/answers", Scope.TICKETS_WRITE, shapes.Moved, extra=ANSWER)
def fill_gaps(
    asked: Asked, ticket_id: str, by: Annotated[str, Query(max_length=200)] = "reporter"
) -> Any:
    """Fill gaps of a ticket, or say under `cannot_provide` why not. One that waits and lacks
    nothing more goes on by itself."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    body = asked.request.body
    if len(body) > LIMIT:
        raise Refused(status=413, detail=TOO_LARGE)
    told = answer(body, asked.partner)
    story = taking_in.fill(asked.hands, found.id, told, asked.partner or by, asked.now).story
    said = answers.ticket(asked.hands, story.ticket, asked.now) | {"again": story.again}
    return eyes.told(said, asked.partner)


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


@reads(router, "/mail/unread", Scope.MAIL_READ, shapes.Page[desk_shapes.Unread])
def list_unread_mail(asked: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> Any:
    """Mail that became neither a ticket nor a reply, and why, the oldest first."""
    return paging.page(listed.unread(Wish(after=paging.number(cursor), most=limit)))
