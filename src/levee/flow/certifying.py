"""Who reviews a Stack, and what changes when its standing does?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from levee.contract import rosters
from levee.contract.load import Contract
from levee.desk import roster
from levee.flow import programme
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import certify
from levee.model.certificate import CertificateState, Grant, Said, Standing
from levee.model.event import LEVEE, Event, EventKind
from levee.model.night import NightResult
from levee.model.run import Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite


def subject(stack: Stack) -> str:
    return f"stack:{stack.digest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that standings rest on, read once: each Stack's own Nights, and what people said."""

    contract: Contract
    suite: Suite
    stacks: Mapping[str, Stack]  #: by digest: what Nights ran, the canary aside
    nights: Mapping[str, tuple[NightResult, ...]]
    said: Mapping[str, tuple[Said, ...]]

    def standing(self, stack: Stack, now: datetime) -> Standing:
        """What the rule says of a Stack now; the only authority on certificates."""
        digest = stack.digest
        nights, said = self.nights.get(digest, ()), self.said.get(digest, ())
        return certify.standing(self._about(digest), nights, said, self._rules, now)

    def held(self) -> Iterator[tuple[str, datetime, datetime]]:
        """(digest, since, until) of each certificate that is or was: only what was reviewed can
        have had one."""
        for digest, said in self.said.items():
            nights = self.nights.get(digest, ())
            for since, until in certify.held(self._about(digest), nights, said, self._rules):
                yield digest, since, until

    def _about(self, digest: str) -> certify.Subject:
        return certify.Subject(
            stack_digest=digest, suite=self.suite.name, suite_digest=self.suite.digest
        )

    @property
    def _rules(self) -> certify.Rules:
        spec = self.contract.file.certification
        return certify.Rules(
            nights=spec.nights,
            repeats=spec.repeats,
            expires_days=spec.expires_after_days,
            reviewer_role=spec.reviewer,
        )

    def granted(self, now: datetime) -> frozenset[str]:
        """The digests of Stacks with a grant that has not run out."""
        grants = (g for said in self.said.values() for g in said if isinstance(g, Grant))
        return frozenset(g.stack_digest for g in grants if g.until > now)

    def with_grant(self, grant: Grant) -> "Facts":
        """The same facts and one that was just written."""
        before = self.said.get(grant.stack_digest, ())
        return replace(self, said={**self.said, grant.stack_digest: (*before, grant)})


def read(hands: Hands, contract: Contract, suite: Suite) -> Facts:
    """Every Night and every judgement, sorted by Stack."""
    return of_nights(contract, suite, hands.lab.nights(suite), hands.lab.said())


def of_nights(
    contract: Contract, suite: Suite, every: Iterable[NightResult], said: Iterable[Said]
) -> Facts:
    """The same of Nights and judgements that were read already; for one Stack its own Runs and
    the A/A Runs do."""
    stacks: dict[str, Stack] = {}
    nights: dict[str, list[NightResult]] = {}
    for night in every:
        measure = tuple(r for r in night.runs if r.purpose is Purpose.AA)
        for digest, own in _by_stack(night).items():
            nights.setdefault(digest, []).append(replace(night, runs=(*own.runs, *measure)))
            if own.runs[0].purpose is not Purpose.CANARY:
                stacks[digest] = own.runs[0].stack
    return Facts(
        contract=contract,
        suite=suite,
        stacks=stacks,
        nights={digest: tuple(found) for digest, found in nights.items()},
        said=_by_digest(said),
    )


def _by_stack(night: NightResult) -> Mapping[str, NightResult]:
    """The Night as each of its Stacks saw it, A/A Runs aside."""
    found: dict[str, list[Run]] = {}
    for run in night.runs:
        if run.purpose is not Purpose.AA:
            found.setdefault(run.stack.digest, []).append(run)
    return {digest: replace(night, runs=tuple(own)) for digest, own in found.items()}


def _by_digest(said: Iterable[Said]) -> Mapping[str, tuple[Said, ...]]:
    found: dict[str, tuple[Said, ...]] = {}
    for one in said:
        found[one.stack_digest] = (*found.get(one.stack_digest, ()), one)
    return found


def standing(
    hands: Hands, stack: Stack, contract: Contract, suite: Suite, now: datetime
) -> Standing:
    """Of one Stack alone; for several, ``read`` once."""
    return read(hands, contract, suite).standing(stack, now)


