"""What does each metric say of a period beside the one before, and on what does it rest?"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from levee.learn.metrics import Measure, Number, Point
from levee.model.problem import Problem, Rejected
from levee.site import chart, sheet
from levee.site import numbers as whole
from levee.site.chart import Chart, Line, Mark
from levee.site.hands import LeveeHands
from levee.site.period import PERIODS, Wanted, read, usual
from levee.store import times

_COLUMNS = ("name", "title", "unit", "after", "until", "period", "before", "sample",
            "sample before", "half below", "nine of ten below", "better", "counted over", "note",
            "definition")  # fmt: skip
_PARTS = ("name", "unit", "period", "after", "until", "value", "sample", "half below",
          "nine of ten below", "note")  # fmt: skip


def page(hands: LeveeHands, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    wanted, problems = _wanted(hands, query, now)
    found = whole.measured(hands, wanted, now)
    own = {"stream": wanted.of.stream, "partner": wanted.of.partner}
    kept = {name: text for name, text in own.items() if text}
    asked = kept | _period(wanted)
    return own | {
        "days": wanted.days,
        "periods": [
            {"days": p, "query": urlencode(kept | {"days": p}), "chosen": p == wanted.days}
            for p in PERIODS
        ],
        "first": wanted.first.isoformat() if wanted.first else "",
        "last": wanted.last.isoformat() if wanted.last else "",
        "problems": problems,
        "streams_to_choose": [
            {"key": key, "title": spec.title, "chosen": key == wanted.of.stream}
            for key, spec in hands.desk.contract().file.streams.items()
        ],
        "partners": times.partners(),
        "span": wanted.span,
        "before": wanted.span.before,
        "each": _each(found),
        "query": urlencode(asked),
        "query_parts": urlencode(asked | {"table": "parts"}),
        "numbers": (rows := [row(one) for one in found]),
        "nothing": all(one["value"] is None and one["before"] is None for one in rows),
    }


def _wanted(
    hands: LeveeHands, query: Mapping[str, str], now: datetime
) -> tuple[Wanted, Sequence[Problem]]:
    """What is asked for; the usual where that cannot be, and why."""
    try:
        return read(query, hands.desk.contract().file.streams, now), ()
    except Rejected as error:
        return usual(now), error.problems


def _period(wanted: Wanted) -> dict[str, str]:
    if wanted.first and wanted.last:
        return {"from": wanted.first.isoformat(), "to": wanted.last.isoformat()}
    return {"days": str(wanted.days)}


def _each(found: Sequence[Measure]) -> str:
    """How long one part is."""
    span = found[0].parts[0].part
    days = (span.until - span.after) / timedelta(days=1)
    if abs(days - 1) < 1e-9:
        return _("one day")
    return _("%(days)s days") % {"days": f"{days:.3g}"}


def row(one: Measure) -> dict[str, Any]:
    after, before, metric = one.after, one.before, one.after.metric
    return {
        "name": metric.name,
        "title": _(metric.title),
        "definition": _(metric.definition),
        "better": _("lower is better") if metric.better == "lower" else _("higher is better"),
        "basis": _(metric.basis),
        "value": after.value,
        "text": value(after.value, metric.unit),
        "spread": _spread(after),
        "note": after.said.noted(_),
        "sample": after.sample,
        "before": before.value,
        "before_text": value(before.value, metric.unit),
        "before_sample": before.sample,
        "change": _change(one.change.difference, metric.unit),
        "improved": one.change.improved,
        "drawing": drawing(one),
        "parts": [
            _part(now, then, metric.unit)
            for now, then in zip(one.parts, one.parts_before, strict=True)
        ],
    }


def _spread(number: Number) -> str:
    if number.said.half is None or number.said.most is None:
        return ""
    unit = number.metric.unit
    said = {"half": value(number.said.half, unit), "most": value(number.said.most, unit)}
    return _("half below %(half)s, nine of ten below %(most)s") % said


def value(number: float | None, unit: str) -> str:
    """For people, in their language; nothing for what is not measured."""
    if number is None:
        return ""
    said = {
        "share": lambda n: f"{n * 100:.1f} %",
        "hours": lambda n: _("%(n)s hours") % {"n": f"{n:.2f}"},
        "clients": lambda n: _("%(n)s clients") % {"n": f"{n:g}"},
        "incidents": lambda n: _("%(n)s incidents") % {"n": f"{n:g}"},
    }
    return said[unit](number)


def _change(difference: float | None, unit: str) -> str:
    """``+0.5 points`` of a share, else in the metric's own unit."""
    if difference is None:
        return ""
    if not difference:
        return _("no change")
    if unit == "share":
        return _("%(n)s points") % {"n": f"{difference * 100:+.1f}"}
    return f"{'+' if difference > 0 else '−'}{value(abs(difference), unit)}"


