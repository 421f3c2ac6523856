"""When were the tickets of a time opened, taken up and remediated, by the fast table?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from levee.model.ticket_fact import TicketFact
from levee.store.models import TicketRow

MOST = 500  #: partners that are offered to choose from


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """Whose tickets: of a stream, of a partner, of everybody where a name is empty."""

    stream: str = ""
    partner: str = ""


def tickets(
    after: datetime | None, until: datetime, of: Of, losing: Collection[str]
) -> tuple[TicketFact, ...]:
    """The tickets opened after one moment and no later than the other, by opening."""
    named = {"stream": of.stream, "partner": of.partner, "opened_at__gt": after}
    where = {name: value for name, value in named.items() if value}
    rows = TicketRow.objects.filter(opened_at__lte=until, **where).order_by("opened_at")
    told = rows.values_list(
        "opened_at", "acknowledged_s", "remediated_s", "severity", "revenue_risk"
    )
    return tuple(
        TicketFact(
            opened=opened,
            acknowledged=acknowledged,
            remediated=remediated,
            severity=severity,
            revenue_loss=risk in losing,
        )
        for opened, acknowledged, remediated, severity, risk in told.iterator(5000)
    )


def partners() -> tuple[str, ...]:
    """Whose tickets there are, by name."""
    rows = TicketRow.objects.exclude(partner="").order_by("partner")
    return tuple(rows.values_list("partner", flat=True).distinct()[:MOST])
