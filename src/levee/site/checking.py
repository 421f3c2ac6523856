"""What does a partner learn of a Stack, and of nothing that is somebody else's?"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.flow import certifying
from levee.flow.certifying import Facts
from levee.lab import check as rule
from levee.lab import confirm
from levee.lab.check import Checked, Known
from levee.model.certificate import CertificateState, Standing
from levee.model.delta import Delta, DeltaKind
from levee.model.run import Run
from levee.model.stack import Stack
from levee.site import answers, eyes
from levee.site.certificates import LOCK
from levee.site.hands import LeveeHands
from levee.store import runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The answer, the lock file of the nearest certified Stack, and the whole as plain JSON.

    The JSON names an Interaction's parts and never the ticket, the work item or the partner that
    it comes from; nor settings of the nearest certified Stack.
    """

    found: Checked
    standing: Standing
    lock: str
    body: dict[str, Any]


def check(hands: LeveeHands, data: Path, stack: Stack, now: datetime, partner: str = "") -> Check:
    """Certified, known to fail, or untested: the same for command, API and pages. To a partner no
    Stack is shown as the nearest that would tell what another one runs."""
    facts = certifying.read(hands, hands.desk.contract(), hands.lab.suite())
    standing = facts.standing(stack, now)
    found = rule.check(stack, _known(hands, facts, stack, now, partner))
    lock = _lock(data, found.nearest) if found.nearest else ""
    differences, kept_back = rule.told(found.differences, stack)
    nearest = {
        "stack": found.nearest.digest,
        "differences": [_difference(d) for d in differences],
        "settings_kept_back": kept_back,
        "lock": {"sha256": _sha256(lock), "text": lock} if lock else None,
    } if found.nearest else None  # fmt: skip
    body = {
        "stack": stack.digest,
        "answer": found.answer.value,
        "reason": found.reason,
        "state": standing.state.value,
        "temporary_until": _until(standing.expires_at)
        if standing.state is CertificateState.TEMPORARY
        else None,
        "expires_at": _until(standing.expires_at),
        "bound": round(standing.bound, 4),
        "runs": standing.passes,
        "missing": list(standing.missing),
        "interactions": [answers.deltas(i) for i in found.interactions],
        "nearest": nearest,
    }
    return Check(found=found, standing=standing, lock=lock, body=body)


def _until(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _known(hands: LeveeHands, facts: Facts, stack: Stack, now: datetime, partner: str) -> Known:
    certified = certifying.certified(facts, now)
    return Known(
        standing=facts.standing(stack, now),
        interactions=[item.interaction for item in hands.desk.work_items()],
        certified=eyes.offered(certified, stack, partner),
        last=_last(confirm.settled(runs.of_stack(stack.digest, facts.suite))),
    )


def _last(found: Sequence[Run]) -> Run | None:
    """The last Run that said something of the Stack."""
    answered = [r for r in found if r.outcome.is_evidence or r.outcome.is_red]
    return answered[-1] if answered else None


def _difference(delta: Delta) -> dict[str, Any]:
    if delta.kind is DeltaKind.SETTING:
        text = f"{delta.component} is {delta.after} here, and otherwise there"
        return delta.to_json() | {"text": text}
    return delta.to_json() | {"text": str(delta)}


def _lock(data: Path, stack: Stack) -> str:
    """The lock file of a certified Stack; nothing when its Runs were made without one."""
    file = data / "certificates" / stack.digest / LOCK
    return file.read_bytes().decode() if file.is_file() else ""
