"""Which work items and tickets stand in which column of the board? A few questions in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber

from levee.model.work_item import CLOSED, WorkState
from levee.store.models import TicketRow, WorkItemRow

ENDED = "ended"  #: the column of what needs nobody any more
WAITING = "waiting"  #: the column of tickets that have no work item yet
COUNTED = 1000  #: more tickets than this are "1000 and more"
_ENDED = Q(state__in=[WorkState.DONE.value, WorkState.DROPPED.value]) | Q(ticket__open=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which streams' work, narrowed by ``where`` (owner, partner, plugin, overdue at a moment);
    of each column, or of one alone, ``most`` after the first ``skip``."""

    streams: Sequence[str]
    where: Mapping[str, Any]
    column: str = ""
    skip: int = 0
    most: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One card: a work item with its ticket, or a ticket alone; ``of`` is how many its column
    has."""

    column: str
    ticket: str
    work_item: str = ""
    of: int = 0


def matching(where: Mapping[str, Any]) -> Q:
    """Work items by ``owner``, ``state``, ``partner``, ``plugin`` (a package URL without version,
    or a setting's key) and ``overdue`` (a moment)."""
    found = Q()
    for name, value in where.items():
        match name:
            case "partner":
                found &= Q(ticket__partner=value)
            case "plugin":
                found &= Q(packages__contains=f"\n{value}\n")
            case "overdue":
                found &= Q(target__lt=value) & ~Q(state__in=[s.value for s in CLOSED])
            case _:
                found &= Q(**{name: value})
    return found


def overdue(streams: Sequence[str], now: datetime) -> int:
    """How many are late, whatever is looked for."""
    late = WorkItemRow.objects.filter(matching({"overdue": now}), ticket__stream__in=streams)
    return late.filter(ticket__open=True).count()


def works(wish: Wish) -> list[Placed]:
    """The heaviest of each column first: severity, then traffic."""
    rows = WorkItemRow.objects.filter(matching(wish.where), ticket__stream__in=wish.streams)
    if "overdue" in wish.where:
        rows = rows.filter(ticket__open=True)
    column = Case(When(_ENDED, then=Value(ENDED)), default=F("state"))
    order = [F("severity").asc(), F("traffic").desc(), F("id").asc()]
    found = rows.annotate(column=column).annotate(
        place=Window(RowNumber(), partition_by=[F("column")], order_by=order),
        of=Window(Count("id"), partition_by=[F("column")]),
    )
    if wish.column:
        found = found.filter(column=wish.column)
    shown = found.filter(place__gt=wish.skip, place__lte=wish.skip + wish.most)
    return [
        Placed(column=r["column"], ticket=r["ticket_id"], work_item=r["id"], of=r["of"])
        for r in shown.order_by("column", "place").values("id", "ticket_id", "column", "of")
    ]


def waiting(wish: Wish) -> list[Placed]:
    """Open tickets of these streams that no work item was opened for, the worst first. None where
    something is looked for that only work items have."""
    if wish.column not in ("", WAITING) or {"plugin", "overdue"} & wish.where.keys():
        return []
    rows = TicketRow.objects.filter(stream__in=wish.streams, open=True, **wish.where)
    rows = rows.exclude(Exists(WorkItemRow.objects.filter(ticket=OuterRef("id"))))
    shown = rows.order_by("severity", "due_at", "number").values_list("id", flat=True)
    ids = list(shown[wish.skip : wish.skip + wish.most])
    many = rows[: COUNTED + 1].count() if ids else 0
    return [Placed(column=WAITING, ticket=one, of=many) for one in ids]


def choices(streams: Sequence[str]) -> tuple[list[str], list[str]]:
    """(owners, partners) that there is work of."""
    rows = WorkItemRow.objects.filter(ticket__stream__in=streams)
    pairs = set(rows.values_list("owner", "ticket__partner").distinct())
    return sorted({o for o, _ in pairs if o}), sorted({p for _, p in pairs if p})
