"""How far has this store come: how many clients, who acts in it, did anything end yet?"""

from collections.abc import Collection

from django.db.models import Count

from levee.model.event import EventKind
from levee.store.account_models import Account
from levee.store.models import EventRow, InstallationRow, TicketRow


def fleet() -> tuple[int, int]:
    """Clients, and the distinct Stacks that they run."""
    rows = InstallationRow.objects.aggregate(
        clients=Count("id"), stacks=Count("stack", distinct=True)
    )
    return rows["clients"], rows["stacks"]


def signing_in(people: Collection[str]) -> frozenset[str]:
    """Those of the people who have an account that is open."""
    rows = Account.objects.filter(is_active=True, person__in=people)
    return frozenset(rows.values_list("person", flat=True))


def nights() -> dict[str, bool | None]:
    """Night -> is it void? None while it runs, or stands still."""
    kinds = (EventKind.NIGHT_PLANNED.value, EventKind.NIGHT_ENDED.value)
    rows = EventRow.objects.filter(kind__in=kinds).order_by("id")
    told = rows.values_list("subject", "data__void")
    return dict(told)  # the end of a Night comes after its plan


def has_night() -> bool:
    """Whether a Night that counts has ended; asked on many pages, and so in as few words."""
    ended = EventRow.objects.filter(kind=EventKind.NIGHT_ENDED.value)
    return ended.filter(data__void=False).exists()


def has_ticket() -> bool:
    return TicketRow.objects.exists()


def certificates() -> int:
    """How often a Stack came to be certified."""
    return EventRow.objects.filter(kind=EventKind.CERTIFIED.value).count()
