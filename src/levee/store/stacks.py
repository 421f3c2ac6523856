"""Which Stack has this digest, and which clients run it?"""

from collections.abc import Iterable
from datetime import datetime

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
    found = []
    for row in InstallationRow.objects.select_related("stack").order_by("client"):
        if row.stack_id not in known:
            known[row.stack_id] = stack_from(row.stack.body)
        found.append(_installation(row, known[row.stack_id]))
    return tuple(found)


def _installation(row: InstallationRow, stack: Stack) -> Installation:
    return Installation(
        client=row.client,
        partner=row.partner,
        stack=stack,
        traffic=row.traffic,
        tier=row.tier,
        last_seen=row.last_seen,
    )


@transaction.atomic
def seen(client: str, partner: str, found: Stack, at: datetime) -> None:
    """A client was seen running this Stack. What is known of its traffic and tier stays."""
    keep(found)
    new = {"partner": partner, "traffic": 0.0, "tier": "standard"}
    latest = {"stack_id": found.digest, "last_seen": at}
    InstallationRow.objects.update_or_create(
        client=client, defaults=latest, create_defaults=new | latest
    )


@transaction.atomic
def report(installations: Iterable[Installation]) -> int:
    """Take in reports: the latest one of a client replaces the one before it."""
    number = 0
    for seen in installations:
        keep(seen.stack)
        InstallationRow.objects.update_or_create(
            client=seen.client,
            defaults={
                "partner": seen.partner,
                "stack_id": seen.stack.digest,
                "traffic": seen.traffic,
                "tier": seen.tier,
                "last_seen": seen.last_seen,
            },
        )
        number += 1
    return number
