"""How is a postmortem drafted, written by people, and sent?"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

from levee.model.problem import NotHeld, NotNow, Problem, Rejected
from levee.site import postmortems
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, carry_out
from levee.web.forms import Field, Form, Kind, shown
from levee.web.page import Answer, Asked, page

TEMPLATE = "levee/postmortem.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The text as it stands, empty before there is one; ``seen`` names it."""

    ticket: str
    text: str = ""
    seen: str = ""
    unwritten: int = 0


def _draft(paper: Paper) -> Form | None:
    if paper.text:
        return None
    return Form(
        name="draft",
        title=_("No postmortem yet"),
        button=_("Write the first draft"),
        explains=_(
            "What the Events tell is filled in; the places that only people know are marked."
        ),
    )


def _do_draft(doing: Doing, paper: Paper) -> Done:
    told = postmortems.draft(doing.hands, doing.data, paper.ticket, doing.now)
    return Done(
        said=ngettext(
            "The draft is there; %(number)s place waits for a person.",
            "The draft is there; %(number)s places wait for a person.",
            told["unwritten"],
        )
        % {"number": told["unwritten"]}
    )


def _edit(paper: Paper) -> Form | None:
    if not paper.text:
        return None
    return Form(
        name="edit",
        title=_("Write it"),
        button=_("Keep it"),
        explains=_(
            "Markdown. What it holds of secrets and personal data is taken out as it is kept."
        ),
        fields=(
            Field(
                name="text",
                label=_("Postmortem"),
                kind=Kind.TEXT,
                needed=True,
                value=paper.text,
                rows=28,
            ),
            Field(name="seen", label="", kind=Kind.HIDDEN, value=paper.seen),
        ),
    )


def _do_edit(doing: Doing, paper: Paper) -> Done:
    text, seen = doing.sent.whole("text"), doing.sent.text("seen")
    postmortems.edit(doing.hands, doing.data, paper.ticket, text, seen)
    left = postmortems.shown(doing.hands, doing.data, paper.ticket)["unwritten"]
    waits = _waiting(left) if left else _("Every place is written.")
    return Done(said=_("It is kept.") + " " + waits)


def _waiting(places: int) -> str:
    return ngettext(
        "%(number)s place still waits for a person.",
        "%(number)s places still wait for a person.",
        places,
    ) % {"number": places}


def _send(paper: Paper) -> Form | None:
    if not paper.text:
        return None
    lacks = " " + _waiting(paper.unwritten) if paper.unwritten else ""
    return Form(
        name="send",
        title=_("Send it"),
        button=_("Send to partner and staff"),
        explains=_("As it is kept. What is sent cannot be taken back.") + lacks,
        fields=(
            Field(name="portal_only", label=_("To the portal and staff only"), kind=Kind.TICK),
            Field(name="seen", label="", kind=Kind.HIDDEN, value=paper.seen),
        ),
        person=True,
    )


def _do_send(doing: Doing, paper: Paper) -> Done:
    if doing.sent.text("seen") != paper.seen:
        raise NotHeld(f"the postmortem of {paper.ticket} was changed meanwhile; read it again")
    alone = doing.sent.ticked("portal_only")
    try:
        told = postmortems.send(doing.hands, doing.data, paper.ticket, doing.by, doing.now, alone)
    except NotNow as error:
        raise Rejected((Problem("portal_only", str(error.state)),)) from None
    return Done(
        said=_("It is sent: %(there)s at the partner, %(here)s here.")
        % {"there": len(told["told"]), "here": len(told["staff"])}
    )


ACTS: tuple[Act[Paper], ...] = (
    Act(name="draft", title=noop("Draft"), form=_draft, do=_do_draft),
    Act(name="edit", title=noop("Write"), form=_edit, do=_do_edit),
    Act(name="send", title=noop("Send"), form=_send, do=_do_send),
)


def _paper(asked: Asked | Doing, ticket_id: str) -> Paper:
    try:
        told = postmortems.shown(asked.hands, asked.data, ticket_id)
    except NotNow:
        return Paper(ticket=ticket_id)
    return Paper(
        ticket=ticket_id, text=told["text"], seen=told["sha256"], unwritten=told["unwritten"]
    )


def answer(asked: Asked, ticket_id: str, **_: str) -> Answer:
    paper, found = _paper(asked, ticket_id), asked.hands.desk.ticket(ticket_id)
    forms = {act.name: form for act in ACTS if (form := act.form(paper)) is not None}
    drawn: dict[str, Any] = {n: shown(f, asked.path, None, asked.refused) for n, f in forms.items()}
    return {
        "ticket": {"id": found.id, "title": found.title},
        "forms": drawn,
        "unwritten": paper.unwritten,
        "written": bool(paper.text),
        "meanwhile": paper.text if asked.refused and asked.refused.status == 409 else "",
    }


@page(TEMPLATE)
def postmortem(asked: Asked, ticket_id: str) -> Answer:
    return answer(asked, ticket_id)


@action(TEMPLATE, answer)
def act(doing: Doing, ticket_id: str, act: str) -> Done | HttpResponse:
    return carry_out(ACTS, act, doing, _paper(doing, ticket_id))
