"""Which installations do these lines report, and what is wrong with the others?"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from levee.contract.schema import Product
from levee.desk import stack_lists
from levee.model.fleet import Installation
from levee.model.moment import parse
from levee.model.problem import Problem, Rejected

KEYS = {"client", "partner", "stack", "traffic", "tier", "last_seen"}


def read(
    lines: Iterable[str], product: Product, now: datetime, name: str
) -> tuple[Installation, ...]:
    """One installation a line; Rejected carries every problem as ``name:line``."""
    found: list[Installation] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            one = _read(line, product, now, f"{name}:{number}")
            if isinstance(one, Installation):
                found.append(one)
            else:
                problems += one
    if problems:
        raise Rejected(tuple(problems))
    return tuple(found)


def _read(line: str, product: Product, now: datetime, place: str) -> Installation | list[Problem]:
    try:
        body = json.loads(line)
    except (ValueError, RecursionError) as error:
        return [Problem(place, f"is not JSON: {error}")]
    if not isinstance(body, dict):
        return [Problem(place, "is a JSON object")]
    stack, problems = stack_lists.read(body.get("stack"), product, f"{place} stack")
    problems += _problems(body, place)
    if problems or stack is None:
        return problems
    return Installation(
        client=body["client"],
        partner=body.get("partner", ""),
        stack=stack,
        traffic=float(body.get("traffic", 1.0)),
        tier=body.get("tier", "standard"),
        last_seen=parse(body["last_seen"]) if "last_seen" in body else now,
    )


def _problems(body: dict[str, Any], place: str) -> list[Problem]:
    found = [Problem(f"{place} {key}", "unknown key") for key in body.keys() - KEYS]
    if not isinstance(body.get("client"), str) or not 0 < len(body["client"]) <= 200:
        found.append(Problem(f"{place} client", "is a name of at most 200 characters"))
    for key in ("partner", "tier"):
        if not isinstance(body.get(key, ""), str) or len(body.get(key, "")) > 200:
            found.append(Problem(f"{place} {key}", "is text of at most 200 characters"))
    traffic = body.get("traffic", 1.0)
    if isinstance(traffic, bool) or not isinstance(traffic, int | float) or not 0 <= traffic < 1e12:
        found.append(Problem(f"{place} traffic", "is a number from 0"))
    return found + _moment_problems(body, place)


def _moment_problems(body: dict[str, Any], place: str) -> list[Problem]:
    if "last_seen" not in body:
        return []
    try:
        parse(body["last_seen"])
    except (ValueError, TypeError):
        return [Problem(f"{place} last_seen", "is an ISO 8601 instant with its offset")]
    return []
