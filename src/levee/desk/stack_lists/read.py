"""Which Stack is in what was sent, whichever format it has?"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from levee.contract.schema import Product
from levee.desk import strict_json
from levee.desk.redaction import PERSONAL, find, redact_value
from levee.desk.stack_lists import stack_file
from levee.desk.stack_lists.part import Entry, Named, Part, Parts
from levee.desk.stack_lists.recognise import FORMATS, recognise
from levee.desk.stack_lists.roles import role_of
from levee.model.problem import Problem
from levee.model.stack import Component, Role, Stack, canonical
from levee.model.storable import storable

COMPONENTS = 5_000
LONGEST = 500  #: characters of one package URL
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_WRAPPED = {"list", "format", "components", "settings", "platform"}
_AFTER_WORDS = re.compile(r"^\[\{\"", re.MULTILINE)

Tables = dict[str, dict[str, str]]
Read = tuple[Stack | None, list[Problem]]


@dataclass(frozen=True, slots=True)
class Oversize(Problem):
    """A list that is too long to be read at all: nothing of it is kept."""


@dataclass(slots=True)
class _Found:
    components: dict[str, Component] = field(default_factory=dict)
    tables: Tables = field(default_factory=lambda: {"settings": {}, "platform": {}})
    problems: list[Problem] = field(default_factory=list)
    raw: set[tuple[Any, str | None]] = field(default_factory=set)

    @property
    def is_too_long(self) -> bool:
        return len(self.components) + len(self.problems) > COMPONENTS


def read(value: Any, product: Product, place: str = "stack") -> Read:
    """The Stack in ``value``, with every problem and its JSON path or line.

    Whatever can be read is in the Stack, even beside problems: an incomplete ticket keeps it.
    """
    found = _Found()
    for part in _parts(value, product, place):
        _add(part, found, product)
        if found.is_too_long:
            return None, [Oversize(place, _too_long())]
    if not found.components:
        return None, found.problems or [Problem(place, "lists no component")]
    # Settings hold passwords and addresses, whoever sends them and by whichever door.
    tables = storable(redact_value(found.tables)[0])
    return Stack(components=tuple(found.components.values()), **tables), found.problems


def _too_long() -> str:
    return (
        f"lists more than {COMPONENTS:,} components; at most {COMPONENTS:,} are taken. Send what "
        "one installation runs, without the tools that build it"
    )


def _parts(value: Any, product: Product, place: str) -> Parts:
    """``{list, format, components, settings, platform}`` says more than a list alone can."""
    if isinstance(value, dict) and "list" in value and value.keys() <= _WRAPPED:
        yield from stack_file.tables(value, place)
        if "components" in value:
            yield from stack_file.components(value["components"], f"{place}.components")
        yield from _listed(value["list"], value.get("format"), product, f"{place}.list")
    elif isinstance(value, dict) and value and value.keys() <= {"settings", "platform"}:
        yield from stack_file.tables(value, place)
        yield Problem(place, "lists no component")
    else:
        yield from _listed(value, None, product, place)


def _listed(value: Any, named: Any, product: Product, place: str) -> Parts:
    value, problems = _opened(value, place)
    yield from problems
    kind = named or recognise(value)
    if kind is None:
        yield Problem(place, "is a Stack file, a list of package URLs or a list of a known format")
    elif not isinstance(kind, str) or kind not in FORMATS:
        yield Problem(f"{place} format", f"is one of {', '.join(FORMATS)}")
    elif not FORMATS[kind][0](value):
        yield Problem(place, f"is not in the format {kind}")
    else:
        yield from FORMATS[kind][1](value, product, place)


def _opened(value: Any, place: str) -> tuple[Any, list[Problem]]:
    """JSON that was sent as text is JSON; notices that a tool printed before it are passed by."""
    if not isinstance(value, str):
        return value, []
    text = value.removeprefix("\ufeff").strip()
    if not text.startswith(("{", "[")):
        begins = _AFTER_WORDS.search(text)
        if begins is None:
            return value, []
        text = text[begins.start() :]
    try:
        return strict_json.read(text, place)
    except ValueError as error:
        return None, [Problem(place, str(error))]


def _add(part: Part, found: _Found, product: Product) -> None:
    if isinstance(part, Problem):
        found.problems.append(part)
    elif isinstance(part, Entry):
        found.tables[part.table][part.key] = part.value
    elif not _is_known(part, found):
        _add_named(part, found, product)


def _is_known(part: Named, found: _Found) -> bool:
    """A lock names one package many times: the same words are looked at once."""
    if not isinstance(part.purl, str):
        return False
    key = (part.purl, part.role)
    known = key in found.raw
    found.raw.add(key)
    return known


def _add_named(part: Named, found: _Found, product: Product) -> None:
    purl = _purl(part.purl, part.place)
    if isinstance(purl, Problem):
        found.problems.append(purl)
        return
    role = Role(part.role) if part.role else role_of(purl, product)
    known = found.components.get(purl)
    rank = list(Role).index
    if known is None or rank(role) < rank(known.role):
        found.components[purl] = Component(purl, role)


def _purl(value: Any, place: str) -> str | Problem:
    if not isinstance(value, str) or len(value) > LONGEST:
        return Problem(place, "is a package URL such as pkg:pypi/datasette@0.65.1")
    if _holds_secret(value):
        return Problem(place, "holds a secret; send the package and its version only")
    try:
        return canonical(value)
    except ValueError:
        return Problem(place, "is no package URL with an exact version")


@lru_cache(maxsize=8192)
def _holds_secret(text: str) -> bool:
    """A version may look like a phone number or an address; never like a key. The same packages
    come again with each list."""
    clear = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return any(span.kind not in PERSONAL for span in find(clear))
