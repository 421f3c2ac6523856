"""How did a Run end, and what did its checks say?"""

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
