"""Who is told of which Events, and how did each attempt to tell go?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from levee.model.event import Channel, Event
from levee.model.problem import Unknown
from levee.model.storable import storable
from levee.store.models import (
    DeliveryRow,
    OutboxRow,
    TicketRow,
    WebhookRow,
)
from levee.store.prepared import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """``partner`` is empty for the vendor's own; ``secret`` is the id of the sealed secret."""

    id: int
    url: str
    kinds: tuple[str, ...]
    partner: str
    name: str
    secret: str
    created_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt. ``status`` None: nobody answered."""

    id: int
    webhook: int
    event: int
    kind: str
    message: str
    at: datetime
    status: int | None
    said: str
    delivered: bool


def add(endpoint: Endpoint) -> Endpoint:
    """Its id is given here."""
    row = WebhookRow.objects.create(
        url=endpoint.url,
        secret=endpoint.secret,
        kinds=sorted(endpoint.kinds),
        partner=endpoint.partner,
        name=endpoint.name,
        created_at=endpoint.created_at,
    )
    return _endpoint(row)


_FIELDS = ("id", "url", "kinds", "partner", "name", "secret", "created_at", "removed_at")
_told_now = Prepared(
    lambda: WebhookRow.objects.filter(removed_at=None).order_by("id").values_list(*_FIELDS)
)


def every(partner: str = "") -> tuple[Endpoint, ...]:
    """Those that are told now; of one partner, or all."""
    found = tuple(_told_of(row) for row in _told_now())
    return tuple(e for e in found if e.partner == partner) if partner else found


def find(webhook_id: int, partner: str = "") -> Endpoint:
    rows = WebhookRow.objects.filter(id=webhook_id)
    row = (rows.filter(partner=partner) if partner else rows).first()
    if row is None:
        raise Unknown(f"there is no webhook {webhook_id}")
    return _endpoint(row)


def remove(webhook_id: int, now: datetime) -> None:
    """Tell it nothing more; its log stays."""
    WebhookRow.objects.filter(id=webhook_id, removed_at=None).update(removed_at=now)


def owe(events: Sequence[Event]) -> None:
    """Write into the outbox who is to be told of these new Events."""
    endpoints = every()
    if not endpoints:
        return
    partners = _partners(events) if any(e.partner for e in endpoints) else {}
    wanted = [
        (endpoint, event)
        for event in events
        for endpoint in endpoints
        if event.kind in endpoint.kinds and _is_for(endpoint, partners.get(event.subject, ""))
    ]
    owed = [_owed(endpoint, event) for endpoint, event in wanted]
    OutboxRow.objects.bulk_create(owed, ignore_conflicts=True)


def _is_for(endpoint: Endpoint, partner: str) -> bool:
    return not endpoint.partner or endpoint.partner == partner


def _partners(events: Iterable[Event]) -> dict[str, str]:
    """subject -> whose ticket it is."""
    ids = {e.subject.removeprefix("ticket:") for e in events if e.subject.startswith("ticket:")}
    found = TicketRow.objects.filter(id__in=ids).values_list("id", "partner")
    return {f"ticket:{ticket_id}": partner for ticket_id, partner in found}


def _owed(endpoint: Endpoint, event: Event) -> OutboxRow:
    return OutboxRow(
        key=_key(endpoint.id, event.id),
        event_id=event.id,
        channel=Channel.WEBHOOK.value,
        payload={"webhook": endpoint.id, "event": event.id},
    )


def _key(webhook_id: int, event_id: int) -> str:
    return f"webhook:{webhook_id}:{event_id}"


def note(delivery: Delivery) -> None:
    """One more attempt in the log."""
    DeliveryRow.objects.create(
        webhook_id=delivery.webhook,
        event_id=delivery.event,
        message=delivery.message,
        at=delivery.at,
        status=delivery.status,
        said=storable(delivery.said),
        delivered=delivery.delivered,
    )


def deliveries(webhook_id: int, before: int = 0, most: int = 50) -> tuple[Delivery, ...]:
    """The log of one endpoint, the newest first."""
    rows = _log().filter(webhook=webhook_id)
    rows = rows.filter(id__lt=before) if before else rows
    return tuple(_delivery(row) for row in rows.order_by("-id")[:most])


def delivery(delivery_id: int, partner: str = "") -> Delivery:
    rows = _log().filter(id=delivery_id)
    row = (rows.filter(webhook__partner=partner) if partner else rows).first()
    if row is None:
        raise Unknown(f"there is no delivery {delivery_id}")
    return _delivery(row)


def owe_again(told: Delivery) -> None:
    """As if it had never been tried; the message keeps its id."""
    OutboxRow.objects.filter(key=_key(told.webhook, told.event)).update(
        done_at=None, claimed_at=None, not_before=None, attempts=0, error=""
    )


def _log() -> Any:
    return DeliveryRow.objects.annotate(kind=F("event__kind"))


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row.pk,
        webhook=row.webhook_id,
        event=row.event_id,
        kind=row.kind,
        message=row.message,
        at=row.at,
        status=row.status,
        said=row.said,
        delivered=row.delivered,
    )


def _told_of(row: tuple[Any, ...]) -> Endpoint:
    told = dict(zip(_FIELDS, row, strict=True))
    return Endpoint(**told | {"kinds": tuple(told["kinds"])})


def _endpoint(row: WebhookRow) -> Endpoint:
    return Endpoint(
        id=row.pk,
        url=row.url,
        kinds=tuple(row.kinds),
        partner=row.partner,
        name=row.name,
        secret=row.secret,
        created_at=row.created_at,
        removed_at=row.removed_at,
    )
