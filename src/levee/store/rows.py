"""Which Event does a row of the ledger hold?"""

from collections.abc import Iterator

from django.db.models import QuerySet

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


def events_of(rows: QuerySet[EventRow]) -> Iterator[Event]:
    """The Events of many rows, twice as fast as one row after the other."""
    names = ("subject", "kind", "at", "actor", "reason", "key", "data", "id", "digest")
    for subject, kind, at, actor, reason, key, data, row_id, digest in rows.values_list(*names):
        yield Event(
            subject=subject,
            kind=EventKind(kind),
            at=at,
            actor=actor,
            reason=reason,
            key=key,
            data=data,
            id=row_id,
            digest=digest,
        )
