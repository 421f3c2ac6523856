"""What can be done in an incident: hold automation up, sign its reviews, let it run again?"""

from levee.desk import incidents as rule
from levee.desk.case import Case
from levee.model.incident import Incident
from levee.model.problem import Problem, Rejected
from levee.site import incidents
from levee.site.shown import names
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, choices, unchanged, why
from levee.web.forms import Field, Form, Kind

GROUP = "Incident"


def _holders(place: TicketPlace) -> str:
    rules = place.file.incident
    if rules is None:
        return ""
    people = rule.holders(rules.pause_duty, place.ticket, place.file, place.now)
    return " or ".join(names.person(place.file, one) for one in people)


def _pause(place: TicketPlace) -> Form | None:
    found: Incident | None = place.incident
    if found is None or found.paused:
        return None
    return Form(
        name="pause-automation",
        title="Pause automation",
        button="Pause automation",
        explains=f"{_holders(place)} may. It is told by a signed webhook, where the contract "
        "names one, and runs again only when every review is signed.",
        fields=(
            why(),
            Field(name="after_update", label="The product was updated before it", kind=Kind.TICK),
        ),
        grave=True,
        person=True,
    )


def _do_pause(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    reason, updated = doing.sent.text("reason"), doing.sent.ticked("after_update")
    incidents.pause(doing.hands, place.ticket.id, doing.by, reason, doing.now, updated)
    return Done(said="Automation is paused.")


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
        title="Sign a review",
        button="Sign",
        explains=f"{role} signs. Still missing: {', '.join(names.said(m) for m in missing)}.",
        fields=(
            Field(name="of", label="Review", kind=Kind.CHOICE, choices=choices(missing)),
            Field(name="evidence", label="What was looked at", kind=Kind.TEXT, needed=True),
        ),
        person=True,
        kept=True,
    )


def _do_review(doing: Doing, place: TicketPlace) -> Done:
    of, seen = doing.sent.text("of"), doing.sent.text("evidence")
    incidents.review(doing.hands, place.ticket.id, of, doing.by, seen, doing.now)
    return Done(said=f"The {names.said(of)} review is signed.")


def _go_on(place: TicketPlace) -> Form | None:
    found: Incident | None = place.incident
    if found is None or not found.paused:
        return None
    missing = rule.missing(_case(place))
    lacks = f" Not yet: {', '.join(names.said(m) for m in missing)} unsigned." if missing else ""
    return Form(
        name="resume-automation",
        title="Resume automation",
        button="Resume automation",
        explains=f"{_holders(place)} may, when every review is signed.{lacks}",
        fields=(why(),),
        person=True,
    )


def _do_go_on(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    reason = doing.sent.text("reason")
    if not reason:
        raise Rejected((Problem("reason", "is missing; say why"),))
    incidents.resume(doing.hands, place.ticket.id, doing.by, reason, doing.now)
    return Done(said="Automation runs again.")


PAUSE = Act(
    name="pause-automation", title="Pause automation", form=_pause, do=_do_pause, group=GROUP
)
REVIEW = Act(name="sign-review", title="Sign a review", form=_review, do=_do_review, group=GROUP)
RESUME = Act(
    name="resume-automation", title="Resume automation", form=_go_on, do=_do_go_on, group=GROUP
)
