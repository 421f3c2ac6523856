"""What is still missing of a ticket, what was seen, and whose is it?"""

import json

from django.http import HttpResponse

from levee.contract.schema import EVIDENCE, UNKNOWN
from levee.desk import evidence as rule
from levee.desk.evidence import Part
from levee.model.problem import Problem, Rejected, TooLarge
from levee.model.ticket import TicketState
from levee.site import evidence, stories_routing, taking_in
from levee.site.shown import names
from levee.web import telling
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, unchanged
from levee.web.forms import Field, Form, Kind

GROUP = "Evidence"


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
        title="Fill the gaps",
        button="Fill in",
        explains="Any of them; the others stay open. What cannot be told is an answer, too, with "
        "its reason. A ticket that waits goes on by itself when nothing is missing.",
        fields=tuple(fields),
        kept=True,
    )


def _do_fill(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    payload, problems = telling.told(doing.sent, telling.field_names(place.ticket.gaps))
    if "cannot_provide" in payload:
        payload["cannot_provide"] = _only_open(payload["cannot_provide"], place)
    if not payload and not problems:
        problems = [Problem("form", "tells nothing; fill in at least one field")]
    if problems:
        raise Rejected(tuple(problems))
    body = json.dumps(payload).encode()
    story = taking_in.fill(doing.hands, place.ticket.id, body, doing.by, doing.now).story
    left = [names.said(gap) for gap in story.ticket.gaps]
    return Done(said=f"Still missing: {', '.join(left)}." if left else "Nothing is missing now.")


def _only_open(excuses: dict[str, str], place: TicketPlace) -> dict[str, str]:
    return {name: why for name, why in excuses.items() if name in place.ticket.gaps}


def _seal(place: TicketPlace) -> Form | None:
    lacking = rule.missing(place.ticket)
    asked = ", ".join(names.said(part.value) for part in lacking)
    return Form(
        name="seal",
        title="Add evidence",
        button="Seal it",
        explains="Sealed as it is; only its redacted form travels. "
        + (f"Before anything runs again there must be: {asked}." if asked else "Nothing is owed."),
        fields=(
            Field(name="error_text", label="What was seen", kind=Kind.TEXT, rows=6,
                  hint="the message or log, pasted"),
            Field(name=Part.ERROR_REPORT, label="or as a file", kind=Kind.FILE,
                  hint="up to 10 MB"),
            Field(name=Part.TIMESTAMP, label=f"Seen at ({place.zone})", kind=Kind.MOMENT),
            Field(name=Part.SCREEN, label="Page or call"),
        ),
    )  # fmt: skip


def _do_seal(doing: Doing, place: TicketPlace) -> Done:
    parts: dict[str, bytes] = {}
    problems: list[Problem] = []
    pasted, file = doing.sent.whole("error_text"), doing.sent.files.get(Part.ERROR_REPORT)
    if pasted.strip() and file:
        problems.append(Problem(Part.ERROR_REPORT, "is pasted already; give one of the two"))
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
        raise TooLarge((Problem(Part.ERROR_REPORT, "is larger than 10 MB"),))
    event = evidence.bring(doing.hands, place.ticket.id, doing.by, parts, doing.now)
    return Done(said=f"{event.reason.capitalize()}.")


def _route(place: TicketPlace) -> Form | None:
    if place.ticket.state is TicketState.RESOLVED:
        return None
    known = place.ticket.evidence
    fields = tuple(_piece(place, kind, known.get(kind, "")) for kind in EVIDENCE)
    here = f" It went to {names.said(place.ticket.route)}." if place.ticket.route else ""
    return Form(
        name="route",
        title="Route by evidence",
        button="Route",
        explains="What was seen decides whose it is; who holds the duty gets it at once. What is "
        f"unclear goes to the support lead.{here}",
        fields=fields,
    )


def _piece(place: TicketPlace, kind: str, value: str) -> Field:
    known = [v for route in place.file.routing for v in route.when.get(kind, ())]
    words = tuple(dict.fromkeys((*known, UNKNOWN)))
    label = names.said(kind).capitalize()
    return Field(name=kind, label=label, suggests=words, value=value)


def _do_route(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    given = {kind: doing.sent.text(kind) for kind in EVIDENCE if doing.sent.text(kind)}
    told = stories_routing.route(doing.hands, place.ticket.id, given, doing.by, doing.now)
    owner = names.person(place.file, told.decided.owner)
    again = " as before" if told.again else ""
    return Done(said=f"It goes to {names.said(told.decided.route)}{again}: {owner} has it.")


def _open(place: TicketPlace) -> Form | None:
    if not place.ticket.sealed:
        return None
    allowed = place.file.redaction.open_sealed
    titles = ", ".join(names.role(place.file, role) for role in allowed)
    return Form(
        name="open-sealed",
        title="Open the sealed original",
        button="Open it once",
        explains=f"For {titles} only. It holds what redaction took out: secrets and personal "
        "data. That you opened it, and why, stands in the timeline before you see it.",
        fields=(Field(name="reason", label="Why it has to be read", kind=Kind.TEXT, needed=True,
                      rows=2),),
        grave=True,
        person=True,
    )  # fmt: skip


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


FILL = Act(name="fill", title="Fill the gaps", form=_fill, do=_do_fill)
SEAL = Act(name="seal", title="Add evidence", form=_seal, do=_do_seal, group=GROUP)
ROUTE = Act(name="route", title="Route by evidence", form=_route, do=_do_route, group=GROUP)
OPEN = Act(
    name="open-sealed", title="Open the sealed original", form=_open, do=_do_open, group=GROUP
)
