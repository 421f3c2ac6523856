"""Is this text a suite, and if not, what is wrong with it and where?"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from levee.model.problem import Problem
from levee.model.suite import Check, Suite

#: All checks of a suite together; environments in use are kept at least this long.
LONGEST_SUITE_S = 3600.0
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PLACES = {"{python}", "{node}", "{env}", "{bin}", "{suite}", "{work}", "{junit}", "{stack}"}
_PLACE = re.compile(r"\{[^{}]*\}")
_PACKAGE = re.compile(r"pkg:[a-z][a-z0-9.+-]*/[^@\s]+")
_SUITE_KEYS = {"name", "ecosystem", "memory_mb", "processes", "disk_mb", "check"}
_CHECK_KEYS = {"name", "argv", "timeout_s", "junit", "needs"}
_SIZES = {"memory_mb": (16, 65536), "processes": (1, 32768), "disk_mb": (1, 65536)}


def parse(text: str, *, folder: str, digest: str) -> Suite | tuple[Problem, ...]:
    """The Suite that ``text`` (suite.toml) describes, or every problem with its place.

    Strict: an unknown key is a problem, no value is converted. A suite without checks is
    one: its Runs end ``empty``.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (Problem("$", f"not TOML: {error}"),)
    problems = tuple(_problems(data))
    return problems or _suite(data, folder, digest)


def _suite(data: dict[str, Any], folder: str, digest: str) -> Suite:
    return Suite(
        name=data["name"],
        ecosystem=data["ecosystem"],
        checks=tuple(_check(entry) for entry in data.get("check", ())),
        folder=folder,
        digest=digest,
        **{key: data[key] for key in _SIZES if key in data},
    )


def _check(entry: dict[str, Any]) -> Check:
    rest = {key: entry[key] for key in ("timeout_s", "junit") if key in entry}
    return Check(
        name=entry["name"], argv=tuple(entry["argv"]), needs=tuple(entry.get("needs", ())), **rest
    )


def _problems(data: dict[str, Any]) -> Iterator[Problem]:
    yield from _unknown("$", data, _SUITE_KEYS)
    for key in ("name", "ecosystem"):
        yield from _name(f"$.{key}", data.get(key))
    for key, (low, high) in _SIZES.items():
        value = data.get(key, low)
        if type(value) is not int or not low <= value <= high:
            yield Problem(f"$.{key}", f"must be a whole number from {low} to {high}")
    checks = data.get("check", [])
    if not isinstance(checks, list) or not all(isinstance(c, dict) for c in checks):
        yield Problem("$.check", "must be [[check]] tables")
        return
    for number, entry in enumerate(checks):
        yield from _check_problems(f"$.check[{number}]", entry)
    yield from _together(checks)


def _check_problems(where: str, entry: dict[str, Any]) -> Iterator[Problem]:
    yield from _unknown(where, entry, _CHECK_KEYS)
    yield from _name(f"{where}.name", entry.get("name"))
    yield from _argv(f"{where}.argv", entry.get("argv"))
    timeout = entry.get("timeout_s", 60)
    if type(timeout) not in (int, float) or not 0 < timeout <= LONGEST_SUITE_S:
        yield Problem(f"{where}.timeout_s", f"must be seconds, over 0 to {LONGEST_SUITE_S:.0f}")
    if not _is_inner_path(entry.get("junit", "")):
        yield Problem(f"{where}.junit", "must be a path inside the work folder")
    yield from _needs(f"{where}.needs", entry.get("needs", []))


def _together(checks: list[dict[str, Any]]) -> Iterator[Problem]:
    names = [c.get("name") for c in checks]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Problem(f"$.check[{number}].name", f"{name!r} is the name of another check too")
    times = [t for c in checks if type(t := c.get("timeout_s", 60)) in (int, float)]
    if sum(times) > LONGEST_SUITE_S:
        yield Problem("$.check", f"all timeouts together exceed {LONGEST_SUITE_S:.0f} s")


def _unknown(where: str, table: dict[str, Any], known: set[str]) -> Iterator[Problem]:
    for key in sorted(table.keys() - known):
        yield Problem(f"{where}.{key}", f"unknown key; known are {', '.join(sorted(known))}")


def _name(where: str, value: object) -> Iterator[Problem]:
    if value is None:
        yield Problem(where, "is missing")
    elif not isinstance(value, str) or not _NAME.fullmatch(value):
        yield Problem(where, "must be a short name of a-z, 0-9, '.', '_', '-'")


def _argv(where: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, list) or not value:
        yield Problem(where, "must be a list of words, the first being the program")
        return
    for number, word in enumerate(value):
        if not isinstance(word, str) or "\0" in word:
            yield Problem(f"{where}[{number}]", "must be text")
            continue
        for place in set(_PLACE.findall(word)) - _PLACES:
            known = ", ".join(sorted(_PLACES))
            yield Problem(f"{where}[{number}]", f"unknown place {place}; known are {known}")


def _needs(where: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(where, "must be a list of package URLs")
        return
    for number, word in enumerate(value):
        if not isinstance(word, str) or not _PACKAGE.fullmatch(word):
            yield Problem(f"{where}[{number}]", "must be a package URL without a version")


def _is_inner_path(value: object) -> bool:
    if not isinstance(value, str) or "\0" in value:
        return False
    return not value.startswith("/") and ".." not in value.split("/")
