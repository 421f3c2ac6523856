"""The fleet: what clients run, and how far the heaviest stacks reach."""

import json
from typing import Annotated, Any

from ninja import Body, Query

from levee.lab.uncovered import Reason
from levee.model.access import Scope
from levee.site import covering, listed, stories_fleet
from levee.store.pages import Wish
from levee.web.api import paging, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.incoming import owned
from levee.web.api.problems import Refused

router = area("fleet")


@reads(router, "/installations", Scope.FLEET_READ, shapes.Page[shapes.Installation])
def list_installations(
    asked: Asked, limit: paging.Limit = 50, cursor: paging.Cursor = "", stack: str = ""
) -> Any:
    """What each client runs, by client."""
    where = {"stack_id": stack} if stack else {}
    wish = Wish(partner=asked.partner, where=where, after=paging.pair(cursor), most=limit)
    return paging.page(listed.installations(wish))


@writes(router, "/installations", Scope.FLEET_WRITE, shapes.Reported)
def report_installations(
    asked: Asked, reports: Annotated[list[dict[str, Any]], Body(max_length=10_000)]
) -> Any:
    """Take in what clients run. The latest report of a client replaces the one before it."""
    lines = [json.dumps(report) for report in owned(reports, asked.partner)]
    return stories_fleet.report(asked.hands, lines, "$", asked.now, asked.partner)


@writes(router, "/fleet/heartbeat", Scope.FLEET_WRITE, shapes.Beat)
def beat(asked: Asked, said: Annotated[dict[str, Any], Body()]) -> Any:
    """One client says what it runs, and since when that is so (`last_seen`). A beat that came
    already, or is older than the newest, changes nothing; the answer says so."""
    (own,) = owned([said], asked.partner, "$")
    return stories_fleet.beat(asked.hands, own, asked.now, asked.partner)


@reads(router, "/coverage", Scope.FLEET_READ, shapes.Coverage)
def read_coverage(asked: Asked, top: Annotated[int, Query(ge=1, le=10_000)] = 20) -> Any:
    """Which share of clients and traffic the top N reach: by exact version (also in `points`),
    counting who follows one channel's release as one, and by plugin set."""
    if asked.partner:
        raise Refused(status=403, detail="this is not for a partner's key")
    return stories_fleet.coverage(asked.hands, top, asked.now)


@reads(router, "/fleet/uncovered", Scope.FLEET_READ, shapes.Page[shapes.Uncovered])
def list_uncovered(
    asked: Asked,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = "",
    reason: Reason | None = None,
    plugin: Annotated[str, Query(max_length=200)] = "",
) -> Any:
    """Each stack that clients run and no certificate covers, heaviest first, and why not."""
    if asked.partner:
        raise Refused(status=403, detail="this is not for a partner's key")
    found = covering.left_out(asked.hands, asked.now, reason, plugin)
    first = int(paging.number(cursor) or 0)
    last = first + limit
    return paging.page((found[first:last], str(last) if last < len(found) else ""))
