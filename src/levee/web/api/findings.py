"""Findings: overrule one, whom it is about to hit, what runs each Night, how flaky the lab is."""

from typing import Annotated, Any

from ninja import Field, Schema

from levee.model.access import Scope
from levee.model.problem import NotHeld
from levee.site import exposure, listed, measuring, stories, stories_jobs, stories_lab
from levee.store.pages import Wish
from levee.web.api import paging, paper_shapes, shapes
from levee.web.api.accepted import accepted
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("findings")
MOST = 1000  #: A/A Runs of one request, as for the command


class Overruling(Schema):
    """A person of the contract, and where it is documented."""

    by: str
    reason: str


class Again(Schema):
    """How often; a Stack that is known to pass, or none: the lab takes one."""

    repeats: Annotated[int, Field(ge=1, le=MOST)]
    stack: dict[str, Any] | list[Any] | str | None = None


@writes(router, "/tickets/{ticket_id}/overrule", Scope.WORK_WRITE, paper_shapes.Overruled)
def overrule(asked: Asked, ticket_id: str, said: Overruling) -> Any:
    """Say that it works as documented: the work becomes an article, due by its own clock."""
    return stories.overruled(asked.hands, ticket_id, (said.by, said.reason), asked.now)


@reads(router, "/tickets/{ticket_id}/hit", Scope.EXPOSURE_READ, paper_shapes.Hit)
def read_hit(asked: Asked, ticket_id: str) -> Any:
    """Every active client whose stack contains what the ticket showed, the heaviest first; 409
    before it is isolated."""
    body = exposure.hit(asked.hands, ticket_id, asked.now)
    if not body["interactions"]:
        raise NotHeld(f"{body['ticket']} is not isolated: nobody can be named yet")
    return body


@reads(router, "/must-run", Scope.WORK_READ, shapes.Page[shapes.WorkItem])
def list_must_run(asked: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> Any:
    """Work items whose Interaction every Night runs, by their id."""
    wish = Wish(
        partner=asked.partner,
        where={"must_run": True},
        after=paging.after(cursor),
        most=limit,
    )
    return paging.page(listed.work_items(wish, asked.now))


@reads(router, "/aa", Scope.LAB_RUN, paper_shapes.Flakiness)
def read_aa(asked: Asked) -> Any:
    """How flaky the lab itself was so far, and whose each flake of a Night was."""
    return measuring.so_far(asked.hands)


@writes(router, "/aa", Scope.LAB_RUN, {202: shapes.Job})
def run_aa(asked: Asked, wanted: Again) -> Any:
    """Run a Stack that is known to pass again and again, in the background."""
    named = wanted.stack
    stack = stories_lab.named_stack(asked.hands, named) if named is not None else None
    asked.hands.lab.suite()
    return accepted(stories_jobs.aa(asked.hands, wanted.repeats, stack, asked.now))
