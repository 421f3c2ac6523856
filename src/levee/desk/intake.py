"""Is this a ticket we can work on, and what is missing or wrong if not?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from levee.contract.schema import UNKNOWN, ContractFile
from levee.desk import stack_lists
from levee.desk.redaction import redact
from levee.model.moment import parse
from levee.model.problem import Problem
from levee.model.stack import Role, Stack

TEXTS = ("stream", "partner", "client", "title", "description", "reported_at", "affected_user",
         "affected_screen", "idempotency_key")  # fmt: skip
KNOWN = {*TEXTS, "stack", "environment", "traffic_profile", "reproduction_steps", "impact",
         "attachments"}  # fmt: skip
LONGEST = 100_000  #: characters of one text
LONGEST_PLACE = 300
MOST = 200  #: problems that one answer lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What could be read. ``problems`` are faults of what was sent, ``gaps`` what is missing.

    A field with a problem counts as a gap where the stream requires it: nothing is lost,
    and nobody works on a guess.
    """

    stream: str
    fields: Mapping[str, Any]
    stack: Stack | None
    gaps: tuple[str, ...]
    problems: tuple[Problem, ...]


def validate(payload: Mapping[str, Any], file: ContractFile) -> Submission:
    """Check one submission against the contract: every problem with its JSON path."""
    problems = list(_field_problems(payload, file))
    stack: Stack | None = None
    if payload.get("stack") is not None:
        stack, faults = stack_lists.read(payload["stack"], file.product)
        problems += faults
    stream = _stream(payload, file)
    bad = {p.where.partition(".")[0].partition("[")[0] for p in problems} - {"stack"}
    fields = {k: v for k, v in payload.items() if k in KNOWN - bad - {"stack"}}
    fields |= _clear_impact(payload.get("impact"), file)
    gaps = _gaps(file.streams[stream].required, fields, stack, payload)
    return Submission(
        stream=stream, fields=fields, stack=stack, gaps=gaps, problems=_told(problems)
    )


def _told(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first of them, fit to be stored and shown: a place holds names that somebody sent."""
    shown = [Problem(redact(p.where)[:LONGEST_PLACE] or '""', p.what) for p in problems[:MOST]]
    rest = len(problems) - len(shown)
    return (*shown, Problem("$", f"and {rest:,} more problems")) if rest else tuple(shown)


def unreadable(what: str, file: ContractFile) -> Submission:
    """The Submission of something that is no JSON object: a ticket with every gap open."""
    stream = next(iter(file.streams))
    gaps = _gaps(file.streams[stream].required, {}, None, {})
    problem = Problem("$", what)
    return Submission(stream=stream, fields={}, stack=None, gaps=gaps, problems=(problem,))


def _stream(payload: Mapping[str, Any], file: ContractFile) -> str:
    """The named stream; a partner's ticket belongs to the first one that has a board."""
    named = payload.get("stream")
    if isinstance(named, str) and named in file.streams:
        return named
    boards = [name for name, stream in file.streams.items() if stream.board]
    others = [name for name in file.streams if name not in boards]
    pool = boards if payload.get("partner") or not others else others
    return (pool or list(file.streams))[0]


def _field_problems(payload: Mapping[str, Any], file: ContractFile) -> Iterator[Problem]:
    yield from (Problem(k, "unknown field") for k in payload.keys() - KNOWN)
    for name in TEXTS:
        if name in payload and not isinstance(payload[name], str):
            yield Problem(name, "is text")
        elif len(payload.get(name, "")) > LONGEST:
            yield Problem(name, f"is longer than {LONGEST} characters")
    yield from _stream_problems(payload, file)
    yield from _moment_problems(payload.get("reported_at"))
    yield from _list_problems(payload, "reproduction_steps", str, "text")
    yield from _list_problems(payload, "attachments", dict, "{name, text}")
    for name in ("environment", "traffic_profile"):
        if name in payload and not isinstance(payload[name], str | dict):
            yield Problem(name, "is text or a map")
    yield from _impact_problems(payload.get("impact", {}), file)


def _stream_problems(payload: Mapping[str, Any], file: ContractFile) -> Iterator[Problem]:
    named = payload.get("stream")
    if isinstance(named, str) and named not in file.streams:
        yield Problem("stream", f"is one of {', '.join(file.streams)}")


def _moment_problems(value: Any) -> Iterator[Problem]:
    if isinstance(value, str):
        try:
            parse(value)
        except ValueError:
            yield Problem("reported_at", "is an ISO 8601 instant with its offset")


def _list_problems(
    payload: Mapping[str, Any], name: str, kind: type, called: str
) -> Iterator[Problem]:
    value = payload.get(name, [])
    if not isinstance(value, list):
        yield Problem(name, "is a list")
        return
    yield from (
        Problem(f"{name}[{i}]", f"is {called}")
        for i, item in enumerate(value)
        if not isinstance(item, kind)
    )


def _impact_problems(impact: Any, file: ContractFile) -> Iterator[Problem]:
    if not isinstance(impact, dict):
        yield Problem("impact", "is a map of dimension to value")
        return
    dimensions = file.severity.dimensions
    for name, value in impact.items():
        if name not in dimensions:
            yield Problem(f"impact.{name}", f"is no dimension; they are {', '.join(dimensions)}")
        elif value not in (*dimensions[name], UNKNOWN):
            yield Problem(f"impact.{name}", f"is one of {', '.join(dimensions[name])}, {UNKNOWN}")


def _clear_impact(impact: Any, file: ContractFile) -> dict[str, Any]:
    """The dimensions that can be read; a fault in one takes no other with it."""
    if not isinstance(impact, dict):
        return {}
    known = file.severity.dimensions
    clear = {k: v for k, v in impact.items() if k in known and v in (*known[k], UNKNOWN)}
    return {"impact": clear}


def _gaps(
    required: list[str], fields: Mapping[str, Any], stack: Stack | None, sent: Mapping[str, Any]
) -> tuple[str, ...]:
    return tuple(name for name in required if not _given(name, fields, stack, sent))


def _given(
    name: str, fields: Mapping[str, Any], stack: Stack | None, sent: Mapping[str, Any]
) -> bool:
    if not name.startswith("stack"):
        return bool(fields.get(name))
    if stack is None:
        return False
    part = name.partition(".")[2]
    if part == "settings":
        return isinstance(sent.get("stack"), dict) and "settings" in sent["stack"]
    return not part or bool(stack.with_role(Role(part)))
