"""What does the API answer about Nights and their heat maps, a page at a time?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from levee.lab import heat
from levee.lab.heat import Line, Weight
from levee.lab.reds import Red, reds
from levee.model.problem import Problem, Rejected
from levee.model.run import Purpose
from levee.site import matrices
from levee.site.hands import LeveeHands
from levee.site.matrices import Found
from levee.store import nights as ended_nights
from levee.store import pages
from levee.store.nights import Ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which rows: at most so many, after the one with this key; for a partner only its own."""

    partner: str = ""
    after: str = ""
    most: int = 50


def nights(hands: LeveeHands, part: Part) -> tuple[list[dict[str, Any]], str]:
    """Nights of the suite that ended, the newest first."""
    every = [n for n in matrices.nights(hands) if not part.after or n.day.isoformat() < part.after]
    shown = every[: part.most]
    counts = _runs(shown, part.partner)
    lines = [
        {
            "day": n.day.isoformat(),
            "suite": n.suite,
            "void": n.void,
            "reason": "" if part.partner else n.reason,
            "runs": counts.get(n.subject, 0),
        }
        for n in shown
    ]
    return lines, shown[-1].day.isoformat() if len(every) > part.most else ""


def _runs(of: list[Ended], partner: str) -> dict[str, int]:
    """How many Runs each Night has, confirmations aside; for a partner those of its stacks."""
    own = frozenset(pages.stacks_of(partner).values_list("stack", flat=True)) if partner else None
    counts: dict[str, int] = {}
    for run in ended_nights.briefs(n.subject for n in of):
        hidden = own is not None and (run.purpose is not Purpose.NIGHT or run.stack not in own)
        if run.purpose is not Purpose.CONFIRM and not hidden:
            counts[run.subject] = counts.get(run.subject, 0) + 1
    return counts


def page(of: Ended, given: Mapping[str, str], part: Part) -> tuple[dict[str, Any], str]:
    """One page of a Night's heat map, and the key that the next one begins after."""
    told = matrices.read(given)
    found = matrices.found(matrices.places([of])[0], told, part.partner)
    every = found.heat.lines
    first = _after(every, part.after)
    shown = every[first : first + part.most]
    void = f" (void: {of.reason})" if of.void and not part.partner else " (void)" if of.void else ""
    body = {
        "title": f"{of.suite}, {of.day}{void}",
        "night": of.day.isoformat(),
        "columns": [column.key for column in found.heat.columns],
        "counts": {o.value: number for o, number in heat.tally(every).items()},
        "reds": [_red(red) for red in reds(found.heat)],
        "rows": [_row(line, found) for line in shown],
    }
    return body, shown[-1].digest if first + part.most < len(every) else ""


def _after(every: tuple[Line, ...], digest: str) -> int:
    if not digest:
        return 0
    for number, line in enumerate(every, 1):
        if line.digest == digest:
            return number
    raise Rejected((Problem("cursor", "is of another question"),))


def _red(red: Red) -> dict[str, Any]:
    return {
        "column": red.key,
        "version": red.version,
        "outcome": red.outcome.value,
        "text": red.text,
        "stacks": len({line.digest for line in red.lines}),
        "run": red.run,
    }


def _row(line: Line, found: Found) -> dict[str, Any]:
    weight = found.weights.get(line.digest, Weight())
    return {
        "key": line.digest,
        "label": line.stack.short,
        "outcome": line.outcome.value,
        "note": line.note,
        "run": line.run,
        "canary": line.canary,
        "clients": weight.clients,
        "traffic": weight.traffic,
        "cells": [_cell(line, column) for column in found.heat.columns],
    }


def _cell(line: Line, column: heat.Column) -> dict[str, Any]:
    spot = line.spots.get(column.key)
    return {
        "outcome": spot.outcome.value if spot and spot.outcome else None,
        "text": spot.text if spot else "",
        "run": spot.run if spot else "",
        "version": line.versions.get(column.package, "") if column.package else "",
    }
