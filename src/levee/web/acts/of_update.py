"""How is an update to the customer composed, looked at, approved by a second person and sent?"""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

from levee.desk import updates as rule
from levee.model.problem import Problem, Rejected
from levee.model.update import Update, UpdateState, updates
from levee.site import updating
from levee.site.cases import case
from levee.site.shown import names
from levee.web import keeping
from levee.web.action import Doing, Done, Looked, action
from levee.web.acts import act as acts
from levee.web.acts.act import Act, carry_out
from levee.web.acts.ticket_place import TicketPlace, place_of, unchanged
from levee.web.forms import Field, Form, Kind, with_values
from levee.web.page import Answer, Asked, page

TEMPLATE = "levee/update.html"
PREVIEW = "preview"


def _latest(place: TicketPlace) -> Update | None:
    found = updates(place.events)
    return found[-1] if found else None


def _waiting(place: TicketPlace) -> Update | None:
    """The draft that is not sent yet."""
    found = _latest(place)
    return found if found and found.state is not UpdateState.SENT else None


def _draft(place: TicketPlace) -> Form:
    every = place.file.updates[place.ticket.severity].every
    owners = (*place.roles, *place.people)
    runs = [e.data["run"] for e in place.events if isinstance(e.data.get("run"), str)]
    known = ", ".join(f"run:{run}" for run in dict.fromkeys(runs[-3:]) if run)
    form = Form(
        name="draft",
        title=_("Compose"),
        button=_("Keep as draft"),
        more=((PREVIEW, _("Preview")),),
        explains=_("Five parts, and nothing goes without all of them. Markdown is read."),
        fields=(
            _text("impact", _("Impact"), _("what the customer notices")),
            _text("workaround", _("Workaround"), _('write "none yet" where there is none')),
            Field(
                name="owner",
                label=_("Owner"),
                kind=Kind.CHOICE,
                needed=True,
                choices=(("", _("choose")), *owners),
                hint=_("who answers for it now"),
                names=True,
            ),
            Field(
                name="next_update",
                label=_("Next update"),
                needed=True,
                value=every,
                hint=_("a wait such as %(every)s, or an instant; at most %(every)s is promised")
                % {"every": every},
            ),
            _text(
                "evidence",
                _("Safe evidence, one a line"),
                "; ".join(filter(None, (_("what shows it"), known))),
            ),
        ),
        kept=True,
        person=True,
    )
    waiting = _waiting(place)
    return with_values(form, _values(waiting)) if waiting else form


def _text(name: str, label: str, hint: str) -> Field:
    return Field(name=name, label=label, kind=Kind.TEXT, needed=True, hint=hint, rows=4)


def _values(one: Update) -> dict[str, str]:
    due = one.next_update.isoformat() if one.next_update else ""
    return {
        "impact": one.impact,
        "workaround": one.workaround,
        "owner": one.owner,
        "next_update": due,
        "evidence": "\n".join(one.evidence),
    }


def _parts(doing: Doing) -> dict[str, Any]:
    lines = [line.strip() for line in doing.sent.text("evidence").splitlines()]
    texts = {name: doing.sent.text(name) for name in rule.PARTS if name != "evidence"}
    return texts | {"evidence": [line for line in lines if line]}


def _do_draft(doing: Doing, place: TicketPlace) -> Done:
    parts, ticket = _parts(doing), place.ticket.id
    if doing.sent.text("_also") == PREVIEW:
        raise Looked(updating.preview(doing.hands, ticket, parts, doing.by, doing.now))
    unchanged(doing, place)
    told = updating.draft(doing.hands, ticket, parts, doing.by, doing.now)
    taken = (
        " " + _("Taken out: %(list)s.") % {"list": ", ".join(told["redacted"])}
        if told["redacted"]
        else ""
    )
    return Done(
        said=_("Update %(number)s is kept as a draft.") % {"number": told["updates"][-1]["number"]}
        + taken
    )


def _approve(place: TicketPlace) -> Form | None:
    waiting = _waiting(place)
    if waiting is None or waiting.state is not UpdateState.DRAFTED or not _second(place):
        return None
    writer = names.person(place.file, waiting.writer)
    return Form(
        name="approve",
        title=_("Second person"),
        button=_("Approve it"),
        explains=_(
            "Severity %(severity)s needs a second person, other than %(writer)s, "
            "who has read the whole of it."
        )
        % {"severity": place.ticket.severity, "writer": writer},
        person=True,
    )


