"""Is each role held by exactly one person at every instant, and in that person's working hours?"""

from collections.abc import Iterator
from datetime import datetime

from levee.contract import rosters
from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk.hours import elapsed
from levee.desk.lint.duties import shown
from levee.desk.roster import Shift, shifts
from levee.model.problem import Problem


def findings(contract: Contract, start: datetime, end: datetime) -> Iterator[Problem]:
    file = contract.file
    for role, spec in file.roles.items():
        if why := rosters.unfolding(spec, file, start, end):
            yield Problem(f"roles.{role}.ics", f"{spec.ics} {why}")
        for shift in shifts(role, file, start, end):
            yield from _held_by_one(role, shift)
            yield from _never_at_work(role, shift, contract)
    yield from _pod(file)


def _held_by_one(role: str, shift: Shift) -> Iterator[Problem]:
    when = shown(shift.start, shift.end)
    place = f"roles.{role}.{'overrides' if shift.by == 'override' else 'ics'}"
    if not shift.people:
        yield Problem(place, f"nobody holds {role} {when}")
    if len(shift.people) > 1:
        yield Problem(place, f"{' and '.join(shift.people)} hold {role} at once {when}")


def _never_at_work(role: str, shift: Shift, contract: Contract) -> Iterator[Problem]:
    """What may wait for this person's hours would wait until the next one has taken over."""
    for person in shift.people[:1]:
        hours = contract.file.people[person].hours
        if hours and elapsed(contract.calendars[hours], shift.start, shift.end) <= 0:
            when = shown(shift.start, shift.end)
            what = f"{person} holds {role} {when}, and {hours} is never open then"
            yield Problem(f"people.{person}.hours", what)


def _pod(file: ContractFile) -> Iterator[Problem]:
    """A pod with too few people, or whose knowledge fixes are on somebody outside it."""
    if file.pod is None:
        return
    for role, needed in file.pod.members.items():
        there = rosters.members(role, file)
        if len(there) < needed:
            what = f"needs {needed} people, and {role} has {len(there)}: {', '.join(there)}"
            yield Problem(f"pod.members.{role}", what)
    name = file.repair.knowledge_clock
    owner = file.clocks[name].owner if name else ""
    if owner and owner != file.pod.knowledge:
        what = f"knowledge work is {file.pod.knowledge}'s, and its clock {name} is {owner}'s"
        yield Problem("pod.knowledge", what)
    for place, role in (("knowledge", file.pod.knowledge), *_ships(file.pod.ships)):
        if role not in file.pod.members:
            yield Problem(f"pod.{place}", f"{role} is no part of the pod")


def _ships(roles: list[str]) -> list[tuple[str, str]]:
    return [(f"ships.{i}", role) for i, role in enumerate(roles)]
