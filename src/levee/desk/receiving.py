"""What does a ticket remember of something more that came in for it?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from levee.model.event import LEVEE, Event, EventKind
from levee.model.ticket import subject


def other_content(ticket_id: str, sealed: str, door: str, now: datetime) -> Event:
    """The key of a submission was used again, for something else."""
    why = "its idempotency key came again with another content; that is sealed as well"
    return received(ticket_id, sealed, why, now, {"door": door})


def received(
    ticket_id: str, sealed: str, why: str, now: datetime, data: Mapping[str, Any]
) -> Event:
    """The same bytes twice are one fact."""
    return Event(
        subject=subject(ticket_id),
        kind=EventKind.RECEIVED,
        at=now,
        actor=LEVEE,
        reason=why,
        key=f"received:{sealed}",
        data={"sealed": sealed, **data},
    )
