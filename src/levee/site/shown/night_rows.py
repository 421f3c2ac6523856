"""What stands in each row of a Night's heat map, and why was its Stack chosen?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from levee.lab.heat import Column, Line, Weight
from levee.model.event import EventKind
from levee.model.outcome import Outcome
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.store.nights import Ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What every row of one table is drawn with."""

    columns: Sequence[Column]
    weights: Mapping[str, Weight]
    others: Mapping[str, Mapping[str, tuple[Outcome, str]]]
    plan: "Plan"
    traffic: float

    def row(self, line: Line) -> dict[str, Any]:
        weight = self.weights.get(line.digest, Weight())
        return {
            "key": line.digest,
            "text": names.stack(line.stack),
            "outcome": line.outcome.value,
            "run": line.run,
            "note": line.note,
            "canary": line.canary,
            "clients": weight.clients,
            "share": weight.traffic / self.traffic,
            "suites": [self._suite(own.get(line.digest)) for own in self.others.values()],
            "cells": [self._cell(line, column) for column in self.columns],
        } | self.plan.of(line.digest)

    def _suite(self, ended: tuple[Outcome, str] | None) -> tuple[str, str, str, str]:
        return (ended[0].value, "", ended[1], "") if ended else ("", "", "", "")

    def _cell(self, line: Line, column: Column) -> tuple[str, str, str, str]:
        """(outcome, version, run, what was said); a version without an outcome is in the stack and
        was not checked."""
        version = line.versions.get(column.package, "") if column.package else ""
        spot = line.spots.get(column.key)
        if spot is None or spot.outcome is None:
            return "", version, "", ""
        return spot.outcome.value, version, spot.run, spot.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Why each stack was chosen, and what the judged Night said of it."""

    chosen: Mapping[str, Mapping[str, Any]]
    judged: Mapping[str, Mapping[str, Any]]
    shares: tuple[Mapping[str, Any], ...]

    def of(self, digest: str) -> dict[str, Any]:
        line = self.judged.get(digest, {})
        return {
            "chosen": self.chosen.get(digest, {}).get("reason", ""),
            "standing": names.said(line.get("standing", "")),
            "why": line.get("why", ""),
        }


_SAMENESS = (
    ("exact", gettext_lazy("run exactly one of these stacks")),
    ("plugins", gettext_lazy("have the plugins of one of them, at any version")),
    ("pairs", gettext_lazy("have each pair of their versions in one of them")),
)


def _shares(told: Mapping[str, float]) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {"text": text, "clients": told[f"clients_{name}"], "traffic": told[f"traffic_{name}"]}
        for name, text in _SAMENESS
        if f"clients_{name}" in told
    )


def plan(hands: LeveeHands, night: Ended) -> Plan:
    planned, ended = dict[str, Any](), dict[str, Any]()
    for event in hands.ledger.events(night.subject):
        if event.kind is EventKind.NIGHT_PLANNED:
            planned = dict(event.data)
        elif event.kind is EventKind.NIGHT_ENDED:
            ended = dict(event.data)
    return Plan(
        chosen={c["stack"]: c for c in planned.get("choices", ())},
        judged={line["stack"]: line for line in ended.get("lines", ())},
        shares=_shares(planned.get("shares", {})),
    )
