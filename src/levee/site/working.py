"""How does a face change a work item?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.contract.schema import ContractFile
from levee.flow import Stop, steering
from levee.flow.ticking import wake_one
from levee.model.moment import parse
from levee.model.problem import NotHeld, Problem, Rejected
from levee.model.work_item import WorkState
from levee.repair.steering import Change
from levee.site import answers
from levee.site.clean import clean
from levee.site.hands import LeveeHands

LONGEST = 10_000  #: characters of a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was typed: empty stays as it is. ``acceptance`` None stays, too."""

    owner: str = ""
    target: str | datetime | None = None
    state: str = ""
    acceptance: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who changes which work item, why, and which version they saw; None: the newest."""

    work_id: str
    by: str
    reason: str
    version: int | None = None


def change(hands: LeveeHands, said: Said, wanted: Wanted, now: datetime) -> dict[str, Any]:
    """The work item as it is then. Rejected with every problem; NotHeld for a person who may not;
    StaleWrite when somebody was before."""
    item = hands.desk.work_item(said.work_id)
    ticket = hands.desk.ticket(item.ticket)
    contract = hands.desk.contract()
    if len(said.reason) > LONGEST:
        raise Rejected((Problem("reason", f"is longer than {LONGEST:,} characters"),))
    words = clean(hands, ticket, {"reason": said.reason, "acceptance": wanted.acceptance})
    wish = steering.Wish(
        work_id=item.id,
        by=said.by,
        reason=words["reason"].strip(),
        change=_change(wanted, words, contract.file),
        now=now,
        version=said.version,
    )
    done = steering.steer(hands, wish, contract)
    if isinstance(done, Stop):
        raise NotHeld(done.reason)
    wake_one(hands, ticket.id, now)
    return answers.work_item(hands.desk.work_item(item.id), now)


def _change(wanted: Wanted, words: Mapping[str, Any], file: ContractFile) -> Change:
    problems: list[Problem] = []
    acceptance = words["acceptance"]
    found = Change(
        owner=_person(wanted.owner, file),
        target=_target(wanted.target, problems),
        state=_state(wanted.state, problems),
        acceptance=None
        if acceptance is None
        else tuple(line for one in acceptance if (line := " ".join(str(one).split()))),
    )
    if problems:
        raise Rejected(tuple(problems))
    return found


def _person(named: str, file: ContractFile) -> str | None:
    """The contract's key of who is named by key, name or address."""
    given = named.strip()
    for key, person in file.people.items():
        if given in (key, person.name, person.mail):
            return key
    return given[:200] or None


def _target(given: str | datetime | None, problems: list[Problem]) -> datetime | None:
    if not isinstance(given, str):
        return given
    if not given.strip():
        return None
    try:
        return parse(given.strip())
    except ValueError as error:
        problems.append(Problem("target", str(error)))
    return None


def _state(given: str, problems: list[Problem]) -> WorkState | None:
    named = given.strip().replace("_", " ")
    if not named:
        return None
    try:
        return WorkState(named)
    except ValueError:
        able = ", ".join(state.value for state in WorkState)
        problems.append(Problem("state", f"{given[:40]!r} is none of {able}"))
    return None
