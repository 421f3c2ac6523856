"""How many Nights in a row has a Stack passed, and which one ended the row before?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from levee.lab import aa
from levee.model.night import NightResult
from levee.model.outcome import Outcome, together
from levee.model.run import Purpose, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is to be certified: one Stack under one suite as it now stands."""

    stack_digest: str
    suite: str
    suite_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One Night's Runs of a subject; several valid batches of one date are one Day.

    ``lab_wavered``: the A/A baseline of that Night did not pass every time.
    """

    day: date
    runs: tuple[Run, ...]
    lab_wavered: bool = False

    @property
    def passes(self) -> int:
        return sum(r.outcome is Outcome.PASSED for r in self.runs)

    @property
    def outcome(self) -> Outcome:
        return together(r.outcome for r in self.runs)

    @property
    def said(self) -> str:
        excused = self.lab_wavered and self.outcome is Outcome.FLAKY
        return f"{self.outcome} on {self.day}{', as the lab itself was' if excused else ''}"

    @property
    def known_at(self) -> datetime:
        """When its result was there; the start of its date where the Runs, which keep the
        machine's clock, lie more than a day off (the calendar was set by hand)."""
        ended = max(r.ended_at for r in self.runs).astimezone(UTC)
        if abs((ended.date() - self.day).days) <= 1:
            return ended
        return datetime.combine(self.day, time(), tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Passing Days without a red between them, and the red Day before the first of them.

    ``unanswered`` is the last Day after them that said nothing.
    """

    passing: tuple[Day, ...] = ()
    fall: Day | None = None
    unanswered: Day | None = None

    @property
    def passes(self) -> int:
        return sum(d.passes for d in self.passing)

    def then(self, day: Day, repeats: int) -> "Row":
        """The row after one more Day: longer, as it was, or ended by a red."""
        match day.outcome:
            case Outcome.PASSED if day.passes >= repeats:
                return replace(self, passing=(*self.passing, day), unanswered=None)
            case Outcome.PASSED | Outcome.BROKEN | Outcome.EMPTY:
                return replace(self, unanswered=day)
            case Outcome.FLAKY if day.lab_wavered:
                return replace(self, unanswered=day)
            case _:
                return Row(fall=day)


def days(subject: Subject, nights: Iterable[NightResult]) -> list[Day]:
    """The Days, in order, on which valid Nights ran the subject's Stack under its suite.

    Runs under another digest of the suite are included: see ``qualifying``. A/A Runs measure
    the lab, never the Stack.
    """
    table: dict[date, list[Run]] = {}
    wavered: set[date] = set()
    for night in nights:
        if night.void or night.suite != subject.suite:
            continue
        measured = (r for r in night.runs if r.purpose is not Purpose.AA)
        own = (r for r in measured if r.stack.digest == subject.stack_digest)
        table.setdefault(night.day, []).extend(own)
        if aa.measured(night.runs).wavered:
            wavered.add(night.day)
    return [
        Day(day=d, runs=tuple(runs), lab_wavered=d in wavered)
        for d, runs in sorted(table.items())
        if runs
    ]


def qualifying(subject: Subject, all_days: Iterable[Day]) -> list[Day]:
    """The Days' Runs under the suite as it now stands; Days without any are left out."""
    found = []
    for day in all_days:
        own = tuple(r for r in day.runs if r.suite_digest == subject.suite_digest)
        found += [replace(day, runs=own)] if own else []
    return found


def rows(of: Iterable[Day], repeats: int) -> list[Row]:
    """Every row that ended with a red, then the present one: never empty."""
    found = [Row()]
    for day in of:
        after = found[-1].then(day, repeats)
        found = [*found, after] if after.fall is day else [*found[:-1], after]
    return found
