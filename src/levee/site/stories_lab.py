"""What does the lab answer about plans and matrices?"""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from levee.desk.stack_lists import read
from levee.flow import Stop, certifying
from levee.flow.nighting import fresh_plan
from levee.lab import confirm
from levee.lab import matrix as matrices
from levee.lab.matrix import Matrix
from levee.model.night import NightResult
from levee.model.problem import NotHeld, Problem, Rejected
from levee.model.run import Purpose
from levee.model.stack import Stack
from levee.site import answers, eyes, stories
from levee.site import matrices as heat_maps
from levee.site.hands import LeveeHands
from levee.store import nights, pages, runs

_DIGEST, _WHOLE = re.compile("[0-9a-f]{8,64}"), re.compile("[0-9a-f]{64}")


def day(hands: LeveeHands, text: str, now: datetime) -> date:
    """The date that was named; where none was, today by the clock that calls the Nights."""
    when = hands.desk.contract().file.lab.night
    today = now.astimezone(ZoneInfo(when.zone)) if when else now
    try:
        return date.fromisoformat(text) if text else today.date()
    except ValueError:
        raise Rejected((Problem("--date", f"{text!r} is no date such as 2026-11-21"),)) from None


def plan(hands: LeveeHands, of: date, now: datetime) -> dict[str, Any]:
    """What a Night would run, and why each stack; nothing is run."""
    found = fresh_plan(stories.night_story(hands, of, now))
    return {
        "shares": dict(found.shares),
        "target_share": hands.desk.contract().file.lab.target_share,
        "choices": [
            {
                "stack": c.stack.digest,
                "why": c.why.value,
                "reason": c.reason,
                "clients": c.clients,
                "traffic": c.traffic,
                "times": c.times,
            }
            for c in found.choices
        ],
        "aa": {"stack": found.aa.digest, "times": found.aa_times} if found.aa else None,
    }


def matrix(hands: LeveeHands, of: date | None) -> Matrix:
    """Stacks by checks of one Night that ended, or of the last one."""
    ended = heat_maps.night(hands, of)
    return matrices.of_night(nights.result(ended, confirm.settled(runs.of_subject(ended.subject))))


def matrix_of_stack(hands: LeveeHands, stack: Stack) -> Matrix:
    """One Stack's Nights by checks."""
    suite = hands.lab.suite()
    return matrices.of_stack(stack.digest, suite.name, hands.lab.nights(suite, stack.digest))


def _seen(night: NightResult, partner: str) -> NightResult:
    """The Night as a partner may see it: the Runs of what its clients run."""
    if not partner:
        return night
    own = set(pages.stacks_of(partner).values_list("stack", flat=True))
    measured = (r for r in night.runs if r.purpose is Purpose.NIGHT and r.stack.digest in own)
    return replace(night, runs=tuple(measured), reason="")


def standing(hands: LeveeHands, stack: Stack, now: datetime, partner: str = "") -> dict[str, Any]:
    """What a Stack still lacks for its certificate; who took one back is not for partners."""
    contract, used = hands.desk.contract(), hands.lab.suite()
    found = certifying.standing(hands, stack, contract, used, now)
    return answers.standing(found) | ({} if partner else answers.withdrawal(found))


def standings(hands: LeveeHands, partner: str, now: datetime) -> list[dict[str, Any]]:
    """Every Stack that a Night has run, the canary aside; for a partner what its clients run."""
    ended = (_seen(n, partner) for n in hands.lab.nights(hands.lab.suite()))
    ran = (r for n in ended for r in n.runs if r.purpose is not Purpose.CANARY)
    stacks = {r.stack.digest: r.stack for r in ran}
    return [standing(hands, stack, now, partner) for stack in stacks.values()]


def review(
    hands: LeveeHands, stack: Stack, by: str, evidence: str, now: datetime
) -> dict[str, Any]:
    """A person reviews; NotHeld when it is not that person's, or not the time."""
    contract, used = hands.desk.contract(), hands.lab.suite()
    said = certifying.review(hands, stack, contract, used, now, by, evidence)
    if isinstance(said, Stop):
        raise NotHeld(said.reason)
    return standing(hands, stack, now)


def digest_of(hands: LeveeHands, named: Any) -> str:
    """Which Stack is meant; a whole digest need not be known here."""
    if isinstance(named, str) and _WHOLE.fullmatch(named):
        return named
    return _read(hands, named).digest


def named_stack(hands: LeveeHands, named: Any, partner: str = "") -> Stack:
    """The Stack in a value that intake reads, or the one known by this digest."""
    if isinstance(named, str) and _DIGEST.fullmatch(named):
        return eyes.stack(hands, named, partner)
    return _read(hands, named)


def _read(hands: LeveeHands, named: Any) -> Stack:
    stack, problems = read(named, hands.desk.contract().file.product, "$.stack")
    if stack is None or problems:
        raise Rejected(tuple(problems))
    return stack
