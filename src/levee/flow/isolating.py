"""ISOLATE: which smallest set of differences makes it fail, and what work does that ask for?"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from levee.contract.durations import target
from levee.contract.load import Contract
from levee.desk import clocks, roster
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import classify, fleet, verdict
from levee.lab.isolate.chance import SURE
from levee.lab.isolate.passed import passed_sets
from levee.lab.isolate.prior import Prior
from levee.lab.isolate.report import Reporter
from levee.lab.isolate.smallest import How, NothingToIsolate, smallest
from levee.lab.isolate.words import Answer, read
from levee.model.clock import Clock
from levee.model.delta import Delta, apply, diff
from levee.model.event import LEVEE, Event, EventKind
from levee.model.finding import Classified
from levee.model.fleet import Installation
from levee.model.interaction import Interaction
from levee.model.outcome import Outcome
from levee.model.run import Asked, Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import Ticket, delta_from, subject
from levee.repair import work


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
    interaction: Interaction | None = None
    found: Classified | None = None
    exposed: tuple[Installation, ...] = ()

    @property
    def baseline(self) -> Stack:
        assert self.ticket.baseline is not None  # `is_reproduced` is the first step
        return self.ticket.baseline


def is_reproduced(story: Isolating) -> Isolating | Stop:
    ticket = story.ticket
    if ticket.baseline is None or ticket.stack is None or not ticket.run:
        return Stop(f"{ticket.id} is not reproduced; `levee lab reproduce {ticket.id}` comes first")
    deltas = diff(ticket.baseline, ticket.stack)
    return replace(story, run=story.hands.lab.find(ticket.run), deltas=deltas)


def search(story: Isolating) -> Isolating | Stop:
    """Every answer is an Event, so that a search that was cut off asks nothing twice."""
    story.hands.voice.step(f"isolating among {len(story.deltas)} differences")
    how = How(known=_known(story), reporter=story.reporter)
    budget = story.contract.file.lab.isolation_budget
    prior = Prior(chance=SURE, passed=_passed_before(story))
    try:
        found = smallest(story.deltas, _judge(story), prior, budget, story.seed, how)
    except NothingToIsolate as nothing:
        return Stop(f"nothing to isolate: {nothing}")
    if not found.deltas or not found.verified:
        return Stop(f"the budget of {budget} runs is spent; the best so far is not verified")
    return replace(story, interaction=replace(found, runs=len(_asked(story))))


def _passed_before(story: Isolating) -> tuple[frozenset[Delta], ...]:
    """What Runs of other reasons showed. The search's own come as answers, so that one that was
    cut off goes on as it would have gone."""
    own = subject(story.ticket.id)
    others = (r for r in story.hands.lab.runs(story.suite) if r.subject != own)
    return passed_sets(story.baseline, story.deltas, others)


def _judge(story: Isolating) -> Callable[[frozenset[Delta]], Answer]:
    failing = story.run
    assert failing is not None
    signature = verdict.as_reported(failing, story.ticket.text("affected_screen"))

    def outcome(run: Run) -> Outcome:
        is_conflict = failing.outcome is Outcome.CONFLICT
        return verdict.conflicts(run) if is_conflict else verdict.matches(signature, run)

    times = Counter(deltas for deltas, _ in _known(story))

    def judge(deltas: frozenset[Delta]) -> Answer:
        stack = apply(story.baseline, deltas)
        key = f"{_search_id(story)}:{stack.digest}:{times[deltas]}"
        times[deltas] += 1
        about = subject(story.ticket.id)
        run = story.hands.lab.run(
            Asked(stack=stack, purpose=Purpose.ISOLATE, key=key, subject=about)
        )
        answer = read(outcome(run))
        asked = {"deltas": _listed(deltas), "answer": answer.value, "run": run.id}
        _write(story, EventKind.ASKED, answer.value, asked)
        return answer

    return judge


def _listed(deltas: Iterable[Delta]) -> list[dict[str, Any]]:
    return [d.to_json() | {"role": d.role.value} for d in sorted(deltas)]


def _known(story: Isolating) -> tuple[tuple[frozenset[Delta], Answer], ...]:
    """What is answered for exactly these differences: the reproduction's two Runs, and what a
    search that was cut off had asked."""
    here = set(story.deltas)
    known = [(frozenset[Delta](), Answer.PASSES), (frozenset(here), Answer.FAILS)]
    for event in _asked(story):
        deltas = frozenset(delta_from(d) for d in event.data["deltas"])
        if deltas <= here:
            known.append((deltas, Answer(event.data["answer"])))
    return tuple(known)


def _asked(story: Isolating) -> list[Event]:
    """What this search has asked, also before it was cut off: one Run each."""
    events = story.hands.ledger.events(subject(story.ticket.id))
    asked = (e for e in events if e.kind is EventKind.ASKED)
    return [e for e in asked if e.data["search"] == _search_id(story)]


def _search_id(story: Isolating) -> str:
    """A search is the same while its differences and its suite are."""
    text = json.dumps([story.suite.digest, [d.to_json() for d in story.deltas]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def classify_it(story: Isolating) -> Isolating | Stop:
    assert story.interaction is not None and story.run is not None
    return replace(story, found=classify.classify(story.interaction, story.run))


def list_exposed(story: Isolating) -> Isolating | Stop:
    """Who is about to be hit: active clients whose stack contains the Interaction."""
    assert story.interaction is not None
    days = story.contract.file.lab.active_days
    active = fleet.active(story.hands.lab.fleet(), story.now, days)
    exposed = fleet.containing(active, story.interaction.deltas)
    return replace(story, exposed=tuple(exposed))


def record(story: Isolating) -> Isolating | Stop:
    """The finding, and the work item with its owner and date."""
    assert story.interaction is not None and story.found is not None
    found = story.interaction.to_json() | {"interaction": _listed(story.interaction.deltas)}
    words = " with ".join(str(d) for d in story.interaction.deltas)
    _write(story, EventKind.ISOLATED, words, found)
    finding = {"finding": story.found.finding.value}
    _write(story, EventKind.CLASSIFIED, story.found.reason, finding)
    repair = story.contract.file.repair
    owner = roster.on_duty(repair.owner, story.contract.file, story.now)
    story.hands.ledger.append(
        work.open_work(
            story.ticket,
            story.interaction,
            story.found.finding.value,
            story.exposed,
            owner,
            _target_date(story),
            story.contract,
            story.now,
        )
    )
    return story


def _target_date(story: Isolating) -> datetime:
    spec = story.contract.file.clocks[story.contract.file.repair.target_clock]
    calendar = story.contract.calendars[spec.calendar]
    clock = Clock(
        name="target", calendar_name=spec.calendar, target=target(spec.target), started=story.now
    )
    return clocks.deadline(calendar, clock, story.now) or story.now + timedelta(days=3)


def _write(story: Isolating, kind: EventKind, why: str, data: Mapping[str, Any]) -> None:
    number = len(story.hands.ledger.events(subject(story.ticket.id)))
    key = f"{kind.value}:{_search_id(story)}"
    event = Event(
        subject=subject(story.ticket.id),
        kind=kind,
        at=story.now,
        actor=LEVEE,
        reason=why,
        key=f"{key}:{number}" if kind is EventKind.ASKED else key,
        data={**data, "search": _search_id(story)},
    )
    story.hands.ledger.append([event])


ISOLATE = (is_reproduced, search, classify_it, list_exposed, record)