def certified(facts: Facts, now: datetime) -> tuple[Stack, ...]:
    """Every Stack that is certified now, the newest certificate last."""
    found = []
    for stack in facts.stacks.values():
        standing = facts.standing(stack, now)
        if standing.state is CertificateState.CERTIFIED and standing.certified_at:
            found.append((standing.certified_at, stack.digest, stack))
    return tuple(stack for _, _, stack in sorted(found, key=lambda f: f[:2]))


def settle(hands: Hands, stack: Stack, facts: Facts, now: datetime) -> Sequence[Event]:
    """Write down a certificate that began or ended; nothing when nothing changed."""
    with hands.ledger.writing():
        now_is = facts.standing(stack, now)
        kind = _turned(_last(hands, stack), now_is.state)
        if kind is None:
            return ()
        paths = hands.lab.issue(stack, now_is, now)
        data = _data(now_is) | {"paths": dict(paths) if kind is EventKind.CERTIFIED else {}}
        written = _write(hands, stack, kind, now, now_is.reason, data)
        return (*written, *programme.follow_up(hands, stack, facts.contract, now_is, now))


def _turned(was: EventKind | None, now_is: CertificateState) -> EventKind | None:
    """The Event that is missing, if one is: a grant is not written here but by who gives it."""
    if now_is is CertificateState.CERTIFIED:
        return EventKind.CERTIFIED if was is not EventKind.CERTIFIED else None
    held = was in (EventKind.CERTIFIED, EventKind.GRANTED)
    return EventKind.SUSPENDED if held and now_is is not CertificateState.TEMPORARY else None


def _last(hands: Hands, stack: Stack) -> EventKind | None:
    kinds = (
        EventKind.CERTIFIED,
        EventKind.CERTIFICATE_WITHDRAWN,
        EventKind.SUSPENDED,
        EventKind.GRANTED,
    )
    found = [e.kind for e in hands.ledger.events(subject(stack)) if e.kind in kinds]
    return found[-1] if found else None


def _data(standing: Standing) -> dict[str, object]:
    return {
        "suite": standing.suite,
        "streak": standing.streak,
        "bound": standing.bound,
        "reviewer": standing.reviewer,
    }


def _write(
    hands: Hands,
    stack: Stack,
    kind: EventKind,
    now: datetime,
    reason: str,
    data: Mapping[str, object],
    actor: str = LEVEE,
) -> Sequence[Event]:
    """The next Event of its kind of this Stack; whoever writes the same one at once is late."""
    number = len(hands.ledger.events(subject(stack)))
    event = Event(
        subject=subject(stack),
        kind=kind,
        at=now,
        actor=actor,
        reason=reason,
        key=f"{kind.value}:{number}",
        data=data,
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
    """A person of the named role has looked. Refused from anybody else, or too early.

    In one transaction with what follows from it: of two reviewers at once the second one's is a
    renewal, and a Stack that turned red meanwhile is refused.
    """
    if stop := not_of_the_role(contract, reviewer, now):
        return stop
    if not evidence.strip():
        return Stop("a review names its evidence: what was looked at")
    with hands.ledger.writing():
        before = read(hands, contract, suite).standing(stack, now)
        if not before.reviewable:
            missing = "; ".join(before.missing) or before.reason
            why = f"{before.reason}; missing: {missing}"
            return Stop(f"{stack.short} is {before.state}, not awaiting review: {why}")
        data = {"suite_digest": suite.digest, "role": contract.file.certification.reviewer}
        reviewed = _write(hands, stack, EventKind.REVIEWED, now, evidence, data, reviewer)
        after = read(hands, contract, suite)
        return (*reviewed, *_renewed(hands, stack, before, after, now))


def _renewed(
    hands: Hands, stack: Stack, before: Standing, after: Facts, now: datetime
) -> Sequence[Event]:
    """What the review changes: a certificate that begins, or one whose papers name a new end."""
    events = settle(hands, stack, after, now)
    now_is = after.standing(stack, now)
    if not events and now_is.expires_at != before.expires_at:
        hands.lab.issue(stack, now_is, now)
    return events


def not_of_the_role(contract: Contract, person: str, now: datetime) -> Stop | None:
    role = contract.file.certification.reviewer
    if person in rosters.in_turn(role, contract.file):
        return None
    on_duty = roster.on_duty(role, contract.file, now)
    return Stop(f"{person} does not hold {role}; {on_duty} does now")
