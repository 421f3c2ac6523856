"""Who reviews a Stack, and what changes when its standing does?"""

from collections.abc import Sequence
from datetime import datetime

from levee.contract.load import Contract
from levee.desk import roster
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import certify
from levee.model.certificate import CertificateState, Standing
from levee.model.event import LEVEE, Event, EventKind
from levee.model.stack import Stack
from levee.model.suite import Suite

#: A certificate that stands or has run out may be renewed by a new review.
_REVIEWED_IN = (
    CertificateState.AWAITING_REVIEW,
    CertificateState.CERTIFIED,
    CertificateState.EXPIRED,
)


def subject(stack: Stack) -> str:
    return f"stack:{stack.digest}"


def standing(
    hands: Hands, stack: Stack, contract: Contract, suite: Suite, now: datetime
) -> Standing:
    """What the rule says of a Stack now; the only authority on certificates."""
    spec = contract.file.certification
    rules = certify.Rules(
        nights=spec.nights,
        repeats=spec.repeats,
        expires_days=spec.expires_after_days,
        reviewer_role=spec.reviewer,
    )
    about = certify.Subject(stack_digest=stack.digest, suite=suite.name, suite_digest=suite.digest)
    return certify.standing(about, hands.lab.nights(suite), hands.lab.reviews(), rules, now)


def settle(
    hands: Hands, stack: Stack, contract: Contract, suite: Suite, now: datetime
) -> Sequence[Event]:
    """Write down a certificate that began or ended; nothing when nothing changed."""
    now_is = standing(hands, stack, contract, suite, now)
    was = _last(hands, stack)
    if now_is.state is CertificateState.CERTIFIED and was is not EventKind.CERTIFIED:
        paths = hands.lab.issue(stack, now_is)
        return _write(hands, stack, EventKind.CERTIFIED, now_is, now, dict(paths))
    if now_is.state is not CertificateState.CERTIFIED and was is EventKind.CERTIFIED:
        hands.lab.issue(stack, now_is)
        return _write(hands, stack, EventKind.SUSPENDED, now_is, now, {})
    return ()


def _last(hands: Hands, stack: Stack) -> EventKind | None:
    kinds = (EventKind.CERTIFIED, EventKind.SUSPENDED)
    found = [e.kind for e in hands.ledger.events(subject(stack)) if e.kind in kinds]
    return found[-1] if found else None


def _write(
    hands: Hands,
    stack: Stack,
    kind: EventKind,
    standing: Standing,
    now: datetime,
    paths: dict[str, str],
) -> Sequence[Event]:
    number = len(hands.ledger.events(subject(stack)))
    event = Event(
        subject=subject(stack),
        kind=kind,
        at=now,
        actor=LEVEE,
        reason=standing.reason,
        key=f"{kind.value}:{number}",
        data={
            "suite": standing.suite,
            "streak": standing.streak,
            "bound": standing.bound,
            "reviewer": standing.reviewer,
            "paths": paths,
        },
    )
    return hands.ledger.append([event])


def review(
    hands: Hands,
    stack: Stack,
    contract: Contract,
    suite: Suite,
    now: datetime,
    reviewer: str,
    evidence: str,
) -> Stop | Sequence[Event]:
    """A person of the named role has looked. Refused from anybody else, or too early."""
    role = contract.file.certification.reviewer
    if reviewer not in contract.file.roles[role].people:
        on_duty = roster.on_duty(role, contract.file, now)
        return Stop(f"{reviewer} does not hold {role}; {on_duty} does now")
    if not evidence.strip():
        return Stop("a review names its evidence: what was looked at")
    with hands.ledger.writing():  # two reviewers at once, or a kill: the certificate goes along
        before = standing(hands, stack, contract, suite, now)
        if before.state not in _REVIEWED_IN:
            missing = "; ".join(before.missing) or before.reason
            return Stop(f"{stack.short} is {before.state}, not awaiting review: {missing}")
        reviewed = hands.ledger.append(
            [_reviewed(hands, stack, suite, now, reviewer, evidence, role)]
        )
        return (*reviewed, *settle(hands, stack, contract, suite, now))


def _reviewed(
    hands: Hands,
    stack: Stack,
    suite: Suite,
    now: datetime,
    reviewer: str,
    evidence: str,
    role: str,
) -> Event:
    number = len(hands.ledger.events(subject(stack)))
    return Event(
        subject=subject(stack),
        kind=EventKind.REVIEWED,
        at=now,
        actor=reviewer,
        reason=evidence,
        key=f"reviewed:{number}",
        data={"suite_digest": suite.digest, "role": role},
    )
