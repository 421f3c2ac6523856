"""Which Events are there, and how is one more appended so that it counts exactly once?"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, cast

from django.db import connection, transaction

from levee.model.event import Consequence, Event, EventKind, chained
from levee.model.problem import StaleWrite, Unknown
from levee.model.storable import storable
from levee.model.wake import Woken
from levee.store import bulk, caches, webhooks
from levee.store.models import EventRow, OutboxRow
from levee.store.rows import event_of, events_of

#: The columns that bulk rows fill, in their order.
EVENT = ("subject", "kind", "at", "actor", "reason", "key", "data", "digest")
OWED = (
    "key", "event_id", "channel", "payload", "not_before", "recipient", "urgent", "attempts",
    "error",
)  # fmt: skip
_WRITER_LOCK = 0x1E4EE  #: PostgreSQL advisory lock: one writer at a time, as SQLite has it


class _Here(threading.local):
    """Of a thread, as its connection is: does it hold the lock already?"""

    holds = False


_here = _Here()


@contextmanager
def writing(*, whole: bool = False, piped: bool = False) -> Iterator[None]:
    """A transaction in which nobody else writes. Within another one it can fail by itself, or, as
    a part of a ``whole``, only with all of it.

    Events become visible in the order of their ids, which is what a live stream that
    asks for "after id N" relies on. SQLite has this by itself (IMMEDIATE).

    ``piped``: PostgreSQL is sent what nobody waits to hear of without waiting. The first statement
    that fails ends all of it, so nothing that may fail is tried within.
    """
    pipe = _pipe if piped and connection.vendor == "postgresql" else nullcontext
    with transaction.atomic(savepoint=not whole), pipe(), _locked():
        yield


@contextmanager
def _locked() -> Iterator[None]:
    """Until the transaction ends."""
    if _here.holds or connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITER_LOCK])
    _here.holds = True
    try:
        yield
    finally:
        _here.holds = False


@contextmanager
def _pipe() -> Iterator[None]:
    from psycopg import Connection  # not everybody has it

    plain = cast(Connection[Any], connection.connection)
    with connection.wrap_database_errors, plain.pipeline():
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
        before = _before(events)
        if expect is not None:
            _check_version(events[0].subject, expect, before)
        new = _insert(tuple(_new(events, before)))
        if new:
            _write_outbox(new[-1].id, consequences)
            caches.refresh(_after(before, new), {s for s, told in before.items() if not told})
            webhooks.owe(new)
    return new


def _check_version(subject: str, expect: int, before: Mapping[str, tuple[Event, ...]]) -> None:
    if subject.startswith(caches.FOLDED):
        actual = len(before[subject])
    else:
        actual = EventRow.objects.filter(subject=subject).count()
    if actual != expect:
        raise StaleWrite(subject, expect, actual)


def _before(events: Sequence[Event]) -> dict[str, tuple[Event, ...]]:
    """subject -> all its Events where they are folded anew; else, as there may be very many, the
    last one and those with the keys of the new ones."""
    subjects = {event.subject for event in events}
    folded = {subject for subject in subjects if subject.startswith(caches.FOLDED)}
    found = of_subjects(folded)
    for subject in subjects - folded:
        rows = EventRow.objects.filter(subject=subject)
        same = rows.filter(key__in=[e.key for e in events if e.subject == subject])
        last = rows.order_by("-id").first()
        known = [*events_of(same.order_by("id")), *([event_of(last)] if last else [])]
        found[subject] = tuple(known)
    return found


def _new(events: Sequence[Event], before: Mapping[str, tuple[Event, ...]]) -> Iterator[Event]:
    """Those that are not there yet, each chained to the one before it of its subject."""
    known = {subject: {e.key for e in told} for subject, told in before.items()}
    heads = {subject: told[-1].digest if told else "" for subject, told in before.items()}
    for event in map(_storable, events):
        if event.key not in known[event.subject]:
            known[event.subject].add(event.key)
            heads[event.subject] = chained(heads[event.subject], event)
            yield replace(event, digest=heads[event.subject])


def _insert(events: Sequence[Event]) -> tuple[Event, ...]:
    ids = bulk.add(EventRow, EVENT, [_values(event, event.digest) for event in events])
    return tuple(replace(e, id=number) for e, number in zip(events, ids, strict=True))


def _after(
    before: Mapping[str, tuple[Event, ...]], new: Sequence[Event]
) -> dict[str, tuple[Event, ...]]:
    """subject -> all its Events, of those that have a new one."""
    told = {event.subject: before[event.subject] for event in new}
    for event in new:
        told[event.subject] += (event,)
    return told


def extend(woken: Sequence[Woken]) -> dict[str, tuple[Event, ...]]:
    """Append what came of many looks in two statements, within the caller's transaction: it has
    made sure that no ticket has more Events than its look began with."""
    chains = {look.seen.ticket_id: tuple(_chain(look)) for look in woken}
    rows = [_values(event, digest) for chain in chains.values() for event, digest in chain]
    ids = iter(bulk.add(EventRow, EVENT, rows))
    told = {
        ticket_id: tuple(_built(event, next(ids), digest) for event, digest in chain)
        for ticket_id, chain in chains.items()
    }
    owed = [
        _owed_values(told[look.seen.ticket_id][-1].id, consequence)
        for look in woken
        if look.events
        for consequence in look.consequences
    ]
    bulk.put(OutboxRow, OWED, owed, known_too=True)
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
    clean = (storable(told.actor), storable(told.reason), storable(dict(told.data)))
    return _written(told, clean, told.id, told.digest)


def _built(told: Event, number: int, digest: str) -> Event:
    return _written(told, (told.actor, told.reason, told.data), number, digest)


def _written(
    told: Event, clean: tuple[str, str, Mapping[str, Any]], number: int, digest: str
) -> Event:
    """Built anew, which takes a third of what ``replace`` takes."""
    actor, reason, data = clean
    return Event(
        subject=told.subject,
        kind=told.kind,
        at=told.at,
        actor=actor,
        reason=reason,
        key=told.key,
        data=data,
        id=number,
        digest=digest,
    )


def _write_outbox(event_id: int, consequences: Iterable[Consequence]) -> None:
    owed = [_owed_values(event_id, consequence) for consequence in consequences]
    bulk.put(OutboxRow, OWED, owed, known_too=True)


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
    """All Events of some kinds, in order. Asked for kind by kind, as the index has them: in the
    order of their ids SQLite would read the whole ledger."""
    rows = EventRow.objects.filter(kind__in=[k.value for k in kinds]).order_by("kind", "id")
    return tuple(sorted(events_of(rows), key=lambda event: event.id))


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
