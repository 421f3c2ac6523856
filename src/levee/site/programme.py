"""How do partners apply for the partner-safe programme, and how far is each of them?"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.flow import Stop, certifying, programme
from levee.flow.certifying import Facts
from levee.lab.check import Answer
from levee.model.event import Event
from levee.model.programme import Application, Place
from levee.model.stack import Stack
from levee.repair.badge import LABEL
from levee.site import answers
from levee.site.checking import check
from levee.site.hands import LeveeHands


def apply(
    hands: LeveeHands, data: Path, partner: str, stack: Stack, now: datetime
) -> Stop | Sequence[Event]:
    """A Stack that is known to fail is not taken: the Nights would only show it again."""
    found = check(hands, data, stack, now)
    if found.found.answer is Answer.KNOWN_FAILING:
        return Stop(f"{stack.short} is known to fail: {found.found.reason}")
    return programme.apply(hands, partner, stack, hands.desk.contract(), found.standing, now)


def withdraw(
    hands: LeveeHands, partner: str, stack: Stack, now: datetime
) -> Stop | Sequence[Event]:
    return programme.withdraw(hands, partner, stack, now)


def status(hands: LeveeHands, now: datetime, partner: str = "") -> dict[str, Any]:
    """Every application, or one partner's own and nobody else's."""
    facts = certifying.read(hands, hands.desk.contract(), hands.lab.suite())
    found = programme.applications(hands)
    shown = [a for a in found if not partner or a.partner == partner.strip()]
    return {"applications": [_row(hands, facts, a, now) for a in shown]}


def _row(hands: LeveeHands, facts: Facts, one: Application, now: datetime) -> dict[str, Any]:
    standing = facts.standing(hands.lab.stack(one.stack), now)
    return {
        "partner": one.partner,
        "stack": one.stack,
        "applied_at": one.applied_at.isoformat(),
        "place": one.place.value,
        "badge": LABEL if one.place is Place.ADMITTED else None,
        "window": dict(one.window) or None,
        "why": one.why,
        "standing": answers.standing(standing),
    }
