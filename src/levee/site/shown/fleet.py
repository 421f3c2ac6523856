"""How far do the heaviest stacks reach, what is not covered, and why?"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from math import log10
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levee.lab import fleet as rule
from levee.lab.fleet import Point
from levee.model.fleet import Weighed
from levee.model.stack import Stack
from levee.site import chart, covering
from levee.site.chart import Chart, Line, Mark
from levee.site.covering import Fleet
from levee.site.hands import LeveeHands
from levee.site.shown import bare
from levee.site.shown.suites import lacking, suite

type Same = Callable[[Stack], Hashable]

_SAME: Mapping[str, tuple[Any, Same]] = {
    "exact": (gettext_lazy("exact stacks"), lambda stack: stack.digest),
    "plugins": (gettext_lazy("sets of plugins, at any version"), rule.plugin_set),
}
_TOPS = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000, 20_000,
         50_000, 100_000)  # fmt: skip
_DRAWN = 240  #: points of a line; more than pixels would not be seen
_STRAIGHT = 50  #: up to so many groups lie evenly along the axis; more are drawn by tens


def page(hands: LeveeHands, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    chosen = query.get("same", "") if query.get("same", "") in _SAME else "exact"
    lab, fleet = hands.desk.contract().file.lab, covering.fleet_now(hands, suite(hands), now)
    weighed = fleet.weighed
    body: dict[str, Any] = {
        "clients": sum(w.clients for w in weighed),
        "silent": sum(one.silent for one in (*fleet.live, *fleet.quiet)),
        "days": lab.active_days,
        "same": [{"key": k, "title": t, "chosen": k == chosen} for k, (t, _) in _SAME.items()],
        "by": _SAME[chosen][0],
        "target": lab.target_share,
        "budget": lab.stacks_per_night,
        "lacking": lacking(hands),
    }
    if not weighed:
        return body
    return body | _curve(fleet, weighed, chosen, body) | bare.table(hands, fleet, query)


def _curve(
    fleet: Fleet, weighed: Sequence[Weighed], chosen: str, body: Mapping[str, Any]
) -> dict[str, Any]:
    same = _SAME[chosen][1]
    points = rule.curve_of(weighed, same)
    certified = {one.stack.digest for one in fleet.live if one.reason is None}
    tested = {one.stack.digest for one in fleet.live if one.last and not one.last.void}
    under = {
        "tested": rule.within(weighed, same, tested),
        "certified": rule.within(weighed, same, certified),
    }
    top = min(body["budget"], len(points))
    return {
        "stacks": len(weighed),
        "groups": len(points),
        "rows": table(points, under),
        "reaches": rule.needed(points, body["target"]),
        "top": points[top - 1],
        "tested_share": under["tested"][-1],
        "certified_share": under["certified"][-1],
        "drawing": drawing(points, under, body["target"], str(body["by"])),
    }


def table(points: Sequence[Point], under: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    """The curve as text: round numbers of groups, and all of them."""
    tops = {top for top in _TOPS if top <= len(points)} | {len(points)}
    return [
        {"top": top, "clients": points[top - 1].clients, "traffic": points[top - 1].traffic}
        | {name: shares[top - 1] for name, shares in under.items()}
        for top in sorted(tops)
    ]


def drawing(
    points: Sequence[Point], under: Mapping[str, Sequence[float]], target: float, by: str
) -> SafeString:
    """Four lines over the top N, and the nights' aim. Only round numbers of N can be pointed at."""
    place = _places(len(points))
    drawn = _drawn(len(points), place)
    rows = table(points, under)
    lines = [
        _line("third", drawn, place, under["certified"]),
        _line("fourth", drawn, place, under["tested"]),
        _line("second", drawn, place, [p.clients for p in points]),
        _line("first", drawn, place, [p.traffic for p in points]),
        Line(look="first bare", marks=[_told(row, place) for row in rows], dots=2, joined=False),
    ]
    found = Chart(
        said=_("Share of clients and traffic by the top N %(by)s; the table beside it has the same")
        % {"by": by},
        unit=_("share"),
        lines=lines,
        along=[(place(n), f"{n:,}") for n in _named(len(points))],
        below=_("top N %(by)s") % {"by": by},
        share=True,
        target=(target, _("aim %(share)s") % {"share": f"{target:.0%}"}),
        high=330,
    )
    return mark_safe(chart.svg(found))  # noqa: S308  # a tree of elements, written out escaped


def _places(groups: int) -> Callable[[int], float]:
    """Where N lies along the axis: a long tail would press all that matters to the left."""
    if groups <= _STRAIGHT:
        return lambda top: top / groups
    return lambda top: log10(max(1, top)) / log10(groups)


def _named(groups: int) -> list[int]:
    """The Ns that are written under the axis."""
    if groups <= _STRAIGHT:
        return sorted({0, groups // 2, groups} - ({groups // 2} if groups < 4 else set()))
    tens = [10**n for n in range(int(log10(groups)) + 1)]
    near = log10(groups) - log10(tens[-1]) < 0.25
    return [*(tens[:-1] if near else tens), groups]


def _drawn(groups: int, place: Callable[[int], float]) -> list[int]:
    """The Ns that lines go through: all, or those that fall on different places."""
    kept: dict[int, int] = {}
    for top in range(1, groups + 1):
        kept[int(place(top) * _DRAWN)] = top
    return sorted({1, *kept.values()}) if groups > _DRAWN else list(range(1, groups + 1))


def _line(
    look: str, drawn: Sequence[int], place: Callable[[int], float], shares: Sequence[float]
) -> Line:
    marks = [Mark(at=place(top), value=shares[top - 1], said="") for top in drawn]
    start = [Mark(at=0.0, value=0.0, said="")] if place(1) > 0 else []
    return Line(look=look, marks=[*start, *marks], dots=0)


def _told(row: Mapping[str, float], place: Callable[[int], float]) -> Mark:
    said = {name: f"{row[name]:.1%}" for name in ("clients", "traffic", "tested", "certified")}
    words = _(
        "top %(top)s: %(traffic)s of traffic, %(clients)s of clients, tested %(tested)s, certified "
        "%(certified)s"
    )
    said["top"] = f"{row['top']:,}"
    return Mark(
        at=place(int(row["top"])),
        value=row["traffic"],
        said=words % said,
        brief=_("%(top)s: %(traffic)s of traffic, %(clients)s of clients") % said,
    )
