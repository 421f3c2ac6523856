"""Work items, their board, and fixes."""

from typing import Any

from ninja import Schema

from levee.model.access import Scope
from levee.site import answers, eyes, listed, stories, stories_jobs
from levee.store.pages import Wish
from levee.web.api import paging, shapes
from levee.web.api.accepted import accepted
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("work")


class Fix(Schema):
    """A fix file: what changes on the ticket's stack."""

    stack_change: list[Any]
    work_item: str | None = None
    notes: str | None = None


@reads(router, "/work-items", Scope.WORK_READ, shapes.Page[shapes.WorkItem])
def list_work_items(
    asked: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "", state: str = ""
) -> Any:
    """Work items by their id."""
    wish = Wish(
        partner=asked.partner,
        where={"state": state} if state else {},
        after=paging.after(cursor),
        most=limit,
    )
    return paging.page(listed.work_items(wish, asked.now))


@reads(router, "/work-items/{work_id}", Scope.WORK_READ, shapes.WorkItem)
def read_work_item(asked: Asked, work_id: str) -> Any:
    """One work item: owner, target date, acceptance, the interaction it mends."""
    found = eyes.work_item(asked.hands, work_id, asked.partner)
    return eyes.work(answers.work_item(found, asked.now), asked.partner)


@reads(router, "/board", Scope.WORK_READ, shapes.Page[shapes.BoardEntry])
def read_board(asked: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> Any:
    """Tickets of the streams that have a board, the newest first, each with its work item."""
    streams = asked.hands.desk.contract().file.streams
    where = {"stream__in": [name for name, stream in streams.items() if stream.board]}
    wish = Wish(partner=asked.partner, where=where, after=paging.number(cursor), most=limit)
    return paging.page(listed.board(wish, asked.now))


@writes(router, "/work-items/{work_id}/fixes", Scope.WORK_WRITE, {202: shapes.Job})
def submit_fix(asked: Asked, work_id: str, fix: Fix) -> Any:
    """Run the suite on a fix and on the top stacks, in the background: the label goes, or the
    channel goes back."""
    found = eyes.work_item(asked.hands, work_id, asked.partner)
    change, notes = stories.read_fix(fix.model_dump(exclude_none=True))
    asked.hands.lab.suite()
    return accepted(stories_jobs.mend(found.id, change, notes), f"/work-items/{found.id}")
