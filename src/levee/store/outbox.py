"""Which consequences still have to be carried out, and who carries out each one?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import Count, F, Max, Q, QuerySet

from levee.model.message import Gathered, Told, Waiting
from levee.model.storable import storable
from levee.store import ledger
from levee.store.models import OutboxRow

Carry = Callable[[str, Mapping[str, Any]], None]

STALLED = timedelta(minutes=5)  #: a claim this old belongs to a worker that died
ATTEMPTS = 10
#: Seconds until the next attempt, by how many there were. A mail is tried at each sweep.
WAITS = {"webhook": (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)}


class Gathering(Protocol):
    """Asked which messages to one person go out as one, and for what that one says."""

    @property
    def within(self) -> timedelta: ...
    def plan(self, waiting: Sequence[Waiting], told: Told, now: datetime) -> Gathered: ...
    def compose(self, payloads: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]: ...


def sweep(
    carriers: Mapping[str, Carry],
    now: datetime,
    limit: int = 500,
    gathering: Gathering | None = None,
) -> int:
    """Carry out what is undone; returns how many messages went. At least once each.

    Several sweepers may run at once: a row is taken by compare-and-set, and one that a
    killed sweeper left behind is taken again after a while. What was gathered stays so, and
    goes out again as the same message.
    """
    if gathering is not None:
        _gather(gathering, now)
    done = 0
    free = _free(now).filter(channel__in=list(carriers)).order_by("id")
    for row in list(free.filter(digest_id=None)[:limit]):
        if _claimed(row, now):
            done += _carry(row, row.key, row.payload, carriers, now)
    for row in list(free.filter(digest_id=F("id"))[:limit]):
        if gathering is not None and _claimed(row, now):
            done += _carry_all(row, gathering, carriers, now)
    return done


def owed(before: datetime) -> tuple[int, int]:
    """How many consequences of then are not carried out yet, and how many never will be."""
    undone = OutboxRow.objects.filter(done_at=None)
    tried = undone.filter(event__at__lte=before, attempts__lt=ATTEMPTS)
    waiting = tried.filter(Q(not_before=None) | Q(not_before__lte=before))
    return waiting.count(), undone.filter(attempts__gte=ATTEMPTS).count()


def _free(now: datetime) -> QuerySet[OutboxRow]:
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=now - STALLED)
    may_go = Q(not_before=None) | Q(not_before__lte=now)
    return OutboxRow.objects.filter(unclaimed, may_go, done_at=None, attempts__lt=ATTEMPTS)


def _claimed(row: OutboxRow, now: datetime) -> bool:
    mine = OutboxRow.objects.filter(
        id=row.pk, done_at=None, claimed_at=row.claimed_at, digest_id=row.digest_id
    )
    return mine.update(claimed_at=now, attempts=row.attempts + 1) == 1


def _carry_all(
    row: OutboxRow, gathering: Gathering, carriers: Mapping[str, Carry], now: datetime
) -> int:
    """A digest goes out under its first row, which alone is claimed and tried again."""
    rows = OutboxRow.objects.filter(digest_id=row.pk).order_by("id")
    payload = gathering.compose(list(rows.values_list("payload", flat=True)))
    done = _carry(row, f"digest:{row.key}", payload, carriers, now)
    if done:
        rows.update(done_at=now)
    return done


def _carry(
    row: OutboxRow,
    key: str,
    payload: Mapping[str, Any],
    carriers: Mapping[str, Carry],
    now: datetime,
) -> int:
    try:
        carriers[row.channel](key, payload)
    except Exception as error:  # noqa: BLE001  # however it failed, the next one has its turn
        said = storable(repr(error))[:1000]
        OutboxRow.objects.filter(id=row.pk).update(
            claimed_at=None, error=said, not_before=_not_before(row, now)
        )
        return 0
    OutboxRow.objects.filter(id=row.pk).update(done_at=now, error="")
    return 1


def _not_before(row: OutboxRow, now: datetime) -> datetime | None:
    """Who does not answer is asked less and less often."""
    waits = WAITS.get(row.channel)
    return now + timedelta(seconds=waits[min(row.attempts, len(waits) - 1)]) if waits else None


def _gather(gathering: Gathering, now: datetime) -> None:
    """Make one message of many. Whoever gathers is alone, so that no row is in two digests."""
    single = _free(now).filter(digest_id=None).exclude(recipient="")
    if not single.exists():
        return
    with ledger.writing():
        waiting: dict[tuple[str, str], list[Waiting]] = defaultdict(list)
        found = single.order_by("id").values_list("id", "channel", "recipient", "urgent")
        for row_id, channel, who, urgent in found:
            waiting[channel, who].append(Waiting(id=row_id, urgent=urgent))
        told = _told({who for _, who in waiting}, now - gathering.within)
        for way, messages in waiting.items():
            _settle(gathering.plan(messages, told.get(way, Told()), now))


def _told(recipients: Iterable[str], since: datetime) -> dict[tuple[str, str], Told]:
    """What each was sent since then, by channel; what is on its way counts."""
    leading = Q(digest_id=None) | Q(digest_id=F("id"))
    lately = Q(done_at__gt=since) | Q(done_at=None, claimed_at__gt=since)
    rows = OutboxRow.objects.filter(leading, lately, recipient__in=list(recipients))
    counted = rows.values("channel", "recipient").annotate(
        messages=Count("id"), digest_at=Max("claimed_at", filter=Q(digest_id=F("id")))
    )
    return {
        (row["channel"], row["recipient"]): Told(
            messages=row["messages"], digest_at=row["digest_at"]
        )
        for row in counted
    }


def _settle(gathered: Gathered) -> None:
    for some in _portions(gathered.digest):
        OutboxRow.objects.filter(id__in=some).update(digest_id=gathered.digest[0])
    for some in _portions(gathered.held):
        OutboxRow.objects.filter(id__in=some).update(not_before=gathered.until)


def _portions(ids: Sequence[int]) -> list[Sequence[int]]:
    """As many at a time as any database takes in one question."""
    return [ids[i : i + 500] for i in range(0, len(ids), 500)]
