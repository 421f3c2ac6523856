"""What was a request with an Idempotency-Key answered?"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from levee.model.storable import storable
from levee.store.key_models import AnsweredRow

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """``asked`` is the digest of the request that it answers."""

    asked: str
    status: int
    body: Any


def claim(key_id: int, named: str, asked: str, now: datetime) -> Answered | None:
    """What was answered under this name; None when the caller is the first to answer.

    Within a transaction: whoever comes second waits here until the first has ended.
    """
    AnsweredRow.objects.filter(at__lt=now - KEPT).delete()
    row, is_new = AnsweredRow.objects.get_or_create(
        key_id=key_id, named=_kept_as(named), defaults={"asked": asked, "at": now}
    )
    return None if is_new else Answered(asked=row.asked, status=row.status, body=row.body)


def keep(key_id: int, named: str, status: int, body: Any) -> None:
    rows = AnsweredRow.objects.filter(key_id=key_id, named=_kept_as(named))
    rows.update(status=status, body=storable(body))


def _kept_as(named: str) -> str:
    """A digest: somebody's name for a request may be anything, also a secret."""
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()


def release(key_id: int, named: str) -> None:
    """Nothing was done under this name: it may be used again."""
    AnsweredRow.objects.filter(key_id=key_id, named=_kept_as(named)).delete()
