"""What is still missing of a ticket, what was seen, and whose is it?"""

import json

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.contract.schema import EVIDENCE, UNKNOWN
from levee.desk import evidence as rule
from levee.desk.evidence import Part
from levee.model.problem import Problem, Rejected, TooLarge
from levee.model.ticket import TicketState
from levee.site import evidence, stories_routing, taking_in
from levee.site.shown import names
from levee.site.shown.words import word
from levee.web import telling
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, unchanged
from levee.web.forms import Field, Form, Kind

GROUP = noop("Evidence")


def _fill(place: TicketPlace) -> Form | None:
    gaps = place.ticket.gaps
    if not gaps or place.ticket.closed:
        return None
    fields = [
        field
        for name in telling.field_names(gaps)
        for field in telling.fields(name, place.file, place.zone)
    ]
    return Form(
        name="fill",
        title=_("Fill the gaps"),
        button=_("Fill in"),
        explains=_(
            "Any of them; the others stay open. What cannot be told is an answer, too, with "
            "its reason. A ticket that waits goes on by itself when nothing is missing."
        ),
        fields=tuple(fields),
        kept=True,
    )


def _do_fill(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    payload, problems = telling.told(doing.sent, telling.field_names(place.ticket.gaps))
    if "cannot_provide" in payload:
        payload["cannot_provide"] = _only_open(payload["cannot_provide"], place)
    if not payload and not problems:
        problems = [Problem("form", _("tells nothing; fill in at least one field"))]
    if problems:
        raise Rejected(tuple(problems))
    body = json.dumps(payload).encode()
    story = taking_in.fill(doing.hands, place.ticket.id, body, doing.by, doing.now).story
    left = [word(gap) for gap in story.ticket.gaps]
    return Done(
        said=_("Still missing: %(list)s.") % {"list": ", ".join(left)}
        if left
        else _("Nothing is missing now.")
    )


def _only_open(excuses: dict[str, str], place: TicketPlace) -> dict[str, str]:
    return {name: why for name, why in excuses.items() if name in place.ticket.gaps}


def _seal(place: TicketPlace) -> Form | None:
    lacking = rule.missing(place.ticket)
    asked = ", ".join(word(part.value) for part in lacking)
    return Form(
        name="seal",
        title=_("Add evidence"),
        button=_("Seal it"),
        explains=_("Sealed as it is; only its redacted form travels.")
        + " "
        + (
            _("Before anything runs again there must be: %(asked)s.") % {"asked": asked}
            if asked
            else _("Nothing is owed.")
        ),
        fields=(
            Field(
                name="error_text",
                label=_("What was seen"),
                kind=Kind.TEXT,
                rows=6,
                hint=_("the message or log, pasted"),
            ),
            Field(
                name=Part.ERROR_REPORT,
                label=_("or as a file"),
                kind=Kind.FILE,
                hint=_("up to 10 MB"),
            ),
            Field(
                name=Part.TIMESTAMP,
                label=_("Seen at (%(zone)s)") % {"zone": place.zone},
                kind=Kind.MOMENT,
            ),
            Field(name=Part.SCREEN, label=_("Page or call")),
        ),
    )


def _do_seal(doing: Doing, place: TicketPlace) -> Done:
    parts: dict[str, bytes] = {}
    problems: list[Problem] = []
    pasted, file = doing.sent.whole("error_text"), doing.sent.files.get(Part.ERROR_REPORT)
    if pasted.strip() and file:
        problems.append(Problem(Part.ERROR_REPORT, _("is pasted already; give one of the two")))
    if report := file or pasted.strip().encode():
        parts[Part.ERROR_REPORT] = report
    text = doing.sent.text(Part.TIMESTAMP)
    if at := telling.instant(text, place.zone, Part.TIMESTAMP, problems):
        parts[Part.TIMESTAMP] = at.isoformat().encode()
    if screen := doing.sent.text(Part.SCREEN):
        parts[Part.SCREEN] = screen.encode()
    if problems:
        raise Rejected(tuple(problems))
    if len(parts.get(Part.ERROR_REPORT, b"")) > evidence.LARGEST:
        raise TooLarge((Problem(Part.ERROR_REPORT, _("is larger than 10 MB")),))
    event = evidence.bring(doing.hands, place.ticket.id, doing.by, parts, doing.now)
    return Done(said=f"{event.reason.capitalize()}.")


def _route(place: TicketPlace) -> Form | None:
    if place.ticket.state is TicketState.RESOLVED:
        return None
    known = place.ticket.evidence
    fields = tuple(_piece(place, kind, known.get(kind, "")) for kind in EVIDENCE)
    here = (
        " " + _("It went to %(route)s.") % {"route": word(place.ticket.route)}
        if place.ticket.route
        else ""
    )
    return Form(
        name="route",
        title=_("Route by evidence"),
        button=_("Route"),
        explains=_(
            "What was seen decides whose it is; who holds the duty gets it at once. "
            "What is unclear goes to the support lead."
        )
        + here,
        fields=fields,
    )


def _piece(place: TicketPlace, kind: str, value: str) -> Field:
    known = [v for route in place.file.routing for v in route.when.get(kind, ())]
    words = tuple(dict.fromkeys((*known, UNKNOWN)))
    label = word(kind).capitalize()
    return Field(name=kind, label=label, suggests=words, value=value)


def _do_route(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    given = {kind: doing.sent.text(kind) for kind in EVIDENCE if doing.sent.text(kind)}
    told = stories_routing.route(doing.hands, place.ticket.id, given, doing.by, doing.now)
    owner = names.person(place.file, told.decided.owner)
    again = _("It goes to %(route)s as before: %(owner)s has it.")
    text = again if told.again else _("It goes to %(route)s: %(owner)s has it.")
    return Done(said=text % {"route": word(told.decided.route), "owner": owner})


def _open(place: TicketPlace) -> Form | None:
    if not place.ticket.sealed:
        return None
    allowed = place.file.redaction.open_sealed
    titles = ", ".join(names.role(place.file, role) for role in allowed)
    return Form(
        name="open-sealed",
        title=_("Open the sealed original"),
        button=_("Open it once"),
        explains=_(
            "For %(titles)s only. It holds what redaction took out: secrets and personal "
            "data. That you opened it, and why, stands in the timeline before you see it."
        )
        % {"titles": titles},
        fields=(
            Field(
                name="reason", label=_("Why it has to be read"), kind=Kind.TEXT, needed=True, rows=2
            ),
        ),
        grave=True,
        person=True,
    )


def _do_open(doing: Doing, place: TicketPlace) -> HttpResponse:
    """As text and nothing else, whatever it holds; nothing on the way may keep it."""
    why = doing.sent.text("reason")
    id = place.ticket.id
    body = evidence.original(doing.hands, doing.data, id, doing.by, why, doing.now)
    response = HttpResponse(body, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{id}.original"'
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


FILL = Act(name="fill", title=noop("Fill the gaps"), form=_fill, do=_do_fill)
SEAL = Act(name="seal", title=noop("Add evidence"), form=_seal, do=_do_seal, group=GROUP)
ROUTE = Act(name="route", title=noop("Route by evidence"), form=_route, do=_do_route, group=GROUP)
OPEN = Act(
    name="open-sealed", title=noop("Open the sealed original"), form=_open, do=_do_open, group=GROUP
)
