"""Is every duty held by exactly one person who can be reached, at every instant?

Proved on intervals: between two turns of a roster nothing changes, so each shift is judged once.
"""

from collections.abc import Iterator
from datetime import datetime

from levee.contract import rosters
from levee.contract.schema import ContractFile, Holder
from levee.desk.roster import Shift, reachable, shifts
from levee.model.problem import Problem

type Span = tuple[datetime, datetime]


def findings(file: ContractFile, start: datetime, end: datetime) -> Iterator[Problem]:
    yield from _unowned(file, start, end)
    for severity, held in file.escalation.matrix.items():
        for duty, holder in held.items():
            for gap in gaps(holder, file, start, end):
                what = f"nobody who can be reached holds {duty} {shown(*gap)}: {_why(holder, file)}"
                yield Problem(f"escalation.matrix.{severity}.{duty}", what)


def gaps(holder: Holder, file: ContractFile, start: datetime, end: datetime) -> Iterator[Span]:
    """Where neither the role nor its deputy has exactly one person who can be reached."""
    for begins, ends in unheld(holder.role, file, start, end):
        yield from unheld(holder.deputy, file, begins, ends)


def unheld(role: str, file: ContractFile, start: datetime, end: datetime) -> Iterator[Span]:
    """The intervals in which the one on duty cannot be reached; neighbours are joined."""
    kept: Span | None = None
    for shift in shifts(role, file, start, end):
        if _held(shift, file):
            continue
        if kept and kept[1] == shift.start:
            kept = (kept[0], shift.end)
            continue
        if kept:
            yield kept
        kept = (shift.start, shift.end)
    if kept:
        yield kept


def shown(start: datetime, end: datetime) -> str:
    return f"from {_minute(start)} to {_minute(end)}"


def _held(shift: Shift, file: ContractFile) -> bool:
    return any(reachable(person, file) for person in shift.people[:1])


def _unowned(file: ContractFile, start: datetime, end: datetime) -> Iterator[Problem]:
    """Whoever a ticket is given to by itself has to hear of it; there is no deputy for that."""
    named = [("severity.unclear_to", file.severity.unclear_to), ("support_lead", file.support_lead)]
    for name, stream in file.streams.items():
        named += [
            (f"streams.{name}.owner", stream.owner),
            (f"streams.{name}.pend.role", stream.pend.role),
        ]
    for place, role in named:
        for gap in unheld(role, file, start, end):
            yield Problem(place, f"{role}, who is given tickets, cannot be reached {shown(*gap)}")


def _why(holder: Holder, file: ContractFile) -> str:
    people = dict.fromkeys(
        person
        for role in (holder.role, holder.deputy)
        for person in rosters.members(role, file)
        if not reachable(person, file)
    )
    if not people:
        return f"{holder.role} and {holder.deputy} are held by nobody then"
    return f"{', '.join(people)} without a working mail address"


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
