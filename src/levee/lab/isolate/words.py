"""What can be asked about a set of deltas, and what can be answered?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from levee.model.delta import Delta
from levee.model.outcome import Outcome, Signature


class Answer(StrEnum):
    FAILS = "fails"  #: the failure that is sought showed
    PASSES = "passes"  #: it did not show (this time)
    UNRESOLVED = "unresolved"  #: says nothing: could not be built, or broke
    BROKEN = "broken"  #: the judge itself fell over; asked again at once, at most twice
    IMPOSSIBLE = "impossible"  #: no such environment can exist; says nothing either, for good


class Why(StrEnum):
    GOOD = "good_must_pass"  #: the set without any delta
    BAD = "bad_must_fail"  #: the set of all deltas
    AGAIN = "broke_before"  #: the judge fell over on this set
    SPLIT = "splits_best"  #: carries most information about what is left
    NARROW = "narrows"  #: no small set explains the answers: halve what is left
    FAILS = "set_fails"  #: verification: the claimed set alone
    WITHOUT = "passes_without"  #: verification: the claimed set without one member


class Status(StrEnum):
    SEARCHING = "searching"  #: there is a next question
    FOUND = "found"  #: nothing more needs to be asked
    GOOD_FAILS = "good_fails"  #: the failure is there without any delta
    BAD_PASSES = "bad_passes"  #: the failure does not show with all deltas
    UNANSWERED = "unanswered"  #: GOOD or BAD could not be judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a judge may return instead of a bare Outcome, when it knows which checks failed."""

    outcome: Outcome
    signature: Signature = field(default_factory=Signature)


type Judge = Callable[[frozenset[Delta]], Outcome | Judgement | Answer]
"""Answers for one set of deltas. Sets that were not asked for are never shown to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One set to be judged, why it is asked, and the information expected (bits)."""

    deltas: frozenset[Delta]
    why: Why
    bits: float = 0.0


def read(said: Outcome | Judgement | Answer, sought: Signature | None = None) -> Answer:
    """Does this outcome show the failure that is sought?

    With a signature, a red that shares no failure with it is PASSES when all it shows is
    known from that signature's Run, and UNRESOLVED otherwise: a strange failure may hide ours.
    """
    if isinstance(said, Answer):
        return said
    outcome = said.outcome if isinstance(said, Judgement) else said
    if outcome is Outcome.PASSED:
        return Answer.PASSES
    if outcome is Outcome.CONFLICT:
        return Answer.IMPOSSIBLE
    if outcome not in (Outcome.FAILED, Outcome.FLAKY):
        return Answer.UNRESOLVED
    if sought and isinstance(said, Judgement):
        return Answer.FAILS if shares(said.signature, sought) else Answer.UNRESOLVED
    return Answer.FAILS


def shares(one: Signature, other: Signature) -> bool:
    """Have the two a failed check with its normalised message in common?"""
    return not set(one.failures).isdisjoint(other.failures)


def read_exit(code: int) -> Answer:
    """What an exit code says: 0 passes, 125 cannot tell, 1-124 fails, the rest is broken.

    The convention of `git bisect run`; negative codes are signals.
    """
    if code == 0:
        return Answer.PASSES
    if code == 125:
        return Answer.UNRESOLVED
    return Answer.FAILS if 1 <= code <= 124 else Answer.BROKEN
