"""Intake: read any list, and fill gaps."""

from typing import Annotated, Any

from ninja import Query, Schema

from levee.flow.taking import LIMIT
from levee.model.access import Scope
from levee.site import answers, eyes, taking_in
from levee.web.api import desk_shapes, shapes
from levee.web.api.area import area, writes
from levee.web.api.asked import Asked
from levee.web.api.incoming import ANSWER, answer
from levee.web.api.problems import TOO_LARGE, Refused

router = area("intake")


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
