"""What can a partner write: a report, an answer, what was missing?"""

import json
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.model.problem import Problem, Rejected
from levee.model.reader import Whom
from levee.model.ticket import Ticket
from levee.site import eyes, moves, taking_in
from levee.site.hands import LeveeHands
from levee.site.shown import portal as shown
from levee.web import intake, telling
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, bar, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.intake import Whose
from levee.web.page import Answer, Asked, page
from levee.web.portal.pages import partner_of

TICKET, REPORT = "levee/portal/ticket.html", "levee/portal/report.html"


class Place:
    """One of their own tickets."""

    def __init__(self, hands: LeveeHands, ticket_id: str, partner: str) -> None:
        self.ticket: Ticket = eyes.ticket(hands, ticket_id, partner)
        self.file = hands.desk.contract(self.ticket.contract).file


def _write(place: Place) -> Form:
    closed = _("It opens the ticket again.") if place.ticket.closed else ""
    text = Field(
        name="text",
        label=_("Your words"),
        kind=Kind.TEXT,
        needed=True,
        hint=_("Secrets and personal data are taken out before it is kept."),
        rows=6,
    )
    return Form(
        name="write",
        title=_("Write to us"),
        button=_("Send"),
        explains=closed,
        fields=(text,),
        kept=True,
    )


def _do_write(doing: Doing, place: Place) -> Done:
    wish = moves.Wish(ticket=place.ticket.id, by=doing.who.partner, now=doing.now)
    moves.hear(doing.hands, wish, doing.sent.text("text"))
    return Done(said=_("We have your words."))


def _fill(place: Place) -> Form | None:
    if not place.ticket.gaps or place.ticket.closed:
        return None
    fields = [
        field
        for name in telling.field_names(place.ticket.gaps)
        for field in telling.fields(name, place.file, "UTC")
    ]
    return Form(
        name="fill",
        title=_("Fill in what is missing"),
        button=_("Fill in"),
        explains=_("Any of it. What you cannot tell is an answer, too, with its reason."),
        fields=tuple(fields),
        kept=True,
    )


def _do_fill(doing: Doing, place: Place) -> Done:
    payload, problems = telling.told(doing.sent, telling.field_names(place.ticket.gaps))
    excuses = payload.pop("cannot_provide", {})
    open_ones = {name: why for name, why in excuses.items() if name in place.ticket.gaps}
    if open_ones:
        payload["cannot_provide"] = open_ones
    if not payload and not problems:
        problems = [Problem("form", _("tells nothing; fill in at least one field"))]
    if problems:
        raise Rejected(tuple(problems))
    body = json.dumps(payload).encode()
    taking_in.fill(doing.hands, place.ticket.id, body, doing.who.partner, doing.now)
    return Done(said=_("Thank you. It stands in the ticket."))


ACTS: tuple[Act[Place], ...] = (
    Act(name="fill", title=noop("Fill in what is missing"), form=_fill, do=_do_fill),
    Act(name="write", title=noop("Write to us"), form=_write, do=_do_write),
)


def answer(asked: Asked, ticket_id: str, **_given: str) -> Answer:
    partner = partner_of(asked)
    body: dict[str, Any] = shown.ticket(asked.hands, partner, ticket_id, asked.now)
    place = Place(asked.hands, ticket_id, partner)
    return body | {"acts": bar(ACTS, place, asked, None)}


@page(TICKET, Whom.PARTNER)
def ticket(asked: Asked, ticket_id: str) -> Answer:
    return answer(asked, ticket_id)


@action(TICKET, answer, Whom.PARTNER)
def act(doing: Doing, ticket_id: str, act: str) -> Done | HttpResponse:
    return carry_out(ACTS, act, doing, Place(doing.hands, ticket_id, doing.who.partner))


def _whose(hands: LeveeHands, partner: str) -> Whose:
    return Whose(
        stream=intake.of_hands(hands),
        partner=partner,
        leads_to=lambda ticket_id: reverse("portal_ticket", args=(ticket_id,)),
    )


def report_body(asked: Asked, **_given: str) -> Answer:
    return intake.body(asked, _whose(asked.hands, partner_of(asked)))


@page(REPORT, Whom.PARTNER)
def report(asked: Asked) -> Answer:
    return report_body(asked)


@action(REPORT, report_body, Whom.PARTNER)
def send(doing: Doing) -> Done | HttpResponse:
    return intake.do(doing, _whose(doing.hands, doing.who.partner))
