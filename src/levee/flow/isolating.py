"""ISOLATE: which smallest set of differences makes it fail, and what work does that ask for?"""

from dataclasses import dataclass, replace
from datetime import datetime

from levee.contract.load import Contract
from levee.flow.asking import Asking, listed
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.flow.working import responsible
from levee.lab import classify, fleet, independent
from levee.lab.independent import Failure
from levee.lab.isolate.chance import SURE
from levee.lab.isolate.passed import passed_sets
from levee.lab.isolate.prior import Prior
from levee.lab.isolate.report import Reporter
from levee.lab.isolate.several import Cause
from levee.lab.isolate.smallest import How, NothingToIsolate, smallest
from levee.model.delta import Delta, diff
from levee.model.event import LEVEE, Event, EventKind
from levee.model.finding import Classified
from levee.model.fleet import Installation
from levee.model.interaction import Interaction
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import Ticket, subject
from levee.repair import work
from levee.repair.work import Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One independent failure: what brings it about, what that is called, and who has it."""

    cause: Cause
    found: Classified
    exposed: tuple[Installation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolating:
    hands: Hands
    ticket: Ticket
    contract: Contract
    suite: Suite
    now: datetime
    seed: int
    reporter: Reporter
    run: Run | None = None
    deltas: tuple[Delta, ...] = ()
    searched: int = 0
    explained: frozenset[Failure] = frozenset()
    causes: tuple[Cause, ...] = ()  #: the ticket's own failure first
    shown: tuple[Shown, ...] = ()

    @property
    def baseline(self) -> Stack:
        assert self.ticket.baseline is not None  # `is_reproduced` is the first step
        return self.ticket.baseline

    @property
    def failing(self) -> Run:
        assert self.run is not None  # so is the ticket's Run
        return self.run


def is_reproduced(story: Isolating) -> Isolating | Stop:
    ticket = story.ticket
    if ticket.baseline is None or ticket.stack is None or not ticket.run:
        return Stop(f"{ticket.id} is not reproduced; `levee lab reproduce {ticket.id}` comes first")
    deltas = diff(ticket.baseline, ticket.stack)
    return replace(story, run=story.hands.lab.find(ticket.run), deltas=deltas)


def search(story: Isolating) -> Isolating | Stop:
    """One search for each failure that has a cause of its own, the ticket's own first.

    All share the budget and the Runs. What is left when it is spent is said in the finding.
    """
    story.hands.voice.step(f"isolating among {len(story.deltas)} differences")
    while (asking := _next(story)) is not None:
        found = _smallest(story, asking)
        if isinstance(found, Stop):
            return replace(story, searched=asking.number) if story.causes else found
        story = _with(story, asking, found)
    return story


def _next(story: Isolating) -> Asking | None:
    """The search for the next failure that nothing found so far explains."""
    sought = independent.next_sought(story.failing, _screen(story), story.explained)
    is_conflict = story.failing.outcome is Outcome.CONFLICT
    is_over = story.searched >= story.contract.file.lab.isolation_causes
    if story.searched and (is_conflict or is_over or not sought):
        return None
    return Asking(
        hands=story.hands,
        ticket=story.ticket.id,
        baseline=story.baseline,
        deltas=story.deltas,
        suite=story.suite,
        now=story.now,
        failing=story.failing,
        sought=sought,
        number=story.searched + 1,
    )


def _screen(story: Isolating) -> str:
    return story.ticket.text("affected_screen")


def _smallest(story: Isolating, asking: Asking) -> Interaction | Stop:
    how = How(known=asking.known(), reporter=story.reporter)
    budget = story.contract.file.lab.isolation_budget
    prior = Prior(chance=SURE, passed=_passed_before(story))
    try:
        found = smallest(story.deltas, asking.judge(), prior, budget, story.seed, how)
    except NothingToIsolate as nothing:
        return Stop(f"nothing to isolate: {nothing}")
    if not found.deltas or not found.verified:
        return Stop(f"the budget of {budget} runs is spent; the best so far is not verified")
    return replace(found, runs=asking.own())


def _passed_before(story: Isolating) -> tuple[frozenset[Delta], ...]:
    """What Runs of other reasons showed. The search's own come as answers, so that one that was
    cut off goes on as it would have gone."""
    own = subject(story.ticket.id)
    others = (r for r in story.hands.lab.runs(story.suite) if r.subject != own)
    return passed_sets(story.baseline, story.deltas, others)


def _with(story: Isolating, asking: Asking, found: Interaction) -> Isolating:
    runs, deltas, causes = asking.runs(), found.deltas, story.causes
    known = [c.interaction.deltas for c in causes]
    if not any(independent.follows(asking.sought, deltas, one, runs) for one in known):
        causes = (*causes, Cause(signature=asking.sought, interaction=found))
    explained = story.explained | independent.explained(story.failing, deltas, runs)
    return replace(story, searched=asking.number, causes=causes, explained=explained)


def classify_it(story: Isolating) -> Isolating | Stop:
    """Each by its own failures: what another cause broke says nothing of this one."""
    shown = []
    for cause in story.causes:
        of = {check for check, _ in cause.signature.failures}
        own = tuple(c for c in story.failing.checks if c.id in of)
        run = replace(story.failing, checks=own) if len(story.causes) > 1 else story.failing
        shown.append(Shown(cause=cause, found=classify.classify(cause.interaction, run)))
    return replace(story, shown=tuple(shown))


def list_exposed(story: Isolating) -> Isolating | Stop:
    """Who is about to be hit: active clients whose stack contains the Interaction."""
    days = story.contract.file.lab.active_days
    active = fleet.active(story.hands.lab.fleet(), story.now, days)
    shown = (
        replace(s, exposed=fleet.containing(active, s.cause.interaction.deltas))
        for s in story.shown
    )
    return replace(story, shown=tuple(shown))


def record(story: Isolating) -> Isolating | Stop:
    """All findings, and a work item for each with its owner and date, at once."""
    events: list[Event] = []
    for number, shown in enumerate(story.shown, 1):
        found = shown.found.finding.value
        opening = Opening(
            ticket=story.ticket,
            interaction=shown.cause.interaction,
            finding=found,
            exposed=shown.exposed,
            number=number,
        )
        owner, target = responsible(found, story.contract, story.now)
        events += _findings(story, shown, number)
        events += work.open_work(opening, owner, target, story.contract, story.now)
    story.hands.ledger.append(events)
    return story


def _findings(story: Isolating, shown: Shown, number: int) -> tuple[Event, Event]:
    interaction = shown.cause.interaction
    found = interaction.to_json() | {"interaction": listed(interaction.deltas)}
    left = independent.next_sought(story.failing, _screen(story), story.explained)
    if number == 1 and left and story.failing.outcome is not Outcome.CONFLICT:
        found["left"] = [list(failure) for failure in left.failures]
    words = " with ".join(str(d) for d in interaction.deltas)
    finding = {"finding": shown.found.finding.value}
    return (
        _event(story, EventKind.ISOLATED, words, found | {"cause": number}),
        _event(story, EventKind.CLASSIFIED, shown.found.reason, finding | {"cause": number}),
    )


def _event(story: Isolating, kind: EventKind, why: str, data: dict[str, object]) -> Event:
    asking, number = _id(story), data["cause"]
    return Event(
        subject=subject(story.ticket.id),
        kind=kind,
        at=story.now,
        actor=LEVEE,
        reason=why,
        key=f"{kind.value}:{asking}" + (f":{number}" if number != 1 else ""),
        data=data | {"search": asking},
    )


def _id(story: Isolating) -> str:
    fresh = replace(story, searched=0, explained=frozenset())
    asking = _next(fresh)
    assert asking is not None  # a first search is always there
    return asking.id


ISOLATE = (is_reproduced, search, classify_it, list_exposed, record)
