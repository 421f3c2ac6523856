"""What does a face hand out of certificates: attestations, badges, and those of starters?"""

from datetime import datetime
from pathlib import Path
from typing import Any

from levee.flow import Stop, certifying, starting
from levee.model.certificate import Standing
from levee.model.problem import NotHeld
from levee.model.stack import Stack
from levee.site.certificates import ATTESTATION, ATTESTED
from levee.site.hands import LeveeHands


def standing(hands: LeveeHands, stack: Stack, now: datetime) -> Standing:
    return certifying.standing(hands, stack, hands.desk.contract(), hands.lab.suite(), now)


def attestation(hands: LeveeHands, data: Path, stack: Stack, now: datetime) -> str:
    """The signed statement, only while it holds; NotHeld says why there is none."""
    found = standing(hands, stack, now)
    file = data / "certificates" / stack.digest / ATTESTATION
    if found.state not in ATTESTED or not file.is_file():
        raise NotHeld(f"{stack.short} is {found.state.value}: {found.reason}")
    return file.read_text(encoding="utf-8")


def starters(hands: LeveeHands, by: str, now: datetime) -> dict[str, Any]:
    """Grant the heaviest Stacks a temporary certificate, each once; NotHeld when nobody may."""
    facts = certifying.read(hands, hands.desk.contract(), hands.lab.suite())
    found = starting.grant(hands, facts, by, now)
    if isinstance(found, Stop):
        raise NotHeld(found.reason)
    told = [{"stack": s.stack.digest, "granted": s.granted, "why": s.why} for s in found]
    return {"granted": sum(s.granted for s in found), "stacks": told}
