"""Who holds a role at this moment, and who from when to when?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from levee.contract.schema import ContractFile, Person, Role
from levee.model.moment import utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """[start, end) with all who claim the role then: one person, or overrides that overlap."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


def on_duty(role: str, file: ContractFile, now: datetime) -> str:
    """The key of the person who holds ``role`` now.

    A weekly rotation changes on Mondays at 00:00 in the zone of the first person in it. An
    override goes before it; of several at once the first that is written counts.
    """
    return _claimants(file.roles[role], file, utc(now))[0]


def person(role: str, file: ContractFile, now: datetime) -> Person:
    return file.people[on_duty(role, file, now)]


def shifts(role: str, file: ContractFile, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Who holds ``role`` in [start, end), without gap: at each instant of a shift on_duty gives
    the first of its people, since between two turns nothing changes."""
    spec, start, end = file.roles[role], utc(start), utc(end)
    turns = sorted({start, end, *(t for t in _turns(spec, file, start, end) if start < t < end)})
    kept: list[Shift] = []
    for begins, ends in pairwise(turns):
        people = _claimants(spec, file, begins)
        if kept and kept[-1].people == people:
            kept[-1] = Shift(start=kept[-1].start, end=ends, people=people)
        else:
            kept.append(Shift(start=begins, end=ends, people=people))
    return tuple(kept)


def _claimants(role: Role, file: ContractFile, now: datetime) -> tuple[str, ...]:
    standing_in = (o.person for o in role.overrides if o.since <= now < o.until)
    return tuple(dict.fromkeys(standing_in)) or (_turn(role, file, now),)


def _turn(role: Role, file: ContractFile, now: datetime) -> str:
    if role.rotation == "none":
        return role.people[0]
    return role.people[_week(role, file.people[role.people[0]], now) % len(role.people)]


def _week(role: Role, first: Person, now: datetime) -> int:
    today = now.astimezone(UTC).astimezone(ZoneInfo(first.zone)).date()
    since = date.fromisoformat(role.since)
    monday = since.toordinal() - since.weekday()
    return (today.toordinal() - monday) // 7


def _turns(role: Role, file: ContractFile, start: datetime, end: datetime) -> Iterator[datetime]:
    for override in role.overrides:
        yield override.since
        yield override.until
    if role.rotation == "weekly":
        zone = ZoneInfo(file.people[role.people[0]].zone)
        monday = start.date() - timedelta(days=start.weekday() + 7)
        while monday <= end.date() + timedelta(days=7):
            yield datetime.combine(monday, time(), zone).astimezone(UTC)
            monday += timedelta(days=7)
