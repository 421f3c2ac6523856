"""Which Stacks may partners rely on, and what does each of the others still lack?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from levee.contract import rosters
from levee.contract.schema import ContractFile
from levee.flow import certifying, withdrawing
from levee.model.certificate import CertificateState, Review, Standing
from levee.model.problem import Unknown
from levee.model.stack import Stack
from levee.repair.badge import badge, shields
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.site.shown.suites import lacking, suite

SOON = timedelta(days=14)  #: a certificate that ends within it is pointed out


def every(hands: LeveeHands, now: datetime) -> dict[str, Any]:
    """Every Stack that a Night has run (the canary aside): what holds, the first to end before the
    others; then what wants a certificate, what lacks the least first; then what fell."""
    known = suite(hands)
    file = hands.desk.contract().file
    found: list[tuple[Stack, Standing]] = []
    if known is not None:
        facts = certifying.read(hands, hands.desk.contract(), known)
        found = [(s, facts.standing(s, now)) for s in facts.stacks.values()]
    parts = [
        part | {"rows": [_row(s, one, file, now) for s, one in sorted(found, key=_place)
                         if one.state in part["states"]]}
        for part in _parts()
    ]  # fmt: skip
    rows = [row for part in parts for row in part["rows"]]
    return {
        "parts": parts,
        "rows": rows,
        "ending": sum(row["soon"] for row in rows),
        "soon_days": SOON.days,
        "lacking": lacking(hands),
    }


def _parts() -> list[dict[str, Any]]:
    state = CertificateState
    lacks = _("Still lacks")
    return [
        {
            "key": "holds",
            "title": _("Partners may rely on these"),
            "last": _("Holds until"),
            "states": (state.CERTIFIED,),
        },
        {
            "key": "candidates",
            "title": _("Candidates"),
            "last": lacks,
            "states": (state.AWAITING_REVIEW, state.CANDIDATE, state.TEMPORARY, state.UNTESTED),
        },
        {
            "key": "fallen",
            "title": _("Not to be relied on"),
            "last": lacks,
            "states": (state.SUSPENDED, state.WITHDRAWN, state.EXPIRED, state.FAILING),
        },
    ]


def _place(row: tuple[Stack, Standing]) -> tuple[datetime, int, int, str]:
    """Those that hold: the first to end. The others: how few things they lack, then nights."""
    stack, found = row
    holds = found.state is CertificateState.CERTIFIED and found.expires_at is not None
    ends = found.expires_at if holds and found.expires_at else _LAST
    return (ends, len(found.missing), found.needed - found.streak, stack.digest)


_LAST = datetime.max.replace(tzinfo=UTC)


def standing(hands: LeveeHands, stack: Stack, now: datetime) -> Standing:
    known = suite(hands)
    if known is None:
        raise Unknown("no suite, so no certificate")
    return certifying.standing(hands, stack, hands.desk.contract(), known, now)


def _row(stack: Stack, found: Standing, file: ContractFile, now: datetime) -> dict[str, Any]:
    live = found.expires_at is not None and found.expires_at > now
    left = found.expires_at - now if live and found.expires_at else None
    return {
        "soon": left is not None and left <= SOON,
        "left": _("%(span)s left") % {"span": names.span(left.total_seconds())} if left else "",
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
        case CertificateState.SUSPENDED | CertificateState.FAILING | CertificateState.WITHDRAWN:
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
    found = standing(hands, stack, now)
    return {
        "certificate": _row(stack, found, file, now),
        "nights": [{"day": n.day, "runs": n.runs} for n in found.nights],
        "reviews": [
            {
                "who": names.person(file, r.reviewer),
                "role": names.role(file, r.role),
                "at": r.at,
                "evidence": r.evidence,
            }
            for r in hands.lab.said()
            if isinstance(r, Review) and r.stack_digest == stack.digest
        ],
        "withdrawal": _withdrawal(found, file),
        "channels": [
            {"name": name, "title": file.channels[name].title}
            for name in withdrawing.pointing(hands, hands.desk.contract(), stack)
        ],
        "version": len(hands.ledger.events(certifying.subject(stack))),
        "role": names.role(file, reviewer).lower(),
        "reviewers": rosters.in_turn(reviewer, file),
        "has_lock": lock(data, stack).is_file(),
    }


def _withdrawal(found: Standing, file: ContractFile) -> dict[str, Any] | None:
    taken = found.withdrawal
    if taken is None:
        return None
    return {"who": names.person(file, taken.by), "at": taken.at, "why": taken.why}


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
