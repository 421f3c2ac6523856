"""What holds for the whole contract, and what does not, with a counter-example for each?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.contract.load import Contract
from levee.desk.lint import calendars, duties, routes, rungs, severities, shifts, streams
from levee.model.problem import Problem

HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``findings`` name a dotted path each; none means proved. The rest says over how much."""

    findings: tuple[Problem, ...]
    combinations: int
    rules: int
    duties: int
    rungs: int
    calendars: int
    start: datetime
    end: datetime


def prove(contract: Contract, now: datetime) -> Proof:
    """Every finding about the contract from ``now`` to the horizon."""
    file, end = contract.file, now + HORIZON
    return Proof(
        findings=tuple(dict.fromkeys(_findings(contract, now, end))),
        combinations=severities.combinations(file.severity),
        rules=len(file.severity.rules),
        duties=sum(len(held) for held in file.escalation.matrix.values()),
        rungs=sum(len(clock.rungs) for clock in file.clocks.values()),
        calendars=len(file.calendars),
        start=now,
        end=end,
    )


def _findings(contract: Contract, start: datetime, end: datetime) -> Iterator[Problem]:
    yield from severities.findings(contract.file.severity)
    yield from shifts.findings(contract, start, end)
    yield from duties.findings(contract.file, start, end)
    yield from rungs.findings(contract, start, end)
    yield from calendars.findings(contract, start, end)
    yield from streams.findings(contract.file)
    yield from routes.findings(contract.file)
