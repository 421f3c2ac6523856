"""Who does the work that a finding asks for, and until when?"""

from datetime import datetime, timedelta

from levee.contract.durations import target
from levee.contract.load import Contract
from levee.desk import clocks, roster
from levee.model.clock import Clock
from levee.repair import work

FALLBACK = timedelta(days=3)
"""For a clock that has no deadline: the date that is promised for engineering work."""


def responsible(finding: str, contract: Contract, now: datetime) -> tuple[str, datetime]:
    """(who holds the clock's role now, the instant the clock ends)."""
    name = work.clock_of(finding, contract)
    spec = contract.file.clocks[name]
    calendar = contract.calendars[spec.calendar]
    clock = Clock(name=name, calendar_name=spec.calendar, target=target(spec.target), started=now)
    owner = roster.on_duty(work.role_of(finding, contract), contract.file, now)
    return owner, clocks.deadline(calendar, clock, now) or now + FALLBACK
