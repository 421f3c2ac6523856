"""Has every calendar open time until the horizon, and enough of it for each clock's target?"""

from collections.abc import Iterator
from datetime import datetime

from levee.contract.load import Contract
from levee.contract.promised import targets_of
from levee.desk.hours import NoOpenTimeError, elapsed, next_open
from levee.desk.targets import asked
from levee.model.problem import Problem


def findings(contract: Contract, start: datetime, end: datetime) -> Iterator[Problem]:
    shut = set()
    for name, calendar in contract.calendars.items():
        if elapsed(calendar, start, end) <= 0:
            shut.add(name)
            what = f"never open from {start.date()} to {end.date()}"
            yield Problem(f"calendars.{name}", what)
    yield from _too_long(contract, shut, start, end)


def _too_long(
    contract: Contract, shut: set[str], start: datetime, end: datetime
) -> Iterator[Problem]:
    """A target that the calendar does not hold until the horizon is no promise to anybody."""
    for name, spec in contract.file.clocks.items():
        calendar = contract.calendars[spec.calendar]
        if spec.calendar in shut:
            yield Problem(f"clocks.{name}.calendar", f"{spec.calendar} is never open")
            continue
        try:
            opens = next_open(calendar, start)
            wanted = targets_of(spec, contract.file)
            fits = max(asked(calendar, opens, one).total_seconds() for one in wanted)
        except NoOpenTimeError as error:
            yield Problem(f"clocks.{name}.target", str(error))
            continue
        if fits > elapsed(calendar, start, end):
            what = f"{spec.target} is more than {spec.calendar} is open until {end.date()}"
            yield Problem(f"clocks.{name}.target", what)