def _part(now: Point, then: Point, unit: str) -> dict[str, Any]:
    return {
        "after": now.part.after,
        "until": now.part.until,
        "text": value(now.said.value, unit),
        "sample": now.said.sample,
        "half": value(now.said.half, unit),
        "most": value(now.said.most, unit),
        "before_text": value(then.said.value, unit),
        "before_sample": then.said.sample,
    }


def drawing(one: Measure) -> SafeString | str:
    """The period as an unbroken line over the one before, dashed; nothing where nothing was
    measured at all."""
    metric = one.after.metric
    if not any(p.said.value is not None for p in (*one.parts, *one.parts_before)):
        return ""
    first, last = one.parts[0].part.after, one.parts[-1].part.until
    units = {"hours": _("hours"), "clients": _("clients"), "incidents": _("incidents")}
    drawn = Chart(
        said=_("%(title)s over the period and the one before; the table below has the same")
        % {"title": _(metric.title)},
        unit=units.get(metric.unit, _("share")),
        lines=[
            Line(look="second", marks=_marks(one.parts_before, metric.unit, spread=False)),
            Line(look="first", marks=_marks(one.parts, metric.unit)),
        ],
        along=(
            (0.0, _day(first)),
            (0.5, _day(first + (last - first) / 2)),
            (1.0, _day(last)),
        ),
        share=metric.unit == "share",
        wide=440,
        high=220,
    )
    return mark_safe(chart.svg(drawn))  # noqa: S308  # a tree of elements, written out escaped


def _marks(points: Sequence[Point], unit: str, spread: bool = True) -> list[Mark | None]:
    return [
        Mark(
            at=(place + 0.5) / len(points),
            value=point.said.value,
            said=f"{_day(point.part.until)}: {value(point.said.value, unit)} "
            + _("(of %(sample)s)") % {"sample": point.said.sample},
            low=point.said.half if spread else None,
            high=point.said.most if spread else None,
        )
        if point.said.value is not None
        else None
        for place, point in enumerate(points)
    ]


def _day(moment: datetime) -> str:
    return str(date_format(moment, "j M"))


def table(hands: LeveeHands, query: Mapping[str, str], now: datetime) -> str:
    """The same as CSV that no spreadsheet takes for a formula; Rejected where the page says what
    is wrong."""
    wanted = read(query, hands.desk.contract().file.streams, now)
    found = whole.measured(hands, wanted, now)
    rows = map(_whole_cells, found)
    if query.get("table") == "parts":
        return sheet.sheet([_PARTS, *(cells for one in found for cells in _part_cells(one))])
    return sheet.sheet([_COLUMNS, *([*r[:3], _iso(wanted.span.after), _iso(wanted.span.until),
                                     *r[3:]] for r in rows)])  # fmt: skip


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _whole_cells(one: Measure) -> list[object]:
    after, before, metric = one.after, one.before, one.after.metric
    return [metric.name, metric.title, metric.unit, after.value, before.value, after.sample,
            before.sample, after.said.half, after.said.most, metric.better.value, metric.basis,
            after.note, metric.definition]  # fmt: skip


def _part_cells(one: Measure) -> list[list[object]]:
    metric = one.after.metric
    return [
        [metric.name, metric.unit, name, _iso(point.part.after), _iso(point.part.until),
         point.said.value, point.said.sample, point.said.half, point.said.most, point.said.note]
        for name, points in (("before", one.parts_before), ("period", one.parts))
        for point in points
    ]  # fmt: skip
