"""Was this form sent before, and what was its sender told then?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.model.storable import storable
from levee.store.account_models import Account
from levee.store.sent_models import SentRow

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    said: str
    leads_to: str


def claim(account: Account, named: str, now: datetime) -> Told | None:
    """What was told under this name; None when the caller is the first.

    Within a transaction: whoever comes second waits here until the first has ended.
    """
    SentRow.objects.filter(at__lt=now - KEPT).delete()
    row, is_new = SentRow.objects.get_or_create(account=account, named=named, defaults={"at": now})
    return None if is_new else Told(said=row.said, leads_to=row.leads_to)


def keep(account: Account, named: str, told: Told) -> None:
    rows = SentRow.objects.filter(account=account, named=named)
    rows.update(said=storable(told.said), leads_to=told.leads_to)


def use_up(account: Account, token: str, now: datetime) -> None:
    """The form that this token stands in was sent and done."""
    SentRow.objects.get_or_create(account=account, named=f"form:{token}", defaults={"at": now})


def is_used_up(account: Account, token: str) -> bool:
    return SentRow.objects.filter(account=account, named=f"form:{token}").exists()


def release(account: Account, named: str) -> None:
    """Nothing was done under this name: it may be used again."""
    SentRow.objects.filter(account=account, named=named).delete()
