"""What is promised, since when, and what held it up?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from levee.model.moment import utc


class TargetKind(StrEnum):
    DURATION = "duration"  # `seconds` of working time
    END_OF_DAY = "end_of_day"  # when the working day that the clock starts on closes
    WORKING_DAYS = "working_days"  # when the `days`-th working day after that one closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    kind: TargetKind = TargetKind.DURATION
    seconds: float | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        if (self.seconds is not None) != (self.kind is TargetKind.DURATION):
            raise ValueError("seconds belong to a duration, and a duration needs them")
        if (self.days is not None) != (self.kind is TargetKind.WORKING_DAYS):
            raise ValueError("days belong to working_days, and working_days needs them")
        if (self.seconds or 0) < 0 or (self.days or 0) < 0:
            raise ValueError("a target is not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """[start, end); no end means that it still runs."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", utc(self.start))
        if self.end is None:
            return
        object.__setattr__(self, "end", utc(self.end))
        if self.end < self.start:
            raise ValueError(f"the pause of {self.start.isoformat()} ends before it starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One promise. `met` is when it was kept; `stopped` when it lost its object (merged,
    resolved). Nothing derived is stored: a due instant is always computed from these facts."""

    name: str
    calendar_name: str
    target: Target
    started: datetime
    pauses: tuple[Pause, ...] = ()
    met: datetime | None = None
    stopped: datetime | None = None

    def __post_init__(self) -> None:
        moments = (("started", self.started), ("met", self.met), ("stopped", self.stopped))
        for slot, moment in moments:
            if moment is not None and moment.tzinfo is not UTC:
                object.__setattr__(self, slot, utc(moment))


class ClockState(StrEnum):
    RUNNING = "running"  # counts, or waits for the next opening
    PAUSED = "paused"  # held up before the target was used up: nothing can breach
    BREACHED = "breached"  # the target is used up and the promise still open
    MET = "met"  # kept, at the due instant at the latest
    LATE = "late"  # kept, but after the due instant
    STOPPED = "stopped"  # merged or resolved: there is nothing left to keep


class Reopen(StrEnum):
    """What a reopened ticket does to a clock that had ended."""

    RESUME = "resume"  # goes on with the time already used; the closed gap is a pause
    RESTART = "restart"  # the same clock, from zero, at the instant of reopening
    NEW = "new"  # the old clock keeps its result; a second one starts at reopening
    KEEP = "keep"  # what was kept stays kept; a clock that was only stopped goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A point on the way: a fraction of the target, or working seconds after due (negative:
    before due)."""

    name: str
    fraction: float | None = None
    after_s: float | None = None

    def __post_init__(self) -> None:
        if (self.fraction is None) == (self.after_s is None):
            raise ValueError(f"rung {self.name} needs either a fraction or after_s")
        if self.fraction is not None and self.fraction < 0:
            raise ValueError(f"rung {self.name} lies before its clock starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A rung with the instant at which it was truly reached, however late that is noticed."""

    rung: Rung
    at: datetime
