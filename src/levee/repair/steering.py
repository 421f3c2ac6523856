"""May a person change a work item's owner, date, state or acceptance so, and what follows?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.contract import rosters
from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.model.event import Event, EventKind
from levee.model.moment import utc
from levee.model.problem import Problem
from levee.model.work_item import WorkItem, WorkKind, WorkState, subject

MOST, LONGEST = 20, 500  #: acceptance criteria, and characters of each

_OPEN = (WorkState.OPEN, WorkState.IN_PROGRESS)
_BY_HAND = {
    WorkState.OPEN: {WorkState.IN_PROGRESS, WorkState.DROPPED},
    WorkState.IN_PROGRESS: {WorkState.OPEN, WorkState.DROPPED},
    WorkState.ROLLED_BACK: {*_OPEN, WorkState.DROPPED},
    WorkState.DONE: {WorkState.OPEN},
    WorkState.DROPPED: {WorkState.OPEN},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody wants to be otherwise; None stays as it is."""

    owner: str | None = None
    target: datetime | None = None
    state: WorkState | None = None
    acceptance: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """Who wants a work item to change, why, and under which contract."""

    item: WorkItem
    contract: Contract
    by: str
    reason: str
    now: datetime

    @property
    def file(self) -> ContractFile:
        return self.contract.file


def states(item: WorkItem) -> frozenset[WorkState]:
    """Where a person may bring it. That a fix holds, the suite alone says: only an article is done
    because somebody says so. While the suite runs nobody is before it."""
    found = _BY_HAND.get(item.state, set())
    if item.kind is WorkKind.KNOWLEDGE and item.state in _OPEN:
        return frozenset({*found, WorkState.DONE})
    return frozenset(found)


def roles(item: WorkItem, file: ContractFile) -> tuple[str, ...]:
    """Whose people may: the item's role, the role that owns repairs, and the support lead."""
    own = (item.owner_role,) if item.owner_role in file.roles else ()
    return tuple(dict.fromkeys((*own, file.repair.owner, file.support_lead)))


def refusal(asked: Steering) -> str:
    """Why this person may not; empty when they may."""
    named = roles(asked.item, asked.file)
    known = asked.by in asked.file.people
    if known and (
        asked.by == asked.item.owner
        or any(asked.by in rosters.in_turn(role, asked.file) for role in named)
    ):
        return ""
    titles = " or ".join(asked.file.roles[role].title or role for role in named)
    return f"{asked.by} does not hold {titles}, and does not own {asked.item.id}"


def steer(asked: Steering, change: Change) -> Event | tuple[Problem, ...]:
    """The Event that says what is otherwise from here on, or every problem."""
    data = dict(_data(asked, change))
    problems = tuple(_problems(asked, change, data))
    if problems:
        return problems
    return Event(
        subject=subject(asked.item.id),
        kind=EventKind.WORK_CHANGED,
        at=asked.now,
        actor=asked.by,
        reason=asked.reason,
        key=f"{EventKind.WORK_CHANGED.value}:{asked.item.version}",
        data=data | {"was": {name: _was(asked.item, name) for name in data}},
    )


def _problems(asked: Steering, change: Change, data: dict[str, Any]) -> Iterator[Problem]:
    if not asked.reason.strip():
        yield Problem("reason", "is missing; a change says why")
    if change.owner is not None and change.owner not in asked.file.people:
        yield Problem("owner", f"the contract names nobody {change.owner!r}")
    if "target" in data and change.target is not None and change.target <= asked.now:
        yield Problem("target", "is past; a date that is promised lies ahead")
    if "state" in data and change.state is not None and change.state not in states(asked.item):
        yield _state_problem(asked.item, change.state)
    yield from _acceptance_problems(change)
    if not data:
        yield Problem("change", "changes nothing")


def _state_problem(item: WorkItem, wanted: WorkState) -> Problem:
    able = ", ".join(sorted(state.value for state in states(item))) or "none by hand"
    said = "the suite says that a fix holds" if wanted is WorkState.VERIFIED else ""
    what = f"it is {item.state.value}; from there: {able}"
    return Problem("state", f"{said}; {what}" if said else what)


def _acceptance_problems(change: Change) -> Iterator[Problem]:
    if change.acceptance is None:
        return
    if not change.acceptance:
        yield Problem("acceptance", "is empty; say when it is accepted")
    if len(change.acceptance) > MOST:
        yield Problem("acceptance", f"has {len(change.acceptance)} criteria; at most {MOST}")
    for number, one in enumerate(change.acceptance):
        if len(one) > LONGEST:
            yield Problem(f"acceptance[{number}]", f"is longer than {LONGEST} characters")


def _data(asked: Steering, change: Change) -> Iterator[tuple[str, Any]]:
    """Only what differs from what is."""
    item = asked.item
    if change.owner is not None and change.owner != item.owner:
        yield "owner", change.owner
        yield "role", _role(asked, change.owner)
    if change.target is not None and change.target != item.target:
        yield "target", utc(change.target).isoformat()
    if change.state is not None and change.state is not item.state:
        yield "state", change.state.value
    if change.acceptance is not None and change.acceptance != item.acceptance:
        yield "acceptance", list(change.acceptance)


def _role(asked: Steering, owner: str) -> str:
    """The item's role where the new owner holds it, else the first that they hold."""
    own = asked.item.owner_role
    held = [r for r in asked.file.roles if owner in rosters.members(r, asked.file)]
    return own if own in held or not held else held[0]


def _was(item: WorkItem, name: str) -> Any:
    match name:
        case "target":
            return item.target.isoformat()
        case "acceptance":
            return list(item.acceptance)
        case "role":
            return item.owner_role
        case "state":
            return item.state.value
    return item.owner


def words(event: Event, file: ContractFile) -> str:
    """What is otherwise, in a line: ``owner Ada Engel → Bo Lind; state open → dropped``."""
    data, was = event.data, event.data["was"]
    parts = []
    if "owner" in data:
        parts.append(f"owner {_name(file, was['owner'])} → {_name(file, data['owner'])}")
    if "target" in data:
        parts.append(f"target {_day(was['target'])} → {_day(data['target'])}")
    if "state" in data:
        parts.append(f"state {was['state']} → {data['state']}")
    if "acceptance" in data:
        parts.append("acceptance criteria")
    return "; ".join(parts)


def _name(file: ContractFile, key: str) -> str:
    return file.people[key].name if key in file.people else key


def _day(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M UTC")
