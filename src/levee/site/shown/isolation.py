"""Which questions did an isolation ask, of which differences, and what was answered?"""

from collections.abc import Sequence
from typing import Any

from levee.model.delta import Delta, delta_from, diff
from levee.model.event import Event, EventKind
from levee.model.ticket import Ticket
from levee.site.shown import components


def reproduction(events: Sequence[Event]) -> dict[str, Any] | None:
    """The last answer of the lab: did it fail as reported, beside what?"""
    kinds = (EventKind.REPRODUCED, EventKind.NOT_REPRODUCED)
    found = [e for e in events if e.kind in kinds]
    if not found:
        return None
    data = found[-1].data
    return {
        "held": found[-1].kind is EventKind.REPRODUCED,
        "words": found[-1].reason,
        "run": data["run"],
        "outcome": data["outcome"],
        "baseline": data.get("baseline", ""),
        "matches": bool(data.get("matches_report")),
        "signature": [{"check": c, "message": m} for c, m in data.get("signature", ())],
    }


def grid(ticket: Ticket, events: Sequence[Event]) -> dict[str, Any] | None:
    """Questions as rows, differences as columns: which ones were in, and what came out."""
    if ticket.baseline is None or ticket.stack is None:
        return None
    asked = [e for e in events if e.kind is EventKind.ASKED]
    asked = [e for e in asked if e.data["search"] == asked[-1].data["search"]]
    deltas = diff(ticket.baseline, ticket.stack)
    guilty = set(ticket.interaction)
    columns = [
        components.delta(d) | {"number": n, "guilty": d in guilty} for n, d in enumerate(deltas, 1)
    ]
    return {
        "columns": columns,
        "questions": [_question(n, e, deltas) for n, e in enumerate(asked, 1)],
        "interaction": [components.delta(d) for d in ticket.interaction],
        "finding": ticket.finding.replace("_", " "),
        "finding_why": _why(events),
        "told": dict(ticket.isolation),
    }


def _why(events: Sequence[Event]) -> str:
    """What the classification rests on, as the last one said it."""
    own = (
        e.reason
        for e in reversed(events)
        if e.kind is EventKind.CLASSIFIED and e.data.get("cause", 1) == 1
    )
    return next(own, "")


def _question(number: int, event: Event, deltas: Sequence[Delta]) -> dict[str, Any]:
    within = {delta_from(d) for d in event.data["deltas"]}
    return {
        "number": number,
        "cells": [d in within for d in deltas],
        "size": len(within),
        "answer": event.data["answer"],
        "run": event.data["run"],
    }
