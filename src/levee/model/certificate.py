"""May partners rely on this Stack, since when, how surely, and what is missing if not?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CertificateState(StrEnum):
    UNTESTED = "untested"  #: no Night that counts has run it
    CANDIDATE = "candidate"  #: passed some Nights in a row, not yet enough
    AWAITING_REVIEW = "awaiting_review"  #: enough Nights; a person has to look
    CERTIFIED = "certified"  #: enough Nights and a review; a badge may show it
    SUSPENDED = "suspended"  #: was certified, then failed a Night
    FAILING = "failing"  #: failed its last Night and was never certified
    EXPIRED = "expired"  #: was certified, too long ago
    WITHDRAWN = "withdrawn"  #: a person took it back; new Nights and a new review are needed
    TEMPORARY = "temporary"  #: not yet certified; a starter's grant holds for a while


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person of the named role looked at a Stack's evidence.

    ``role`` is what the reviewer held at ``at``: rosters change, this fact does not.
    """

    stack_digest: str
    suite_digest: str
    reviewer: str
    role: str
    at: datetime
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A person of the named role let a starter's Stack be relied on until its Nights are there."""

    stack_digest: str
    suite_digest: str
    by: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A person took a Stack's certificate back, under every suite; ``why`` is for our people."""

    stack_digest: str
    by: str
    at: datetime
    why: str


#: What people said of Stacks; beside the Nights all that a Standing rests on.
type Said = Review | Grant | Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedNight:
    """One Night of the row that a Standing rests on, with the ids of the Runs that passed."""

    day: date
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the rules say of a Stack under one suite at one moment.

    ``bound``: with 95 % confidence the stack fails less often than this share of runs.
    ``missing``: what still has to happen, in words; empty when certified.
    ``expires_at`` and ``reviewer`` are the grant's where the state is temporary. ``withdrawal`` is
    the last one, until there is a certificate again; ``reason`` is also for partners and so names
    its date only.
    """

    stack_digest: str
    suite: str
    state: CertificateState
    reason: str
    streak: int
    needed: int
    bound: float
    missing: tuple[str, ...] = ()
    certified_at: datetime | None = None
    expires_at: datetime | None = None
    reviewer: str = ""
    suite_digest: str = ""
    repeats: int = 1  #: Runs that a Night needs to count
    nights: tuple[PassedNight, ...] = ()
    reviewable: bool = False  #: enough Nights for a review to certify or renew it
    withdrawal: Withdrawal | None = None

    @property
    def passes(self) -> int:
        """Over how many passing Runs ``bound`` is counted."""
        return sum(len(n.runs) for n in self.nights)
