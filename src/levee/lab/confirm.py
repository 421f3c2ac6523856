"""Does a red of a Night count: was it seen in a plain environment, too?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from levee.model.outcome import Outcome, together
from levee.model.run import Purpose, Run

_RED = (Outcome.FAILED, Outcome.TIMEOUT)


class Confirmation(StrEnum):
    CONFIRMED = "confirmed"  #: red in a plain environment, too: it counts
    WAVERS = "wavers"  #: red once as assembled, green in a plain one: the stack is flaky
    ASSEMBLY = (
        "assembly"  #: red each of several times as assembled, green in a plain one: our fault
    )
    UNCONFIRMED = "unconfirmed"  #: the plain environment gave no answer: nothing was shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What became of one Stack's reds of one Night, and the Run that decided it."""

    by: Run
    rule: Confirmation
    reds: int

    @property
    def words(self) -> str:
        match self.rule:
            case Confirmation.CONFIRMED:
                return f"confirmed in a plain environment (run {self.by.id})"
            case Confirmation.WAVERS:
                return f"passed in a plain environment (run {self.by.id}), so it is flaky"
            case Confirmation.ASSEMBLY:
                said = f"failed {self.reds} of {self.reds} times as assembled and passed in a plain"
                return f"{said} environment (run {self.by.id}): the lab's own fault"
            case Confirmation.UNCONFIRMED:
                why = f"{self.by.outcome} (run {self.by.id})"
                return f"not confirmed: the plain environment ended {why}"
        assert_never(self.rule)


type Cell = tuple[object, str, str]  #: (night, digest of the suite, digest of the Stack)


def cell(run: Run) -> Cell:
    return (run.night, run.suite_digest, run.stack.digest)


def wanted(runs: Iterable[Run]) -> tuple[Run, ...]:
    """For each Stack that was red every time, the Run to repeat in a plain environment.

    What wavers is flaky already, a conflict has no environment, the canary has to be red, and
    the A/A baseline measures the lab.
    """
    groups: dict[Cell, list[Run]] = {}
    for run in runs:
        if run.purpose is Purpose.NIGHT:
            groups.setdefault(cell(run), []).append(run)
    red = (own for own in groups.values() if together(r.outcome for r in own) in _RED)
    return tuple(next(r for r in own if r.outcome in _RED) for own in red)


def confirmed(runs: Sequence[Run]) -> dict[Cell, Confirmed]:
    """How each confirmation among these Runs decided its cell."""
    reds: dict[Cell, int] = {}
    for run in runs:
        if run.purpose is Purpose.NIGHT and run.outcome in _RED:
            reds[cell(run)] = reds.get(cell(run), 0) + 1
    return {
        cell(r): Confirmed(by=r, rule=_rule(r.outcome, reds[cell(r)]), reds=reds[cell(r)])
        for r in runs
        if r.purpose is Purpose.CONFIRM and cell(r) in reds
    }


def _rule(outcome: Outcome, reds: int) -> Confirmation:
    match outcome:
        case Outcome.FAILED | Outcome.TIMEOUT:
            return Confirmation.CONFIRMED
        case Outcome.PASSED | Outcome.FLAKY:
            return Confirmation.WAVERS if reds == 1 else Confirmation.ASSEMBLY
        case _:
            return Confirmation.UNCONFIRMED


_COUNTS_AS = {
    Confirmation.WAVERS: Outcome.FLAKY,
    Confirmation.ASSEMBLY: Outcome.BROKEN,
    Confirmation.UNCONFIRMED: Outcome.BROKEN,
}


def settled(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The Runs as rules may build on them: confirmations are no cells of their own, and a red
    that was not confirmed is what the rule says. A red that nobody tried to confirm stands."""
    decided = confirmed(runs)
    return tuple(_settled(r, decided) for r in runs if r.purpose is not Purpose.CONFIRM)


def outcomes(seen: Sequence[Outcome], plain: Outcome | None) -> tuple[Outcome, ...]:
    """How the Runs of one Stack in a Night count, where the plain environment ended so; None:
    nobody tried. The same as ``settled``, where only outcomes are known."""
    reds = sum(outcome in _RED for outcome in seen)
    if plain is None or not reds:
        return tuple(seen)
    counts_as = _COUNTS_AS.get(_rule(plain, reds))
    return tuple(counts_as if counts_as and o in _RED else o for o in seen)


def _settled(run: Run, decided: dict[Cell, Confirmed]) -> Run:
    said = decided.get(cell(run))
    if said is None or run.purpose is not Purpose.NIGHT or run.outcome not in _RED:
        return run
    why = f"{run.why}; {said.words}"
    if (outcome := _COUNTS_AS.get(said.rule)) is None:
        return replace(run, why=why)
    checks = (replace(c, outcome=outcome) if c.outcome in _RED else c for c in run.checks)
    return replace(run, outcome=outcome, why=why, checks=tuple(checks))
