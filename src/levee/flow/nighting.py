"""NIGHT: what runs tonight, what did it show, and whose certificate stands or falls by it?"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from levee.contract.load import Contract
from levee.flow import certifying
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import choose, fleet, judge_night
from levee.lab.judge_night import NightReport
from levee.model.event import LEVEE, Event, EventKind
from levee.model.night import Choice, Plan, Why
from levee.model.run import Asked, Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.work_item import WorkItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Nighting:
    hands: Hands
    contract: Contract
    suite: Suite
    day: date
    now: datetime
    canary: Stack
    plan: Plan | None = None
    runs: tuple[Run, ...] = ()
    report: NightReport | None = None
    changed: tuple[Event, ...] = ()

    @property
    def subject(self) -> str:
        return f"night:{self.day.isoformat()}:{self.suite.name}"


def choose_stacks(story: Nighting) -> Nighting | Stop:
    """The plan of this Night: the one on record if it was begun before, else a new one."""
    for event in story.hands.ledger.events(story.subject):
        if event.kind is EventKind.NIGHT_PLANNED:
            return replace(story, plan=_planned(story, event.data))
    plan = fresh_plan(story)
    for choice in plan.choices:
        story.hands.lab.keep(choice.stack)
    data = {"choices": [_choice(c) for c in plan.choices], "shares": dict(plan.shares)}
    why = f"{len(plan.choices)} stacks"
    _write(story, EventKind.NIGHT_PLANNED, why, data | {"suite_digest": story.suite.digest})
    return replace(story, plan=plan)


def fresh_plan(story: Nighting) -> Plan:
    """What would run, without writing anything."""
    lab = story.contract.file.lab
    active = fleet.active(story.hands.lab.fleet(), story.now, lab.active_days)
    must = tuple(m for item in story.hands.desk.work_items() for m in _must(story, item))
    demand = choose.Demand(canary=story.canary, must=must)
    return choose.plan(active, demand, choose.Rules(limit=lab.stacks_per_night))


def _must(story: Nighting, item: WorkItem) -> tuple[choose.Wanted, ...]:
    """An open work item's Interaction: the stack that shows it, and its fix if there is one."""
    stack = story.hands.desk.ticket(item.ticket).stack
    if not item.must_run or stack is None:
        return ()
    found = [choose.Wanted(stack=stack, reason=f"interaction of {item.id}")]
    if item.fixed_stack is not None:
        found.append(choose.Wanted(stack=item.fixed_stack, reason=f"fix of {item.id}"))
    return tuple(found)


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "stack": choice.stack.digest,
        "why": choice.why.value,
        "reason": choice.reason,
        "clients": choice.clients,
        "traffic": choice.traffic,
    }


def _planned(story: Nighting, data: Any) -> Plan:
    choices = tuple(
        Choice(
            stack=story.hands.lab.stack(c["stack"]),
            why=Why(c["why"]),
            reason=c["reason"],
            clients=c["clients"],
            traffic=c["traffic"],
        )
        for c in data["choices"]
    )
    return Plan(choices=choices, shares=data["shares"])


def run_all(story: Nighting) -> Nighting | Stop:
    """Each choice, as often as the contract asks. A Run that is there is not run again."""
    assert story.plan is not None
    asked = [_asked(story, c, i) for c in story.plan.choices for i in range(_repeats(story))]
    runs: dict[int, Run] = {}
    for place, run in story.hands.lab.run_all(asked):
        runs[place] = run
        choice = story.plan.choices[place // _repeats(story)]
        said = f"{len(runs)}/{len(asked)} {choice.stack.short} {run.outcome} ({choice.reason})"
        story.hands.voice.note(said)
    return replace(story, runs=tuple(runs[place] for place in sorted(runs)))


def _repeats(story: Nighting) -> int:
    return story.contract.file.certification.repeats


def _asked(story: Nighting, choice: Choice, repeat: int) -> Asked:
    return Asked(
        stack=choice.stack,
        purpose=Purpose.CANARY if choice.why is Why.CANARY else Purpose.NIGHT,
        key=f"{story.subject}:{story.suite.digest}:{choice.stack.digest}:{repeat}",
        subject=story.subject,
        night=story.day,
    )


def judge(story: Nighting) -> Nighting | Stop:
    assert story.plan is not None
    void = {n.day for n in story.hands.lab.nights(story.suite) if n.void}
    known = story.hands.lab.runs(story.suite)
    earlier = [r for r in known if r.night != story.day and r.night not in void]
    report = judge_night.judge(
        story.plan, story.runs, day=story.day, suite=story.suite.name, earlier=earlier
    )
    lines = [
        {
            "stack": line.choice.stack.digest,
            "standing": line.standing.value,
            "why": line.why,
            "run": line.run.id if line.run else "",
        }
        for line in report.lines
    ]
    result = report.result
    data = {"void": result.void, "canary": report.canary.value, "lines": lines}
    _write(story, EventKind.NIGHT_ENDED, result.reason, data)
    return replace(story, report=report)


def certify(story: Nighting) -> Nighting | Stop:
    """Certificates follow the Night's facts at once: new ones stand, broken ones fall."""
    assert story.plan is not None
    changed: list[Event] = []
    for choice in story.plan.choices:
        if choice.why is not Why.CANARY:
            changed += certifying.settle(
                story.hands, choice.stack, story.contract, story.suite, story.now
            )
    return replace(story, changed=tuple(changed))


def _write(story: Nighting, kind: EventKind, why: str, data: dict[str, Any]) -> None:
    event = Event(
        subject=story.subject,
        kind=kind,
        at=story.now,
        actor=LEVEE,
        reason=why,
        key=kind.value,
        data=data,
    )
    story.hands.ledger.append([event])


NIGHT = (choose_stacks, run_all, judge, certify)
