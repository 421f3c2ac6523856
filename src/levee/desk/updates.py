"""May this update go to the customer, and what is missing if not?

Draft, second person where the contract asks for one, sent. A draft may lack parts; what is sent
may not. Every text is redacted before it is kept, and the writer is told where that changed it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from levee.contract.durations import seconds
from levee.desk.case import Case
from levee.desk.redaction import redact, redact_value
from levee.model.event import Event, EventKind
from levee.model.moment import parse
from levee.model.problem import NotNow, Problem, Rejected
from levee.model.update import Update, UpdateState, updates

PARTS = ("impact", "workaround", "owner", "next_update", "evidence")
LONGEST = 10_000  #: characters of one part
MOST = 50  #: pieces of evidence
_TICKET = re.compile(r"\bT-\d+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The Event of a draft, and which parts redaction changed (place and kind)."""

    event: Event
    changed: tuple[str, ...]


def draft(case: Case, parts: Mapping[str, Any], by: str) -> Drafted:
    """Parts may be missing; what is there has the right shape, or every problem is named."""
    problems = [*case.stranger(by), *_shapes(parts)]
    due = _instant(parts.get("next_update"), case.now, problems)
    if problems:
        raise Rejected(tuple(problems))
    texts = {name: parts.get(name) or "" for name in ("impact", "workaround", "owner")}
    clean, found = redact_value(texts | {"evidence": list(parts.get("evidence") or ())})
    number = len(updates(case.events)) + 1
    data = clean | {"number": number, "next_update": due.isoformat() if due else ""}
    changed = tuple(f"{where.removeprefix('$.')}: {kind}" for where, kind in found)
    event = _event(case, EventKind.UPDATE_DRAFTED, number, by, "a draft, not sent yet", data)
    return Drafted(event=event, changed=changed)


def approve(case: Case, by: str) -> Event:
    """A second person read the whole of it."""
    update = latest(case)
    if update.state is not UpdateState.DRAFTED:
        raise NotNow(f"update {update.number} is {update.state}", _moves(update))
    problems = [*case.stranger(by), *missing(case, update)]
    if by == update.writer:
        problems.append(Problem("--by", f"{by} wrote it; another person reads it"))
    if problems:
        raise Rejected(tuple(problems))
    why = f"{by} read what {update.writer} wrote"
    return _event(case, EventKind.UPDATE_APPROVED, update.number, by, why, {})


def send(case: Case, by: str, told: Sequence[str]) -> Event:
    """Everything is there, a second person read it where one is asked for, and it is safe."""
    update = latest(case)
    if update.state is UpdateState.SENT:
        raise NotNow(f"update {update.number} is sent", _moves(update))
    problems = [*case.stranger(by), *missing(case, update)]
    if problems:
        raise Rejected(tuple(problems))
    if (
        case.file.updates[case.ticket.severity].second_person
        and update.state is not UpdateState.APPROVED
    ):
        why = f"severity {case.ticket.severity} needs a second person, other than {update.writer}"
        raise NotNow(f"update {update.number} is {update.state}; {why}", _moves(update))
    data = update.parts() | {"told": list(told)}
    why = f"the customer was told; the next update comes by {_utc(update.next_update)}"
    return _event(case, EventKind.UPDATE_SENT, update.number, by, why, data)


def latest(case: Case) -> Update:
    """The draft that may go on, or the last one that was sent."""
    found = updates(case.events)
    if not found:
        raise NotNow(f"{case.ticket.id} has no update", ("draft",))
    return found[-1]


def missing(case: Case, update: Update) -> tuple[Problem, ...]:
    """Each part that an update cannot go without, and each that may not go out as it is."""
    return (*_absent(update), *_owner(case, update), *_next(case, update), *_unsafe(case, update))


