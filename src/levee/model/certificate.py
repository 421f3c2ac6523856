"""May partners rely on this Stack, since when, how surely, and what is missing if not?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CertificateState(StrEnum):
    UNTESTED = "untested"  #: no Night that counts has run it
    CANDIDATE = "candidate"  #: passed some Nights in a row, not yet enough
    AWAITING_REVIEW = "awaiting_review"  #: enough Nights; a person has to look
    CERTIFIED = "certified"  #: enough Nights and a review; a badge may show it
    SUSPENDED = "suspended"  #: was certified, then failed a Night
    FAILING = "failing"  #: failed its last Night and was never certified
    EXPIRED = "expired"  #: was certified, too long ago


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
class Standing:
    """What the rules say of a Stack under one suite at one moment.

    ``bound``: with 95 % confidence the stack fails less often than this share of runs.
    ``missing``: what still has to happen, in words; empty when certified.
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
