"""Moves: what a person does to a ticket. A move names the version that was seen."""

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Path, Schema

from levee.desk.evidence import missing
from levee.desk.moves.table import Move
from levee.model.access import Scope
from levee.model.problem import Problem, Rejected
from levee.site import answers, evidence, eyes, moves, stories_routing
from levee.site.moves import Done, Wish
from levee.web.api import shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.problems import Refused

router = area("moves")


class TicketMove(Schema):
    """Who does it, why, and what the move needs: the others are left out."""

    by: str = ""
    reason: str = ""
    version: int | None = None
    to: str | int | None = None
    trigger: str = ""
    partner: str = ""
    impact: dict[str, str] | None = None
    note: str = ""
    plan: str = ""
    text: str = ""
    until_reply: bool = False
    into: str = ""
    title: str = ""
    description: str = ""
    relation: str = "related"


class Evidence(Schema):
    """What was seen, as it was seen; it is sealed."""

    by: str
    error_report: str = ""
    reported_at: str = ""
    affected_screen: str = ""


class RouteWanted(Schema):
    """The evidence that decides, by its kind."""

    evidence: dict[str, str]


type Carried = Callable[[Asked, Wish, TicketMove], Done]

_CARRIED: dict[Move, Carried] = {
    Move.ASSIGN: lambda a, w, m: moves.assign(a.hands, w, str(_given(m.to, "to"))),
    Move.LEVEL: lambda a, w, m: moves.level(a.hands, w, str(_given(m.to, "to")), m.trigger),
    Move.SEVERITY: lambda a, w, m: _severity(a, w, m),
    Move.PARTNER: lambda a, w, m: moves.partner(a.hands, w, m.partner),
    Move.TRIAGE: lambda a, w, m: moves.triage(a.hands, w, m.note, m.plan),
    Move.PAUSE: lambda a, w, m: moves.pause(a.hands, w, m.until_reply),
    Move.RESUME: lambda a, w, _: moves.resume(a.hands, w),
    Move.NOTE: lambda a, w, m: moves.note(a.hands, w, m.text),
    Move.REPLY: lambda a, w, m: moves.reply(a.hands, w, m.text),
    Move.HEAR: lambda a, w, m: moves.hear(a.hands, w, m.text),
    Move.RESOLVE: lambda a, w, _: moves.resolve(a.hands, w),
    Move.REOPEN: lambda a, w, _: moves.reopen(a.hands, w),
    Move.MERGE: lambda a, w, m: moves.merge(a.hands, w, str(_given(m.into, "into"))),
    Move.SPLIT: lambda a, w, m: moves.split(a.hands, w, m.title, m.description),
    Move.LINK: lambda a, w, m: moves.link(a.hands, w, str(_given(m.to, "to")), m.relation),
    Move.UNLINK: lambda a, w, m: moves.unlink(a.hands, w, str(_given(m.to, "to")), m.relation),
}


def _given[T](value: T | None, name: str) -> T:
    if value in (None, ""):
        raise Rejected((Problem(f"$.{name}", "is needed for this move"),))
    assert value is not None
    return value


def _severity(asked: Asked, wish: Wish, wanted: TicketMove) -> Done:
    """Decided by hand, or judged again by what changed."""
    if (wanted.to is None) is (not wanted.impact):
        raise Rejected((Problem("$.to", "give either a severity or `impact`"),))
    if wanted.impact:
        return moves.impact(asked.hands, wish, wanted.impact)
    if not isinstance(wanted.to, int):
        raise Rejected((Problem("$.to", "is a severity from 1 to 4"),))
    return moves.severity(asked.hands, wish, wanted.to)


@writes(router, "/tickets/{ticket_id}/moves/{move}", Scope.TICKETS_WRITE, shapes.Moved)
def move_ticket(
    asked: Asked, ticket_id: str, move: Annotated[Move, Path()], wanted: TicketMove
) -> Any:
    """Move a ticket. 409 tells which moves are possible now, or what was written since the version
    that was seen. A partner's key writes as the reporter: `hear`."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    if asked.partner and move is not Move.HEAR:
        raise Refused(status=403, detail="a partner's key can write to us: the move `hear`")
    by = asked.partner or wanted.by or asked.key.actor
    wish = Wish(ticket=found.id, by=by, now=asked.now, reason=wanted.reason, version=wanted.version)
    done = _CARRIED[move](asked, wish, wanted)
    body = answers.ticket(asked.hands, done.ticket, asked.now) | {"again": done.again}
    return eyes.told(body, asked.partner)


@writes(router, "/tickets/{ticket_id}/evidence", Scope.TICKETS_WRITE, shapes.EvidenceSealed)
def seal_evidence(asked: Asked, ticket_id: str, given: Evidence) -> Any:
    """Seal what was seen: nothing is retried or changed on a ticket before."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    texts = given.model_dump(exclude={"by"})
    parts = {name: text.encode() for name, text in texts.items() if text}
    event = evidence.bring(asked.hands, found.id, asked.partner or given.by, parts, asked.now)
    lacking = missing(asked.hands.desk.ticket(found.id))
    return {
        "ticket": found.id,
        "sealed": event.data["parts"],
        "missing": [part.value for part in lacking],
    }


@writes(router, "/tickets/{ticket_id}/route", Scope.TICKETS_ROUTE, shapes.Routed)
def route_ticket(asked: Asked, ticket_id: str, given: RouteWanted) -> Any:
    """Route a ticket by its evidence: hosting, provider, marketplace, plugin support, internal."""
    found = stories_routing.route(
        asked.hands, ticket_id, given.evidence, asked.key.actor, asked.now
    )
    return {
        "ticket": found.ticket.id,
        "route": found.decided.route,
        "owner": found.decided.owner,
        "again": found.again,
    }


@reads(router, "/tickets/{ticket_id}/events", Scope.TICKETS_READ, shapes.Page[shapes.Event])
def list_ticket_events(asked: Asked, ticket_id: str) -> Any:
    """The timeline of one ticket, oldest first."""
    found = eyes.ticket(asked.hands, ticket_id, asked.partner)
    body = eyes.told(answers.ticket(asked.hands, found, asked.now), asked.partner)
    return {"items": body["timeline"], "next": None}
