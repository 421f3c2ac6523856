"""NIGHT: what runs tonight, what did it show, and whose certificate stands or falls by it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from levee.contract.load import Contract
from levee.flow import calling, certifying, must_running, programme, releasing
from levee.flow.certifying import Facts
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import choose, confirm, dependency_contracts, fleet, judge_night
from levee.lab.dependency_contracts import Compared
from levee.lab.judge_night import NightReport
from levee.lab.repeat import Repeats, repeated
from levee.model.certificate import CertificateState
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
    contracts: tuple[Compared, ...] = ()

    @property
    def subject(self) -> str:
        return calling.subject(self.day, self.suite)


def choose_stacks(story: Nighting) -> Nighting | Stop:
    """The plan of this Night: the one on record if it was begun before, else a new one.

    A new one leaves out what is certified away, and runs again what has lost its certificate.
    """
    for event in story.hands.ledger.events(story.subject):
        if event.kind is EventKind.NIGHT_PLANNED:
            return replace(story, plan=_planned(story, event.data))
    must_running.settle(story.hands, _facts(story), story.now)
    plan = fresh_plan(story)
    for choice in plan.choices:
        story.hands.lab.keep(choice.stack)
    data = {
        "choices": [_choice(c) for c in plan.choices],
        "shares": dict(plan.shares),
        "aa": {"stack": plan.aa.digest, "times": plan.aa_times} if plan.aa else None,
    }
    why = f"{len(plan.choices)} stacks"
    _write(story, EventKind.NIGHT_PLANNED, why, data | {"suite_digest": story.suite.digest})
    return replace(story, plan=plan)


def fresh_plan(story: Nighting) -> Plan:
    """What would run, without writing anything."""
    lab = story.contract.file.lab
    active = fleet.active(story.hands.lab.fleet(), story.now, lab.active_days)
    facts = _facts(story)
    must = tuple(m for item in story.hands.desk.work_items() for m in _must(story, item, facts))
    demand = choose.Demand(
        canary=story.canary,
        must=(*must, *programme.must(story.hands)),
        pinned=_starters(story, facts),
    )
    plan = choose.plan(active, demand, choose.Rules(limit=lab.stacks_per_night))
    rules = story.contract.file.certification
    repeats = Repeats(times=rules.repeats, aa_times=rules.aa_repeats)
    return repeated(plan, _earlier(story), repeats)


def _facts(story: Nighting) -> Facts:
    return certifying.read(story.hands, story.contract, story.suite)


def _earlier(story: Nighting) -> list[Run]:
    """The Runs of this suite that count: of valid Nights before this one, and of tickets."""
    void = {n.day for n in story.hands.lab.nights(story.suite) if n.void}
    known = story.hands.lab.runs(story.suite)
    return [r for r in known if r.night != story.day and r.night not in void]


def _starters(story: Nighting, facts: Facts) -> tuple[choose.Wanted, ...]:
    """A temporary certificate holds while the Nights run its Stack: so they do."""
    found = []
    for digest in sorted(facts.granted(story.now)):
        stack = story.hands.lab.stack(digest)
        standing = facts.standing(stack, story.now)
        if standing.state is CertificateState.TEMPORARY and standing.expires_at is not None:
            until = standing.expires_at.date()
            found.append(choose.Wanted(stack=stack, reason=f"temporary until {until}"))
    return tuple(found)


def _must(story: Nighting, item: WorkItem, facts: Facts) -> tuple[choose.Wanted, ...]:
    """The stack that shows an open work item's Interaction, and its fix if there is one.

    One that is certified away is not run any more; its fix is, or nobody saw it fall.
    """
    shows, fixed = story.hands.desk.ticket(item.ticket).stack, item.fixed_stack
    said = must_running.turn(item, facts, story.now)
    runs = said.kind is EventKind.MUST_RUN if said else item.must_run
    found = []
    if runs and shows is not None:
        found.append(choose.Wanted(stack=shows, reason=f"interaction of {item.id}"))
    if fixed is not None:
        found.append(choose.Wanted(stack=fixed, reason=f"fix of {item.id}"))
    return tuple(found)


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "stack": choice.stack.digest,
        "why": choice.why.value,
        "reason": choice.reason,
        "clients": choice.clients,
        "traffic": choice.traffic,
        "times": choice.times,
    }


def _planned(story: Nighting, data: Any) -> Plan:
    choices = tuple(
        Choice(
            stack=story.hands.lab.stack(c["stack"]),
            why=Why(c["why"]),
            reason=c["reason"],
            clients=c["clients"],
            traffic=c["traffic"],
            times=c.get("times", 1),
        )
        for c in data["choices"]
    )
    aa = data.get("aa")
    return Plan(
        choices=choices,
        shares=data["shares"],
        aa=story.hands.lab.stack(aa["stack"]) if aa else None,
        aa_times=aa["times"] if aa else 0,
    )


def run_all(story: Nighting) -> Nighting | Stop:
    """Each choice, as often as it is planned. A Run that is there is not run again."""
    assert story.plan is not None
    wanted = [(c.reason, _asked(story, c, i)) for c in story.plan.choices for i in range(c.times)]
    wanted += [("A/A: it is known to pass", a) for a in _aa(story, story.plan)]
    runs = _carried_out(story, wanted)
    return runs if isinstance(runs, Stop) else replace(story, runs=runs)


type _Wanted = Sequence[tuple[str, Asked]]  #: (why, what is asked)


def _carried_out(story: Nighting, wanted: _Wanted) -> tuple[Run, ...] | Stop:
    """In the order asked. Where the lab let something more urgent go, the Night stops here; told
    again, it goes on with what is left."""
    runs: dict[int, Run] = {}
    for place, run in story.hands.lab.run_all([asked for _, asked in wanted]):
        runs[place] = run
        said = f"{len(runs)}/{len(wanted)} {run.stack.short} {run.outcome} ({wanted[place][0]})"
        story.hands.voice.note(said)
        red = sum(r.outcome.is_red for r in runs.values())
        story.hands.voice.ran(len(runs), len(wanted), red)
    if len(runs) < len(wanted):
        return Stop(f"lets something more urgent go; {len(wanted) - len(runs)} runs are left")
    return tuple(runs[place] for place in sorted(runs))


def _aa(story: Nighting, plan: Plan) -> list[Asked]:
    """The baseline's Runs: the same Stack under unchanged inputs, to measure the lab itself."""
    if plan.aa is None:
        return []
    key = f"{story.subject}:{story.suite.digest}:{plan.aa.digest}:aa"
    return [
        Asked(
            stack=plan.aa,
            purpose=Purpose.AA,
            key=f"{key}:{number}",
            subject=story.subject,
            night=story.day,
        )
        for number in range(plan.aa_times)
    ]


