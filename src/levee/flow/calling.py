"""CALL: whose Night is it time for, and was it called already?"""

from datetime import date, datetime

from levee.contract.load import Contract
from levee.flow.hands import Hands
from levee.lab import schedule
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.suite import Suite


def subject(day: date, suite: Suite) -> str:
    return f"night:{day.isoformat()}:{suite.name}"


def call(hands: Hands, contract: Contract, suite: Suite, now: datetime) -> tuple[Event, ...]:
    """Put the Night whose time has come into the queue, once a date however often this is asked."""
    when = contract.file.lab.night
    day = schedule.due(when, now)
    if when is None or day is None:
        return ()
    named = subject(day, suite)
    if schedule.is_called(hands.ledger.events(named)):
        return ()
    event = Event(
        subject=named,
        kind=EventKind.NIGHT_CALLED,
        at=now,
        actor=LEVEE,
        reason=f"it is past {when.at} in {when.zone}",
        key=EventKind.NIGHT_CALLED.value,
    )
    payload = {"job": "night", "night": day.isoformat()}
    job = Consequence(channel=Channel.JOB, key=f"{named}:night", payload=payload)
    return hands.ledger.append([event], [job])
