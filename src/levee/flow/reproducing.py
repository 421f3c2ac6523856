"""REPRODUCE: does the ticket's stack fail in the lab as reported, beside a stack that passes?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.desk import evidence, lab_work, sessions
from levee.desk.case import Case
from levee.desk.recipients import recipients
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import baseline, fleet, verdict
from levee.lab.baseline import Candidate
from levee.lab.verdict import Verdict
from levee.model.event import LEVEE, Consequence, Event, EventKind
from levee.model.outcome import Outcome
from levee.model.run import Asked, Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import Ticket, subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproducing:
    hands: Hands
    ticket: Ticket
    contract: Contract
    suite: Suite
    now: datetime
    certified: tuple[Stack, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    run: Run | None = None
    baseline: Run | None = None
    verdict: Verdict | None = None

    @property
    def stack(self) -> Stack:
        assert self.ticket.stack is not None  # `has_stack` is the first step
        return self.ticket.stack


def has_stack(story: Reproducing) -> Reproducing | Stop:
    if story.ticket.stack is None:
        return Stop(f"{story.ticket.id} has no stack yet: {', '.join(story.ticket.gaps)} missing")
    return story


def evidence_first(story: Reproducing) -> Reproducing | Stop:
    """Nothing is retried before what was seen is sealed."""
    why_not = evidence.refusal(story.ticket)
    return Stop(why_not) if why_not else story


def on_record(hands: Hands, ticket: Ticket, suite: Suite) -> Event | None:
    """The Event that says that this stack was reproduced under this suite."""
    key = _key(EventKind.REPRODUCED, ticket.stack, suite) if ticket.stack else ""
    events = hands.ledger.events(subject(ticket.id))
    return next((e for e in events if e.key == key), None)


def recall(story: Reproducing) -> Reproducing | Stop:
    """The two Runs of a reproduction that is on record."""
    event = on_record(story.hands, story.ticket, story.suite)
    if event is None:
        return Stop(f"{story.ticket.id} was not reproduced under {story.suite.name}")
    lab = story.hands.lab
    run, beside = lab.find(event.data["run"]), lab.find(event.data["baseline"])
    return replace(story, run=run, baseline=beside)


def plan(story: Reproducing) -> Reproducing | Stop:
    """The triage note: what will be run, beside which nearest passing stacks."""
    lab, days = story.hands.lab, story.contract.file.lab.active_days
    client = lab.installation(story.ticket.text("client"), story.ticket.text("partner"))
    known = baseline.Known(
        before=client.before if client else None,
        certified=story.certified,
        runs=lab.runs(story.suite),
        fleet=fleet.active(lab.fleet(), story.now, days),
    )
    tries = story.contract.file.lab.baseline_tries
    candidates = baseline.candidates(story.stack, known, tries)
    note = {
        "stack": story.stack.digest,
        "suite": story.suite.name,
        "baselines": [{"stack": c.stack.digest, "reason": c.reason} for c in candidates],
    }
    _write(story, EventKind.TRIAGED, "reproduction planned", note)
    return replace(story, candidates=candidates)


def run_reported(story: Reproducing) -> Reproducing | Stop:
    story.hands.voice.step(f"running {story.suite.name} on the ticket's stack {story.stack.short}")
    return replace(story, run=_run(story, story.stack, Purpose.REPRODUCE))


def run_baseline(story: Reproducing) -> Reproducing | Stop:
    """The nearest candidate that passes; the last one tried when none does."""
    tried: Run | None = None
    for candidate in story.candidates:
        story.hands.voice.step(
            f"running it on {candidate.stack.short}, {candidate.distance} differences away "
            f"({candidate.reason})"
        )
        tried = _run(story, candidate.stack, Purpose.BASELINE)
        if tried.outcome is Outcome.PASSED:
            break
    return replace(story, baseline=tried)


def compare(story: Reproducing) -> Reproducing | Stop:
    assert story.run is not None
    screen = story.ticket.text("affected_screen")
    return replace(story, verdict=verdict.reproduced(story.run, story.baseline, screen))


def record(story: Reproducing) -> Reproducing | Stop:
    assert story.run is not None and story.verdict is not None
    if story.verdict.says_nothing:
        return Stop(f"the lab could not tell: {story.verdict.words}; ask again")
    kind = EventKind.REPRODUCED if story.verdict.held else EventKind.NOT_REPRODUCED
    found: dict[str, Any] = {
        "run": story.run.id,
        "outcome": story.run.outcome.value,
        "signature": [list(f) for f in story.run.signature.failures],
        "matches_report": story.verdict.matches_report,
    }
    if story.baseline is not None:
        found["baseline"] = story.baseline.id
        found["baseline_stack"] = story.baseline.stack.to_json()
    if story.verdict.held:
        _write(story, kind, story.verdict.words, found, [lab_work.isolation(story.ticket.id)])
        return story
    _book_session(story, _event(story, kind, story.verdict.words, found))
    return Stop(f"not reproduced: {story.verdict.words}")


def _book_session(story: Reproducing, failed: Event) -> None:
    """With the failed reproduction, in one transaction, goes the remote session."""
    ledger = story.hands.ledger
    with ledger.writing():
        events = ledger.events(failed.subject)
        if any(e.key == failed.key for e in events):
            return
        listed = story.hands.desk.contract().file
        case = Case(
            ticket=story.ticket,
            events=(*events, failed),
            contract=story.contract,
            now=story.now,
            customer=recipients(story.ticket, events, listed),
        )
        change = sessions.after_failed_reproduction(case)
        ledger.append([failed, *change.events], change.consequences)


def _run(story: Reproducing, stack: Stack, purpose: Purpose) -> Run:
    key = f"{story.ticket.id}:{purpose.value}:{story.suite.digest}:{stack.digest}"
    asked = Asked(stack=stack, purpose=purpose, key=key, subject=subject(story.ticket.id))
    return story.hands.lab.run(asked)


def _key(kind: EventKind, stack: Stack, suite: Suite) -> str:
    return f"{kind.value}:{suite.digest[:16]}:{stack.short}"


def _write(
    story: Reproducing,
    kind: EventKind,
    why: str,
    data: Mapping[str, Any],
    follows: Sequence[Consequence] = (),
) -> None:
    story.hands.ledger.append([_event(story, kind, why, data)], follows)


def _event(story: Reproducing, kind: EventKind, why: str, data: Mapping[str, Any]) -> Event:
    """One Event for this stack and suite: reproducing again adds nothing."""
    return Event(
        subject=subject(story.ticket.id),
        kind=kind,
        at=story.now,
        actor=LEVEE,
        reason=why,
        key=_key(kind, story.stack, story.suite),
        data=data,
    )


RECALL = (has_stack, recall, compare)
REPRODUCE = (has_stack, evidence_first, plan, run_reported, run_baseline, compare, record)
