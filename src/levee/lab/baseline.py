"""Which passing stack is nearest to a failing one?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from levee.lab.fleet import weigh
from levee.model.fleet import Installation
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Stack, package_of


class Source(StrEnum):
    BEFORE = "before"  #: the client itself ran it before its last change
    CERTIFIED = "certified"  #: holds a certificate
    GREEN = "green"  #: passed the last time it was run
    FLEET = "fleet"  #: clients run it; nobody has shown that it passes


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stack to try as the good end of an isolation; ``distance`` is its number of deltas."""

    stack: Stack
    source: Source
    reason: str
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of other stacks: what the client ran before, certified ones, Runs of the
    same suite, active clients."""

    before: Stack | None = None
    certified: Sequence[Stack] = ()
    runs: Sequence[Run] = ()
    fleet: Sequence[Installation] = ()


def candidates(stack: Stack, known: Known, limit: int) -> tuple[Candidate, ...]:
    """At most ``limit`` stacks to try, the nearest that is known to pass first.

    What the client ran before its last change comes first of all: the failure lies in that
    change, whereas a nearer stack of somebody else's may already hold half of it. Stacks that
    passed (certified or last green) come before stacks that clients merely run.
    Among those that passed, fewer deltas win, then a certificate, then the later green;
    among clients' stacks fewer deltas, then more traffic. Never the stack itself, none that
    differs in no delta, none whose last answer was not a pass, none twice. A candidate is
    still to be run: it counts only when it is green beside the failing Run.
    """
    last = last_answers(known.runs)
    rows = [
        *_before(stack, known),
        *_certified(stack, known),
        *_green(stack, last),
        *_fleet(stack, known),
    ]
    best: dict[str, Candidate] = {}
    for _, candidate in sorted(rows, key=lambda row: row[0]):
        digest = candidate.stack.digest
        passed = digest not in last or last[digest].outcome is Outcome.PASSED
        if passed and digest != stack.digest and candidate.distance > 0:
            best.setdefault(digest, candidate)
    return tuple(best.values())[: max(0, limit)]


type _Key = tuple[int, int, int, float, str]
type _Row = tuple[_Key, Candidate]


def last_answers(runs: Iterable[Run]) -> dict[str, Run]:
    """The last Run of each stack that said something about it."""
    last: dict[str, Run] = {}
    for run in sorted(runs, key=lambda r: (r.ended_at, r.id)):
        if run.outcome.is_evidence or run.outcome.is_red:
            last[run.stack.digest] = run
    return last


def _row(stack: Stack, other: Stack, source: Source, weight: float, reason: str) -> _Row:
    far = distance(other, stack)
    known = {Source.BEFORE: -1, Source.FLEET: 1}.get(source, 0)
    second = 1 if source is Source.GREEN else 0
    found = Candidate(stack=other, source=source, reason=reason, distance=far)
    return (known, far, second, -weight, other.digest), found


def _before(stack: Stack, known: Known) -> list[_Row]:
    if known.before is None:
        return []
    return [_row(stack, known.before, Source.BEFORE, 0.0, "the client ran it before its change")]


def _certified(stack: Stack, known: Known) -> list[_Row]:
    return [_row(stack, s, Source.CERTIFIED, 0.0, "certified") for s in known.certified]


def _green(stack: Stack, last: dict[str, Run]) -> list[_Row]:
    green = [r for r in last.values() if r.outcome is Outcome.PASSED]
    return [
        _row(stack, r.stack, Source.GREEN, r.ended_at.timestamp(), f"passed in run {r.id}")
        for r in green
    ]


def _fleet(stack: Stack, known: Known) -> list[_Row]:
    return [
        _row(stack, w.stack, Source.FLEET, w.traffic, f"{w.clients} clients run it, untested")
        for w in weigh(known.fleet)
    ]


def distance(good: Stack, bad: Stack) -> int:
    """How many deltas lead from one to the other: ``len(diff(good, bad))``, but cheaper."""
    old, new = {c.purl for c in good.components}, {c.purl for c in bad.components}
    gone, come = _packages(old - new), _packages(new - old)
    kept = _packages(old & new)
    total = 0
    for package in gone.keys() | come.keys():
        swapped = gone[package] == come[package] == 1 and not kept[package]
        total += 1 if swapped else gone[package] + come[package]
    keys = good.settings.keys() | bad.settings.keys()
    return total + sum(good.settings.get(k) != bad.settings.get(k) for k in keys)


def _packages(purls: Iterable[str]) -> Counter[str]:
    return Counter(package_of(p) for p in purls)