def _absent(update: Update) -> Iterator[Problem]:
    if not update.impact.strip():
        yield Problem("impact", "is missing: what does the customer notice?")
    if not update.workaround.strip():
        yield Problem("workaround", 'is missing; write "none yet" where there is none')
    if not update.owner.strip():
        yield Problem("owner", "is missing: who answers for it now?")
    if update.next_update is None:
        yield Problem("next_update", "is missing: when does the customer hear from us next?")
    if not any(piece.strip() for piece in update.evidence):
        yield Problem("evidence", "is missing: what shows it, and passed redaction?")


def _owner(case: Case, update: Update) -> Iterator[Problem]:
    file = case.file
    if update.owner.strip() and update.owner not in {*file.people, *file.roles}:
        yield Problem("owner", f"{update.owner!r} is no person and no role of the contract")


def _next(case: Case, update: Update) -> Iterator[Problem]:
    """The customer is never told of a later moment than the contract promises."""
    if update.next_update is None:
        return
    if update.next_update <= case.now:
        yield Problem("next_update", f"{_utc(update.next_update)} is past")
    elif update.next_update > case.now + every(case):
        latest_by = _utc(case.now + every(case))
        yield Problem("next_update", f"is later than the contract promises, which is {latest_by}")


def _unsafe(case: Case, update: Update) -> Iterator[Problem]:
    texts = {"impact": update.impact, "workaround": update.workaround}
    texts |= {f"evidence[{i}]": piece for i, piece in enumerate(update.evidence)}
    for place, text in texts.items():
        if redact(text) != text:
            yield Problem(place, "holds what may not travel; draft it again")
        others = sorted({t for t in _TICKET.findall(text) if t != case.ticket.id})
        if others:
            yield Problem(place, f"names another ticket: {', '.join(others)}")
    yield from _foreign_runs(case, update)


def _foreign_runs(case: Case, update: Update) -> Iterator[Problem]:
    """``run:ID`` is evidence only where that Run belongs to this ticket."""
    own = {e.data.get(name) for e in case.events for name in ("run", "baseline")}
    for i, piece in enumerate(update.evidence):
        if piece.startswith("run:") and piece.removeprefix("run:").strip() not in own:
            yield Problem(f"evidence[{i}]", f"{piece[:80]!r} is no Run of {case.ticket.id}")


def _shapes(parts: Mapping[str, Any]) -> Iterator[Problem]:
    yield from (Problem(str(k)[:80], "unknown part") for k in parts if k not in PARTS)
    for name in ("impact", "workaround", "owner", "next_update"):
        value = parts.get(name)
        if value is not None and not isinstance(value, str):
            yield Problem(name, "is text")
        elif len(value or "") > LONGEST:
            yield Problem(name, f"is longer than {LONGEST} characters")
    yield from _evidence_shape(parts.get("evidence"))


def _evidence_shape(value: Any) -> Iterator[Problem]:
    if value is None:
        return
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        yield Problem("evidence", "is a list of texts")
    elif len(value) > MOST or any(len(v) > LONGEST for v in value):
        yield Problem("evidence", f"is at most {MOST} texts of {LONGEST} characters")


def _instant(value: Any, now: datetime, problems: list[Problem]) -> datetime | None:
    """An instant with its offset, or a wait such as ``45m`` from now."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return parse(value)
    except ValueError:
        pass
    try:
        return now + timedelta(seconds=seconds(value.strip()))
    except (ValueError, OverflowError):
        problems.append(Problem("next_update", "is an ISO 8601 instant with its offset, or 45m"))
        return None


def _moves(update: Update) -> tuple[str, ...]:
    if update.state is UpdateState.SENT:
        return ("draft",)
    return ("approve", "draft") if update.state is UpdateState.DRAFTED else ("send", "draft")


def _utc(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else ""


def every(case: Case) -> timedelta:
    """How often the customer of such a ticket hears from us."""
    return timedelta(seconds=seconds(case.file.updates[case.ticket.severity].every))


def _event(
    case: Case, kind: EventKind, number: int, by: str, why: str, data: Mapping[str, Any]
) -> Event:
    return case.event(kind, str(number), by, why, {"number": number, **data})
