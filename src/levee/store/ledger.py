"""Which Events are there, and how is one more appended so that it counts exactly once?"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection, transaction

from levee.model.event import Consequence, Event, EventKind, chained
from levee.model.problem import StaleWrite, Unknown
from levee.model.wake import Woken
from levee.store import bulk, caches, webhooks
from levee.store.models import EventRow, OutboxRow
from levee.store.rows import event_of, events_of
from levee.store.storable import storable

#: The columns that bulk rows fill, in their order.
EVENT = ("subject", "kind", "at", "actor", "reason", "key", "data", "digest")
OWED = (
    "key", "event_id", "channel", "payload", "not_before", "recipient", "urgent", "attempts",
    "error",
)  # fmt: skip
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
            webhooks.owe([event_of(row) for row in new])
    return tuple(event_of(row) for row in new)


def _check_version(subject: str, expect: int) -> None:
    actual = EventRow.objects.filter(subject=subject).count()
    if actual != expect:
        raise StaleWrite(subject, expect, actual)


def _insert(told: Event) -> EventRow | None:
    event = _storable(told)
    rows = EventRow.objects.filter(subject=event.subject)
    if rows.filter(key=event.key).exists():
        return None
    last = rows.order_by("-id").first()
    row = _row(event, last.digest if last else "")
    row.save(force_insert=True)
    return row


def extend(woken: Sequence[Woken]) -> dict[str, tuple[Event, ...]]:
    """Append what came of many looks in two statements, within the caller's transaction: it has
    made sure that no ticket has more Events than its look began with."""
    chains = {look.seen.ticket_id: tuple(_chain(look)) for look in woken}
    rows = [_values(event, digest) for chain in chains.values() for event, digest in chain]
    ids = iter(bulk.add(EventRow, EVENT, rows))
    told = {
        ticket_id: tuple(replace(event, digest=digest, id=next(ids)) for event, digest in chain)
        for ticket_id, chain in chains.items()
    }
    owed = [
        _owed_values(told[look.seen.ticket_id][-1].id, consequence)
        for look in woken
        if look.events
        for consequence in look.consequences
    ]
    bulk.add(OutboxRow, OWED, owed, known_too=True)
    webhooks.owe([event for chain in told.values() for event in chain])
    return told


def _chain(look: Woken) -> Iterator[tuple[Event, str]]:
    """The new Events as they are stored, each with its digest."""
    head = look.head
    for told in look.events:
        event = _storable(told)
        head = chained(head, event)
        yield event, head


def _values(e: Event, digest: str) -> tuple[object, ...]:
    return (e.subject, e.kind.value, e.at, e.actor, e.reason, e.key, e.data, digest)


def _owed_values(event_id: int, c: Consequence) -> tuple[object, ...]:
    payload, recipient = storable(dict(c.payload)), storable(c.recipient)
    channel, told = c.channel.value, c.not_before
    return (c.key, event_id, channel, payload, told, recipient, c.urgent, 0, "")


def _storable(told: Event) -> Event:
    return replace(
        told,
        actor=storable(told.actor),
        reason=storable(told.reason),
        data=storable(dict(told.data)),
    )


def _row(event: Event, head: str) -> EventRow:
    return EventRow(
        subject=event.subject,
        kind=event.kind.value,
        at=event.at,
        actor=event.actor,
        reason=event.reason,
        key=event.key,
        data=event.data,
        digest=chained(head, event),
    )


def _write_outbox(row: EventRow, consequences: Iterable[Consequence]) -> None:
    owed = [_owed_values(row.pk, consequence) for consequence in consequences]
    bulk.add(OutboxRow, OWED, owed, known_too=True)


def events(subject: str, after: int = 0) -> tuple[Event, ...]:
    """All Events of a subject in order, or those after an id."""
    rows = EventRow.objects.filter(subject=subject, id__gt=after).order_by("id")
    return tuple(event_of(row) for row in rows)


def event(event_id: int) -> Event:
    row = EventRow.objects.filter(id=event_id).first()
    if row is None:
        raise Unknown(f"there is no event {event_id}")
    return event_of(row)


def of_subjects(subjects: Iterable[str]) -> dict[str, tuple[Event, ...]]:
    """subject -> all its Events in order, in one question."""
    found: dict[str, list[Event]] = {subject: [] for subject in subjects}
    for event in events_of(EventRow.objects.filter(subject__in=list(found)).order_by("id")):
        found[event.subject].append(event)
    return {subject: tuple(events) for subject, events in found.items()}


def of_kinds(*kinds: EventKind) -> tuple[Event, ...]:
    """All Events of some kinds, in order."""
    rows = EventRow.objects.filter(kind__in=[k.value for k in kinds]).order_by("id")
    return tuple(event_of(row) for row in rows)


def beginning(subjects: Iterable[str]) -> Iterator[Event]:
    """All Events of subjects that begin so, one after the other: there may be very many."""
    for begin in subjects:
        for row in EventRow.objects.filter(subject__startswith=begin).iterator():
            yield event_of(row)


def broken_chains() -> list[str]:
    """Every Event whose digest does not follow from what stands before it."""
    faults: list[str] = []
    last: dict[str, str] = {}
    for row in EventRow.objects.order_by("id").iterator():
        if chained(last.get(row.subject, ""), event_of(row)) != row.digest:
            faults.append(f"event {row.pk} of {row.subject} was changed or one before it is gone")
        last[row.subject] = row.digest
    return faults
