"""How does a ticket become part of a case, come apart, or stand beside another?"""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.desk.moves.table import Move
from levee.model.problem import Problem, Rejected, Unknown
from levee.model.relation import Relation
from levee.site import moves
from levee.site.shown.words import word
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, choices, why, wish
from levee.web.forms import Field, Form, Kind

GROUP = noop("Case")
_RELATIONS = tuple(r.value for r in Relation if r not in (Relation.SPLIT_INTO, Relation.SPLIT_FROM))


def _other(name: str, label: str) -> Field:
    return Field(name=name, label=label, needed=True, hint=_("such as T-1001"))


def _merge(place: TicketPlace) -> Form | None:
    if not place.may(Move.MERGE):
        return None
    return Form(
        name="merge",
        title=_("Merge into a case"),
        button=_("Merge"),
        explains=_(
            "It is worked on there and keeps its own history; no words cross from one "
            "reporter to another. Reopening takes it out again."
        ),
        fields=(_other("into", _("Into")), why()),
    )


def _do_merge(doing: Doing, place: TicketPlace) -> Done:
    into = _named(doing, "into")
    made = _found("into", lambda: moves.merge(doing.hands, wish(doing, place), into))
    return Done(said=_("It is part of %(case)s now.") % {"case": made.ticket.case})


def _split(place: TicketPlace) -> Form | None:
    if not place.may(Move.SPLIT):
        return None
    return Form(
        name="split",
        title=_("Split a part off"),
        button=_("Split"),
        explains=_(
            "The part becomes a ticket of its own, with the same partner, stack and impact, "
            "and promises that begin now."
        ),
        fields=(
            Field(name="title", label=_("Title of the part"), needed=True),
            Field(name="description", label=_("What it is about"), kind=Kind.TEXT, needed=True),
            why(),
        ),
        kept=True,
    )


def _do_split(doing: Doing, place: TicketPlace) -> Done:
    title, description = doing.sent.text("title"), doing.sent.text("description")
    made = moves.split(doing.hands, wish(doing, place), title, description)
    links = [o for o, how in made.ticket.links if how is Relation.SPLIT_INTO]
    new = max(links, key=lambda one: int(one.removeprefix("T-")), default="")
    return Done(said=_("%(new)s is a ticket of its own.") % {"new": new})


def _link(place: TicketPlace) -> Form | None:
    relation = Field(
        name="relation",
        label=_("%(id)s is, to that one") % {"id": place.ticket.id},
        kind=Kind.CHOICE,
        choices=choices(_RELATIONS),
        value=Relation.RELATED.value,
    )
    return Form(
        name="link",
        title=_("Link"),
        button=_("Link"),
        explains=_("Both tickets say it, each in its own direction."),
        fields=(_other("to", _("Ticket")), relation, why(needed=False)),
    )


def _do_link(doing: Doing, place: TicketPlace) -> Done:
    to, relation = _named(doing, "to"), doing.sent.text("relation") or Relation.RELATED
    _found("to", lambda: moves.link(doing.hands, wish(doing, place), to, relation))
    return Done(said=_("It is linked to %(to)s.") % {"to": to})


def _unlink(place: TicketPlace) -> Form | None:
    if not place.ticket.links:
        return None
    links = sorted(place.ticket.links)
    pairs = {f"{how.value}|{other}": f"{word(how)} {other}" for other, how in links}
    link = Field(
        name="link",
        label=_("Link"),
        kind=Kind.CHOICE,
        needed=True,
        choices=choices(pairs),
        names=True,
    )
    return Form(
        name="unlink",
        title=_("Take a link back"),
        button=_("Take it back"),
        fields=(link, why(needed=False)),
    )


def _do_unlink(doing: Doing, place: TicketPlace) -> Done:
    relation, _bar, to = doing.sent.text("link").partition("|")
    if not to:
        raise Rejected((Problem("link", _("is missing; choose one")),))
    _found("link", lambda: moves.unlink(doing.hands, wish(doing, place), to, relation))
    return Done(said=_("It is not linked to %(to)s any more.") % {"to": to})


def _named(doing: Doing, name: str) -> str:
    text = doing.sent.text(name).upper()
    if not text:
        raise Rejected((Problem(name, _("is missing; name a ticket, such as T-1001")),))
    return text


def _found[T](name: str, do: Callable[[], T]) -> T:
    """The other ticket is a field of this form: one that is not there is its problem."""
    try:
        return do()
    except Unknown as error:
        raise Rejected((Problem(name, str(error)),)) from None


MERGE = Act(name="merge", title=noop("Merge into a case"), form=_merge, do=_do_merge, group=GROUP)
SPLIT = Act(name="split", title=noop("Split a part off"), form=_split, do=_do_split, group=GROUP)
LINK = Act(name="link", title=noop("Link"), form=_link, do=_do_link, group=GROUP)
UNLINK = Act(
    name="unlink", title=noop("Take a link back"), form=_unlink, do=_do_unlink, group=GROUP
)
