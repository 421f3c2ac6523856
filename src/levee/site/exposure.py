"""Who is about to be hit by what a ticket showed? For staff: it names other partners' clients."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from levee.flow.hands import Hands
from levee.lab import fleet
from levee.model.fleet import Installation
from levee.model.work_item import WorkItem
from levee.site import stories


def hit(hands: Hands, ticket_id: str, now: datetime) -> dict[str, Any]:
    """For each Interaction of the ticket every active client whose stack contains it now, the
    heaviest first; the ticket's own Interaction comes first."""
    found = hands.desk.ticket(ticket_id)
    days = hands.desk.contract().file.lab.active_days
    active = fleet.active(hands.lab.fleet(), now, days)
    items = (hands.desk.work_item(work_id) for work_id in stories.works(found))
    return {
        "ticket": found.id,
        "active_days": days,
        "interactions": [_of(item, fleet.containing(active, item.interaction)) for item in items],
    }


def _of(item: WorkItem, exposed: Iterable[Installation]) -> dict[str, Any]:
    clients = [_client(one) for one in exposed]
    return {
        "work_item": item.id,
        "texts": [str(d) for d in item.interaction],
        "traffic": round(sum(c["traffic"] for c in clients), 3),
        "clients": clients,
    }


def _client(one: Installation) -> dict[str, Any]:
    return {
        "client": one.client,
        "partner": one.partner,
        "traffic": one.traffic,
        "tier": one.tier,
        "stack": one.stack.digest,
        "last_seen": one.last_seen.isoformat(),
    }
