"""Webhooks: who is told of which Events, and how each attempt went."""

from typing import Any

from ninja import Schema, Status

from levee.model.access import Scope
from levee.model.problem import Problem, Rejected
from levee.site import stories_webhooks
from levee.site.stories_webhooks import Wanted
from levee.store import webhooks
from levee.web.api import house_shapes, paging, shapes
from levee.web.api.accepted import V1
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("webhooks")


class WebhookWanted(Schema):
    """Kinds of Events; none named: every kind that this key may see."""

    url: str
    kinds: list[str] | None = None
    name: str = ""
    partner: str = ""


@reads(router, "/webhooks", Scope.WEBHOOKS_READ, shapes.Page[house_shapes.Webhook])
def list_webhooks(asked: Asked) -> Any:
    """Every endpoint that is told now; never a secret."""
    found = webhooks.every(asked.partner)
    return {"items": [stories_webhooks.said(e) for e in found], "next": None}


@writes(router, "/webhooks", Scope.WEBHOOKS_WRITE, {201: house_shapes.NewWebhook}, has_secret=True)
def add_webhook(asked: Asked, wanted: WebhookWanted) -> Any:
    """Add an endpoint. Its signing secret is told this once."""
    if asked.partner and wanted.partner not in ("", asked.partner):
        raise Rejected((Problem("$.partner", "is left out with this key"),))
    told = Wanted(
        url=wanted.url,
        kinds=tuple(wanted.kinds or ()),
        name=wanted.name,
        partner=asked.partner or wanted.partner,
    )
    endpoint, secret = stories_webhooks.add(told, asked.now)
    return Status(201, stories_webhooks.said(endpoint) | {"secret": secret})


@writes(
    router, "/webhooks/{webhook_id}", Scope.WEBHOOKS_WRITE, house_shapes.Webhook, method="DELETE"
)
def remove_webhook(asked: Asked, webhook_id: paging.Id) -> Any:
    """Tell it nothing more; its log stays."""
    found = webhooks.find(webhook_id, asked.partner)
    webhooks.remove(found.id, asked.now)
    return stories_webhooks.said(webhooks.find(found.id))


@reads(
    router,
    "/webhooks/{webhook_id}/deliveries",
    Scope.WEBHOOKS_READ,
    shapes.Page[house_shapes.Delivery],
)
def list_deliveries(
    asked: Asked, webhook_id: paging.Id, limit: paging.Limit = 50, cursor: paging.Cursor = ""
) -> Any:
    """Each attempt to tell this endpoint, the newest first."""
    found, after = webhooks.find(webhook_id, asked.partner), paging.number(cursor)
    told = webhooks.deliveries(found.id, int(after or 0), limit + 1)
    items = [stories_webhooks.attempt(d) for d in told[:limit]]
    return paging.page((items, str(items[-1]["id"]) if len(told) > limit else ""))


@writes(
    router,
    "/deliveries/{delivery_id}/redeliver",
    Scope.WEBHOOKS_WRITE,
    {202: house_shapes.Redelivery},
)
def redeliver(asked: Asked, delivery_id: paging.Id) -> Any:
    """Tell it again, within a minute; the message keeps its id."""
    told = webhooks.delivery(delivery_id, asked.partner)
    webhooks.owe_again(told)
    return Status(202, {"look": f"{V1}/webhooks/{told.webhook}/deliveries"})
