"""How does a ticket file come from a form? The same file that every other door hands in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.contract.schema import UNKNOWN, ContractFile
from levee.desk.gaps import SETTINGS, UNREADABLE, words
from levee.desk.text import decode
from levee.model.problem import Problem
from levee.site.shown import names
from levee.site.shown.words import word
from levee.web.forms import Field, Kind
from levee.web.sent import Sent

EXCUSE = "cannot_provide."
STACK = ("stack", "stack.host", "stack.runtime", "stack.plugin", "stack.dependency", UNREADABLE)
_TEXTS = {"environment": 3, "traffic_profile": 2, "reproduction_steps": 5, "description": 6}
_LINES = ("title", "affected_user", "affected_screen", "partner", "client")
_LABELS = {
    "title": noop("Title"),
    "description": noop("What happens"),
    "affected_user": noop("Who is affected"),
    "affected_screen": noop("Page or call"),
    "environment": noop("Environment"),
    "traffic_profile": noop("Traffic"),
    "reproduction_steps": noop("Steps, one a line"),
    "partner": noop("Partner"),
    "client": noop("Client"),
}


def field_names(required: Iterable[str]) -> tuple[str, ...]:
    """The fields of a form that asks for these of the contract, each once."""
    found = ("stack" if name in STACK else name for name in required)
    return tuple(dict.fromkeys(found))


def fields(name: str, file: ContractFile, zone: str, *, needed: bool = True) -> tuple[Field, ...]:
    """The controls for one field of a ticket file."""
    excuse = f"{EXCUSE}{name}" if needed else ""
    match name:
        case "stack":
            return (_stack(file, excuse, needed),)
        case "stack.settings":
            return _settings(excuse)
        case "reported_at":
            return _moment(zone, excuse, needed)
        case "impact":
            return tuple(_impact(n, values) for n, values in file.severity.dimensions.items())
        case "attachments":
            hint = _("a log or message, as text; it is sealed, and read redacted")
            return (Field(name=name, label=_("Attachment"), kind=Kind.FILE, hint=hint),)
        case "evidence":
            return ()
    return (_text(name, excuse, needed),)


def _text(name: str, excuse: str, needed: bool) -> Field:
    is_line, label = name in _LINES, _(_LABELS.get(name, names.said(name).capitalize()))
    return Field(
        name=name,
        label=label,
        kind=Kind.LINE if is_line else Kind.TEXT,
        needed=needed,
        hint=_(words(name)) if words(name) != label.lower() else "",
        rows=_TEXTS.get(name, 3),
        excuse=excuse if name not in ("title", "partner", "client") else "",
    )


def _stack(file: ContractFile, excuse: str, needed: bool) -> Field:
    return Field(
        name="stack",
        label=_("What is installed"),
        kind=Kind.TEXT,
        needed=needed,
        hint=_(
            "Paste it as it is: pip freeze or inspect, npm ls, a lock file, wp plugin list, Site "
            "Health text, a CycloneDX SBOM. %(package)s, the interpreter and each plugin with its "
            "exact version."
        )
        % {"package": names.package(file.product.host)},
        rows=10,
        excuse=excuse,
        live=True,
    )


def _settings(excuse: str) -> tuple[Field, ...]:
    hint = _("one a line, such as cache.backend = redis: those that differ from a new installation")
    settings = Field(
        name="settings", label=_("Settings"), kind=Kind.TEXT, hint=hint, rows=3, excuse=excuse
    )
    none = Field(name="no_settings", label=_("No setting differs"), kind=Kind.TICK)
    return (settings, none)


def _moment(zone: str, excuse: str, needed: bool) -> tuple[Field, ...]:
    at = Field(
        name="reported_at",
        label=_("Seen at"),
        kind=Kind.MOMENT,
        needed=needed,
        hint=_(words("reported_at")),
        excuse=excuse,
    )
    return (at, Field(name="zone", label=_("Its time zone"), value=zone, suggests=_zones()))


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))


def _impact(name: str, values: Iterable[str]) -> Field:
    pairs = (("", _("not told")), *((v, word(v)) for v in (*values, UNKNOWN)))
    label = word(name).capitalize()
    return Field(name=f"impact.{name}", label=label, kind=Kind.CHOICE, choices=pairs)


def told(sent: Sent, asked: Iterable[str]) -> tuple[dict[str, Any], list[Problem]]:
    """The fields that were filled in, as a ticket file has them, and what cannot be read at all."""
    payload: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in asked:
        value = _value(name, sent, problems)
        if value not in ("", None, [], {}) or (name == SETTINGS and value == {}):
            payload[name] = value
    if SETTINGS in payload:
        settings = payload.pop(SETTINGS)
        payload["stack"] = {**payload.get("stack", {}), "settings": settings}
    excuses = _excuses(sent, asked)
    return payload | ({"cannot_provide": excuses} if excuses else {}), problems


def _value(name: str, sent: Sent, problems: list[Problem]) -> Any:
    match name:
        case "stack":
            text = sent.whole("stack")
            return {"list": text} if text.strip() else None
        case "stack.settings":
            return _read_settings(sent, problems)
        case "reported_at":
            return _instant(sent, problems)
        case "impact":
            return _impact_told(sent.texts)
        case "reproduction_steps":
            return [line.strip() for line in sent.text(name).splitlines() if line.strip()]
        case "attachments":
            return _attached(sent, problems)
    return sent.text(name)


def _read_settings(sent: Sent, problems: list[Problem]) -> dict[str, str] | None:
    lines = [line.strip() for line in sent.text("settings").splitlines()]
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if line:
            mark = "=" if "=" in line else ":"
            key, is_pair, value = line.partition(mark)
            if not is_pair or not key.strip():
                problems.append(
                    Problem("settings", _("line %(number)s is no key = value") % {"number": number})
                )
            found[key.strip()] = value.strip()
    if found:
        return found
    return {} if sent.ticked("no_settings") else None


def _instant(sent: Sent, problems: list[Problem]) -> str:
    """An instant; one that has its offset already needs no zone."""
    at = instant(sent.text("reported_at"), sent.text("zone") or "UTC", "reported_at", problems)
    return at.isoformat() if at else sent.text("reported_at")


def instant(text: str, zone: str, name: str, problems: list[Problem]) -> datetime | None:
    """What a wall clock in ``zone`` showed, as an instant; None for nothing."""
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        problems.append(Problem(name, _("is a date and a time, such as 2026-11-21T14:30")))
        return None
    if given.tzinfo is not None:
        return given
    try:
        return given.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(
            Problem(
                "zone", _("%(zone)r is no time zone, such as Europe/Berlin") % {"zone": zone[:80]}
            )
        )
        return None


def _impact_told(texts: Mapping[str, str]) -> dict[str, str]:
    given = {n.removeprefix("impact."): v for n, v in texts.items() if n.startswith("impact.")}
    return {name: value for name, value in given.items() if value}


def _attached(sent: Sent, problems: list[Problem]) -> list[dict[str, str]]:
    body = sent.files.get("attachments")
    if not body:
        return []
    try:
        text = decode(body)
    except ValueError as error:
        problems.append(Problem("attachments", str(error)))
        return []
    return [{"name": sent.names.get("attachments", "attachment"), "text": text}]


def _excuses(sent: Sent, asked: Iterable[str]) -> dict[str, str]:
    """An excuse for the list excuses all that only a list can tell."""
    found: dict[str, str] = {}
    for name in asked:
        why = sent.text(f"{EXCUSE}{name}")
        if why:
            found |= dict.fromkeys(STACK if name == "stack" else (name,), why)
    return found
