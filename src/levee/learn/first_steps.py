"""What is done, and what comes next, between an empty store and its first certificate?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """In the order in which they are gone; the members after ``NIGHT`` come by themselves."""

    CONTRACT = "contract"  #: a contract of one's own is in force, without holes
    PEOPLE = "people"  #: somebody who signs in is one of the contract's people
    FLEET = "fleet"  #: clients said what they run
    SUITE = "suite"  #: there is something to run against a Stack
    NIGHT = "night"  #: a Night that counts has ended
    TICKET = "ticket"  #: a partner or a client wrote
    CERTIFICATE = "certificate"  #: a Stack is certified


SET_UP = (Step.CONTRACT, Step.PEOPLE, Step.FLEET, Step.SUITE, Step.NIGHT)


class State(StrEnum):
    DONE = "done"  #: the facts say so
    NEXT = "next"  #: the first that is not done
    LATER = "later"  #: it can be done already, but something before it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the store holds. ``signing_in``: open accounts that name one of the contract's people;
    ``lacks_suite`` says why no suite can be read."""

    contract_is_shipped: bool
    holes: int
    people_are_shipped: bool
    signing_in: int
    clients: int
    stacks: int
    suite: str
    checks: int
    lacks_suite: str
    nights: int
    void_nights: int
    tickets: int
    certified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    step: Step
    state: State


def walk(facts: Facts) -> tuple[Found, ...]:
    """Every step in order. What was done before its turn is done; exactly one is next, unless all
    are done."""
    held = done(facts)
    first = next((step for step in Step if step not in held), None)
    return tuple(Found(step=step, state=_state(step, first, held)) for step in Step)


def done(facts: Facts) -> frozenset[Step]:
    holds = {
        Step.CONTRACT: not facts.contract_is_shipped and not facts.holes,
        Step.PEOPLE: not facts.people_are_shipped and facts.signing_in > 0,
        Step.FLEET: facts.clients > 0,
        Step.SUITE: not facts.lacks_suite and facts.checks > 0,
        Step.NIGHT: facts.nights > facts.void_nights,
        Step.TICKET: facts.tickets > 0,
        Step.CERTIFICATE: facts.certified > 0,
    }
    return frozenset(step for step, it_does in holds.items() if it_does)


def is_set_up(found: Sequence[Found]) -> bool:
    """Whether everything up to the first Night is done: nobody has to be pointed to it then."""
    return all(one.state is State.DONE for one in found if one.step in SET_UP)


def _state(step: Step, first: Step | None, held: frozenset[Step]) -> State:
    if step in held:
        return State.DONE
    return State.NEXT if step is first else State.LATER
