"""What was executed, on what, and how did it end? A Run never changes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from levee.model.outcome import CheckResult, Outcome, Signature
from levee.model.stack import Stack


class Purpose(StrEnum):
    NIGHT = "night"  #: one stack of a nightly batch
    CANARY = "canary"  #: planted in a night; must go red
    REPRODUCE = "reproduce"  #: the stack of a ticket
    BASELINE = "baseline"  #: the good stack beside a reproduction
    ISOLATE = "isolate"  #: one question of an isolation
    VERIFY = "verify"  #: a fix
    ADHOC = "adhoc"  #: asked for by a person
    CONFIRM = "confirm"  #: a red of a night again, in a plain environment: is it the assembly?
    RERUN = "rerun"  #: a Run done again from its own folder
    AA = "aa"  #: a stack that is known to pass, run again unchanged: is the lab itself flaky?


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One Run that somebody wants. ``key`` names the wish: the same key is the same Run."""

    stack: Stack
    purpose: Purpose
    key: str
    subject: str = ""
    night: date | None = None
    of: str = ""  #: the Run that a confirmation repeats
    plain: bool = False  #: in an environment built as a user would


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of a suite on a Stack.

    ``started_at``/``ended_at`` are the machine's real clock; ``night`` is the calendar's date
    of the Night that it belongs to. ``why`` says what the Outcome rests on.
    """

    id: str
    stack: Stack
    suite: str
    suite_digest: str
    outcome: Outcome
    why: str
    checks: tuple[CheckResult, ...] = ()
    purpose: Purpose = Purpose.ADHOC
    subject: str = ""  #: the ticket, night or work item that asked
    night: date | None = None
    attempt: int = 1
    lock_digest: str = ""
    started_at: datetime
    ended_at: datetime

    @property
    def signature(self) -> Signature:
        return Signature.of(self.checks)

    @property
    def seconds(self) -> float:
        return (self.ended_at - self.started_at).total_seconds()
