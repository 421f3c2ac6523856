"""What does a form ask, and how does it stand again with what was typed and what is wrong?"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from levee.model.problem import Problem
from levee.web.sent import Sent

LONGEST = 100_000  #: characters of one text, as the moves take it


class Kind(StrEnum):
    """Which control of the browser a field is."""

    LINE = "line"  #: one line of text
    TEXT = "text"  #: several lines
    CHOICE = "choice"  #: one of a few
    TICK = "tick"  #: yes or no
    MOMENT = "moment"  #: a wall clock's time, in the zone that its label names
    FILE = "file"  #: bytes, as they are
    HIDDEN = "hidden"  #: told along, not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. ``choices`` are (value, words); an empty value is no answer. ``excuse`` names
    the line in which somebody says why they cannot tell; what is typed into a ``live`` field is
    looked at as it is typed. ``names`` are what its choices, or its label alone, are where they
    are said the same in every language."""

    name: str
    label: str
    kind: Kind = Kind.LINE
    needed: bool = False
    hint: str = ""
    example: str = ""  #: what may be typed, as it stands
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    suggests: tuple[str, ...] = ()
    rows: int = 4
    excuse: str = ""
    live: bool = False
    names: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """``name`` ends its address; ``grave`` is what cannot be taken back; ``kept`` forms keep what
    is typed; ``person`` tells that the rule needs somebody of the contract."""

    name: str
    title: str
    button: str
    fields: tuple[Field, ...] = ()
    explains: str = ""
    grave: bool = False
    kept: bool = False
    person: bool = False
    more: tuple[tuple[str, str], ...] = field(default=())  #: further buttons: (value, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing was done, what to show with it, and what was typed."""

    form: str
    status: int
    sent: Sent
    said: str = ""
    problems: Sequence[Problem] = ()
    since: Sequence[str] = ()
    allowed: Sequence[str] = ()
    found: Mapping[str, Any] = field(default_factory=dict)


def token() -> str:
    """Names one wish: the form that is sent twice asks once."""
    return secrets.token_hex(16)


def shown(
    form: Form, at: str, version: int | None, refused: Refusal | None, kept: Sent | None = None
) -> dict[str, Any]:
    """A form as its template draws it; ``at`` is the page that it belongs to, ``kept`` what its
    reader typed before and did not send."""
    known = refused if refused and refused.form == form.name else None
    faults = _faults(form, known.problems if known else ())
    rows = [
        _row(form, one, known.sent if known else kept, faults.get(one.name, ()))
        for one in form.fields
    ]
    faulty = [row for row in rows if row["problems"]]
    for first in (faulty or [row for row in rows if row["kind"] != "hidden"])[:1]:
        first["first"] = True
    return {
        "name": form.name,
        "title": form.title,
        "button": form.button,
        "more": form.more,
        "explains": form.explains,
        "grave": form.grave,
        "kept": form.kept,
        "person": form.person,
        "is_restored": kept is not None and known is None,
        "keeps": f"{at}kept/{form.name}/" if form.kept else "",
        "action": f"{at}do/{form.name}/",
        "back": at,
        "token": token(),
        "version": "" if version is None else version,
        "fields": rows,
        "files": any(one.kind is Kind.FILE for one in form.fields),
        "said": known.said if known else "",
        "since": list(known.since) if known else [],
        "problems": faults.get("", ()),
        "faulty": faulty,
        "found": known.found if known else {},
    }


def _row(form: Form, one: Field, sent: Sent | None, problems: Sequence[Problem]) -> dict[str, Any]:
    typed = sent.texts.get(one.name, "") if sent else one.value
    described = [f"{form.name}-{one.name}-{what}" for what in _described(one, problems)]
    return {
        "name": one.name,
        "id": f"{form.name}-{one.name}",
        "label": one.label,
        "kind": one.kind.value,
        "needed": one.needed,
        "hint": one.hint,
        "example": one.example,
        "value": one.value if one.kind is Kind.HIDDEN and not typed else typed,
        "choices": one.choices,
        "suggests": one.suggests,
        "rows": one.rows,
        "problems": problems,
        "described": " ".join(described),
        "first": False,
        "most": LONGEST,
        "live": one.live,
        "names": one.names,
        "excuse": one.excuse,
        "excused": sent.texts.get(one.excuse, "") if sent and one.excuse else "",
    }


def _described(one: Field, problems: Sequence[Problem]) -> list[str]:
    return [
        what for what, there in (("hint", one.hint or one.example), ("problem", problems)) if there
    ]


def _faults(form: Form, problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """By field; those that are about none of them stand above all, under the empty name."""
    names = {one.name for one in form.fields if one.kind is not Kind.HIDDEN}
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        place = place_of(problem.where, names)
        found.setdefault(place, []).append(problem)
    return found


def place_of(where: str, names: set[str]) -> str:
    """Which field a problem is about: ``--by``, ``$.text`` and ``evidence[0]`` name theirs."""
    plain = where.lower().removeprefix("--").removeprefix("$.").replace("-", "_")
    if plain in names:
        return plain
    first = re.split(r"[\[: ]", plain, maxsplit=1)[0]
    while first and first not in names:
        first = first.rpartition(".")[0]
    return first


def with_values(form: Form, values: dict[str, str]) -> Form:
    """The same with other first values, where there are any."""
    fields = (replace(one, value=values.get(one.name, one.value)) for one in form.fields)
    return replace(form, fields=tuple(fields))
