"""Work items, their board, and fixes."""

from typing import Any

from ninja import Query, Schema

from levee.model.access import Scope
from levee.model.storable import storable
from levee.site import answers, eyes, jobs, listed, stories, stories_jobs, working
from levee.site.working import Said, Wanted
from levee.store.pages import Wish
from levee.web.api import paging, shapes
from levee.web.api.accepted import accepted
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("work")


class Narrowed(Schema):
    """``plugin`` is a package URL without version, or a setting's key."""

    state: str = ""
    owner: str = ""
    partner: str = ""
    plugin: str = ""
    overdue: bool = False

    def where(self, asked: Asked) -> dict[str, Any]:
        """Of text nothing that a database cannot hold; it would match nothing."""
        named = self.model_dump(exclude={"overdue"})
        where = {name: storable(value) for name, value in named.items() if value}
        return where | ({"overdue": asked.now} if self.overdue else {})


class WorkChange(Schema):
    """Who changes it, why, which version they saw, and what is otherwise: the rest is left out."""

    by: str
    reason: str
    version: int | None = None
    owner: str = ""
    target: str = ""
    state: str = ""
    acceptance: list[str] | None = None


class Fix(Schema):
    """A fix file: what changes on the ticket's stack."""

    stack_change: list[Any]
    work_item: str | None = None
    notes: str | None = None


@reads(router, "/work-items", Scope.WORK_READ, shapes.Page[shapes.WorkItem])
def list_work_items(
    asked: Asked,
    narrowed: Query[Narrowed],
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
) -> Any:
    """Work items by their id, narrowed by state, owner, partner, plugin, or to what is late."""
    wish = Wish(
        partner=asked.partner,
        where=narrowed.where(asked),
        after=paging.after(cursor),
        most=limit,
    )
    return paging.page(listed.work_items(wish, asked.now))


@reads(router, "/work-items/{work_id}", Scope.WORK_READ, shapes.WorkItem)
def read_work_item(asked: Asked, work_id: str) -> Any:
    """One work item: owner, target date, acceptance, the interaction it mends."""
    found = eyes.work_item(asked.hands, work_id, asked.partner)
    return eyes.work(answers.work_item(found, asked.now), asked.partner)


@writes(router, "/work-items/{work_id}/changes", Scope.WORK_WRITE, shapes.WorkItem)
def change_work_item(asked: Asked, work_id: str, wanted: WorkChange) -> Any:
    """Change owner, target date, state or acceptance criteria. 409 tells what somebody else changed
    since the version that was seen, or that this person may not."""
    found = eyes.work_item(asked.hands, work_id, asked.partner)
    said = Said(work_id=found.id, by=wanted.by, reason=wanted.reason, version=wanted.version)
    what = Wanted(
        owner=wanted.owner,
        target=wanted.target,
        state=wanted.state,
        acceptance=wanted.acceptance,
    )
    body = working.change(asked.hands, said, what, asked.now)
    jobs.sweep(asked.now)
    return body


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
