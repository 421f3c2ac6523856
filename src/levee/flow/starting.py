"""Which starters may rely on their Stacks before the Nights are there, and for how long?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.flow import certifying
from levee.flow.certifying import Facts
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import check, fleet
from levee.lab.check import Answer, Known
from levee.model.certificate import CertificateState, Grant
from levee.model.event import Event, EventKind
from levee.model.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """One of the heaviest Stacks: granted now, or why not."""

    stack: Stack
    granted: bool
    why: str


def grant(hands: Hands, facts: Facts, by: str, now: datetime) -> Stop | Sequence[Starter]:
    """A person of the reviewer's role grants the heaviest Stacks a temporary certificate.

    Each Stack once under one suite: what runs out has had its time to pass its Nights. None that
    is certified, or known to fail.
    """
    spec = facts.contract.file.certification.temporary
    if spec is None:
        return Stop("the contract grants no temporary certificates")
    if stop := certifying.not_of_the_role(facts.contract, by, now):
        return stop
    active = fleet.active(hands.lab.fleet(), now, facts.contract.file.lab.active_days)
    with hands.ledger.writing():
        return [
            _starter(hands, w.stack, facts, by, now) for w in fleet.weigh(active)[: spec.stacks]
        ]


def _starter(hands: Hands, stack: Stack, facts: Facts, by: str, now: datetime) -> Starter:
    if why := _refused(hands, stack, facts, now):
        return Starter(stack=stack, granted=False, why=why)
    spec = facts.contract.file.certification.temporary
    assert spec is not None
    until = now + timedelta(days=spec.days)
    hands.lab.keep(stack)
    event = Event(
        subject=certifying.subject(stack),
        kind=EventKind.GRANTED,
        at=now,
        actor=by,
        reason=f"temporary, for a starter, until {until.date()}",
        key=f"granted:{facts.suite.digest}",
        data={"suite_digest": facts.suite.digest, "until": until.isoformat()},
    )
    if not hands.ledger.append([event]):
        return Starter(stack=stack, granted=False, why="it was granted one before")
    given = Grant(
        stack_digest=stack.digest, suite_digest=facts.suite.digest, by=by, at=now, until=until
    )
    hands.lab.issue(stack, facts.with_grant(given).standing(stack, now), now)
    return Starter(stack=stack, granted=True, why=event.reason)


def _refused(hands: Hands, stack: Stack, facts: Facts, now: datetime) -> str:
    standing = facts.standing(stack, now)
    interactions = [item.interaction for item in hands.desk.work_items()]
    found = check.check(stack, Known(standing=standing, interactions=interactions))
    if found.answer is not Answer.UNTESTED:
        return found.reason
    if standing.state in (CertificateState.TEMPORARY, CertificateState.SUSPENDED):
        return f"it is {standing.state}: {standing.reason}"
    return ""
