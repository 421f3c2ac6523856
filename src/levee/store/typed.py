"""What is being typed, by whom, and who else is at the same ticket?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Max

from levee.model.storable import storable
from levee.store.account_models import Account
from levee.store.sent_models import TypedRow

KEPT = timedelta(days=30)  #: then what nobody sent is thrown away
THERE = timedelta(seconds=45)  #: whoever gave no sign for longer is not there any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    texts: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Somebody who has words in a form of a ticket, and gave a sign lately."""

    name: str
    form: str


def keep(account: Account, place: str, form: str, texts: Mapping[str, str], now: datetime) -> None:
    """``texts`` are redacted by the caller; without any, what was there is thrown away."""
    TypedRow.objects.filter(at__lt=now - KEPT).exclude(texts={}).update(texts={})
    known = {n: text for n, text in texts.items() if text.strip()}
    TypedRow.objects.update_or_create(
        account=account, place=place, form=form, defaults={"texts": storable(known), "at": now}
    )


def forget(account: Account, place: str, form: str, now: datetime) -> None:
    """It was sent: there is nothing left to keep."""
    rows = TypedRow.objects.filter(account=account, place=place, form=form)
    rows.exclude(texts={}).update(texts={}, at=now)


def kept(mail: str, place: str, form: str) -> Typed | None:
    """What this account typed there and did not send."""
    rows = TypedRow.objects.filter(account__mail=mail, place=place, form=form)
    row = rows.exclude(texts={}).first()
    return Typed(texts=dict(row.texts), at=row.at) if row else None


def writers(place: str, but: str, now: datetime) -> tuple[Writer, ...]:
    """Who else writes on a page or those below it; ``but`` is the address of whoever asks."""
    rows = TypedRow.objects.filter(place__startswith=place, at__gt=now - THERE)
    there = rows.exclude(texts={}).exclude(account__mail=but).order_by("account__name", "form")
    return tuple(Writer(name=n, form=f) for n, f in there.values_list("account__name", "form"))


def newest() -> int:
    """When somebody typed last, in milliseconds; it never goes back."""
    at = TypedRow.objects.aggregate(last=Max("at"))["last"]
    return _stamp(at) if at else 0


def places_since(stamp: int) -> dict[str, int]:
    """place -> when somebody typed there last, of those where it was at this moment or later."""
    since = datetime.fromtimestamp(stamp // 1000, UTC)
    rows = TypedRow.objects.filter(at__gte=since).order_by()
    last = rows.values_list("place").annotate(last=Max("at"))
    return {place: _stamp(at) for place, at in last}


def _stamp(at: datetime) -> int:
    return int(at.timestamp() * 1000)
