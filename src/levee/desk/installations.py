"""Which installations do these reports tell of, and what is wrong with the others?"""

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from levee.contract.schema import Product
from levee.desk import stack_lists
from levee.model.fleet import Installation
from levee.model.moment import parse
from levee.model.problem import Problem, Rejected
from levee.model.stack import Stack

COLUMNS = ("client", "partner", "tier", "traffic", "last_seen", "stack")
_DIGEST = re.compile("[0-9a-f]{8,64}")
#: What a spreadsheet runs. Our own sheets put an apostrophe before it, and so does who means it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_NAMES = ("client", "partner", "tier")

MOST_PROBLEMS = 1000  #: as many are told at once as somebody may want to read

type Numbered = tuple[int, Mapping[str, Any] | Problem]
type Stacks = dict[bytes, Stack]  #: by what was written


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How reports are read. ``known`` answers with the Stack of a digest, None when there is none;
    ``name`` is what problems call the source."""

    product: Product
    now: datetime
    name: str
    known: Callable[[str], Stack | None]


def read(lines: Iterable[str], reading: Reading) -> tuple[Installation, ...]:
    """JSON lines, or CSV under its heading; Rejected carries every problem as ``name:line``, or the
    first ``MOST_PROBLEMS`` of them. Clients with the same stack list share one Stack."""
    first, rest = _first(iter(lines))
    whole = chain(first, rest)
    reports = _rows(whole, reading.name) if is_csv(first) else _objects(whole, reading.name)
    return _all(reports, reading)


def _first(lines: Iterator[str]) -> tuple[list[str], Iterator[str]]:
    """The lines up to the first one that says something, and those that follow."""
    begun: list[str] = []
    for line in lines:
        begun.append(line)
        if line.strip():
            break
    return begun, lines


def _all(reports: Iterable[Numbered], reading: Reading) -> tuple[Installation, ...]:
    found: list[Installation] = []
    problems: list[Problem] = []
    known: Stacks = {}
    for number, body in reports:
        if len(problems) >= MOST_PROBLEMS:
            break
        if isinstance(body, Problem):
            problems.append(body)
            continue
        one = _read(body, reading, f"{reading.name}:{number} ", known)
        if isinstance(one, Installation):
            found.append(one)
        else:
            problems += one
    if problems:
        raise Rejected(tuple(problems))
    return tuple(found)


def read_one(body: Mapping[str, Any], reading: Reading) -> Installation | list[Problem]:
    """The one installation in a JSON object, or everything that is wrong with it."""
    return _read(body, reading, f"{reading.name}.", {})


def is_csv(lines: Iterable[str]) -> bool:
    """Is the first line that says something a heading with the column ``client``?"""
    first = next((line for line in lines if line.strip()), "").removeprefix("\ufeff").strip()
    return not first.startswith(("{", "[")) and "client" in _heading(first)


def _heading(line: str) -> list[str]:
    try:
        return [cell.strip().lower() for cell in next(csv.reader([line]), [])]
    except csv.Error:
        return []


def _objects(lines: Iterable[str], name: str) -> Iterator[Numbered]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            body = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, Problem(f"{name}:{number}", f"is not JSON: {error}")
            continue
        if not isinstance(body, dict):
            body = Problem(f"{name}:{number}", "is a JSON object")
        yield number, body


def _rows(lines: Iterable[str], name: str) -> Iterator[Numbered]:
    """A row by its first line, however many its quoted cells take. An empty cell is left out."""
    rows = csv.reader((f"{line}\n" for line in lines), strict=True)
    heading: list[str] = []
    while True:
        number = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield number, Problem(f"{name}:{number}", f"is no CSV: {error}")
            return
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        if heading:
            yield number, _row(heading, row, f"{name}:{number}")
            continue
        heading = [cell.removeprefix("\ufeff").strip().lower() for cell in row]
        yield from ((number, p) for p in _heading_problems(heading, f"{name}:{number}"))


def _heading_problems(heading: list[str], place: str) -> Iterator[Problem]:
    for column in dict.fromkeys(heading):
        if column not in COLUMNS:
            yield Problem(place, f"{column!r} is no column; the columns are {', '.join(COLUMNS)}")
        elif heading.count(column) > 1:
            yield Problem(place, f"has the column {column} twice")
    if "stack" not in heading:
        yield Problem(place, "has no column stack")


def _row(heading: list[str], row: list[str], place: str) -> Mapping[str, Any] | Problem:
    if len(row) != len(heading):
        return Problem(place, f"has {len(row)} cells under {len(heading)} columns")
    cells = dict(zip(heading, row, strict=True))
    known = {column: cells[column].strip() for column in COLUMNS if cells.get(column, "").strip()}
    for column in _NAMES:
        text = known.get(column, "")
        if text.startswith(_FORMULA):
            return Problem(f"{place} {column}", "could be run as a formula; write ' before it")
        if text.startswith("'") and text[1:].lstrip(" ").startswith(_FORMULA):
            known[column] = text[1:]
    return known | {"traffic": _number(known["traffic"])} if "traffic" in known else known


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _read(
    body: Mapping[str, Any], reading: Reading, place: str, known: Stacks
) -> Installation | list[Problem]:
    stack, problems = _once(body.get("stack"), reading, f"{place}stack", known)
    problems = [*problems, *_problems(body, place)]
    if problems or stack is None:
        return problems
    return Installation(
        client=body["client"],
        partner=body.get("partner", ""),
        stack=stack,
        traffic=float(body.get("traffic", 1.0)),
        tier=body.get("tier", "standard"),
        last_seen=parse(body["last_seen"]) if "last_seen" in body else reading.now,
    )


def _once(
    value: Any, reading: Reading, place: str, known: Stacks
) -> tuple[Stack | None, list[Problem]]:
    """A list that was read before is not read again: a fleet has far more clients than stacks."""
    key = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()
    if key in known:
        return known[key], []
    stack, problems = _stack(value, reading, place)
    if stack is not None and not problems:
        known[key] = stack
    return stack, problems


def _stack(value: Any, reading: Reading, place: str) -> tuple[Stack | None, list[Problem]]:
    """Any list that intake reads, or the digest of a Stack that is known here."""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        return stack_lists.read(value, reading.product, place)
    known = reading.known(value)
    return known, [] if known else [Problem(place, f"no stack begins with {value!r}")]


def _problems(body: Mapping[str, Any], place: str) -> list[Problem]:
    found = [Problem(f"{place}{key}", "unknown key") for key in body.keys() - set(COLUMNS)]
    if not _is_name(body.get("client")) or not body["client"]:
        found.append(Problem(f"{place}client", "is a name of at most 200 printable characters"))
    for key in ("partner", "tier"):
        if not _is_name(body.get(key, "")):
            found.append(Problem(f"{place}{key}", "is text of at most 200 printable characters"))
    traffic = body.get("traffic", 1.0)
    if isinstance(traffic, bool) or not isinstance(traffic, int | float) or not 0 <= traffic < 1e12:
        found.append(Problem(f"{place}traffic", "is a number from 0"))
    return found + _moment_problems(body, place)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200 and value.isprintable()


def _moment_problems(body: Mapping[str, Any], place: str) -> list[Problem]:
    if "last_seen" not in body:
        return []
    try:
        parse(body["last_seen"])
    except (ValueError, TypeError):
        return [Problem(f"{place}last_seen", "is an ISO 8601 instant with its offset")]
    return []
