"""Is this a ticket we can work on, and what is missing or wrong if not?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from levee.contract.schema import FIELDS, UNKNOWN, ContractFile
from levee.desk import routing, stack_lists
from levee.desk.gaps import SETTINGS, UNREADABLE
from levee.desk.redaction import names, redact
from levee.desk.redaction.names import Names
from levee.desk.stack_lists import Oversize
from levee.model.moment import parse
from levee.model.problem import Problem
from levee.model.stack import Role, Stack

TEXTS = ("stream", "partner", "client", "title", "description", "reported_at", "affected_user",
         "affected_screen", "idempotency_key")  # fmt: skip
PRIVATE = "private_names"  #: who must not be named: used at the door, kept sealed only
AFFECTED = "affected_user"  #: who it happened to: the customer's users
LISTS = {"stack", "impact", "evidence"}  #: words of ours and names of components
NONE = Names()
OURS = {"stream", "partner", "client", "idempotency_key"}  #: who sends, not who is named
KNOWN = {*TEXTS, "stack", "environment", "traffic_profile", "reproduction_steps", "impact",
         "attachments", "evidence", "cannot_provide", PRIVATE}  # fmt: skip
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
    oversize: Problem | None = None  #: the list that is too long to be taken at all
    has_settings: bool = False  #: settings were told, be it that there are none
    names: Names = NONE  #: who it names; to be sealed, and stored nowhere else


def validate(
    payload: Mapping[str, Any],
    file: ContractFile,
    faults: Sequence[Problem] = (),
    known: Names = NONE,
) -> Submission:
    """Check one submission against the contract: every problem with its JSON path.

    This is the only door: a file, the API, a form and mail all come through here. ``faults`` are
    what the reader of the bytes found doubtful; such a field is as good as missing. ``known`` are
    the people that earlier answers of the same ticket named.
    """
    payload, faults, named = _nameless(payload, faults, known)
    problems = [*faults, *_field_problems(payload, file)]
    stack: Stack | None = None
    if payload.get("stack") is not None:
        stack, found = stack_lists.read(payload["stack"], file.product)
        problems += found
    stream = stream_of(payload, file)
    bad = {_field_of(p) for p in problems} - {"stack"}
    fields = {k: v for k, v in payload.items() if k in KNOWN - bad - {"stack", PRIVATE}}
    fields |= _clear_impact(payload.get("impact"), file)
    if evidence := routing.clear(payload.get("evidence")):
        fields |= {"evidence": evidence}
    settings = _has_settings(payload.get("stack"), stack)
    told = Given(fields=fields, stack=stack, has_settings=settings, is_readable=_is_whole(problems))
    return Submission(
        stream=stream,
        fields=fields,
        stack=stack,
        gaps=gaps(file.streams[stream].required, told),
        problems=_told(problems),
        oversize=next((p for p in problems if isinstance(p, Oversize)), None),
        has_settings=settings,
        names=named,
    )


def _nameless(
    payload: Mapping[str, Any], faults: Sequence[Problem], known: Names
) -> tuple[Mapping[str, Any], Sequence[Problem], Names]:
    """What was sent, without the people that it names or that were named before; and who they are.

    A component may be called as an affected user is: lists lose the names marked as private only.
    """
    told = names.told(payload.get(AFFECTED), payload.get(PRIVATE, []))
    found = known.then(told)
    kept = {k: v for k, v in payload.items() if k in OURS | {PRIVATE}}
    lists = {k: v for k, v in payload.items() if k in LISTS}
    texts = {k: v for k, v in payload.items() if k not in kept.keys() | lists.keys()}
    clean = kept | names.without(lists, found, private_only=True) | names.without(texts, found)
    if isinstance(stack := clean.get("stack"), dict):
        tables = {t: stack[t] for t in ("settings", "platform") if t in stack}
        clean["stack"] = stack | {t: names.without(v, found) for t, v in tables.items()}
    return clean, [Problem(names.without(p.where, found), p.what) for p in faults], told


def _field_of(problem: Problem) -> str:
    """``stack.list:7`` is about ``stack``, ``environment.a[0]`` about ``environment``."""
    return re.split(r"[.\[: ]", problem.where, maxsplit=1)[0]


def _is_whole(problems: Sequence[Problem]) -> bool:
    """Every component that was listed could be read."""
    tables = ("stack.settings", "stack.platform")
    return not any(_field_of(p) == "stack" and not p.where.startswith(tables) for p in problems)


def _has_settings(sent: Any, stack: Stack | None) -> bool:
    """That there are none is told by an empty map."""
    told = isinstance(sent, dict) and isinstance(sent.get("settings"), dict)
    return told or (stack is not None and bool(stack.settings))


def _told(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first of them, fit to be stored and shown: a place holds names that somebody sent."""
    shown = [Problem(redact(p.where)[:LONGEST_PLACE] or '""', p.what) for p in problems[:MOST]]
    rest = len(problems) - len(shown)
    return (*shown, Problem("$", f"and {rest:,} more problems")) if rest else tuple(shown)


