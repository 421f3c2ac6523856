"""Does a Night count, and what did it show: what broke, since when, beside which green?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from levee.lab import aa, confirm
from levee.lab.aa import Flakiness
from levee.lab.confirm import Confirmed
from levee.model.night import Choice, NightResult, Plan, Why
from levee.model.outcome import Outcome, together
from levee.model.run import Purpose, Run


class Canary(StrEnum):
    RED = "red"  #: as it must be: this lab can see a failure
    GREEN = "green"  #: a known failure was not seen: nothing else tonight can be believed
    WAVERED = "wavered"  #: red only sometimes
    UNANSWERED = "unanswered"  #: broken, empty, timed out or not even built
    MISSING = "missing"  #: not planned, or planned and never run


class Standing(StrEnum):
    PASSED = "passed"  #: every Run of it passed
    NEW_RED = "new_red"  #: red; it was not, or not in this way, when it last answered
    KNOWN_RED = "known_red"  #: red with the same signature as when it last answered
    CONFLICT = "conflict"  #: no environment can exist; the Run's ``why`` explains
    FLAKY = "flaky"  #: held ``passed`` of ``answered`` times
    UNANSWERED = "unanswered"  #: broken or empty: says nothing of the stack
    MISSING = "missing"  #: planned, never run


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One planned stack after the Night. ``run`` is the Run that the standing rests on."""

    choice: Choice
    standing: Standing
    why: str
    run: Run | None = None
    last_green: Run | None = None
    passed: int = 0
    answered: int = 0
    confirmed: Confirmed | None = None  #: how its reds fared in a plain environment


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """The judged Night; ``lines`` has every planned stack but the canary, in plan order.

    ``aa``: how flaky the lab itself was.
    """

    result: NightResult
    canary: Canary
    lines: tuple[Line, ...]
    aa: Flakiness

    def of(self, standing: Standing) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.standing is standing)


def judge(
    plan: Plan, runs: Sequence[Run], *, day: date, suite: str, earlier: Sequence[Run] = ()
) -> NightReport:
    """Judge a Night from its plan and its Runs.

    Void unless every answer of the planned canary is ``failed``: a canary that is green,
    wavers, breaks, conflicts or is missing proves nothing. Runs of other suites are left
    out. A red counts as its confirmation says. ``earlier`` are Runs that count (of valid
    Nights, or of tickets) and say what is new. A void Night still reports its lines, for
    people; no rule may build on them.
    """
    seen = [r for r in runs if r.suite == suite]
    own = confirm.settled(seen)
    canary, why = _canary(plan, own)
    before = [
        r
        for r in confirm.settled(earlier)
        if r.suite == suite and (r.night is None or r.night < day)
    ]
    ordinary = [c for c in plan.choices if c.why is not Why.CANARY]
    result = NightResult(day=day, suite=suite, void=canary is not Canary.RED, reason=why, runs=own)
    of_stacks = [r for r in own if r.purpose is not Purpose.AA]
    said = {key[2]: found for key, found in confirm.confirmed(seen).items()}
    lines = tuple(
        replace(_line(c, of_stacks, before), confirmed=said.get(c.stack.digest)) for c in ordinary
    )
    return NightReport(result=result, canary=canary, lines=lines, aa=aa.measured(own))


def _canary(plan: Plan, runs: Sequence[Run]) -> tuple[Canary, str]:
    planted = {c.stack.digest for c in plan.choices if c.why is Why.CANARY}
    outcomes = [r.outcome for r in runs if r.stack.digest in planted]
    if not outcomes:
        return Canary.MISSING, "no canary ran, so nothing shows that a red would be seen"
    match together(outcomes):
        case Outcome.FAILED:
            return Canary.RED, "the canary went red, as it must"
        case Outcome.PASSED:
            return Canary.GREEN, "the canary came back green: a known failure was not seen"
        case Outcome.FLAKY:
            return Canary.WAVERED, "the canary went red only sometimes"
        case other:
            return Canary.UNANSWERED, f"the canary ended {other}, so it showed nothing"


def _line(choice: Choice, runs: Sequence[Run], before: Sequence[Run]) -> Line:
    own = _of(choice, runs)
    if not own:
        return Line(choice=choice, standing=Standing.MISSING, why="planned, but never run")
    past = _of(choice, before)
    outcome = together(r.outcome for r in own)
    run = _telling(own, outcome)
    standing, why = _standing(outcome, run, past)
    answers = [r for r in own if _answers(r)]
    return Line(
        choice=choice,
        standing=standing,
        why=why,
        run=run,
        last_green=next((r for r in reversed(past) if r.outcome is Outcome.PASSED), None),
        passed=sum(r.outcome is Outcome.PASSED for r in answers),
        answered=len(answers),
    )


def _of(choice: Choice, runs: Iterable[Run]) -> list[Run]:
    own = (r for r in runs if r.stack.digest == choice.stack.digest)
    return sorted(own, key=lambda r: (r.ended_at, r.id))


def _answers(run: Run) -> bool:
    return run.outcome.is_evidence or run.outcome.is_red


def _telling(runs: list[Run], outcome: Outcome) -> Run:
    """The last Run that shows the outcome; of a mixed one, the last that did not pass."""
    same = [r for r in runs if r.outcome is outcome]
    other = [r for r in runs if _answers(r) and r.outcome is not Outcome.PASSED]
    return (same or other or runs)[-1]


def _standing(outcome: Outcome, run: Run, past: list[Run]) -> tuple[Standing, str]:
    match outcome:
        case Outcome.FAILED | Outcome.TIMEOUT:
            return _red(run, past)
        case Outcome.BROKEN | Outcome.EMPTY:
            return Standing.UNANSWERED, f"{outcome}: {run.why}"
        case other:
            return Standing(other.value), run.why


def _red(run: Run, past: list[Run]) -> tuple[Standing, str]:
    answered = [r for r in past if _answers(r)]
    if not answered:
        return Standing.NEW_RED, "never run before"
    last = answered[-1]
    if not last.outcome.is_red:
        return Standing.NEW_RED, f"{last.outcome} in run {last.id}"
    if last.signature != run.signature or last.outcome is not run.outcome:
        return Standing.NEW_RED, f"fails otherwise than in run {last.id}"
    return Standing.KNOWN_RED, f"fails as in run {last.id}"
