"""What happened to a ticket, newest first?"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from levee.contract.schema import ContractFile
from levee.model.event import Event, EventKind
from levee.site.shown import names
from levee.site.shown.words import word

_GOOD = {
    EventKind.REPRODUCED,
    EventKind.ISOLATED,
    EventKind.FIX_VERIFIED,
    EventKind.REMEDIATED,
    EventKind.RESOLVED,
    EventKind.RESUMED,
    EventKind.CERTIFIED,
    EventKind.UPDATE_SENT,
    EventKind.SESSION_HELD,
    EventKind.AUTOMATION_RESUMED,
}
_BAD = {
    EventKind.RUNG_FIRED,
    EventKind.AUDITED,
    EventKind.FIX_REFUSED,
    EventKind.ROLLED_BACK,
    EventKind.SUSPENDED,
    EventKind.NOT_REPRODUCED,
    EventKind.INCIDENT_OPENED,
    EventKind.SESSION_MISSED,
}
_HELD = {
    EventKind.PENDED,
    EventKind.PAUSED,
    EventKind.MITIGATED,
    EventKind.REOPENED,
    EventKind.DRAFTED,
}


def rows(events: Iterable[Event], file: ContractFile) -> list[dict[str, Any]]:
    """Newest first; the questions of an isolation, which are many, make one row."""
    found: list[dict[str, Any]] = []
    for is_asked, group in groupby(events, key=lambda e: e.kind is EventKind.ASKED):
        told = [row(event, file) for event in group]
        found += [_together(told)] if is_asked and len(told) > 1 else told
    return found[::-1]


def row(event: Event, file: ContractFile) -> dict[str, Any]:
    run = event.data.get("run", "")
    return {
        "id": event.id,
        "at": event.at,
        "kind": names.said(event.kind.value),
        "tone": _tone(event.kind),
        "actor": "" if event.actor == "levee" else names.person(file, event.actor),
        "reason": _reason(event, file),
        "run": run if isinstance(run, str) else "",
        "parts": [],
    }


def _together(told: list[dict[str, Any]]) -> dict[str, Any]:
    return told[-1] | {
        "reason": _("%(number)s questions of the isolation") % {"number": len(told)},
        "parts": told,
    }


def _reason(event: Event, file: ContractFile) -> str:
    """The Event's reason, and for some kinds the one value that it is about."""
    data = event.data
    match event.kind:
        case EventKind.JUDGED:
            text = _("severity %(severity)s (%(priority)s)")
            said = text % {"severity": data["severity"], "priority": data["priority"]}
            return f"{said}: {event.reason}"
        case EventKind.ASSIGNED:
            return f"{names.person(file, data['owner'])}: {event.reason}"
        case EventKind.LABELLED | EventKind.UNLABELLED:
            return f"{data['label']}: {event.reason}"
        case EventKind.NOTED | EventKind.REPLIED | EventKind.HEARD | EventKind.DRAFTED:
            return f"{event.reason}: {data['text']}"
        case EventKind.TRIAGED if "note" in data:
            return _("%(note)s Plan: %(plan)s") % {"note": data["note"], "plan": data["plan"]}
        case EventKind.ASKED:
            number = len(data["deltas"])
            text = ngettext("%(number)s difference", "%(number)s differences", number)
            return f"{text % {'number': number}}: {word(data['answer'])}"
        case EventKind.RUNG_FIRED | EventKind.AUDITED:
            return names.with_titles(file, event.reason)
    return event.reason


def _tone(kind: EventKind) -> str:
    if kind in _GOOD:
        return "good"
    if kind in _BAD:
        return "bad"
    return "held" if kind in _HELD else "plain"
