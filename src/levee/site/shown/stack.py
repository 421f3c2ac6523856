"""What is known of one Stack: its parts, its Nights, its certificate, who runs it?"""

from datetime import datetime
from typing import Any

from levee.flow import certifying
from levee.lab import matrix
from levee.lab.matrix import Cell, Matrix
from levee.model.night import NightResult
from levee.model.run import Purpose
from levee.model.stack import Stack
from levee.site import answers
from levee.site.hands import LeveeHands
from levee.site.shown import components, names
from levee.site.shown.suites import suite
from levee.store import stacks

MOST = 60  #: Nights that are drawn, the newest


def stack(hands: LeveeHands, digest: str, now: datetime) -> dict[str, Any]:
    found, known = hands.lab.stack(digest), suite(hands)
    clients = stacks.clients_of(found.digest)
    body: dict[str, Any] = {
        "stack": components.table(found, None),
        "clients": [name for name, _ in clients],
        "traffic": sum(traffic for _, traffic in clients),
        "standing": None,
        "nights": None,
    }
    if known is None:
        return body
    nights = hands.lab.nights(known, found.digest)
    facts = certifying.of_nights(hands.desk.contract(), known, nights, hands.lab.said())
    standing = facts.standing(found, now)
    return body | {
        "standing": answers.standing(standing) | {"state": names.said(standing.state.value)},
        "nights": over_nights(found, known.name, nights),
    }


def over_nights(found: Stack, suite_name: str, nights: tuple[NightResult, ...]) -> dict[str, Any]:
    """Checks by Nights, the newest Night first; the first row is the Stack as a whole."""
    table = matrix.of_stack(found.digest, suite_name, nights)
    shown = matrix.turned(_newest(table))
    voids = {n.day.isoformat(): n.reason for n in nights if n.void}
    whole = list(reversed(table.rows))[:MOST]
    known = {n.day.isoformat(): n for n in nights}
    days = [{"key": r.key, "day": known[r.key].day, "void": voids.get(r.key)} for r in whole]
    return {
        "columns": days,
        "whole": [_whole(found, row, known[row.key]) for row in whole],
        "rows": [_row(found, row) for row in shown.rows],
        "left_out": max(0, len(table.rows) - MOST),
    }


def _newest(table: Matrix) -> Matrix:
    return matrix.Matrix(title=table.title, columns=table.columns, rows=table.rows[-MOST:])


def _whole(found: Stack, row: matrix.Row, night: NightResult) -> tuple[str, str, str, str]:
    outcome = row.outcome.value if row.outcome else ""
    return (outcome, "", _run(found, row, night), row.note)


def _run(found: Stack, row: matrix.Row, night: NightResult) -> str:
    """The Run that the Night's outcome of this Stack rests on."""
    own = [r for r in night.runs if r.stack == found and r.purpose is not Purpose.AA]
    return next((r for r in own if r.outcome is row.outcome), own[-1]).id


def _row(found: Stack, row: matrix.Row) -> dict[str, Any]:
    component, _, check = row.key.partition("::")
    part = next((c for c in found.components if component in (c.package, c.name)), None)
    return {
        "component": part.name if part else component,
        "version": part.version if part else "",
        "check": check,
        "held": row.note,
        "cells": [_cell(c) for c in row.cells],
    }


def _cell(cell: Cell) -> tuple[str, str, str, str]:
    return (cell.outcome.value if cell.outcome else "", "", cell.run, cell.text)
