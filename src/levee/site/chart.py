"""How is a chart drawn as SVG that needs no script and no style of its own?

The one place that draws lines: pages colour its classes by their style sheet, in light and dark;
a file that stands alone takes ``ALONE`` along. Built as a tree of elements, so that no text of
anybody can become markup.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, log10
from xml.etree.ElementTree import Element, SubElement, tostring

#: What colours the classes where there is no style sheet of the site.
ALONE = """
svg { background: #fff; fill: #1d2430; font: 12px "DejaVu Sans", Verdana, sans-serif }
.rule { stroke: #c9ced8 } .tick, .axis { fill: #47505c }
.line { fill: none; stroke: #1b4f72; stroke-width: 2.5 } .dot { fill: #1b4f72 }
.line.second { stroke: #6f5200; stroke-dasharray: 7 5 } .dot.second { fill: #6f5200 }
.line.third { stroke: #17613a; stroke-dasharray: 2 4 } .dot.third { fill: #17613a }
.target { stroke: #a1161c; stroke-dasharray: 1 3; fill: none } .reads { display: none }
.point:hover .reads { display: block }
"""
_UNSEEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 16.0, 28.0, 26.0  #: around the plot, in its own units
_BELOW = 20.0  #: what is written under the axis takes so much more


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A value at a place along the axis (0 to 1); ``said`` is read out at it, ``brief`` stands
    beside it when it is pointed at. ``low`` and ``high``: how far most of what it rests on lies
    apart."""

    at: float
    value: float
    said: str
    brief: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``look`` is a class: first, second, third. None is a gap: nothing was measured there.
    ``dots``: 0 draws none, 1 draws one each, 2 also lets the keyboard go to them; not ``joined``,
    there are only dots."""

    look: str
    marks: Sequence[Mark | None]
    dots: int = 1
    joined: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """``unit`` stands over the axis of values, ``along`` under the other; ``most`` is the largest
    value to be shown, or None for what the lines need."""

    said: str
    unit: str
    lines: Sequence[Line]
    along: Sequence[tuple[float, str]] = ()
    below: str = ""
    share: bool = False
    target: tuple[float, str] | None = None
    wide: float = 640
    high: float = 240


def svg(chart: Chart, style: str = "") -> str:
    """The drawing as text; with ``style`` it is a file of its own."""
    focus = any(line.dots == 2 for line in chart.lines)
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {chart.wide:g} {chart.high:g}",
            "role": "group" if focus else "img",
            "aria-label": clean(chart.said),
        },
    )
    if style:
        SubElement(root, "title").text = clean(chart.said)
        SubElement(root, "style").text = style
    plot = _Plot(chart)
    plot.axes(root)
    for line in chart.lines:
        plot.line(root, line)
    return tostring(root, encoding="unicode")


def clean(text: str) -> str:
    """Without what no XML may hold."""
    return _UNSEEN.sub("\ufffd", text)


def rungs(most: float) -> list[float]:
    """Round values from 0 to at least ``most``, a handful of them."""
    if most < 1e-9:
        return [0.0, 1.0]
    size = 10.0 ** floor(log10(most / 4))
    step = next(s * size for s in (1, 2, 2.5, 5, 10) if s * size * 5 >= most)
    count = next(n for n in range(1, 7) if step * n >= most * (1 - 1e-9))
    return [step * n for n in range(count + 1)]


class _Plot:
    """Where things lie, and the elements for them."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        values = [
            v for line in chart.lines for m in line.marks if m for v in (m.value, m.high) if v
        ]
        self.rungs = [0.0, 0.25, 0.5, 0.75, 1.0] if chart.share else rungs(max(values, default=0))
        self.right = chart.wide - _RIGHT
        self.bottom = chart.high - _BOTTOM - (_BELOW if chart.below else 0)

    def x(self, at: float) -> float:
        return round(_LEFT + (self.right - _LEFT) * at, 1)

    def y(self, value: float) -> float:
        return round(self.bottom - (self.bottom - _TOP) * value / self.rungs[-1], 1)

    def axes(self, root: Element) -> None:
        _text(root, 4, 14, self.chart.unit, "axis")
        for value in self.rungs:
            y = self.y(value)
            SubElement(root, "path", {"class": "rule", "d": f"M{_LEFT:g} {y}H{self.right:g}"})
            said = f"{value:.0%}" if self.chart.share else f"{value:g}"
            _text(root, _LEFT - 8, y + 4, said, "tick", "end")
        for at, text in self.chart.along:
            _text(root, self.x(at), self.bottom + 18, text, "tick", _anchor(at))
        _text(root, self.x(0.5), self.bottom + 38, self.chart.below, "axis", "middle")
        if self.chart.target:
            y = self.y(self.chart.target[0])
            SubElement(root, "path", {"class": "target", "d": f"M{_LEFT:g} {y}H{self.right:g}"})
            _text(root, self.right, y - 5, self.chart.target[1], "tick", "end")

    def line(self, root: Element, line: Line) -> None:
        for mark in line.marks:
            if mark and mark.low is not None and mark.high is not None:
                d = f"M{self.x(mark.at)} {self.y(mark.low)}V{self.y(mark.high)}"
                SubElement(root, "path", {"class": f"spread {line.look}", "d": d})
        for run in _unbroken(line.marks) if line.joined else ():
            points = " ".join(f"{self.x(m.at)},{self.y(m.value)}" for m in run)
            SubElement(root, "polyline", {"class": f"line {line.look}", "points": points})
        if line.dots:
            for mark in filter(None, line.marks):
                self._dot(root, line, mark)

    def _dot(self, root: Element, line: Line, mark: Mark) -> None:
        own = {"class": "point"}
        if line.dots == 2:
            own |= {"tabindex": "0", "role": "img", "aria-label": clean(mark.said)}
        group = SubElement(root, "g", own)
        x, y = self.x(mark.at), self.y(mark.value)
        SubElement(group, "circle", {"class": f"dot {line.look}", "cx": f"{x}", "cy": f"{y}",
                                     "r": "3.5"})  # fmt: skip
        if line.dots == 1:
            SubElement(group, "title").text = clean(mark.said)
        else:
            said = mark.brief or mark.said  # where rising lines leave room, not over them
            _text(group, self.right, self.bottom - 14, said, "reads", "end")


def _unbroken(marks: Iterable[Mark | None]) -> Iterable[list[Mark]]:
    for there, run in groupby(marks, key=lambda mark: mark is not None):
        if there:
            yield [mark for mark in run if mark is not None]


def _anchor(at: float) -> str:
    return "start" if at < 0.15 else "end" if at > 0.85 else "middle"


def _text(root: Element, x: float, y: float, said: str, look: str, anchor: str = "start") -> None:
    if said:
        own = {"class": look, "x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor}
        SubElement(root, "text", own).text = clean(said)
