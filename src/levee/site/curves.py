"""How does a coverage curve look in a terminal, and as a file?"""

from collections.abc import Mapping, Sequence
from typing import Any

import plotext  # type: ignore[import-untyped]

from levee.site import chart
from levee.site.chart import Chart, Line, Mark

type Ways = Sequence[tuple[str, str, str]]  #: (way, title, the mark of its curve)

_WIDTH, _HEIGHT = 72, 18  #: cells of a terminal
_LOOKS = ("first", "second", "third")  #: curves are told apart without colour


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
    """The same as SVG that stands alone, each way with its legend at its last point."""
    most = max((len(body["ways"][name]["points"]) for name, _, _ in ways), default=0)
    said = f"traffic that the top N reach, of {body['clients']} active clients"
    legend = "; ".join(
        f"{look}: by {title}"
        for look, (_, title, _) in zip(("unbroken", "dashed", "dotted"), ways, strict=False)
    )
    drawn = Chart(
        said=said,
        unit=f"share of traffic that the top N reach ({legend})",
        lines=[
            Line(look=look, marks=_marks(body["ways"][name]["points"], most), dots=0)
            for look, (name, _, _) in zip(_LOOKS, ways, strict=False)
        ],
        along=((0.0, "0"), (1.0, f"N = {most}")),
        share=True,
        target=(body["target_share"], f"target {body['target_share']:.0%}"),
        wide=980,
        high=400,
    )
    return chart.svg(drawn, chart.ALONE) + "\n"


def _marks(points: Sequence[Mapping[str, Any]], most: int) -> list[Mark]:
    at = [(0, 0.0), *((p["top"], p["traffic"]) for p in points)]
    return [Mark(at=top / max(1, most), value=share, said="") for top, share in at]
