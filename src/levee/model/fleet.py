"""What do clients really run, how much traffic does each carry, and when were they last seen?"""

from dataclasses import dataclass
from datetime import datetime

from levee.model.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One client's live Stack. ``traffic`` is a weight: requests a day, in thousands."""

    client: str
    partner: str
    stack: Stack
    traffic: float
    tier: str
    last_seen: datetime
    before: Stack | None = None  #: what it ran before it changed to ``stack``


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One distinct stack and what rests on it. ``clients`` counts installations."""

    stack: Stack
    clients: int
    traffic: float
