"""Events: what happened, in order, and the jobs that go on."""

from typing import Annotated, Any

from ninja import Query

from levee.model.access import Scope
from levee.model.event import EventKind
from levee.site import listed
from levee.store.pages import Wish
from levee.web.api import paging, shapes
from levee.web.api.area import area, reads
from levee.web.api.asked import Asked

router = area("events")


@reads(router, "/events", Scope.EVENTS_READ, shapes.Page[shapes.SubjectEvent])
def list_events(
    asked: Asked,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
    kind: Annotated[list[EventKind], Query(max_length=50)] = [],  # noqa: B006
) -> Any:
    """Events in the order in which they were appended; a partner's key sees its own tickets'."""
    wish = Wish(partner=asked.partner, after=paging.number(cursor), most=limit)
    return paging.page(listed.events(wish, frozenset(kind)))
