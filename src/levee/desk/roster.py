"""Who holds a role at this moment, and who from when to when?"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from levee.contract import rosters
from levee.contract.rosters import Claim
from levee.contract.schema import ContractFile, Person, Role
from levee.model.moment import utc

_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """[start, end) with all who claim the role then, and what gave it to them: one person, or
    several whose overrides or turns overlap, or nobody where a feed leaves a gap."""

    start: datetime
    end: datetime
    people: tuple[str, ...]
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who holds a duty now, in which role, and why it is not somebody else."""

    role: str
    person: str
    why: str


def on_duty(role: str, file: ContractFile, now: datetime) -> str:
    """The key of the person who holds ``role`` now. Never nobody.

    A weekly rotation changes on Mondays at 00:00 in the role's zone, or else that of the first
    person in it. A feed goes before it, and an override before both; of several at once the first
    counts. What a feed leaves open and no rotation holds is the support lead's.
    """
    people = _claimed(role, file, now)
    return people[0] if people else _nobody_else(role, file, now)


def person(role: str, file: ContractFile, now: datetime) -> Person:
    return file.people[on_duty(role, file, now)]


def shift(role: str, file: ContractFile, now: datetime) -> Shift:
    """The shift that ``now`` lies in, within two months on both sides."""
    now, around = utc(now), timedelta(days=60)
    found = shifts(role, file, now - around, now + around)
    return next(s for s in found if s.start <= now < s.end)


def holder(duty: str, severity: int, file: ContractFile, now: datetime) -> Held:
    """Who holds a duty of a severity now: the role, or its deputy when nobody else is reached."""
    held = file.escalation.matrix[severity][duty]
    first, second = (on_duty(role, file, now) for role in (held.role, held.deputy))
    if reachable(first, file):
        return Held(role=held.role, person=first, why=f"{held.role} holds {duty}")
    if reachable(second, file):
        why = f"{first} ({held.role}) cannot be reached, and {held.deputy} stands in for {duty}"
        return Held(role=held.deputy, person=second, why=why)
    lead = file.support_lead
    why = f"nobody who can be reached holds {duty}; what is unclear is the support lead's"
    return Held(role=lead, person=on_duty(lead, file, now), why=why)


def owner(role: str, why: str, file: ContractFile, now: datetime) -> Held:
    """Who owns what is given to a role; the support lead where nobody holds it now."""
    if _claimed(role, file, now):
        return Held(role=role, person=on_duty(role, file, now), why=why)
    lead = file.support_lead
    gone = f"the owner is unclear: nobody holds {role} now"
    return Held(role=lead, person=on_duty(lead, file, now), why=gone)


def reachable(person: str, file: ContractFile) -> bool:
    """Has this person an address that a mail can go to?"""
    return bool(_MAIL.fullmatch(file.people[person].mail))


def shifts(role: str, file: ContractFile, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Who holds ``role`` in [start, end), without gap: at each instant of a shift on_duty gives
    the first of its people, since between two turns nothing changes."""
    spec, start, end = file.roles[role], utc(start), utc(end)
    fed = rosters.claims(spec, file, start, end)
    changes = (*_turns(spec, file, start, end), *(t for c in fed for t in (c.start, c.end)))
    turns = sorted({start, end, *(t for t in changes if start < t < end)})
    kept: list[Shift] = []
    for (begins, ends), now_fed in zip(pairwise(turns), _running(fed, turns), strict=False):
        people, by = _claimants(spec, file, begins, now_fed)
        if kept and (kept[-1].people, kept[-1].by) == (people, by):
            kept[-1] = Shift(start=kept[-1].start, end=ends, people=people, by=by)
        else:
            kept.append(Shift(start=begins, end=ends, people=people, by=by))
    return tuple(kept)


def _running(fed: tuple[Claim, ...], turns: list[datetime]) -> Iterator[tuple[Claim, ...]]:
    """At each turn, the claims that run then; each claim is looked at once when it begins."""
    coming, running = deque(fed), list[Claim]()
    for at in turns:
        while coming and coming[0].start <= at:
            running.append(coming.popleft())
        running = [claim for claim in running if at < claim.end]
        yield tuple(running)


def _claimants(
    role: Role, file: ContractFile, now: datetime, fed: tuple[Claim, ...]
) -> tuple[tuple[str, ...], str]:
    standing_in = tuple(dict.fromkeys(o.person for o in role.overrides if o.since <= now < o.until))
    if standing_in:
        return standing_in, "override"
    if fed:
        return tuple(dict.fromkeys(who for claim in fed for who in claim.people)), role.ics
    if not role.people:
        return (), role.ics
    return (_turn(role, file, now),), role.rotation


def _claimed(role: str, file: ContractFile, now: datetime) -> tuple[str, ...]:
    spec, now = file.roles[role], utc(now)
    return _claimants(spec, file, now, rosters.claims(spec, file, now, now + _INSTANT))[0]


def _nobody_else(role: str, file: ContractFile, now: datetime) -> str:
    if role != file.support_lead:
        return on_duty(file.support_lead, file, now)
    return next(iter(rosters.members(role, file)), next(iter(file.people)))


def _turn(role: Role, file: ContractFile, now: datetime) -> str:
    if role.rotation == "none":
        return role.people[0]
    return role.people[_week(role, rosters.zone(role, file), now) % len(role.people)]


def _week(role: Role, zone: str, now: datetime) -> int:
    today = now.astimezone(UTC).astimezone(ZoneInfo(zone)).date()
    since = date.fromisoformat(role.since)
    monday = since.toordinal() - since.weekday()
    return (today.toordinal() - monday) // 7


def _turns(role: Role, file: ContractFile, start: datetime, end: datetime) -> Iterator[datetime]:
    for override in role.overrides:
        yield override.since
        yield override.until
    if role.rotation == "weekly" and role.people:
        zone = ZoneInfo(rosters.zone(role, file))
        monday = start.date() - timedelta(days=start.weekday() + 7)
        while monday <= end.date() + timedelta(days=7):
            yield datetime.combine(monday, time(), zone).astimezone(UTC)
            monday += timedelta(days=7)
