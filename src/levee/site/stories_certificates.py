"""What does a face hand out of certificates, and how are they granted and taken back?"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.contract.schema import ContractFile
from levee.flow import Stop, certifying, starting, withdrawing
from levee.flow.withdrawing import Withdrawing
from levee.model.certificate import Standing
from levee.model.problem import NotHeld, Problem, Rejected
from levee.model.stack import Stack
from levee.site import answers
from levee.site.certificates import ATTESTATION, ATTESTED
from levee.site.hands import LeveeHands, redacted

LONGEST = 10_000  #: characters of a reason


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingBack:
    """Which certificate somebody withdraws, why, and what partners are told of it. ``version``:
    how many Events of the Stack they saw; None: the newest."""

    stack: Stack
    by: str
    why: str
    said: str = ""
    version: int | None = None


def withdraw(hands: LeveeHands, wish: TakingBack, now: datetime) -> dict[str, Any]:
    """The standing after it, and the channels that still offer the Stack; NotHeld when it is not
    that person's to do, or there is nothing to withdraw."""
    contract = hands.desk.contract()
    _check(wish, contract.file)
    story = Withdrawing(
        hands=hands,
        stack=wish.stack,
        contract=contract,
        suite=hands.lab.suite(),
        by=wish.by,
        why=str(redacted(wish.why)).strip(),
        said=str(redacted(wish.said)).strip(),
        now=now,
        expect=wish.version,
    )
    done = withdrawing.withdraw(story)
    if isinstance(done, Stop):
        raise NotHeld(done.reason)
    found = standing(hands, wish.stack, now)
    body = answers.standing(found) | answers.withdrawal(found)
    return body | {"channels": list(withdrawing.pointing(hands, contract, wish.stack))}


def _check(wish: TakingBack, file: ContractFile) -> None:
    """What partners are told goes to several of them: none of them is named in it."""
    texts = (("reason", wish.why), ("said", wish.said))
    problems = [
        Problem(where, f"is longer than {LONGEST:,} characters")
        for where, text in texts
        if len(text) > LONGEST
    ]
    if not wish.why.strip():
        problems.append(Problem("reason", "is missing; a withdrawal says why"))
    said = wish.said.casefold()
    problems += [
        Problem("said", f"names {partner}; other partners read it, too")
        for partner in file.partners
        if partner.casefold() in said
    ]
    if problems:
        raise Rejected(tuple(problems))
