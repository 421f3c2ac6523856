"""Which Stack has this digest, and which clients run it?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from levee.model.fleet import Installation
from levee.model.problem import Unknown
from levee.model.stack import Stack
from levee.model.ticket import stack_from
from levee.store.models import InstallationRow, StackRow


def keep(stack: Stack) -> None:
    """Remember a Stack by its digest; known ones stay as they are."""
    StackRow.objects.get_or_create(digest=stack.digest, defaults={"body": stack.to_json()})


def stack(digest: str) -> Stack:
    """The Stack with this digest, or the only one whose digest begins so (8 digits or more)."""
    rows = StackRow.objects.filter(digest__startswith=digest) if len(digest) >= 8 else None
    found = list(rows[:2]) if rows is not None else []
    if len(found) != 1:
        raise Unknown(f"{'several stacks begin' if found else 'no stack begins'} with {digest!r}")
    return stack_from(found[0].body)


def fleet() -> tuple[Installation, ...]:
    """Every client's latest report; each distinct Stack is one object."""
    known: dict[str, Stack] = {}
    rows = InstallationRow.objects.select_related("stack", "before").order_by("client", "partner")
    return tuple(_installation(row, known) for row in rows)


def installation(client: str, partner: str) -> Installation | None:
    rows = InstallationRow.objects.select_related("stack", "before")
    row = rows.filter(client=client, partner=partner).first()
    return _installation(row, {}) if row else None


def _installation(row: InstallationRow, known: dict[str, Stack]) -> Installation:
    def once(found: StackRow) -> Stack:
        if found.digest not in known:
            known[found.digest] = stack_from(found.body)
        return known[found.digest]

    return Installation(
        client=row.client,
        partner=row.partner,
        stack=once(row.stack),
        traffic=row.traffic,
        tier=row.tier,
        last_seen=row.last_seen,
        before=once(row.before) if row.before else None,
    )


@transaction.atomic
def seen(client: str, partner: str, found: Stack, at: datetime) -> None:
    """A client was seen running this Stack. What is known of its traffic and tier stays."""
    known = installation(client, partner)
    traffic, tier = (known.traffic, known.tier) if known else (0.0, "standard")
    now = Installation(
        client=client, partner=partner, stack=found, traffic=traffic, tier=tier, last_seen=at
    )
    _take(now, known)


@transaction.atomic
def report(installations: Iterable[Installation]) -> int:
    """Take in reports: the latest one of a client replaces the one before it."""
    before = {(i.partner, i.client): i for i in fleet()}
    taken = list(installations)
    for now in taken:
        _take(now, before.get((now.partner, now.client)))
    return len(taken)


@transaction.atomic
def replace(now: Installation, known: Installation | None) -> bool:
    """Write one report over the one that was read; False when another came in between."""
    keep(now.stack)
    own = InstallationRow.objects.filter(client=now.client, partner=now.partner)
    if known is not None:
        return own.filter(last_seen=known.last_seen).update(**_row(now, known)) == 1
    _, made = own.get_or_create(client=now.client, partner=now.partner, defaults=_row(now, None))
    return made


def _take(now: Installation, known: Installation | None) -> None:
    """Write one report; what the client ran before its last change is remembered."""
    keep(now.stack)
    InstallationRow.objects.update_or_create(
        client=now.client, partner=now.partner, defaults=_row(now, known)
    )


def _row(now: Installation, known: Installation | None) -> dict[str, Any]:
    before = now.before
    if known is not None:
        before = known.before if known.stack == now.stack else known.stack
    return {
        "stack_id": now.stack.digest,
        "before_id": before.digest if before else None,
        "traffic": now.traffic,
        "tier": now.tier,
        "last_seen": now.last_seen,
    }
