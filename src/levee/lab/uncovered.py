"""Why does no certificate cover a stack that clients run?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from levee.model.certificate import CertificateState
from levee.model.night import NightResult
from levee.model.outcome import Outcome, together
from levee.model.run import Purpose, Run


class Reason(StrEnum):
    FAILED = "failed"  #: a check failed, or did not end, when a Night last ran it
    WAVERS = "wavers"  #: it passed and failed in one Night
    INCOMPATIBLE = "incompatible"  #: all of its parts exist, but no environment can hold them
    UNKNOWN = "unknown"  #: no registry has one of its components, or not in this version
    NO_ARCHIVE = "no_archive"  #: a private plugin whose archive nobody gave to the lab
    FOREIGN = "foreign"  #: a component of a kind that the suite's provider cannot install
    NO_ANSWER = "no_answer"  #: the lab broke, or no check ran
    SUITE_CHANGED = "suite_changed"  #: the suite is another one since it last ran
    REVIEW = "review"  #: enough Nights; a person has to look
    EXPIRED = "expired"  #: its certificate ran out
    GRANTED = "granted"  #: not certified; a starter's grant holds for a while
    NIGHTS = "nights"  #: it passes; more Nights are needed
    VOID = "void"  #: it ran in Nights that prove nothing
    PLANNED = "planned"  #: the newest plan has it, and the Night has not ended
    NEXT = "next"  #: heavy enough for a Night, and none has run since it came
    BELOW_BUDGET = "below_budget"  #: lighter than what a Night may run; no Night ever chose it
    SILENT = "silent"  #: no client that runs it reported lately, so nothing is chosen for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """How the newest Night that ran a stack ended for it. ``why`` is what that Run said."""

    day: date
    outcome: Outcome
    run: str
    void: bool
    other_suite: bool
    why: str = ""


def last(nights: Sequence[NightResult], suite_digest: str) -> Last | None:
    """Of one stack's Nights: the newest valid one, or the newest void one where none is valid."""
    ran = [(not n.void, n.day, _own(n)) for n in nights]
    newest = max((r for r in ran if r[2]), key=lambda r: r[:2], default=None)
    if newest is None:
        return None
    valid, day, runs = newest
    outcome = together(r.outcome for r in runs)
    deciding = next((r for r in runs if r.outcome is outcome), runs[-1])
    return Last(
        day=day,
        outcome=outcome,
        run=deciding.id,
        void=not valid,
        other_suite=all(r.suite_digest != suite_digest for r in runs),
    )


def _own(night: NightResult) -> list[Run]:
    return [r for r in night.runs if r.purpose is not Purpose.AA]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many stacks a Night may run, and which ones the newest plan has that did not end."""

    stacks: int
    planned: Collection[str] = ()


#: What a certificate's state says by itself, whatever the last Night showed.
_BY_STATE = {
    CertificateState.AWAITING_REVIEW: Reason.REVIEW,
    CertificateState.EXPIRED: Reason.EXPIRED,
    CertificateState.TEMPORARY: Reason.GRANTED,
}
_BY_OUTCOME = {
    Outcome.PASSED: Reason.NIGHTS,
    Outcome.FAILED: Reason.FAILED,
    Outcome.TIMEOUT: Reason.FAILED,
    Outcome.FLAKY: Reason.WAVERS,
}
#: What a Run says of its environment, as the bench's providers write it.
_BY_WORDS = (
    ("the plugin library has no", Reason.NO_ARCHIVE),
    ("provider cannot install", Reason.FOREIGN),
    ("unknown-package:", Reason.UNKNOWN),
    ("unknown-version:", Reason.UNKNOWN),
    ("invalid:", Reason.UNKNOWN),
)


def why(
    state: CertificateState, seen: Last | None, rank: int, digest: str, budget: Budget
) -> Reason | None:
    """The first that holds, what is most in the way first; None where it is certified."""
    if state is CertificateState.CERTIFIED:
        return None
    if state in _BY_STATE:
        return _BY_STATE[state]
    if seen is not None and not seen.void:
        return Reason.SUITE_CHANGED if seen.other_suite else _shown(seen)
    if digest in budget.planned:
        return Reason.PLANNED
    if seen is not None:
        return Reason.VOID
    return Reason.NEXT if rank <= budget.stacks else Reason.BELOW_BUDGET


def _shown(seen: Last) -> Reason:
    if seen.outcome in _BY_OUTCOME:
        return _BY_OUTCOME[seen.outcome]
    said = next((reason for words, reason in _BY_WORDS if words in seen.why), None)
    if said is not None:
        return said
    return Reason.INCOMPATIBLE if seen.outcome is Outcome.CONFLICT else Reason.NO_ANSWER
