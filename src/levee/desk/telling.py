"""Which answer do a few words give, field by field, where nobody writes a file?"""

from collections.abc import Iterable
from typing import Any

from levee.desk.gaps import SETTINGS
from levee.model.problem import Problem, Rejected
from levee.model.stack import Role

_LISTS = ("reproduction_steps",)


def answer(told: Iterable[str], excuses: Iterable[str]) -> dict[str, Any]:
    """``field=value`` words to a ticket file with these fields only.

    ``stack.runtime=pkg:generic/python@3.12.3`` adds a component under its role,
    ``stack.settings.cache=redis`` a setting, ``stack.settings=none`` says that there is none.
    Rejected, naming each word that is none.
    """
    payload: dict[str, Any] = {}
    problems: list[Problem] = []
    for word in told:
        field, value = _parted(word, "--set", problems)
        if field:
            _tell(payload, field, value)
    for word in excuses:
        field, why = _parted(word, "--cannot-provide", problems)
        if field:
            payload.setdefault("cannot_provide", {})[field] = why.removeprefix("because").strip()
    if problems:
        raise Rejected(tuple(problems))
    return payload


def _parted(word: str, option: str, problems: list[Problem]) -> tuple[str, str]:
    field, equals, value = word.partition("=")
    if not equals or not field.strip() or not value.strip():
        problems.append(Problem(option, f"{word[:80]!r} is not FIELD=VALUE"))
        return "", ""
    return field.strip(), value.strip()


def _tell(payload: dict[str, Any], field: str, value: str) -> None:
    head, _, rest = field.partition(".")
    if field in _LISTS:
        payload.setdefault(field, []).append(value)
    elif head == "stack" and rest in list(Role):
        added = payload.setdefault("stack", {}).setdefault("add", [])
        added.append({"purl": value, "role": rest})
    elif field == SETTINGS and value == "none":
        payload.setdefault("stack", {}).setdefault("settings", {})
    elif field.startswith(f"{SETTINGS}."):
        settings = payload.setdefault("stack", {}).setdefault("settings", {})
        settings[field.removeprefix(f"{SETTINGS}.")] = value
    elif head == "impact" and rest:
        payload.setdefault("impact", {})[rest] = value
    else:
        payload[field] = value
