"""What did a Night show, stack by stack and component by component?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from levee.lab import matrix
from levee.model.event import EventKind
from levee.model.night import NightResult
from levee.model.outcome import Outcome
from levee.model.problem import Unknown
from levee.model.run import Purpose
from levee.model.stack import Stack
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.site.shown.suites import lacking, suite


def page(hands: LeveeHands, day: str) -> dict[str, Any]:
    """The Night of that day, or the newest one; and which Nights there are."""
    known = suite(hands)
    nights = hands.lab.nights(known) if known else ()
    listed = [brief(n) for n in reversed(nights)]
    if not nights:
        return {"nights": [], "night": None, "lacking": lacking(hands)}
    chosen = [n for n in nights if n.day.isoformat() == day] if day else nights
    if not chosen:
        raise Unknown(f"there is no night {day}")
    return {"nights": listed, "night": _night(hands, chosen[-1]), "suite": nights[-1].suite}


def brief(night: NightResult) -> dict[str, Any]:
    apart = (Purpose.CANARY, Purpose.AA)
    counts = Counter(r.outcome for r in night.runs if r.purpose not in apart)
    return {
        "day": night.day,
        "key": night.day.isoformat(),
        "void": night.void,
        "reason": night.reason,
        "counts": [{"outcome": o.value, "number": counts[o]} for o in Outcome if counts[o]],
    }


def _night(hands: LeveeHands, night: NightResult) -> dict[str, Any]:
    about = _plan(hands, night)
    stacks = {r.stack.digest: r.stack for r in night.runs}
    canaries = {r.stack.digest for r in night.runs if r.purpose is Purpose.CANARY}
    table = matrix.by_component(matrix.of_night(night))
    rows = [
        cells(row) | about.of(row.key, stacks[row.key]) | {"canary": row.key in canaries}
        for row in table.rows
    ]
    return brief(night) | {
        "columns": list(table.columns),
        "rows": rows,
        "shares": about.shares,
        "canary": about.canary,
    }


def cells(row: matrix.Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": row.label,
        "outcome": row.outcome.value if row.outcome else "",
        "note": row.note,
        "cells": [
            {"outcome": c.outcome.value if c.outcome else "", "text": c.text, "run": c.run}
            for c in row.cells
        ],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Why each stack was chosen, and what the judged Night said of it."""

    chosen: Mapping[str, Mapping[str, Any]]
    judged: Mapping[str, Mapping[str, Any]]
    shares: tuple[Mapping[str, Any], ...]
    canary: str

    def of(self, digest: str, stack: Stack) -> dict[str, Any]:
        line = self.judged.get(digest, {})
        return {
            "text": names.stack(stack),
            "chosen": self.chosen.get(digest, {}).get("reason", ""),
            "standing": names.said(line.get("standing", "")),
            "why": line.get("why", ""),
        }


_SAMENESS = (
    ("exact", "run exactly one of these stacks"),
    ("plugins", "have the plugins of one of them, at any version"),
    ("pairs", "have each pair of their versions in one of them"),
)


def _shares(told: Mapping[str, float]) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {"text": text, "clients": told[f"clients_{name}"], "traffic": told[f"traffic_{name}"]}
        for name, text in _SAMENESS
        if f"clients_{name}" in told
    )


def _plan(hands: LeveeHands, night: NightResult) -> _Plan:
    planned, ended = dict[str, Any](), dict[str, Any]()
    for event in hands.ledger.events(f"night:{night.day.isoformat()}:{night.suite}"):
        if event.kind is EventKind.NIGHT_PLANNED:
            planned = dict(event.data)
        elif event.kind is EventKind.NIGHT_ENDED:
            ended = dict(event.data)
    return _Plan(
        chosen={c["stack"]: c for c in planned.get("choices", ())},
        judged={line["stack"]: line for line in ended.get("lines", ())},
        shares=_shares(planned.get("shares", {})),
        canary=ended.get("canary", ""),
    )