def unreadable(what: str, file: ContractFile) -> Submission:
    """The Submission of something that is no JSON object: a ticket with every gap open."""
    stream = next(iter(file.streams))
    open_gaps = gaps(file.streams[stream].required, Given(fields={}, stack=None))
    problem = Problem("$", what)
    return Submission(stream=stream, fields={}, stack=None, gaps=open_gaps, problems=(problem,))


def stream_of(payload: Mapping[str, Any], file: ContractFile) -> str:
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
    yield from _private_problems(payload)
    for name in ("environment", "traffic_profile"):
        if name in payload and not isinstance(payload[name], str | dict):
            yield Problem(name, "is text or a map")
    yield from impact_problems(payload.get("impact", {}), file)
    yield from routing.problems(payload.get("evidence", {}))
    yield from _excuse_problems(payload.get("cannot_provide", {}))


def _private_problems(payload: Mapping[str, Any]) -> Iterator[Problem]:
    """A name that cannot be taken out is told without being told."""
    yield from _list_problems(payload, PRIVATE, str, "the name of a person, as text")
    given = payload.get(PRIVATE, [])
    if isinstance(given, list) and len(given) > names.MOST:
        yield Problem(PRIVATE, f"has more than {names.MOST} names")
    for i, name in enumerate(given if isinstance(given, list) else ()):
        if isinstance(name, str) and not names.SHORTEST <= len(name.strip()) <= names.LONGEST:
            yield Problem(f"{PRIVATE}[{i}]", f"has {names.SHORTEST} to {names.LONGEST} characters")


def _excuse_problems(excuses: Any) -> Iterator[Problem]:
    """A gap may stay open for a reason, never without one."""
    if not isinstance(excuses, dict):
        yield Problem("cannot_provide", "is a map of field to the reason")
        return
    for name, why in excuses.items():
        if name not in (*FIELDS, UNREADABLE):
            yield Problem(f"cannot_provide.{name}", "is no field that can be required")
        elif not isinstance(why, str) or not why.strip() or len(why) > LONGEST:
            yield Problem(f"cannot_provide.{name}", "is the reason, as text")


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


def impact_problems(impact: Any, file: ContractFile) -> Iterator[Problem]:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known of a ticket when its gaps are counted."""

    fields: Mapping[str, Any]
    stack: Stack | None
    has_settings: bool = False
    is_readable: bool = True  #: False: the stack has components that nobody could read


def gaps(required: Sequence[str], given: Given) -> tuple[str, ...]:
    """What the stream requires and nobody has told yet. "Cannot provide, because" is an answer.

    A component that could not be read is a gap of its own: work on the rest would be a guess.
    """
    missing = [name for name in required if not _given(name, given)]
    is_partly = given.stack is not None and not given.is_readable
    if is_partly and any(name.startswith("stack") for name in required):
        missing.append(UNREADABLE)
    excused = given.fields.get("cannot_provide", {})
    return tuple(name for name in missing if name not in excused)


def _given(name: str, given: Given) -> bool:
    if not name.startswith("stack"):
        return _says_something(given.fields.get(name))
    if given.stack is None:
        return False
    if name == SETTINGS:
        return given.has_settings
    part = name.partition(".")[2]
    return not part or bool(given.stack.with_role(Role(part)))


def _says_something(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list):
        return any(_says_something(item) for item in value)
    return bool(value)