def _asked(story: Nighting, choice: Choice, repeat: int) -> Asked:
    return Asked(
        stack=choice.stack,
        purpose=Purpose.CANARY if choice.why is Why.CANARY else Purpose.NIGHT,
        key=f"{story.subject}:{story.suite.digest}:{choice.stack.digest}:{repeat}",
        subject=story.subject,
        night=story.day,
    )


def confirm_reds(story: Nighting) -> Nighting | Stop:
    """What was red every time is run once more in a plain environment before it counts."""
    reds = confirm.wanted(story.runs)
    wanted = [("in a plain environment", _confirming(story, red)) for red in reds]
    runs = _carried_out(story, wanted)
    return runs if isinstance(runs, Stop) else replace(story, runs=(*story.runs, *runs))


def _confirming(story: Nighting, red: Run) -> Asked:
    return Asked(
        stack=red.stack,
        purpose=Purpose.CONFIRM,
        key=f"{story.subject}:{story.suite.digest}:{red.stack.digest}:plain",
        subject=story.subject,
        night=story.day,
        of=red.id,
    )


def judge(story: Nighting) -> Nighting | Stop:
    assert story.plan is not None
    report = judge_night.judge(
        story.plan, story.runs, day=story.day, suite=story.suite.name, earlier=_earlier(story)
    )
    lines = [
        {
            "stack": line.choice.stack.digest,
            "standing": line.standing.value,
            "why": line.why,
            "run": line.run.id if line.run else "",
            "confirmed": line.confirmed.words if line.confirmed else "",
        }
        for line in report.lines
    ]
    result = report.result
    aa = {"passed": report.aa.passed, "answered": report.aa.answered}
    data = {"void": result.void, "canary": report.canary.value, "lines": lines, "aa": aa}
    differ = _contracts(story)
    data["contracts"] = [
        {"plugin": c.plugin, "agreement": c.agreement.value, "reason": c.reason, "run": c.run}
        for c in differ
    ]
    _write(story, EventKind.NIGHT_ENDED, result.reason, data)
    return replace(story, report=report, contracts=differ)


def _contracts(story: Nighting) -> tuple[Compared, ...]:
    """Where what plugins declare differs from what this Night saw."""
    ran = [r for r in confirm.settled(story.runs) if r.purpose is not Purpose.CANARY]
    compared = dependency_contracts.compare(ran, releasing.declared(story.hands))
    return dependency_contracts.differences(compared)


def certify(story: Nighting) -> Nighting | Stop:
    """Certificates follow the Night's facts at once: broken ones fall, then new ones stand.

    In that order, since a new one may be refused (a key that ran out), and no red waits for it.
    """
    assert story.plan is not None
    changed: list[Event] = []
    facts = _facts(story)
    stacks = [c.stack for c in story.plan.choices if c.why is not Why.CANARY]
    certified = CertificateState.CERTIFIED
    for stack in sorted(stacks, key=lambda s: facts.standing(s, story.now).state is certified):
        changed += certifying.settle(story.hands, stack, facts, story.now)
    return replace(story, changed=tuple(changed))


def take_back(story: Nighting) -> Nighting | Stop:
    """A release that turned red tonight leaves every channel by itself."""
    back = releasing.take_back(story.hands, story.contract, story.suite, story.now)
    for event in back:
        story.hands.voice.step(event.reason)
    return replace(story, changed=(*story.changed, *back))


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


NIGHT = (choose_stacks, run_all, confirm_reds, judge, certify, take_back)
