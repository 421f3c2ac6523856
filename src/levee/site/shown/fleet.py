"""How far do the heaviest stacks reach, what is not covered, and why?"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any

from levee.flow import certifying
from levee.flow.certifying import Facts
from levee.lab import fleet as rule
from levee.lab.fleet import Point
from levee.model.certificate import CertificateState
from levee.model.fleet import Weighed
from levee.model.stack import Stack
from levee.site.hands import LeveeHands
from levee.site.shown import certificates, names
from levee.site.shown.suites import lacking, suite

_SAME: Mapping[str, tuple[str, Callable[[Stack], Hashable]]] = {
    "exact": ("exact stacks", lambda stack: stack.digest),
    "plugins": ("sets of plugins, at any version", rule.plugin_set),
}
_TOPS = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000)
_DRAWN = 240  #: points of a line; more than pixels would not be seen
_ROWS = 25  #: uncovered stacks that are listed
WIDE, HIGH = 640, 260  #: of the drawing, in its own units


def page(hands: LeveeHands, same: str, now: datetime) -> dict[str, Any]:
    chosen = same if same in _SAME else "exact"
    lab, every = hands.desk.contract().file.lab, hands.lab.fleet()
    active = rule.active(every, now, lab.active_days)
    body: dict[str, Any] = {
        "clients": len(active),
        "silent": len(every) - len(active),
        "days": lab.active_days,
        "same": [{"key": k, "title": t, "chosen": k == chosen} for k, (t, _) in _SAME.items()],
        "by": _SAME[chosen][0],
        "target": lab.target_share,
    }
    if not active:
        return body
    points = rule.curve(active, _SAME[chosen][1])
    weighed = rule.weigh(active)
    return body | {
        "stacks": len(weighed),
        "groups": len(points),
        "rows": table(points),
        "reaches": next((p.top for p in points if p.traffic >= lab.target_share), None),
        "drawing": drawing(points, lab.target_share),
        "uncovered": _uncovered(hands, weighed, now),
    }


def table(points: Sequence[Point]) -> list[Point]:
    """The curve as text: round numbers of groups, and all of them."""
    tops = {top for top in _TOPS if top <= len(points)} | {len(points)}
    return [points[top - 1] for top in sorted(tops)]


def drawing(points: Sequence[Point], target: float) -> dict[str, Any]:
    """Where the lines run; they begin at nothing, which covers nobody."""
    step = max(1, -(-len(points) // _DRAWN))
    kept = sorted({*range(step - 1, len(points), step), len(points) - 1})
    drawn = [points[i] for i in kept]
    wide = WIDE / len(points)
    return {
        "wide": WIDE,
        "high": HIGH,
        "clients": _line([(p.top * wide, p.clients) for p in drawn]),
        "traffic": _line([(p.top * wide, p.traffic) for p in drawn]),
        "dots": [
            {"x": round(p.top * wide, 1), "clients": _y(p.clients), "traffic": _y(p.traffic)}
            for p in (drawn if len(points) <= 12 else ())
        ],
        "target": _y(target),
        "grid": [
            {"y": _y(share), "text": f"{share * 100:.0f} %"}
            for share in (0.0, 0.25, 0.5, 0.75, 1.0)
        ],
        "last": len(points),
        "half": len(points) // 2 if len(points) > 3 else None,
        "half_x": round(len(points) // 2 * wide, 1),
        "middle": WIDE // 2,
    }


def _line(points: Sequence[tuple[float, float]]) -> str:
    drawn = [(0.0, 0.0), *points]
    return " ".join(f"{x:.1f},{_y(share):.1f}" for x, share in drawn)


def _y(share: float) -> float:
    return round(HIGH * (1 - share), 1)


def _uncovered(hands: LeveeHands, weighed: Sequence[Weighed], now: datetime) -> dict[str, Any]:
    """The active stacks without a certificate, heaviest first, each with what it lacks."""
    known = suite(hands)
    if known is None:
        return {"lacking": lacking(hands), "rows": [], "states": []}
    facts = certifying.read(hands, hands.desk.contract(), known)
    told = [(w, facts.standing(w.stack, now)) for w in weighed]
    bare = [(w, s) for w, s in told if s.state is not CertificateState.CERTIFIED]
    traffic = sum(w.traffic for w in weighed)
    return {
        "lacking": "",
        "rows": [_row(w, facts, now, traffic) for w, _ in bare[:_ROWS]],
        "more": max(0, len(bare) - _ROWS),
        "states": _states(told, traffic),
    }


def _row(weighed: Weighed, facts: Facts, now: datetime, traffic: float) -> dict[str, Any]:
    standing = facts.standing(weighed.stack, now)
    return {
        "stack": weighed.stack.digest,
        "text": names.stack(weighed.stack),
        "clients": weighed.clients,
        "traffic": weighed.traffic / traffic if traffic else 0.0,
        "state": names.said(standing.state.value),
        "tone": certificates.tone(standing.state),
        "why": standing.reason,
        "missing": [names.with_titles(facts.contract.file, m) for m in standing.missing],
    }


def _states(told: Sequence[tuple[Weighed, Any]], traffic: float) -> list[dict[str, Any]]:
    """How many stacks, clients and how much traffic stand in each state."""
    found: dict[CertificateState, list[Weighed]] = {}
    for weighed, standing in told:
        found.setdefault(standing.state, []).append(weighed)
    return [
        {
            "state": names.said(state.value),
            "tone": certificates.tone(state),
            "stacks": len(rows),
            "clients": sum(w.clients for w in rows),
            "traffic": sum(w.traffic for w in rows) / traffic if traffic else 0.0,
        }
        for state in CertificateState
        if (rows := found.get(state))
    ]
