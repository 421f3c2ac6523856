"""The lab: stacks, runs, nights, plan, matrix; what takes long is done in the background."""

from dataclasses import asdict
from typing import Any

from ninja import Query, Schema

from levee.model.access import Scope
from levee.model.problem import Unknown
from levee.site import (
    answers,
    eyes,
    listed,
    matrices,
    stories_jobs,
    stories_lab,
    stories_nights,
)
from levee.site.stories_nights import Part
from levee.store import pages
from levee.store.pages import Wish
from levee.web.api import lab_shapes, paging, shapes
from levee.web.api.accepted import accepted
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.problems import Refused
from levee.web.api.wanted import StackWanted

router = area("lab")


class NightWanted(Schema):
    date: str = ""


@reads(router, "/stacks/{digest}", Scope.LAB_READ, shapes.Stack)
def read_stack(asked: Asked, digest: str) -> Any:
    """A Stack by its digest, or by how it begins (8 digits or more)."""
    return answers.stack(eyes.stack(asked.hands, digest, asked.partner))


@reads(router, "/runs", Scope.LAB_READ, shapes.Page[lab_shapes.RunLine])
def list_runs(
    asked: Asked,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
    stack: str = "",
    outcome: str = "",
    ticket: str = "",
) -> Any:
    """Runs, the newest first."""
    where = {"stack_id": stack, "outcome": outcome, "subject": ticket and f"ticket:{ticket}"}
    wish = Wish(
        partner=asked.partner,
        where={name: value for name, value in where.items() if value},
        after=paging.instant(cursor),
        most=limit,
    )
    return paging.page(listed.runs(wish))


@reads(router, "/runs/{run_id}", Scope.LAB_READ, lab_shapes.Run)
def read_run(asked: Asked, run_id: str) -> Any:
    """One Run with the result of each check."""
    if not pages.sees_run(asked.partner, run_id):
        raise Unknown(f"there is no run {run_id}")
    return answers.run(asked.hands.lab.find(run_id))


@writes(router, "/runs", Scope.LAB_RUN, {202: shapes.Job})
def run_suite(asked: Asked, wanted: StackWanted) -> Any:
    """Run the suite on one Stack, in the background; the job tells which Run it is."""
    found = stories_lab.named_stack(asked.hands, wanted.stack)
    asked.hands.lab.suite()
    key = f"adhoc:{asked.now.isoformat()}:{found.digest}"
    return accepted(stories_jobs.run(asked.hands, found, key))


@writes(router, "/runs/{run_id}/rerun", Scope.LAB_RUN, {202: shapes.Job})
def rerun(asked: Asked, run_id: str) -> Any:
    """Repeat a Run from its own folder, in the background; the job tells which Run it is."""
    return accepted(stories_jobs.rerun(asked.hands.lab.find(run_id).id))


@reads(router, "/nights", Scope.LAB_READ, shapes.Page[lab_shapes.NightLine])
def list_nights(asked: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "") -> Any:
    """Nights that ended, the newest first."""
    part = Part(partner=asked.partner, after=paging.after(cursor), most=limit)
    return paging.page(stories_nights.nights(asked.hands, part))


@writes(router, "/nights", Scope.LAB_RUN, {202: shapes.Job})
def run_night(asked: Asked, wanted: NightWanted) -> Any:
    """Run one Night, in the background; one that was cut off goes on where it stopped."""
    asked.hands.lab.suite()
    day = stories_lab.day(asked.hands, wanted.date, asked.now)
    return accepted(stories_jobs.night(day), "/nights")


@reads(router, "/plan", Scope.LAB_READ, lab_shapes.Plan)
def read_plan(asked: Asked, date: str = "") -> Any:
    """What a Night would run, and why each stack; nothing is run."""
    _own_staff(asked)
    return stories_lab.plan(asked.hands, stories_lab.day(asked.hands, date, asked.now), asked.now)


class MatrixAsked(Schema):
    """What of a Night is asked for. ``plugin`` is a name, a part of one or a package URL; with it
    an ``outcome`` is the plugin's own, where it has one. ``red``: failed, conflict or timeout."""

    date: str = ""
    plugin: str = ""
    version: str = ""
    client: str = ""
    outcome: str = ""
    sort: str = "worst"
    columns: str = "checks"


@reads(router, "/matrix", Scope.LAB_READ, lab_shapes.NightMatrix)
def read_matrix(
    asked: Asked,
    wanted: Query[MatrixAsked],
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
) -> Any:
    """Stacks by checks or components of one Night, or of the last one; for a partner its own
    stacks. Filtered by plugin, version, client and outcome, what is red first."""
    day = stories_lab.day(asked.hands, wanted.date, asked.now) if wanted.date else None
    part = Part(partner=asked.partner, after=paging.after(cursor), most=limit)
    given = {name: text for name, text in wanted.dict().items() if name != "date"}
    body, after = stories_nights.page(matrices.night(asked.hands, day), given, part)
    return body | {"next": paging.cursor(after)}


@reads(router, "/stacks/{digest}/matrix", Scope.LAB_READ, lab_shapes.Matrix)
def read_stack_matrix(asked: Asked, digest: str) -> Any:
    """One Stack's Nights by checks, oldest first."""
    found = eyes.stack(asked.hands, digest, asked.partner)
    return asdict(stories_lab.matrix_of_stack(asked.hands, found))


def _own_staff(asked: Asked) -> None:
    if asked.partner:
        raise Refused(status=403, detail="this is not for a partner's key")
