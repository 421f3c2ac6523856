"""How did a Run end, and what did its checks say?"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    PASSED = "passed"  #: every check held; evidence
    FAILED = "failed"  #: a check did not hold; evidence beside a green baseline
    CONFLICT = "conflict"  #: no environment can exist, the resolver says why; evidence
    FLAKY = "flaky"  #: held n of m times; evidence of itself only
    BROKEN = "broken"  #: the lab's own fault; says nothing about the Stack; retried
    EMPTY = "empty"  #: no check ran, so nothing was shown
    TIMEOUT = "timeout"  #: a limit ended it before it could answer

    @property
    def is_evidence(self) -> bool:
        return self in (Outcome.PASSED, Outcome.FAILED, Outcome.CONFLICT, Outcome.FLAKY)

    @property
    def is_red(self) -> bool:
        return self in (Outcome.FAILED, Outcome.CONFLICT, Outcome.TIMEOUT)


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """How several Runs of one suite on one Stack ended, taken together.

    The order does not matter. A Run that was ``broken`` or ``empty`` is outvoted by any that
    answered; a conflict outweighs everything, since some environment could not exist; passes
    beside failures or timeouts are ``flaky``. ValueError when there is no outcome at all.
    """
    seen = set(outcomes)
    if not seen:
        raise ValueError("no Run, so no outcome")
    answers = seen - {Outcome.BROKEN, Outcome.EMPTY}
    if not answers:
        return Outcome.EMPTY if Outcome.EMPTY in seen else Outcome.BROKEN
    if Outcome.CONFLICT in answers:
        return Outcome.CONFLICT
    if len(answers) == 1:
        return answers.pop()
    mixed = {Outcome.PASSED, Outcome.FLAKY} & answers
    return Outcome.FLAKY if mixed else Outcome.FAILED


@dataclass(frozen=True, slots=True, order=True)
class CheckResult:
    """One check of a suite: its component and name, how it ended, and the normalised message."""

    component: str
    name: str
    outcome: Outcome
    message: str = ""
    seconds: float = 0.0

    @property
    def id(self) -> str:
        return f"{self.component}::{self.name}"


@dataclass(frozen=True, slots=True)
class Signature:
    """Which checks failed, and with which normalised messages: two equal ones are one failure."""

    failures: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, checks: tuple[CheckResult, ...]) -> "Signature":
        bad = (c for c in checks if c.outcome in (Outcome.FAILED, Outcome.TIMEOUT))
        return cls(tuple(sorted((c.id, c.message) for c in bad)))

    @property
    def checks(self) -> frozenset[str]:
        return frozenset(check for check, _ in self.failures)

    def __bool__(self) -> bool:
        return bool(self.failures)
