"""Which views of an inbox has somebody kept?"""

from dataclasses import dataclass

from levee.model.problem import Problem, Rejected, Unknown
from levee.store import accounts
from levee.store.view_models import ViewRow

MOST = 30  #: views that one account keeps for one stream


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """``query`` is what stands behind the ``?`` of its address."""

    id: int
    name: str
    query: str


def of(mail: str, stream: str) -> tuple[View, ...]:
    rows = ViewRow.objects.filter(account__mail=mail, stream=stream).order_by("name")
    return tuple(View(id=row.pk, name=row.name, query=row.query) for row in rows)


def keep(mail: str, stream: str, name: str, query: str) -> None:
    """A view of the same name is written over."""
    account = accounts.of(mail)
    known = ViewRow.objects.filter(account=account, stream=stream)
    if known.exclude(name=name).count() >= MOST:
        raise Rejected((Problem("name", f"no more than {MOST} views are kept; forget one first"),))
    ViewRow.objects.update_or_create(
        account=account, stream=stream, name=name, defaults={"query": query}
    )


def forget(mail: str, view_id: int) -> None:
    """Only one's own."""
    gone, _ = ViewRow.objects.filter(account__mail=mail, id=view_id).delete()
    if not gone:
        raise Unknown("you have no such view")
