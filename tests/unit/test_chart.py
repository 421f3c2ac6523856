"""Is a drawing whole, and does no text become markup in it?"""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.site.chart import ALONE, Chart, Line, Mark, rungs, svg

HOSTILE = "\"'><script>alert(1)</script><g onload=alert(2)> ]]> & \0 \x1b \u202e \ud800"
NS = "{http://www.w3.org/2000/svg}"


def drawn(*lines: Line, **changes: object) -> ElementTree.Element:
    fields = {"said": "what", "unit": "hours", **changes}
    return ElementTree.fromstring(svg(Chart(lines=lines, **fields)))  # type: ignore[arg-type]


def marks(*values: float | None) -> list[Mark | None]:
    return [
        None if v is None else Mark(at=n / len(values), value=v, said=f"{v}")
        for n, v in enumerate(values)
    ]


@pytest.mark.parametrize("dots", [1, 2])
def test_hostile_text_is_text(dots: int) -> None:
    line = Line(look="first", marks=[Mark(at=0.5, value=1, said=HOSTILE)], dots=dots)
    root = drawn(line, said=HOSTILE, unit=HOSTILE, below=HOSTILE, along=((0.0, HOSTILE),),
                 target=(0.5, HOSTILE))  # fmt: skip
    names = {element.tag.removeprefix(NS) for element in root.iter()}
    assert names <= {"svg", "g", "text", "title", "path", "circle", "polyline"}
    told = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in told if name.startswith("on") or name == "style"]
    assert "<script>alert(1)</script>" in "".join(root.itertext())


@given(st.text(max_size=60))
def test_any_text_makes_a_whole_drawing(text: str) -> None:
    drawn(Line(look="first", marks=[Mark(at=0, value=1, said=text)]), said=text, unit=text)


def test_nothing_measured_is_a_gap_in_the_line() -> None:
    root = drawn(Line(look="first", marks=marks(1, 2, None, None, 3, 4)))
    lines = [line.attrib["points"].split() for line in root.iter(f"{NS}polyline")]
    assert [len(points) for points in lines] == [2, 2]
    assert len(list(root.iter(f"{NS}circle"))) == 4


def test_a_drawing_has_a_name_and_brings_neither_script_nor_style() -> None:
    text = svg(Chart(said="Time", unit="hours", lines=[Line(look="first", marks=marks(1, 2))]))
    assert 'role="img" aria-label="Time"' in text
    assert not re.search(r"<script|<style|style=|\son\w+=", text)
    alone = svg(Chart(said="Time", unit="hours", lines=[]), ALONE)
    assert "<style>" in alone
    assert "<title>Time</title>" in alone


def test_the_keyboard_goes_only_to_points_that_say_what_they_are() -> None:
    root = drawn(Line(look="first", marks=marks(1, 2), dots=2))
    assert root.attrib["role"] == "group"
    points = [g for g in root.iter(f"{NS}g") if "tabindex" in g.attrib]
    assert [p.attrib["aria-label"] for p in points] == ["1", "2"]


@given(st.floats(1e-6, 1e12))
def test_the_axis_reaches_over_the_largest_value_in_few_round_steps(most: float) -> None:
    steps = rungs(most)
    assert steps[0] == 0
    assert most <= steps[-1] * (1 + 1e-6)
    assert steps[-1] <= most * 2.6
    assert 3 <= len(steps) <= 7


@given(st.lists(st.none() | st.floats(0, 1e9), max_size=30))
def test_everything_lies_within_the_frame(values: list[float | None]) -> None:
    root = drawn(Line(look="first", marks=marks(*values)))
    for circle in root.iter(f"{NS}circle"):
        assert 0 <= float(circle.attrib["cx"]) <= 640
        assert 0 <= float(circle.attrib["cy"]) <= 240
