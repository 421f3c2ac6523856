"""What does the contract in force say, has it holes, and what did the last adoption change?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk import roster
from levee.model.calendar import Calendar, Window
from levee.model.problem import Problem, Rejected
from levee.site import stories_contract
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.site.shown.words import word
from levee.store import contracts
from levee.store.contracts import Adopted

_AHEAD = timedelta(days=60)
_VERSIONS = 10  #: adoptions that the page lists


def contract(hands: LeveeHands, now: datetime) -> dict[str, Any]:
    found = hands.desk.contract()
    file, history = found.file, contracts.adopted(_VERSIONS)
    return {
        "contract": _head(found, history),
        "kinds": [_stream(key, file) for key in file.streams],
        "levels": [_level(key, file) for key in file.levels],
        "clocks": [_clock(key, file) for key in file.clocks],
        "rules": _rules(file),
        "unclear": names.role(file, file.severity.unclear_to),
        "duties": list(_duties(file, now)),
        "roles": [_role(key, file, now) for key in file.roles],
        "days": list(WEEKDAYS_ABBR.values()),
        "calendars": [_calendar(c) for c in found.calendars.values()],
        "routes": [_route(r, file) for r in file.routing],
        "updates": [{"severity": s, **c.model_dump()} for s, c in sorted(file.updates.items())],
        "channels": [_channel(key, file) for key in file.channels],
        "findings": _findings(found.digest, now.date().toordinal()),
        "versions": [{"version": a.digest[:12], "at": a.at} for a in history],
        "changes": _changes(found, history),
    }


def _head(found: Contract, history: Sequence[Adopted]) -> dict[str, Any]:
    since = history[0].at if history else None
    return {"company": found.file.company, "version": found.version, "since": since}


@lru_cache(maxsize=8)
def _findings(digest: str, day: int) -> tuple[Problem, ...]:
    """Proved once a day for a version: the proof goes over a year ahead."""
    at = datetime.combine(datetime.fromordinal(day), datetime.min.time(), UTC)
    found = contracts.in_force(digest)
    try:
        return stories_contract.holes(found, "line", at)
    except Rejected as error:
        return error.problems


def _changes(found: Contract, history: Sequence[Adopted]) -> dict[str, Any] | None:
    """What is not as it was in the version before; None when there was none."""
    if len(history) < 2:
        return None
    before = contracts.in_force(history[1].digest)
    rows = stories_contract.differing_settings(before, found)
    told = [{"path": r["path"], "was": _said(r["before"]), "is": _said(r["after"])} for r in rows]
    return {"before": before.version, "rows": told}


def _said(value: object) -> str:
    """A setting as it stands in the file; a dash where nothing stands."""
    if value is None:
        return "–"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else names.value(value)


def _stream(key: str, file: ContractFile) -> dict[str, Any]:
    spec = file.streams[key]
    return {
        "key": key,
        "title": spec.title,
        "level": spec.opening_level,
        "owner": names.role(file, spec.owner),
        "required": [word(field) for field in spec.required],
        "pend": spec.pend.wait,
        "helper": names.role(file, spec.pend.role),
        "clocks": [file.clocks[c].title for c in spec.clocks],
        "board": spec.board,
    }


def _level(key: Any, file: ContractFile) -> dict[str, Any]:
    spec = file.levels[key]
    return spec.model_dump() | {"key": key, "role": names.role(file, spec.role)}


def _clock(key: str, file: ContractFile) -> dict[str, Any]:
    spec = file.clocks[key]
    return {
        "title": spec.title,
        "target": spec.target,
        "calendar": spec.calendar,
        "severities": _severities(spec.severities),
        "starts": [word(e) for e in spec.starts],
        "stops": [word(e) for e in spec.stops],
        "pauses": [word(p) for p in spec.pauses],
        "reopen": spec.reopen,
        "reopen_why": spec.reopen_why,
        "rungs": [_rung(r, file) for r in spec.rungs],
    }


def _rung(rung: Any, file: ContractFile) -> str:
    told = {"role": names.role(file, rung.tell).lower(), "at": rung.at, "way": rung.by}
    return _("%(role)s at %(at)s by %(way)s") % told


def _severities(found: Sequence[int]) -> str:
    return _("every") if sorted(found) == [1, 2, 3, 4] else ", ".join(str(s) for s in sorted(found))


def _rules(file: ContractFile) -> list[dict[str, Any]]:
    return [
        {
            "severity": rule.severity,
            "priority": file.severity.priority[rule.severity],
            "why": rule.why,
            "when": [_condition(d, v) for d, v in rule.when.items()],
        }
        for rule in file.severity.rules
    ]


def _condition(name: str, values: Sequence[str]) -> str:
    return f"{word(name)}: {_(' or ').join(map(word, values))}"


def _duties(file: ContractFile, now: datetime) -> Iterator[dict[str, Any]]:
    """Each duty; severities with the same holders share a row."""
    for duty in file.escalation.duties:
        alike: dict[tuple[str, str], list[int]] = {}
        for severity, row in sorted(file.escalation.matrix.items()):
            if duty in row:
                alike.setdefault((row[duty].role, row[duty].deputy), []).append(severity)
        for (role, deputy), severities in alike.items():
            held = roster.holder(duty, severities[0], file, now)
            yield {
                "duty": word(duty),
                "severities": _severities(severities),
                "role": names.role(file, role),
                "deputy": names.role(file, deputy),
                "now": names.person(file, held.person),
                "stands_in": held.role != role,
                "why": names.with_titles(file, names.said(held.why)),
            }


def _role(key: str, file: ContractFile, now: datetime) -> dict[str, Any]:
    spec = file.roles[key]
    turns = roster.shifts(key, file, now, now + _AHEAD)
    following = turns[1] if len(turns) > 1 else None
    return {
        "title": spec.title or key,
        "now": names.person(file, roster.on_duty(key, file, now)),
        "nobody": not turns[0].people,
        "clash": len(turns[0].people) > 1,
        "until": following.start if following else None,
        "next": [names.person(file, p) for p in following.people] if following else [],
        "how": _how(spec.rotation, spec.ics, turns[0].by),
        "people": [names.person(file, p) for p in spec.people],
    }


def _how(rotation: str, feed: str, by: str) -> str:
    if by == "override":
        return _("stands in")
    turn = _("by the week") if rotation == "weekly" else _("always")
    return _("by %(feed)s") % {"feed": feed} if feed else turn


def _calendar(found: Calendar) -> dict[str, Any]:
    return {
        "name": found.name,
        "zone": found.zone,
        "hours": [_hours(windows) for windows in found.weekly],
        "holidays": [{"day": h.day, "name": h.name} for h in found.holidays],
        "overrides": [{"day": day, "hours": _hours(w)} for day, w in found.overrides],
    }


def _hours(windows: Sequence[Window]) -> str:
    if any(w.until - w.start == 1440 for w in windows):
        return _("all day")
    return ", ".join(f"{_clock_time(w.start)}–{_clock_time(w.end)}" for w in windows) or _("closed")


def _clock_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _route(route: Any, file: ContractFile) -> dict[str, Any]:
    when: Mapping[str, Sequence[str]] = route.when
    return {
        "when": [_condition(d, v) for d, v in when.items()],
        "route": word(route.route),
        "duty": word(route.duty),
        "send": route.send,
    }


def _channel(key: str, file: ContractFile) -> dict[str, Any]:
    spec = file.channels[key]
    return {
        "key": key,
        "title": spec.title,
        "window": spec.window,
        "steps": [f"{step * 100:g} %" for step in spec.steps],
        "soak": spec.soak,
        "mover": names.role(file, spec.mover or file.support_lead),
        "declared": spec.declared,
        "days": spec.manifest_days,
    }
