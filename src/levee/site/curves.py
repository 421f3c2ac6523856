"""How does a coverage curve look in a terminal, and as SVG?"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import plotext  # type: ignore[import-untyped]

type Ways = Sequence[tuple[str, str, str]]  #: (way, title, the mark of its curve)

_WIDTH, _HEIGHT = 72, 18  #: cells of a terminal
_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 620.0, 40.0, 300.0  #: the SVG's plot, in px
_DASHES = ("", "8 4", "2 4")  #: curves are told apart without colour


def plot(body: Mapping[str, Any], ways: Ways) -> str:
    """Share of traffic over N, each way by its mark; no colour, so that it is text anywhere."""
    figure = plotext.figure
    figure.clear()
    figure.plot_size(_WIDTH, _HEIGHT)
    figure.title("% of traffic that the top N reach")
    for name, _, mark in reversed(ways):  # the first lies on top where several are one
        points = body["ways"][name]["points"]
        if points:
            tops, shares = [p["top"] for p in points], [100 * p["traffic"] for p in points]
            figure.draw(figure.signal(tops, shares, marker=mark))
    return str(plotext.uncolorize(str(figure.build())))


def svg(body: Mapping[str, Any], ways: Ways) -> str:
    """The same as SVG, with a title for screen readers; it stands alone."""
    most = max((len(body["ways"][name]["points"]) for name, _, _ in ways), default=0)
    said = f"traffic that the top N reach, of {body['clients']} active clients"
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 400" role="img" '
        f'aria-label="{escape(said)}" font-family="DejaVu Sans,Verdana,sans-serif" '
        f'font-size="12" fill="#1d2430"><title>{escape(said)}</title>'
        '<rect width="660" height="400" fill="#fff"/>',
        *_axes(most, body["target_share"]),
    ]
    for number, (name, title, _) in enumerate(ways):
        parts += _curve(body["ways"][name]["points"], most, number, title)
    return "\n".join([*parts, "</svg>\n"])


def _axes(most: int, target: float) -> list[str]:
    lines = [f'<text x="{_LEFT}" y="24">share of traffic that the top N reach</text>']
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share)
        lines.append(f'<path d="M{_LEFT} {y:.1f}H{_RIGHT}" stroke="#c9ced8"/>')
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
    y = _y(target)
    lines.append(f'<path d="M{_LEFT} {y:.1f}H{_RIGHT}" stroke="#a4161a" stroke-dasharray="1 3"/>')
    lines.append(f'<text x="{_RIGHT}" y="{y - 4:.1f}" text-anchor="end">target {target:.0%}</text>')
    lines.append(f'<text x="{_RIGHT}" y="{_BOTTOM + 18}" text-anchor="end">N = {most}</text>')
    return lines


def _curve(points: Sequence[Mapping[str, Any]], most: int, number: int, title: str) -> list[str]:
    dash = f' stroke-dasharray="{_DASHES[number]}"' if _DASHES[number] else ""
    style = f'fill="none" stroke="#1b4f72" stroke-width="2"{dash}'
    at = [(0, 0.0), *((p["top"], p["traffic"]) for p in points)]
    line = " ".join(f"{_x(top, most):.1f},{_y(share):.1f}" for top, share in at)
    y = _BOTTOM + 38 + 18 * number
    return [
        f'<polyline points="{line}" {style}/>',
        f'<path d="M{_LEFT} {y}h36" {style}/>',
        f'<text x="{_LEFT + 44}" y="{y + 4}">by {escape(title)}</text>',
    ]


def _x(top: int, most: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * top / max(1, most)


def _y(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * share
