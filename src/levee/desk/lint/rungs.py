"""Can every rung be reached, in the order it is written, and does it reach somebody?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from levee.contract.durations import rung
from levee.contract.load import Contract
from levee.contract.promised import targets_of
from levee.contract.schema import ClockSpec
from levee.desk import clocks
from levee.desk.hours import NoOpenTimeError
from levee.desk.lint.duties import shown, unheld
from levee.model.clock import Clock, Rung, Target
from levee.model.problem import Problem

_DAY = 86_400.0


def findings(contract: Contract, start: datetime, end: datetime) -> Iterator[Problem]:
    for name, spec in contract.file.clocks.items():
        for one in targets_of(spec, contract.file):
            yield from _order(f"clocks.{name}", spec, one)
        yield from _unreached(f"clocks.{name}", name, spec, contract, start)
        yield from _unheard(f"clocks.{name}", spec, contract, start, end)


def _order(where: str, spec: ClockSpec, wanted: Target) -> Iterator[Problem]:
    """Two rungs at one point would be one Event, or two at once; a later one stands below."""
    points = [(r.at, _point(rung(r.at), wanted)) for r in spec.rungs]
    for i in range(1, len(points)):
        (earlier, a), (later, b) = points[i - 1], points[i]
        place = f"{where}.rungs.{i}"
        if later in [name for name, _ in points[:i]]:
            yield Problem(place, f"{later} is there twice; only the first ever fires")
        elif a == b:
            yield Problem(place, f"{later} is the same instant as {earlier}")
        elif b < a:
            yield Problem(place, f"{later} is reached before {earlier}, which stands above it")


def _point(one: Rung, wanted: Target) -> float:
    """Working seconds on the clock; a working day counts as a whole one, which keeps the order
    of all rungs up to 100 % and of all from due on."""
    whole = wanted.seconds if wanted.seconds is not None else ((wanted.days or 0) + 1) * _DAY
    return whole * one.fraction if one.fraction is not None else whole + (one.after_s or 0)


def _unreached(
    where: str, name: str, spec: ClockSpec, contract: Contract, start: datetime
) -> Iterator[Problem]:
    """A clock that begins at ``start`` and is never kept has to come to each of its rungs."""
    calendar = contract.calendars[spec.calendar]
    wanted = targets_of(spec, contract.file)[0]
    clock = Clock(name=name, calendar_name=spec.calendar, target=wanted, started=start)
    latest = start + timedelta(days=20 * 365)
    for i, one in enumerate(spec.rungs):
        try:
            reached = clocks.rung_at(calendar, clock, rung(one.at), latest)
        except NoOpenTimeError as error:
            yield Problem(f"{where}.rungs.{i}", f"{one.at} is never reached: {error}")
            continue
        if reached is None:
            yield Problem(f"{where}.rungs.{i}", f"{one.at} is never reached")


def _unheard(
    where: str, spec: ClockSpec, contract: Contract, start: datetime, end: datetime
) -> Iterator[Problem]:
    for i, one in enumerate(spec.rungs):
        for gap in unheld(one.tell, contract.file, start, end):
            what = f"{one.tell}, who is told at {one.at}, cannot be reached {shown(*gap)}"
            yield Problem(f"{where}.rungs.{i}.tell", what)
