"""What can be done in an incident: hold automation up, sign its reviews, let it run again?"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.desk import incidents as rule
from levee.desk.case import Case
from levee.model.incident import Incident
from levee.model.problem import Problem, Rejected
from levee.site import incidents
from levee.site.shown import names
from levee.site.shown.words import word
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, choices, unchanged, why
from levee.web.forms import Field, Form, Kind

GROUP = noop("Incident")


def _holders(place: TicketPlace) -> str:
    rules = place.file.incident
    if rules is None:
        return ""
    people = rule.holders(rules.pause_duty, place.ticket, place.file, place.now)
    return _(" or ").join(names.person(place.file, one) for one in people)


def _pause(place: TicketPlace) -> Form | None:
    found: Incident | None = place.incident
    if found is None or found.paused:
        return None
    return Form(
        name="pause-automation",
        title=_("Pause automation"),
        button=_("Pause automation"),
        explains=_(
            "%(holders)s may. It is told by a signed webhook, where the contract "
            "names one, and runs again only when every review is signed."
        )
        % {"holders": _holders(place)},
        fields=(
            why(),
            Field(
                name="after_update", label=_("The product was updated before it"), kind=Kind.TICK
            ),
        ),
        grave=True,
        person=True,
    )


def _do_pause(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    reason, updated = doing.sent.text("reason"), doing.sent.ticked("after_update")
    incidents.pause(doing.hands, place.ticket.id, doing.by, reason, doing.now, updated)
    return Done(said=_("Automation is paused."))


def _case(place: TicketPlace) -> Case:
    return Case(ticket=place.ticket, events=place.events, contract=place.contract, now=place.now)


def _review(place: TicketPlace) -> Form | None:
    found: Incident | None = place.incident
    rules = place.file.incident
    if found is None or rules is None or not found.paused:
        return None
    missing = rule.missing(_case(place))
    if not missing:
        return None
    role = names.role(place.file, rules.reviews.role)
    return Form(
        name="sign-review",
        title=_("Sign a review"),
        button=_("Sign"),
        explains=_("%(role)s signs. Still missing: %(missing)s.")
        % {"role": role, "missing": ", ".join(word(m) for m in missing)},
        fields=(
            Field(name="of", label=_("Review"), kind=Kind.CHOICE, choices=choices(missing)),
            Field(name="evidence", label=_("What was looked at"), kind=Kind.TEXT, needed=True),
        ),
        person=True,
        kept=True,
    )


def _do_review(doing: Doing, place: TicketPlace) -> Done:
    of, seen = doing.sent.text("of"), doing.sent.text("evidence")
    incidents.review(doing.hands, place.ticket.id, of, doing.by, seen, doing.now)
    return Done(said=_("The %(kind)s review is signed.") % {"kind": word(of)})


def _go_on(place: TicketPlace) -> Form | None:
    found: Incident | None = place.incident
    if found is None or not found.paused:
        return None
    missing = rule.missing(_case(place))
    lacks = (
        " " + _("Not yet: %(missing)s unsigned.") % {"missing": ", ".join(word(m) for m in missing)}
        if missing
        else ""
    )
    return Form(
        name="resume-automation",
        title=_("Resume automation"),
        button=_("Resume automation"),
        explains=_("%(holders)s may, when every review is signed.") % {"holders": _holders(place)}
        + lacks,
        fields=(why(),),
        person=True,
    )


def _do_go_on(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    reason = doing.sent.text("reason")
    if not reason:
        raise Rejected((Problem("reason", _("is missing; say why")),))
    incidents.resume(doing.hands, place.ticket.id, doing.by, reason, doing.now)
    return Done(said=_("Automation runs again."))


PAUSE = Act(
    name="pause-automation", title=noop("Pause automation"), form=_pause, do=_do_pause, group=GROUP
)
REVIEW = Act(
    name="sign-review", title=noop("Sign a review"), form=_review, do=_do_review, group=GROUP
)
RESUME = Act(
    name="resume-automation",
    title=noop("Resume automation"),
    form=_go_on,
    do=_do_go_on,
    group=GROUP,
)
