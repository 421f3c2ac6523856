"""Which Stacks may partners rely on, and what does each of the others still lack?"""

from datetime import datetime
from pathlib import Path
from typing import Any

from levee.contract import rosters
from levee.contract.schema import ContractFile
from levee.flow import certifying
from levee.model.certificate import CertificateState, Standing
from levee.model.problem import Unknown
from levee.model.stack import Stack
from levee.repair.badge import badge, shields
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.site.shown.suites import lacking, suite

_ORDER = tuple(
    CertificateState(s)
    for s in (
        "certified",
        "awaiting_review",
        "candidate",
        "suspended",
        "temporary",
        "expired",
        "failing",
        "untested",
    )
)


def every(hands: LeveeHands, now: datetime) -> dict[str, Any]:
    """Every Stack that a Night has run (the canary aside), the certified ones first."""
    known = suite(hands)
    file = hands.desk.contract().file
    rows = []
    if known is not None:
        facts = certifying.read(hands, hands.desk.contract(), known)
        rows = [_row(s, facts.standing(s, now), file) for s in facts.stacks.values()]
    in_order = sorted(rows, key=lambda r: (_ORDER.index(r["key"]), r["stack"]))
    return {"rows": in_order, "lacking": lacking(hands)}


def standing(hands: LeveeHands, stack: Stack, now: datetime) -> Standing:
    known = suite(hands)
    if known is None:
        raise Unknown("no suite, so no certificate")
    return certifying.standing(hands, stack, hands.desk.contract(), known, now)


def _row(stack: Stack, found: Standing, file: ContractFile) -> dict[str, Any]:
    return {
        "stack": stack.digest,
        "text": names.stack(stack),
        "key": found.state,
        "state": names.said(found.state.value),
        "tone": tone(found.state),
        "reason": found.reason,
        "streak": found.streak,
        "needed": found.needed,
        "bound": found.bound,
        "missing": [names.with_titles(file, lack) for lack in found.missing],
        "suite": found.suite,
        "certified_at": found.certified_at,
        "expires_at": found.expires_at,
        "reviewer": names.person(file, found.reviewer),
    }


def tone(state: CertificateState) -> str:
    match state:
        case CertificateState.CERTIFIED:
            return "good"
        case CertificateState.SUSPENDED | CertificateState.FAILING:
            return "bad"
        case CertificateState.EXPIRED | CertificateState.AWAITING_REVIEW:
            return "held"
        case CertificateState.TEMPORARY:
            return "held"
    return "plain"


def one(hands: LeveeHands, data: Path, digest: str, now: datetime) -> dict[str, Any]:
    stack = hands.lab.stack(digest)
    file = hands.desk.contract().file
    reviewer = file.certification.reviewer
    return {
        "certificate": _row(stack, standing(hands, stack, now), file),
        "reviews": [
            {
                "who": names.person(file, r.reviewer),
                "role": names.role(file, r.role),
                "at": r.at,
                "evidence": r.evidence,
            }
            for r in hands.lab.reviews()
            if r.stack_digest == stack.digest
        ],
        "role": names.role(file, reviewer).lower(),
        "reviewers": rosters.in_turn(reviewer, file),
        "has_lock": lock(data, stack).is_file(),
    }


def lock(data: Path, stack: Stack) -> Path:
    return data / "certificates" / stack.digest / "lock.txt"


def sign(hands: LeveeHands, digest: str, now: datetime) -> str:
    """The badge as it is now; the file beside the lock is what it was at the last change."""
    return badge(known_standing(hands, digest, now))


def endpoint(hands: LeveeHands, digest: str, now: datetime) -> dict[str, Any]:
    """The same for shields.io."""
    return shields(known_standing(hands, digest, now))


def known_standing(hands: LeveeHands, digest: str, now: datetime) -> Standing | None:
    """None for a Stack that is not known here: an honest "unknown", never a green."""
    try:
        return standing(hands, hands.lab.stack(digest), now)
    except Unknown:
        return None
