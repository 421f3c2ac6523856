"""Every act of a ticket's page, in the order in which it is offered."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from levee.model.event import EventKind
from levee.site.shown import talk
from levee.site.shown import ticket as shown
from levee.web import keeping
from levee.web.action import Doing, Done, action
from levee.web.acts import evidencing, holding, leading, meeting, owning, proving, relating, talking
from levee.web.acts.act import Act, bar, carry_out
from levee.web.acts.ticket_place import TicketPlace, place_of
from levee.web.page import Answer, Asked, page

ACTS: tuple[Act[TicketPlace], ...] = (
    talking.REPLY,
    talking.NOTE,
    evidencing.FILL,
    talking.TRIAGE,
    owning.ASSIGN,
    holding.RESUME,
    holding.RESOLVE,
    holding.REOPEN,
    talking.HEAR,
    owning.LEVEL,
    owning.IMPACT,
    owning.SEVERITY,
    holding.PAUSE,
    relating.MERGE,
    relating.SPLIT,
    relating.LINK,
    relating.UNLINK,
    evidencing.SEAL,
    evidencing.ROUTE,
    evidencing.OPEN,
    proving.REPRODUCE,
    proving.ISOLATE,
    proving.FIX,
    proving.OVERRULE,
    meeting.BOOK,
    meeting.MOVE,
    meeting.END,
    meeting.VERIFY,
    meeting.WITHDRAW,
    leading.PAUSE,
    leading.REVIEW,
    leading.RESUME,
)
TEMPLATE = "levee/ticket.html"


def answer(asked: Asked, ticket_id: str, **_: str) -> Answer:
    assert asked.who is not None
    place = place_of(asked.hands, ticket_id, asked.who, asked.now)
    body: dict[str, Any] = shown.told(asked.hands, place.ticket, place.events, asked.now)
    offered = bar(ACTS, place, asked, len(place.events)) | {
        "links": _links(place),
        "presence": keeping.present(asked.path, asked.who.mail),
    }
    return body | {"talk": talk.shown(place.events, place.customer, place.file), "acts": offered}


def _links(place: TicketPlace) -> list[dict[str, str]]:
    """What needs a page of its own."""
    pages = {"update": _("Update the customer")}
    if _owes_postmortem(place):
        pages["postmortem"] = _("Postmortem")
    return [{"title": t, "href": reverse(n, args=(place.ticket.id,))} for n, t in pages.items()]


def _owes_postmortem(place: TicketPlace) -> bool:
    promised = (place.file.clocks[name] for name in place.file.streams[place.ticket.stream].clocks)
    sent = EventKind.POSTMORTEM_SENT.value
    return any(sent in c.stops and place.ticket.severity in c.severities for c in promised)


@page(TEMPLATE)
def ticket(asked: Asked, ticket_id: str) -> Answer:
    return answer(asked, ticket_id)


@action(TEMPLATE, answer)
def act(doing: Doing, ticket_id: str, act: str) -> Done | HttpResponse:
    place = place_of(doing.hands, ticket_id, doing.who, doing.now)
    return carry_out(ACTS, act, doing, place)
