"""Is every duty held by exactly one person who can be reached, at every instant?

Proved on intervals: between two turns of a roster nothing changes, so each shift is judged once.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from levee.contract.schema import ContractFile, Holder
from levee.desk.roster import Shift, shifts
from levee.model.problem import Problem

_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")

type Span = tuple[datetime, datetime]


def findings(file: ContractFile, start: datetime, end: datetime) -> Iterator[Problem]:
    yield from _doubly_held(file, start, end)
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


def reachable(person: str, file: ContractFile) -> bool:
    """Has this person an address that a mail can go to?"""
    return bool(_MAIL.fullmatch(file.people[person].mail))


def shown(start: datetime, end: datetime) -> str:
    return f"from {_minute(start)} to {_minute(end)}"


def _held(shift: Shift, file: ContractFile) -> bool:
    return any(reachable(person, file) for person in shift.people[:1])


def _doubly_held(file: ContractFile, start: datetime, end: datetime) -> Iterator[Problem]:
    for role in file.roles:
        for shift in shifts(role, file, start, end):
            if len(shift.people) > 1:
                who = " and ".join(shift.people)
                what = f"{who} hold {role} at once {shown(shift.start, shift.end)}"
                yield Problem(f"roles.{role}.overrides", what)


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
        for person in (*file.roles[role].people, *(o.person for o in file.roles[role].overrides))
        if not reachable(person, file)
    )
    return f"{', '.join(people)} without a working mail address"


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
