"""Which Event does a row of the ledger hold?"""

from levee.model.event import Event, EventKind
from levee.store.models import EventRow


def event_of(row: EventRow) -> Event:
    return Event(
        subject=row.subject,
        kind=EventKind(row.kind),
        at=row.at,
        actor=row.actor,
        reason=row.reason,
        key=row.key,
        data=row.data,
        id=row.pk,
        digest=row.digest,
    )
