"""Which date's Night is to begin by now?"""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from levee.contract.proving import NightTime
from levee.model.event import Event, EventKind


def due(when: NightTime | None, now: datetime) -> date | None:
    """The date, in the contract's zone, whose time has come.

    It is compared by the wall clock, so that a time that a change of the clocks leaves out is
    reached by the next one, and one that comes twice makes one date. A machine that slept
    over the time begins when it wakes; a date that it slept over whole is left out.
    """
    if when is None:
        return None
    local = now.astimezone(ZoneInfo(when.zone))
    return local.date() if local.time() >= time.fromisoformat(when.at) else None


def is_called(events: Iterable[Event]) -> bool:
    """Was this Night called before, or has it ended by itself? One that a person began and that
    was cut off is called, and goes on."""
    return any(e.kind in (EventKind.NIGHT_CALLED, EventKind.NIGHT_ENDED) for e in events)
