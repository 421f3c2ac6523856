"""What waits to be told to one person, and what was told lately?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One message that may go out now."""

    id: int
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody was sent in the time that the contract looks back on."""

    messages: int = 0  #: a digest counts as one
    digest_at: datetime | None = None  #: when the last digest went out


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What becomes of waiting messages. Those named nowhere here go one by one."""

    digest: tuple[int, ...] = ()  #: these go out as one
    held: tuple[int, ...] = ()  #: these wait until ``until``
    until: datetime | None = None
