"""Is the lab itself flaky: does a Stack that is known to pass pass again, unchanged?"""

from collections.abc import Iterable
from dataclasses import dataclass

from levee.lab.bound import upper
from levee.model.outcome import Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Flakiness:
    """What A/A Runs showed. ``bound``: with 95 % confidence the lab by itself turns fewer of its
    Runs red than this share; 1.0 when nothing was measured."""

    passed: int
    answered: int
    bound: float

    @property
    def wavered(self) -> bool:
        return self.passed < self.answered

    @property
    def said(self) -> str:
        if not self.answered:
            return "the lab was not measured"
        share = f"the lab fails by itself in less than {self.bound:.1%} of runs (95 % confidence)"
        return f"A/A: {self.passed} of {self.answered} passed; {share}"


def measured(runs: Iterable[Run]) -> Flakiness:
    """All A/A Runs among these. A broken or empty one says nothing, here as elsewhere."""
    answers = [r.outcome for r in runs if r.purpose is Purpose.AA and _answers(r)]
    passed = sum(o is Outcome.PASSED for o in answers)
    return Flakiness(
        passed=passed, answered=len(answers), bound=upper(len(answers) - passed, len(answers))
    )


def known_green(runs: Iterable[Run], never: Iterable[Stack] = ()) -> Stack | None:
    """The Stack with the most passes since it last did anything else; None when none passed.

    One that wavers begins again from nothing, so that a flaky Stack cannot stay the measure.
    """
    row: dict[str, tuple[int, Stack]] = {}
    for run in sorted(runs, key=lambda r: (r.ended_at, r.id)):
        if _answers(run):
            before = row.get(run.stack.digest, (0, run.stack))[0]
            passes = before + 1 if run.outcome is Outcome.PASSED else 0
            row[run.stack.digest] = (passes, run.stack)
    barred = {s.digest for s in never}
    green = [(n, d) for d, (n, _) in row.items() if n and d not in barred]
    return row[max(green)[1]][1] if green else None


def _answers(run: Run) -> bool:
    return run.outcome.is_evidence or run.outcome.is_red
