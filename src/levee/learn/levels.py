"""How did the fleet stand at each of several moments, as the lab knew it then?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.model.delta import Delta, DeltaKind, contains
from levee.model.fleet import Weighed
from levee.model.night import NightResult
from levee.model.outcome import Outcome, together
from levee.model.run import Purpose
from levee.model.stack import Stack, purl_at

type Passed = Mapping[str, bool]  #: stack digest -> did it pass every suite when it last answered?


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A stack was certified from then on, until then."""

    stack: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The deltas of an Interaction, and since when it is known."""

    deltas: tuple[Delta, ...]
    since: datetime


def answers(nights: Iterable[NightResult], moments: Sequence[datetime]) -> Iterator[Passed]:
    """For each moment, in order: what each stack last answered in a valid Night. A Night counts
    from the day it is of."""
    valid = sorted((n for n in nights if not n.void), key=lambda n: n.day)
    place = 0
    told: dict[tuple[str, str], bool] = {}
    for moment in moments:
        while place < len(valid) and valid[place].day <= moment.date():
            told |= _answered(valid[place])
            place += 1
        stacks: dict[str, bool] = {}
        for (digest, _), passed in told.items():
            stacks[digest] = stacks.get(digest, True) and passed
        yield stacks


def _answered(night: NightResult) -> dict[tuple[str, str], bool]:
    outcomes: dict[str, list[Outcome]] = {}
    for run in night.runs:
        if run.purpose is not Purpose.AA:
            outcomes.setdefault(run.stack.digest, []).append(run.outcome)
    ended = {digest: together(seen) for digest, seen in outcomes.items()}
    return {
        (digest, night.suite): outcome is Outcome.PASSED
        for digest, outcome in ended.items()
        if outcome not in (Outcome.BROKEN, Outcome.EMPTY)
    }


def certified(held: Iterable[Held], moment: datetime) -> frozenset[str]:
    return frozenset(h.stack for h in held if h.since <= moment < h.until)


def exposed_since(fleet: Sequence[Weighed], known: Iterable[Known]) -> dict[str, datetime]:
    """stack digest -> since when an Interaction is known that it contains."""
    in_order = sorted(known, key=lambda k: k.since)
    stacks = {w.stack.digest: w.stack for w in fleet}
    having: dict[str, set[str]] = {purl: set() for one in in_order for purl in _ends(one.deltas)}
    for digest, stack in stacks.items() if having else ():
        for component in stack.components:
            if component.purl in having:
                having[component.purl].add(digest)
    found: dict[str, datetime] = {}
    for one in in_order:
        for digest in _containing(one.deltas, stacks, having):
            found.setdefault(digest, one.since)
    return found


def _containing(
    deltas: Sequence[Delta], stacks: Mapping[str, Stack], having: Mapping[str, set[str]]
) -> Iterator[str]:
    """Only stacks that have one of its components are looked at: there may be very many."""
    some = [having[purl] for purl in _ends(deltas)]
    near = min(some, key=len) if some else stacks if deltas else ()
    yield from (digest for digest in near if contains(stacks[digest], deltas))


def _ends(deltas: Iterable[Delta]) -> list[str]:
    """The components that a stack with these deltas has."""
    return [
        purl_at(d.component, d.after)
        for d in deltas
        if d.kind is not DeltaKind.SETTING and d.after is not None
    ]
