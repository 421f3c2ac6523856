"""How does somebody report a failure in the browser, and learn what is missing before they send?

The same form for staff and for partners. Whose ticket it is comes from who is signed in: a partner
never names another.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from levee.contract.schema import ContractFile
from levee.desk.gaps import words
from levee.desk.intake import Submission
from levee.model.problem import Problem, Rejected, TooLarge, Unknown
from levee.model.stack import Role, Stack
from levee.site import taking_in
from levee.site.hands import LeveeHands, redacted
from levee.site.shown import names
from levee.site.shown.words import word
from levee.web import keeping, telling
from levee.web.action import Doing, Done, Looked
from levee.web.forms import Field, Form, shown
from levee.web.page import Answer, Asked

CHECK, ANYWAY = "check", "anyway"
MOST = 60  #: problems and parts that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """``partner`` is empty for staff, who say whose ticket it is; ``leads_to`` gives the page of
    the ticket that was opened."""

    stream: str
    leads_to: Callable[[str], str]
    partner: str = ""
    zone: str = "UTC"


def asked_fields(file: ContractFile, whose: Whose) -> tuple[str, ...]:
    if whose.stream not in file.streams:
        raise Unknown(f"there is no stream {whose.stream}")
    first = ("client",) if whose.partner else ("partner", "client")
    required = telling.field_names(file.streams[whose.stream].required)
    wanted = (*first, "title", "description", *required, "impact", "attachments")
    return tuple(dict.fromkeys(wanted))


def form(file: ContractFile, whose: Whose) -> Form:
    required = file.streams[whose.stream].required if whose.stream in file.streams else ()
    needed = {*telling.field_names(required), "title", "description"}
    fields = [
        field
        for name in asked_fields(file, whose)
        for field in telling.fields(name, file, whose.zone, needed=name in needed)
    ]
    return Form(
        name="report",
        title=_("What went wrong"),
        button=_("Send"),
        more=((CHECK, _("Check")),),
        explains=_(
            "“Check” reads it without sending. What you cannot tell, say so with the reason: "
            "that is an answer, too."
        ),
        fields=tuple(_known(field, file) for field in fields),
        kept=True,
    )


def _known(field: Field, file: ContractFile) -> Field:
    return replace(field, suggests=tuple(file.partners)) if field.name == "partner" else field


def body(asked: Asked, whose: Whose) -> Answer:
    """What the page shows: the form, and what was read of it."""
    file = asked.hands.desk.contract().file
    asked_fields(file, whose)
    drawn = form(file, whose)
    if asked.refused and asked.refused.found.get("may_go"):
        drawn = replace(drawn, more=(*drawn.more, (ANYWAY, _("Send it as it is"))))
    others = () if whose.partner else file.streams.items()
    return {
        "form": shown(drawn, asked.path, None, asked.refused, keeping.kept(asked, drawn.name)),
        "read": asked.refused.found if asked.refused else {},
        "stream": {"key": whose.stream, "title": file.streams[whose.stream].title},
        "others": [{"key": key, "title": stream.title} for key, stream in others],
    }


def do(doing: Doing, whose: Whose) -> Done:
    """Looked when it is only checked; Rejected for what is missing, unless it is sent as it is."""
    file = doing.hands.desk.contract().file
    payload = _payload(doing, file, whose)
    found, judged = taking_in.looked_at(doing.hands, payload)
    told = _read(found, judged.severity, judged.why)
    if doing.sent.text("_also") == CHECK:
        raise Looked(told)
    if doing.sent.text("_also") != ANYWAY and (found.gaps or found.problems):
        raise Incomplete(_problems(found), told)
    return _sent(doing, whose, payload)


class Incomplete(Rejected):
    """It lacks something; it may still be sent as it is."""

    def __init__(self, problems: tuple[Problem, ...], found: dict[str, Any]) -> None:
        super().__init__(problems)
        self.found = found | {"may_go": True}


def _payload(doing: Doing, file: ContractFile, whose: Whose) -> dict[str, Any]:
    payload, problems = telling.told(doing.sent, asked_fields(file, whose))
    if problems:
        raise Rejected(tuple(problems))
    excuses = payload.get("cannot_provide", {})
    required = file.streams[whose.stream].required
    open_ones = {name: why for name, why in excuses.items() if name in required}
    if "cannot_provide" in payload:
        payload["cannot_provide"] = open_ones
    if whose.partner:
        payload["partner"] = whose.partner
    return payload | {"stream": whose.stream}


def _sent(doing: Doing, whose: Whose, payload: dict[str, Any]) -> Done:
    if len(doing.sent.files.get("attachments", b"")) > taking_in.LARGEST:
        what = _("is larger than 5 MB; attach the part of the log around the failure")
        raise TooLarge((Problem("attachments", what),))
    named = {"idempotency_key": f"form:{doing.sent.digest(doing.page)[:32]}"}
    story = taking_in.submit(
        doing.hands, json.dumps(payload | named).encode(), doing.now, door="form"
    ).story
    assert story.ticket is not None
    gaps = [word(gap) for gap in story.ticket.gaps]
    waits = " " + _("It waits for: %(list)s.") % {"list": ", ".join(gaps)} if gaps else ""
    return Done(
        said=_("It is %(id)s.") % {"id": story.ticket.id} + waits,
        to=whose.leads_to(story.ticket.id),
    )


def _problems(found: Submission) -> tuple[Problem, ...]:
    """Every fault where it is, and every gap at the field that would fill it."""
    faulty = {problem.where for problem in found.problems}
    gaps = [
        Problem(_field_of(gap), _("is missing: %(words)s") % {"words": _(words(gap))})
        for gap in found.gaps
    ]
    return (*found.problems[:MOST], *(p for p in gaps if p.where not in faulty))


def _field_of(gap: str) -> str:
    if gap == "stack.settings":
        return "settings"
    return "stack" if gap in telling.STACK else gap


def _read(found: Submission, severity: int, why: str) -> dict[str, Any]:
    return {
        "is_read": True,
        "stack": _stack(found.stack) if found.stack else None,
        "problems": [
            {"where": redacted(p.where), "what": redacted(p.what)} for p in found.problems[:MOST]
        ],
        "gaps": [_(words(gap)) for gap in found.gaps],
        "severity": severity,
        "why": why,
        "has_impact": bool(found.fields.get("impact")),
        "may_go": False,
    }


def _stack(stack: Stack) -> dict[str, Any]:
    """The parts that matter first; a long tail of dependencies is counted."""
    parts = [
        {"role": c.role.value, "name": c.name, "version": c.version}
        for role in (Role.HOST, Role.RUNTIME, Role.PLUGIN, Role.DEPENDENCY)
        for c in stack.with_role(role)
    ]
    return {
        "text": names.stack(stack),
        "parts": parts[:MOST],
        "more": max(0, len(parts) - MOST),
        "settings": redacted(dict(stack.settings)),
    }


def of_hands(hands: LeveeHands) -> str:
    """The stream that partners report to: the first one that has a board."""
    streams = hands.desk.contract().file.streams
    boards = [name for name, stream in streams.items() if stream.board]
    return (boards or list(streams))[0]
