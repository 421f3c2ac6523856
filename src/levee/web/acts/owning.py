"""Who has a ticket next, at which level, and how severe is it?"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.contract.schema import UNKNOWN
from levee.desk.moves.table import Move
from levee.model.problem import Problem, Rejected
from levee.site import moves
from levee.site.shown import names
from levee.site.shown.words import word
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, choices, why, wish
from levee.web.forms import Field, Form, Kind

GROUP = noop("Work")


def _assign(place: TicketPlace) -> Form | None:
    if not place.may(Move.ASSIGN):
        return None
    owner = names.person(place.file, place.ticket.owner)
    people = tuple((key, _("%(name)s, by name") % {"name": name}) for key, name in place.people)
    roles = tuple(
        (key, _("%(role)s, whoever is on duty") % {"role": title}) for key, title in place.roles
    )
    to = Field(
        name="to",
        label=_("To"),
        kind=Kind.CHOICE,
        needed=True,
        choices=(("", _("choose")), *roles, *people),
    )
    return Form(
        name="assign",
        title=_("Hand over"),
        button=_("Hand over"),
        explains=_("%(owner)s has the next response now. Whoever gets it is told by mail.")
        % {"owner": owner},
        fields=(to, why(needed=False)),
    )


def _do_assign(doing: Doing, place: TicketPlace) -> Done:
    made = moves.assign(doing.hands, wish(doing, place), _chosen(doing, "to"))
    return Done(
        said=_("%(person)s has the next response.")
        % {"person": names.person(place.file, made.ticket.owner)}
    )


def _level(place: TicketPlace) -> Form | None:
    if not place.may(Move.LEVEL):
        return None
    here = place.ticket.level
    levels: dict[str, str] = {
        k: f"{k}: {s.title}" for k, s in place.file.levels.items() if k != here
    }
    triggers = next(s.escalates_when for k, s in place.file.levels.items() if k == here)
    return Form(
        name="level",
        title=_("Level"),
        button=_("Cross over"),
        explains=_(
            "It is at %(here)s. Up needs one of the reasons that the contract names; down "
            "needs a reason of yours. The new level's role has it at once."
        )
        % {"here": here},
        fields=(
            Field(
                name="to",
                label=_("To level"),
                kind=Kind.CHOICE,
                needed=True,
                choices=choices(levels, _("choose")),
                names=True,
            ),
            Field(
                name="trigger",
                label=_("Because (only upwards)"),
                kind=Kind.CHOICE,
                choices=(("", _("none of these")), *((t, t) for t in triggers)),
                names=True,
            ),
            why(needed=False),
        ),
    )


def _do_level(doing: Doing, place: TicketPlace) -> Done:
    to, trigger = _chosen(doing, "to"), doing.sent.text("trigger")
    made = moves.level(doing.hands, wish(doing, place), to, trigger)
    owner = names.person(place.file, made.ticket.owner)
    return Done(
        said=_("It is at %(level)s now, and %(owner)s has it.")
        % {"level": made.ticket.level, "owner": owner}
    )


def _severity(place: TicketPlace) -> Form | None:
    if not place.may(Move.SEVERITY):
        return None
    priority = place.file.severity.priority
    named = {str(s): _("Sev %(number)s") % {"number": s} + f" · {p}" for s, p in priority.items()}
    return Form(
        name="severity",
        title=_("Severity by hand"),
        button=_("Decide"),
        explains=_(
            "It is Sev %(severity)s: %(severity_why)s. The priority follows, and so do the "
            "promises that depend on it."
        )
        % {"severity": place.ticket.severity, "severity_why": place.ticket.severity_why},
        fields=(
            Field(
                name="to",
                label=_("Severity"),
                kind=Kind.CHOICE,
                needed=True,
                choices=choices(named),
                value=str(place.ticket.severity),
            ),
            why(),
        ),
    )


def _do_severity(doing: Doing, place: TicketPlace) -> Done:
    to = doing.sent.text("to")
    if not (to.isascii() and to.isdigit() and len(to) < 3):
        raise Rejected((Problem("to", _("is a severity of the list")),))
    made = moves.severity(doing.hands, wish(doing, place), int(to))
    return Done(
        said=_("It is Sev %(severity)s (%(priority)s) now.")
        % {"severity": made.ticket.severity, "priority": made.ticket.priority}
    )


def _impact(place: TicketPlace) -> Form | None:
    if not place.may(Move.SEVERITY):
        return None
    told = place.ticket.submission.get("impact")
    known = told if isinstance(told, Mapping) else {}
    fields = tuple(_dimension(place, name, str(known.get(name, ""))) for name in _dimensions(place))
    return Form(
        name="impact",
        title=_("New impact"),
        button=_("Judge again"),
        explains=_(
            "Say what is known of the impact now; the contract's rules decide the severity."
        ),
        fields=(*fields, why(needed=False)),
    )


def _dimensions(place: TicketPlace) -> Mapping[str, list[str]]:
    return place.file.severity.dimensions


def _dimension(place: TicketPlace, name: str, value: str) -> Field:
    return Field(
        name=name,
        label=word(name).capitalize(),
        kind=Kind.CHOICE,
        choices=choices((*_dimensions(place)[name], UNKNOWN), _("not told")),
        value=value,
    )


def _do_impact(doing: Doing, place: TicketPlace) -> Done:
    told = place.ticket.submission.get("impact")
    known = told if isinstance(told, Mapping) else {}
    given = {name: doing.sent.text(name) for name in _dimensions(place)}
    changes = {name: value for name, value in given.items() if value and known.get(name) != value}
    if not changes:
        raise Rejected((Problem("impact", _("is as it was told; change at least one part of it")),))
    made = moves.impact(doing.hands, wish(doing, place), changes)
    return Done(
        said=_("It is Sev %(severity)s: %(severity_why)s.")
        % {"severity": made.ticket.severity, "severity_why": made.ticket.severity_why}
    )


def _chosen(doing: Doing, name: str) -> str:
    if not doing.sent.text(name):
        raise Rejected((Problem(name, _("is missing; choose one")),))
    return doing.sent.text(name)


ASSIGN = Act(name="assign", title=noop("Hand over"), form=_assign, do=_do_assign)
LEVEL = Act(name="level", title=noop("Level"), form=_level, do=_do_level, group=GROUP)
SEVERITY = Act(
    name="severity", title=noop("Severity by hand"), form=_severity, do=_do_severity, group=GROUP
)
IMPACT = Act(name="impact", title=noop("New impact"), form=_impact, do=_do_impact, group=GROUP)
