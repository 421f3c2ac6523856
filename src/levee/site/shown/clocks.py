"""Which promises does a ticket have, when is each due, and why then?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from levee.desk import derivation
from levee.desk import promises as promised
from levee.desk.promises import LIVE, Promise
from levee.desk.targets import asked
from levee.site import answers
from levee.site.shown import names
from levee.site.shown.words import word

_STEPS = 40  #: a deadline a year away crosses hundreds of nights; the first ones tell how


def clock(promise: Promise, now: datetime) -> dict[str, Any]:
    """The clock as every face tells it, with what is left in words."""
    body = answers.clock(promise, now)
    return body | {"left": _left(body), "live": promise.state(now) in LIVE}


def _left(body: Mapping[str, Any]) -> str:
    if body["left_s"] is None:
        return ""
    span = names.span(body["left_s"])
    text = _("%(span)s overdue") if body["left_s"] < 0 else _("%(span)s left")
    return text % {"span": span}


def first(promises: Iterable[Promise], now: datetime) -> dict[str, Any] | None:
    """The live clock that runs out first; a held up one only when no other runs."""
    found = promised.first(promises, now)
    return clock(found, now) if found else None


def ordered(promises: Iterable[Promise], now: datetime) -> list[dict[str, Any]]:
    """Live ones first, by due instant; then those that ended."""
    in_order = sorted(promises, key=lambda p: promised.order(p, now))
    return [clock(p, now) | {"why": why(p), "rungs": _rungs(p)} for p in in_order]


def why(promise: Promise) -> dict[str, Any]:
    """Stretch by stretch from the start to the due instant, in the calendar's zone."""
    target = asked(promise.calendar, promise.clock.started, promise.clock.target)
    steps = derivation.derivation(
        promise.calendar, promise.clock.started, target.total_seconds(), promise.clock.pauses
    )
    zone = ZoneInfo(promise.calendar.zone)
    return {"steps": [_step(s, zone) for s in steps[:_STEPS]], "more": max(0, len(steps) - _STEPS)}


def _step(step: derivation.Step, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "start": step.start.astimezone(zone),
        "end": step.end.astimezone(zone) if step.end else None,
        "counted": names.span(step.counted_s) if step.counted_s else "",
        "why": step.why,
    }


def _rungs(promise: Promise) -> Sequence[dict[str, str]]:
    return [{"at": r.at, "tell": word(r.tell)} for r in promise.spec.rungs]
