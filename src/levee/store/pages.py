"""Which rows come next in a long list, for whose eyes, with one question to the database?

Each list goes on after the last row that was seen, so that a page costs the same wherever it is.
``partner`` narrows a list to what that partner may see; empty is the vendor's own staff.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from levee.model.event import Event, EventKind
from levee.model.run import Purpose
from levee.store import boards, search
from levee.store.models import EventRow, InstallationRow, RunRow, TicketRow, WorkItemRow
from levee.store.rows import event_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which rows: those that match ``where``, after the one with this key, at most so many."""

    partner: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""  #: of tickets: only those that hold them all
    after: str = ""
    most: int = 50


def tickets(wish: Wish) -> list[dict[str, Any]]:
    """Newest first, from the cached rows."""
    rows = TicketRow.objects.filter(**wish.where)
    if wish.partner:
        rows = rows.filter(partner=wish.partner)
    if wish.after:
        rows = rows.filter(number__lt=int(wish.after))
    if wish.words:
        below = None if wish.where or wish.partner else wish.after
        rows = rows.filter(search.holding(wish.words, rows, wish.most, below))
    names = ("id", "number", "stream", "partner", "client", "title", "state", "stage")
    more = ("severity", "priority", "level", "owner", "opened_at", "version")
    return list(rows.order_by("-number").values(*names, *more)[: wish.most])


def sees_ticket(partner: str, ticket_id: str) -> bool:
    """Whether it is there, and for a partner: theirs."""
    own = TicketRow.objects.filter(id=ticket_id)
    return (own.filter(partner=partner) if partner else own).exists()


def works(wish: Wish) -> tuple[str, ...]:
    """Ids of work items, by id."""
    rows = WorkItemRow.objects.filter(boards.matching(wish.where))
    if wish.partner:
        rows = rows.filter(ticket__partner=wish.partner)
    if wish.after:
        rows = rows.filter(id__gt=wish.after)
    return tuple(rows.order_by("id").values_list("id", flat=True)[: wish.most])


def runs(wish: Wish) -> list[RunRow]:
    """Newest first."""
    rows = RunRow.objects.filter(**wish.where)
    if wish.partner:
        rows = rows.filter(_run_of(wish.partner))
    if wish.after:
        at, _, run_id = wish.after.partition(" ")
        rows = rows.filter(Q(started_at__lt=at) | Q(started_at=at, id__lt=run_id))
    return list(rows.order_by("-started_at", "-id").defer("body")[: wish.most])


def sees_run(partner: str, run_id: str) -> bool:
    return not partner or RunRow.objects.filter(_run_of(partner), id=run_id).exists()


def _run_of(partner: str) -> Q:
    """Runs that its own tickets asked for, and Nights on what its clients run."""
    nightly = Q(purpose=Purpose.NIGHT.value, stack__in=stacks_of(partner))
    return Q(subject__in=_subjects(partner)) | nightly


def stacks_of(partner: str) -> QuerySet[Any, Any]:
    """Digests of what its clients run, and ran before."""
    own = InstallationRow.objects.filter(partner=partner)
    return own.values("stack").union(own.exclude(before=None).values("before"))


def sees_stack(partner: str, digest: str) -> bool:
    if not partner:
        return True
    own = InstallationRow.objects.filter(partner=partner)
    return own.filter(Q(stack=digest) | Q(before=digest)).exists()


def _subjects(partner: str) -> QuerySet[Any, Any]:
    own = TicketRow.objects.filter(partner=partner)
    return own.annotate(subject=Concat(Value("ticket:"), F("id"))).values("subject")


def installations(wish: Wish) -> list[InstallationRow]:
    """By client, and then by whose it is."""
    rows = InstallationRow.objects.filter(**wish.where)
    if wish.partner:
        rows = rows.filter(partner=wish.partner)
    if wish.after:
        client, partner = json.loads(wish.after)
        rows = rows.filter(Q(client__gt=client) | Q(client=client, partner__gt=partner))
    return list(rows.order_by("client", "partner")[: wish.most])


def events(wish: Wish, kinds: frozenset[EventKind]) -> tuple[Event, ...]:
    """In the order in which they were appended; of a partner only what its own tickets tell."""
    rows = EventRow.objects.filter(**wish.where)
    if kinds:
        rows = rows.filter(kind__in=[k.value for k in kinds])
    if wish.partner:
        rows = rows.filter(subject__in=_subjects(wish.partner))
    if wish.after:
        rows = rows.filter(id__gt=int(wish.after))
    return tuple(event_of(row) for row in rows.order_by("id")[: wish.most])


def set_aside(wish: Wish, every: bool) -> tuple[Event, ...]:
    """Which mails were set aside; only those that nobody decided on, unless ``every``."""
    rows = EventRow.objects.filter(kind=EventKind.MAIL_SET_ASIDE.value)
    if not every:
        kinds = (EventKind.MAIL_TAKEN_UP.value, EventKind.MAIL_DISMISSED.value)
        done = EventRow.objects.filter(subject=OuterRef("subject"), kind__in=kinds)
        rows = rows.exclude(Exists(done))
    if wish.after:
        rows = rows.filter(id__gt=int(wish.after))
    return tuple(event_of(row) for row in rows.order_by("id")[: wish.most])


def latest(wish: Wish, kinds: frozenset[EventKind]) -> tuple[Event, ...]:
    """The newest ones of a partner's own tickets, the newest first."""
    rows = EventRow.objects.filter(kind__in=[k.value for k in kinds])
    rows = rows.filter(subject__in=_subjects(wish.partner))
    return tuple(event_of(row) for row in rows.order_by("-id")[: wish.most])


def installations_with_stacks(wish: Wish) -> list[InstallationRow]:
    """What a partner's clients run, by client, each with its Stack."""
    rows = InstallationRow.objects.filter(partner=wish.partner).select_related("stack")
    return list(rows.order_by("client")[: wish.most])