def _second(place: TicketPlace) -> bool:
    return place.file.updates[place.ticket.severity].second_person


def _do_approve(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    updating.approve(doing.hands, place.ticket.id, doing.by, doing.now)
    return Done(said=_("It is approved, and can go."))


def _send(place: TicketPlace) -> Form | None:
    waiting = _waiting(place)
    if waiting is None or (_second(place) and waiting.state is UpdateState.DRAFTED):
        return None
    number = len(place.customer)
    to = ngettext(
        "It goes to %(number)s verified address, and the portal.",
        "It goes to %(number)s verified addresses, and the portal.",
        number,
    ) % {"number": number}
    told = Field(name="portal_only", label=_("To the portal only"), kind=Kind.TICK)
    return Form(
        name="send",
        title=_("Send"),
        button=_("Send it"),
        explains=to + " " + _("What is sent cannot be taken back."),
        fields=(told,),
        person=True,
    )


def _do_send(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    alone = doing.sent.ticked("portal_only")
    told = updating.send(doing.hands, place.ticket.id, doing.by, doing.now, alone)
    number = len(told["told"])
    whom = (
        _("it stands in the portal")
        if alone
        else _("%(number)s told, %(way)s") % {"number": number, "way": told["mail"]}
    )
    return Done(said=_("The update is sent: %(whom)s.") % {"whom": whom})


ACTS: tuple[Act[TicketPlace], ...] = (
    Act(name="draft", title=noop("Compose"), form=_draft, do=_do_draft),
    Act(name="approve", title=noop("Approve"), form=_approve, do=_do_approve),
    Act(name="send", title=noop("Send"), form=_send, do=_do_send),
)


def answer(asked: Asked, ticket_id: str, **_: str) -> Answer:
    assert asked.who is not None
    place = place_of(asked.hands, ticket_id, asked.who, asked.now)
    forms = {one.name: form for one in ACTS if (form := one.form(place)) is not None}
    version = len(place.events)
    drawn = {name: acts.drawn(form, asked, version) for name, form in forms.items()}
    return {
        "ticket": {"id": place.ticket.id, "title": place.ticket.title},
        "severity": place.ticket.severity,
        "every": place.file.updates[place.ticket.severity].every,
        "second": _second(place),
        "forms": drawn,
        "preview": _preview(asked, place, drawn),
        "lost": _lost(asked, drawn),
        "presence": keeping.present(f"/tickets/{place.ticket.id}/", asked.who.mail),
    }


def _preview(asked: Asked, place: TicketPlace, drawn: dict[str, Any]) -> dict[str, Any] | None:
    """What was just looked at, or the draft as it is kept."""
    if found := drawn["draft"]["found"]:
        return dict(found) | {"kept": False}
    waiting = _waiting(place)
    if waiting is None:
        return None
    known = case(asked.hands, place.ticket.id, asked.now)
    told = updating.leaving(known, waiting)
    names_of = {n: names.person(place.file, str(told[n])) for n in ("writer", "approver")}
    return told | names_of | {"kept": True}


def _lost(asked: Asked, drawn: dict[str, Any]) -> dict[str, Any] | None:
    """A refused form that is offered no more."""
    refused = asked.refused
    if refused is None or refused.form in drawn:
        return None
    return {"said": refused.said, "problems": [str(p) for p in refused.problems]}


@page(TEMPLATE)
def update(asked: Asked, ticket_id: str) -> Answer:
    return answer(asked, ticket_id)


@action(TEMPLATE, answer)
def act(doing: Doing, ticket_id: str, act: str) -> Done | HttpResponse:
    place = place_of(doing.hands, ticket_id, doing.who, doing.now)
    if act == "send" and not place.customer and not doing.sent.ticked("portal_only"):
        _nobody(place)
    return carry_out(ACTS, act, doing, place)


def _nobody(place: TicketPlace) -> None:
    what = _("nobody verified may be written to; verify an address, or send it to the portal only")
    if _waiting(place) is not None:
        raise Rejected((Problem("portal_only", what),))
