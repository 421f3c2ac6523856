"""Which Stack has this digest, and which clients run it?"""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from levee.model.fleet import Installation, Weighed
from levee.model.problem import Unknown
from levee.model.stack import Stack
from levee.model.ticket import stack_from
from levee.store import bulk
from levee.store.models import InstallationRow, RunRow, StackRow

BATCH = 500  #: rows of one statement


def keep(stack: Stack) -> None:
    """Remember a Stack by its digest; known ones stay as they are."""
    rows = [(stack.digest, stack.to_json())]
    bulk.put(StackRow, ("digest", "body"), rows, known_too=True)


def stack(digest: str) -> Stack:
    """The Stack with this digest, or the only one whose digest begins so (8 digits or more)."""
    rows = StackRow.objects.filter(digest__startswith=digest) if len(digest) >= 8 else None
    found = list(rows[:2]) if rows is not None else []
    if len(found) != 1:
        raise Unknown(f"{'several stacks begin' if found else 'no stack begins'} with {digest!r}")
    return stack_from(found[0].body)


def fleet() -> tuple[Installation, ...]:
    """Every client's latest report; each distinct Stack is one object."""
    rows = InstallationRow.objects.order_by("client", "partner")
    live = InstallationRow.objects.filter(stack_id=OuterRef("pk"))
    left = InstallationRow.objects.filter(before_id=OuterRef("pk"))
    known = of_rows(StackRow.objects.filter(Exists(live) | Exists(left)))
    return tuple(_installation(row, known) for row in rows.iterator())


def weights(partner: str = "") -> dict[str, tuple[int, float]]:
    """digest -> how many clients run this Stack, with how much traffic in all."""
    rows = InstallationRow.objects.order_by()
    if partner:
        rows = rows.filter(partner=partner)
    told = rows.values("stack_id").annotate(clients=Count("id"), sum=Sum("traffic"))
    return {row["stack_id"]: (row["clients"], row["sum"]) for row in told}


def run_by(client: str, partner: str = "") -> dict[str, tuple[str, ...]]:
    """client -> digests of what it runs, of every client whose name has this inside."""
    rows = InstallationRow.objects.filter(client__icontains=client)
    if partner:
        rows = rows.filter(partner=partner)
    found: dict[str, tuple[str, ...]] = {}
    for name, digest in rows.order_by("client").values_list("client", "stack_id"):
        found[name] = (*found.get(name, ()), digest)
    return found


def clients_of(digest: str) -> tuple[tuple[str, float], ...]:
    """(client, traffic) of everyone who runs this Stack, by name."""
    rows = InstallationRow.objects.filter(stack_id=digest).order_by("client", "partner")
    return tuple(rows.values_list("client", "traffic"))


def run_somewhere() -> dict[str, Stack]:
    """digest -> Stack, of all that a client runs or a Night ran."""
    live = InstallationRow.objects.filter(stack_id=OuterRef("pk"))
    ran = RunRow.objects.filter(stack_id=OuterRef("pk"), night__isnull=False)
    return of_rows(StackRow.objects.filter(Exists(live) | Exists(ran)))


def weighed(
    known: Mapping[str, Stack], since: datetime, partner: str = ""
) -> tuple[tuple[Weighed, int], ...]:
    """Each Stack that clients run: what rests on it by those seen since then, and how many more
    clients were not. Summed by the database, so that it matters little how many clients there
    are."""
    seen = Q(last_seen__gte=since)
    rows = InstallationRow.objects.filter(**({"partner": partner} if partner else {}))
    summed = rows.values("stack_id").annotate(
        clients=Count("id", filter=seen),
        silent=Count("id", filter=~seen),
        weight=Coalesce(Sum("traffic", filter=seen), 0.0),
    )
    return tuple(
        (Weighed(stack=known[digest], clients=clients, traffic=traffic), silent)
        for digest, clients, silent, traffic in summed.values_list(
            "stack_id", "clients", "silent", "weight"
        )
        if digest in known  # else a client reported it just now
    )


def clients_named(name: str, partner: str = "") -> tuple[tuple[str, str, str, datetime], ...]:
    """(client, partner, stack's digest, last seen) of the clients of that name."""
    where = {"client": name} | ({"partner": partner} if partner else {})
    rows = InstallationRow.objects.filter(**where).order_by("partner")
    return tuple(rows.values_list("client", "partner", "stack_id", "last_seen")[:BATCH])


