"""Who holds a role at this moment?"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from levee.contract.schema import ContractFile, Person, Role


def on_duty(role: str, file: ContractFile, now: datetime) -> str:
    """The key of the person who holds ``role`` now.

    A weekly rotation changes on Mondays at 00:00 in the zone of the first person in it.
    """
    spec = file.roles[role]
    if spec.rotation == "none":
        return spec.people[0]
    return spec.people[_week(spec, file.people[spec.people[0]], now) % len(spec.people)]


def _week(role: Role, first: Person, now: datetime) -> int:
    today = now.astimezone(UTC).astimezone(ZoneInfo(first.zone)).date()
    since = date.fromisoformat(role.since)
    monday = since.toordinal() - since.weekday()
    return (today.toordinal() - monday) // 7


def person(role: str, file: ContractFile, now: datetime) -> Person:
    return file.people[on_duty(role, file, now)]
