"""What does a plugin's dependency contract say, and what is wrong with it if it cannot be read?"""

from collections.abc import Iterator, Mapping
from typing import Any

from levee.model.declaration import Declaration
from levee.model.problem import Problem, Rejected
from levee.model.stack import canonical
from levee.model.version_range import BadRange, supports

MOST = 500  #: packages that one plugin may declare


def read(body: Any) -> tuple[Declaration, ...]:
    """One ``{"plugin": purl, "supports": {package url: range}}`` or a list of them.

    Rejected with every problem and its JSON path.
    """
    entries = body if isinstance(body, list) else [body]
    places = [f"$[{i}]" if isinstance(body, list) else "$" for i in range(len(entries))]
    problems = tuple(
        p for entry, place in zip(entries, places, strict=True) for p in _problems(entry, place)
    )
    if problems or not entries:
        raise Rejected(problems or (Problem("$", "declares nothing"),))
    return tuple(
        Declaration(plugin=canonical(e["plugin"]), supports=dict(e["supports"])) for e in entries
    )


def _problems(entry: Any, place: str) -> Iterator[Problem]:
    if not isinstance(entry, Mapping):
        yield Problem(place, "is {plugin, supports}")
        return
    yield from (
        Problem(f"{place}.{key}", "is not a key of a declaration")
        for key in entry
        if key not in ("plugin", "supports")
    )
    yield from _plugin(entry.get("plugin"), f"{place}.plugin")
    wanted = entry.get("supports")
    if not isinstance(wanted, Mapping) or not 0 < len(wanted) <= MOST:
        yield Problem(f"{place}.supports", f"is 1 to {MOST} ranges by package URL")
        return
    for package, text in wanted.items():
        yield from _range(package, text, f"{place}.supports[{package!r}]")


def _plugin(purl: Any, place: str) -> Iterator[Problem]:
    try:
        canonical(purl)
    except (ValueError, TypeError, AttributeError) as error:
        yield Problem(place, f"is a package URL with its version: {error}")


def _range(package: Any, text: Any, place: str) -> Iterator[Problem]:
    if not isinstance(package, str) or "@" in package.rpartition("/")[2]:
        yield Problem(place, "names a package without a version")
        return
    if not isinstance(text, str):
        yield Problem(place, "is a range, as text")
        return
    try:
        supports(package, text, "1.0.0")
    except (BadRange, ValueError) as error:
        yield Problem(place, str(error))
