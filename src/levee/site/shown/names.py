"""What are people, roles, kinds and spans called, for people?"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

from levee.contract.schema import ContractFile
from levee.model.delta import Delta, DeltaKind
from levee.model.stack import Role, Stack

_UNITS = (
    (86_400, noop("%(number)s d")),
    (3_600, noop("%(number)s h")),
    (60, noop("%(number)s min")),
)


def person(file: ContractFile, key: str) -> str:
    return file.people[key].name if key in file.people else key


def role(file: ContractFile, key: str) -> str:
    return (file.roles[key].title or key) if key in file.roles else key


def said(key: str) -> str:
    """``new_red`` -> ``new red``."""
    return key.replace("_", " ")


def value(given: object) -> str:
    """A JSON value in words: ``{"requests_per_day": 9}`` -> ``requests per day: 9``."""
    if isinstance(given, Mapping):
        return "; ".join(f"{said(str(k))}: {value(v)}" for k, v in given.items())
    if isinstance(given, list):
        return ", ".join(value(v) for v in given)
    return str(given)


def span(seconds: float) -> str:
    """The two largest units of a span, cut and not rounded: 7290 s -> ``2 h 1 min``."""
    left, parts = int(abs(seconds)), []
    for size, unit in _UNITS:
        number, left = divmod(left, size)
        parts.append((number, unit))
    first = next((i for i, (number, _) in enumerate(parts) if number), None)
    if first is None:
        return _("less than 1 min")
    told = [(number, _(unit)) for number, unit in parts[first : first + 2] if number]
    return " ".join(unit % {"number": number} for number, unit in told)


def package(component: str) -> str:
    """``pkg:pypi/datasette`` -> ``datasette``; a setting's key stays as it is."""
    return component.partition("/")[2] if component.startswith("pkg:") else component


def change(delta: Delta) -> str:
    """``1.0a19, was 0.65.1`` and the like, for a table that names the component beside it."""
    match delta.kind:
        case DeltaKind.ADDED:
            return _("added at %(version)s") % {"version": delta.after}
        case DeltaKind.REMOVED:
            return _("removed, was %(version)s") % {"version": delta.before}
        case _:
            return f"{_value(delta.before)} → {_value(delta.after)}"


def _value(text: str | None) -> str:
    return _("unset") if text is None else text


def stack(found: Stack) -> str:
    """``datasette 1.0a19 with 12 plugins``: what a digest does not tell people."""
    host, plugins = found.host, len(found.with_role(Role.PLUGIN))
    name = f"{host.name} {host.version}" if host else _("no host")
    if not plugins:
        return _("%(host)s with no plugins") % {"host": name}
    text = ngettext("%(host)s with %(number)s plugin", "%(host)s with %(number)s plugins", plugins)
    return text % {"host": name, "number": plugins}


def with_titles(file: ContractFile, text: str) -> str:
    """A rule's words with the titles of the roles that it names by their keys."""
    for key, spec in file.roles.items():
        if "_" in key and spec.title:
            text = re.sub(rf"\b{re.escape(key)}\b", spec.title.lower(), text)
    return text
