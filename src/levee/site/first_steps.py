"""How far is this installation on the way to its first certificate?"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from levee.contract.load import Contract, load
from levee.learn.first_steps import Facts
from levee.model.problem import Rejected
from levee.model.suite import Suite
from levee.site import contract_holes
from levee.site.hands import LeveeHands
from levee.site.shipped import default_text
from levee.store import begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The facts, and what else their words need."""

    facts: Facts
    contract: Contract
    signing_in: frozenset[str]
    running: tuple[str, ...]  #: Nights that were planned and have not ended


def look(hands: LeveeHands, now: datetime) -> Seen:
    """A fixed number of questions to the store, however much there is."""
    contract, (suite, lacks) = hands.desk.contract(), _suite(hands)
    clients, stacks = begun.fleet()
    signing_in = begun.signing_in(contract.file.people)
    nights = begun.nights()
    void = [is_void for is_void in nights.values() if is_void is not None]
    facts = Facts(
        contract_is_shipped=is_shipped(contract),
        holes=len(contract_holes.found(contract.digest, now)),
        people_are_shipped=has_shipped_people(contract),
        signing_in=len(signing_in),
        clients=clients,
        stacks=stacks,
        suite=suite.name if suite else "",
        checks=len(suite.checks) if suite else 0,
        lacks_suite=lacks,
        nights=len(void),
        void_nights=sum(void),
        tickets=int(begun.has_ticket()),
        certified=begun.certificates(),
    )
    running = tuple(night for night, is_void in nights.items() if is_void is None)
    return Seen(facts=facts, contract=contract, signing_in=signing_in, running=running)


def _suite(hands: LeveeHands) -> tuple[Suite | None, str]:
    try:
        return hands.lab.suite(), ""
    except Rejected as error:
        return None, "; ".join(problem.what for problem in error.problems)


def is_shipped(contract: Contract) -> bool:
    return contract.text == default_text()


def has_shipped_people(contract: Contract) -> bool:
    return contract.file.people == _shipped().file.people


@cache
def _shipped() -> Contract:
    return load(default_text())


def is_set_up(hands: LeveeHands) -> bool:
    """Whether nobody has to be pointed to the first steps any more. Cheap, since pages ask it each
    time: a Night that counts had a fleet and a suite."""
    contract = hands.desk.contract()
    if is_shipped(contract) or has_shipped_people(contract):
        return False
    return begun.has_night() and bool(begun.signing_in(contract.file.people))
