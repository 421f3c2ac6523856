"""Which consequences still have to be carried out, and who carries out each one?"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from levee.store.models import OutboxRow
from levee.store.storable import storable

Carry = Callable[[str, Mapping[str, Any]], None]

STALLED = timedelta(minutes=5)  #: a claim this old belongs to a worker that died
ATTEMPTS = 10


def sweep(carriers: Mapping[str, Carry], now: datetime, limit: int = 500) -> int:
    """Carry out what is undone; returns how many. At least once each, claimed one by one.

    Several sweepers may run at once: a row is taken by compare-and-set, and one that a
    killed sweeper left behind is taken again after a while.
    """
    done = 0
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - STALLED)
    rows = OutboxRow.objects.filter(free, done_at=None, attempts__lt=ATTEMPTS).order_by("id")
    for row in list(rows[:limit]):
        mine = OutboxRow.objects.filter(id=row.pk, done_at=None, claimed_at=row.claimed_at)
        if mine.update(claimed_at=now, attempts=row.attempts + 1) == 1:
            done += _carry(row, carriers, now)
    return done


def _carry(row: OutboxRow, carriers: Mapping[str, Carry], now: datetime) -> int:
    try:
        carriers[row.channel](row.key, row.payload)
    except Exception as error:  # noqa: BLE001  # however it failed, the next one has its turn
        said = storable(repr(error))[:1000]
        OutboxRow.objects.filter(id=row.pk).update(claimed_at=None, error=said)
        return 0
    OutboxRow.objects.filter(id=row.pk).update(done_at=now, error="")
    return 1