def of_rows(rows: QuerySet[StackRow]) -> dict[str, Stack]:
    """digest -> Stack."""
    found = rows.values_list("digest", "body").iterator()
    return {digest: stack_from(body) for digest, body in found}


def installation(client: str, partner: str) -> Installation | None:
    row = InstallationRow.objects.filter(client=client, partner=partner).first()
    if row is None:
        return None
    return _installation(row, _stacks(d for d in (row.stack_id, row.before_id) if d))


def _stacks(digests: Iterable[str]) -> dict[str, Stack]:
    return of_rows(StackRow.objects.filter(digest__in=list(digests)))


def _installation(row: InstallationRow, known: Mapping[str, Stack]) -> Installation:
    return Installation(
        client=row.client,
        partner=row.partner,
        stack=known[row.stack_id],
        traffic=row.traffic,
        tier=row.tier,
        last_seen=row.last_seen,
        before=known[row.before_id] if row.before_id else None,
    )


_SEEN = """
INSERT INTO levee_installed (client, partner, stack_id, traffic, tier, last_seen)
VALUES (%s, %s, %s, 0.0, 'standard', %s)
ON CONFLICT (partner, client) DO UPDATE SET
    before_id = CASE WHEN levee_installed.stack_id = excluded.stack_id
                THEN levee_installed.before_id ELSE levee_installed.stack_id END,
    stack_id = excluded.stack_id,
    last_seen = excluded.last_seen
"""


@transaction.atomic(savepoint=False)
def seen(client: str, partner: str, found: Stack, at: datetime) -> None:
    """A client was seen running this Stack. What is known of its traffic and tier stays, and what
    it ran before its last change is remembered."""
    keep(found)
    when = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [client, partner, found.digest, when])


@transaction.atomic
def report(installations: Iterable[Installation]) -> int:
    """Take in reports: the latest one of a client replaces the one before it."""
    before = {(i.partner, i.client): i for i in fleet()}
    taken = tuple(installations)
    latest = _in_turn(taken, before)
    _keep_all({i.stack.digest: i.stack for i in latest.values()}.values())
    rows = (InstallationRow(client=n[1], partner=n[0], **_row(now)) for n, now in latest.items())
    for batch in batched(rows, BATCH):
        InstallationRow.objects.bulk_create(
            batch,
            update_conflicts=True,
            unique_fields=("client", "partner"),
            update_fields=("stack", "before", "traffic", "tier", "last_seen"),
        )
    return len(taken)


def _in_turn(
    taken: Iterable[Installation], before: dict[tuple[str, str], Installation]
) -> dict[tuple[str, str], Installation]:
    """Each client's last report, with what it ran before its last change."""
    latest: dict[tuple[str, str], Installation] = {}
    for now in taken:
        name = (now.partner, now.client)
        latest[name] = _after(now, latest.get(name) or before.get(name))
    return latest


def _keep_all(found: Iterable[Stack]) -> None:
    rows = (StackRow(digest=s.digest, body=s.to_json()) for s in found)
    for batch in batched(rows, BATCH):
        StackRow.objects.bulk_create(batch, ignore_conflicts=True)


@transaction.atomic
def replace(now: Installation, known: Installation | None) -> bool:
    """Write one report over the one that was read; False when another came in between."""
    keep(now.stack)
    own = InstallationRow.objects.filter(client=now.client, partner=now.partner)
    if known is not None:
        row = _row(_after(now, known))
        return own.filter(last_seen=known.last_seen).update(**row) == 1
    _, made = own.get_or_create(client=now.client, partner=now.partner, defaults=_row(now))
    return made


def _after(now: Installation, known: Installation | None) -> Installation:
    """The report with what the client ran before its last change, as it is known here."""
    if known is None:
        return now
    before = known.before if known.stack == now.stack else known.stack
    return dataclasses.replace(now, before=before)


def _row(now: Installation) -> dict[str, Any]:
    return {
        "stack_id": now.stack.digest,
        "before_id": now.before.digest if now.before else None,
        "traffic": now.traffic,
        "tier": now.tier,
        "last_seen": now.last_seen,
    }
