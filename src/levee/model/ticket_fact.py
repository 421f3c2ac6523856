"""How long after its opening was a ticket taken up and remediated, and was revenue lost?"""

from dataclasses import dataclass
from datetime import datetime

from levee.model.event import EventKind

TAKEN_UP = frozenset({EventKind.TRIAGED, EventKind.ASSIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFact:
    """One ticket's moments, in seconds after its opening. None: has not happened, or does not hold
    any more.

    Acknowledged is the first ``triaged`` or ``assigned``; remediated the first ``remediated``
    after the last ``reopened``; ``revenue_loss`` what the impact said at opening.
    """

    opened: datetime
    acknowledged: float | None = None
    remediated: float | None = None
    severity: int | None = None
    revenue_loss: bool = False
