"""May a message ring now, or does it wait for the person's own hours?"""

from dataclasses import replace
from datetime import datetime

from levee.contract.load import Contract
from levee.desk.hours import next_open
from levee.model.event import Consequence
from levee.model.moment import utc


def not_before(person: str, severity: int, contract: Contract, now: datetime) -> datetime | None:
    """When the person's hours open, for a quiet severity outside of them; None: at once."""
    hours = contract.file.people[person].hours
    if not hours or not is_quiet(severity, contract):
        return None
    opens = next_open(contract.calendars[hours], now)
    return opens if opens > utc(now) else None


def hushed(
    told: Consequence, person: str, severity: int, contract: Contract, now: datetime
) -> Consequence:
    """A message to somebody of ours, as it may ring: in a storm it may join others in a digest."""
    return replace(
        told,
        not_before=not_before(person, severity, contract, now),
        recipient=contract.file.people[person].mail,
    )


def is_quiet(severity: int, contract: Contract) -> bool:
    return severity in contract.file.quiet_severities
