"""Short spellings of stacks, clients, Runs and Nights for the lab's tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

from levee.model.fleet import Installation
from levee.model.night import Choice, NightResult, Plan, Why
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Component, Role, Stack, canonical

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
SUITE = "workflow"
_numbers = count(1)


def plugin(text: str, role: Role = Role.PLUGIN) -> Component:
    """``a@1`` is the package ``a`` at version 1."""
    return Component(canonical(f"pkg:pypi/{text}"), role)


def stack(text: str, host: str = "host@1", **settings: str) -> Stack:
    """``a@1 b@2`` on a host."""
    parts = (plugin(host, Role.HOST), *(plugin(p) for p in text.split()))
    return Stack(components=parts, settings=settings)


def client(name: str, on: Stack, traffic: float = 1.0, away_days: float = 0) -> Installation:
    return Installation(
        client=name,
        partner="acme",
        stack=on,
        traffic=traffic,
        tier="standard",
        last_seen=NOW - timedelta(days=away_days),
    )


def check(text: str, outcome: Outcome = Outcome.FAILED, message: str = "") -> CheckResult:
    component, _, name = text.partition("::")
    return CheckResult(component, name, outcome, message)


def run(
    on: Stack,
    outcome: Outcome = Outcome.PASSED,
    checks: Sequence[CheckResult] = (),
    *,
    at: datetime = NOW,
    digest: str = "suite-1",
    why: str = "as seen",
    suite: str = SUITE,
) -> Run:
    return Run(
        id=f"run-{next(_numbers)}",
        stack=on,
        suite=suite,
        suite_digest=digest,
        outcome=outcome,
        why=why,
        checks=tuple(checks),
        purpose=Purpose.NIGHT,
        started_at=at - timedelta(seconds=5),
        ended_at=at,
    )


def night(day: date, *runs: Run, void: bool = False, suite: str = SUITE) -> NightResult:
    return NightResult(day=day, suite=suite, void=void, reason="", runs=runs)


def choice(on: Stack, why: Why = Why.TOP) -> Choice:
    return Choice(stack=on, why=why, reason="for the test")


def planned(*choices: Choice) -> Plan:
    return Plan(choices=choices, shares={})
