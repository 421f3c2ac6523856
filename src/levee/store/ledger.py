"""Which Events are there, and how is one more appended so that it counts exactly once?"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection, transaction

from levee.model.event import Consequence, Event, EventKind, chained
from levee.model.problem import StaleWrite
from levee.store import caches
from levee.store.models import EventRow, OutboxRow
from levee.store.rows import event_of
from levee.store.storable import storable

_WRITER_LOCK = 0x1E4EE  #: PostgreSQL advisory lock: one writer at a time, as SQLite has it


@contextmanager
def writing() -> Iterator[None]:
    """A transaction in which nobody else writes.

    Events become visible in the order of their ids, which is what a live stream that
    asks for "after id N" relies on. SQLite has this by itself (IMMEDIATE).
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITER_LOCK])
        yield


def append(
    events: Sequence[Event],
    consequences: Iterable[Consequence] = (),
    expect: int | None = None,
) -> tuple[Event, ...]:
    """Append, cache and write the outbox in one transaction; returns the Events that are new.

    An Event whose (subject, key) is there already is left out, and consequences are written
    only when at least one Event is new. StaleWrite when ``expect`` names another version of
    the first Event's subject.
    """
    with writing():
        if expect is not None:
            _check_version(events[0].subject, expect)
        new = [row for event in events if (row := _insert(event)) is not None]
        if new:
            _write_outbox(new[-1], consequences)
            caches.refresh({row.subject for row in new})
    return tuple(event_of(row) for row in new)


def _check_version(subject: str, expect: int) -> None:
    actual = EventRow.objects.filter(subject=subject).count()
    if actual != expect:
        raise StaleWrite(subject, expect, actual)


def _insert(told: Event) -> EventRow | None:
    event = replace(
        told,
        actor=storable(told.actor),
        reason=storable(told.reason),
        data=storable(dict(told.data)),
    )
    rows = EventRow.objects.filter(subject=event.subject)
    if rows.filter(key=event.key).exists():
        return None
    last = rows.order_by("-id").first()
    return EventRow.objects.create(
        subject=event.subject,
        kind=event.kind.value,
        at=event.at,
        actor=event.actor,
        reason=event.reason,
        key=event.key,
        data=event.data,
        digest=chained(last.digest if last else "", event),
    )


def _write_outbox(row: EventRow, consequences: Iterable[Consequence]) -> None:
    OutboxRow.objects.bulk_create(
        [
            OutboxRow(
                key=c.key, event=row, channel=c.channel.value, payload=storable(dict(c.payload))
            )
            for c in consequences
        ],
        ignore_conflicts=True,
    )


def events(subject: str, after: int = 0) -> tuple[Event, ...]:
    """All Events of a subject in order, or those after an id."""
    rows = EventRow.objects.filter(subject=subject, id__gt=after).order_by("id")
    return tuple(event_of(row) for row in rows)


def of_subjects(subjects: Iterable[str]) -> dict[str, tuple[Event, ...]]:
    """subject -> all its Events in order, in one question."""
    found: dict[str, list[Event]] = {subject: [] for subject in subjects}
    for row in EventRow.objects.filter(subject__in=list(found)).order_by("id"):
        found[row.subject].append(event_of(row))
    return {subject: tuple(events) for subject, events in found.items()}


def of_kinds(*kinds: EventKind) -> tuple[Event, ...]:
    """All Events of some kinds, in order."""
    rows = EventRow.objects.filter(kind__in=[k.value for k in kinds]).order_by("id")
    return tuple(event_of(row) for row in rows)


def broken_chains() -> list[str]:
    """Every Event whose digest does not follow from what stands before it."""
    faults: list[str] = []
    last: dict[str, str] = {}
    for row in EventRow.objects.order_by("id").iterator():
        if chained(last.get(row.subject, ""), event_of(row)) != row.digest:
            faults.append(f"event {row.pk} of {row.subject} was changed or one before it is gone")
        last[row.subject] = row.digest
    return faults
