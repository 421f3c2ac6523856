"""Does the whole story hold on this machine? One ticket from intake to certificate, for real.

Every step goes through the same stories as the commands, on the same store. A demo that was
killed goes on where it stopped: what a step finds done, it does not do again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from levee.desk.stack_lists import read
from levee.flow import INTAKE, Stop, certifying, follow
from levee.flow.taking import Taking
from levee.flow.ticking import wake_one
from levee.lab import fleet
from levee.lab.isolate.report import Reporter
from levee.model.certificate import CertificateState
from levee.model.delta import apply, contains
from levee.model.outcome import Outcome
from levee.model.run import Purpose
from levee.model.stack import Stack
from levee.model.ticket import subject
from levee.model.work_item import WorkState
from levee.site import answers, bench, demo_vendor, jobs, numbers, papers, stories
from levee.site.hands import LeveeHands, redacted
from levee.store import runs, stacks

NIGHTS = 5
HISTORY = 6  #: clients on the ticket's stack before its update, and as many on the one after


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What the demo is told: replace these and it tells another story."""

    vendor: Path
    suite: Path
    ticket: Path
    before: Path
    bad_fix: Path
    good_fix: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    hands: LeveeHands
    data: Path
    files: Files
    began: datetime  #: the nights are dated from here
    clock: Callable[[], datetime]
    reporter: Reporter
    ticket: str = ""
    work: str = ""
    first_numbers: tuple[Any, ...] = ()
    told: tuple[Mapping[str, Any], ...] = field(default=())

    def tell(self, step: str, text: str, **ids: Any) -> "Demo":
        return replace(self, told=(*self.told, {"step": step, "text": text, **ids}))


def set_up(demo: Demo) -> Demo | Stop:
    """Contract and suite are there; the fleet is drawn once."""
    bench.remember_suite(demo.data, demo.files.suite)
    suite = demo.hands.lab.suite()
    clients = demo.hands.lab.fleet() or _draw(demo)
    distinct = len({i.stack.digest for i in clients})
    plugins = {p.package for i in clients for p in i.stack.with_role(*answers.PLUGIN)}
    words = (
        f"{len(clients)} clients in {distinct} distinct stacks, {len(plugins)} plugins; "
        f"suite {suite.name} {suite.digest[:12]}"
    )
    return demo.tell("set up", words, clients=len(clients), stacks=distinct, plugins=len(plugins))


def _draw(demo: Demo) -> Any:
    drawn = demo_vendor.fleet(demo_vendor.read(demo.files.vendor), demo.began)
    body = json.loads(demo.files.ticket.read_text(encoding="utf-8"))
    before, after = _stack(demo, demo.files.before), _ticket_stack(demo)
    own = demo_vendor.client(body["client"], body["partner"], before, demo.began)
    whole = (*demo_vendor.with_history(drawn, before, after, HISTORY), own)
    stacks.report(whole)
    return whole


def _stack(demo: Demo, file: Path) -> Stack:
    return _read(demo, json.loads(file.read_text(encoding="utf-8")), str(file))


def _ticket_stack(demo: Demo) -> Stack:
    body = json.loads(demo.files.ticket.read_text(encoding="utf-8"))
    return _read(demo, body["stack"], str(demo.files.ticket))


def _read(demo: Demo, value: Any, place: str) -> Stack:
    stack, problems = read(value, demo.hands.desk.contract().file.product, place)
    if stack is None or problems:
        raise ValueError("; ".join(str(p) for p in problems))
    return stack


def take_in(demo: Demo) -> Demo | Stop:
    story = Taking(
        hands=demo.hands,
        contract=demo.hands.desk.contract(),
        now=demo.clock(),
        body=demo.files.ticket.read_bytes(),
        redact=redacted,
    )
    told = follow(INTAKE, story)
    if told.stop is not None or told.story.ticket is None:
        return told.stop or Stop("the ticket was not taken in")
    found = told.story.ticket
    if found.gaps or told.story.problems:
        return Stop(f"{found.id} is incomplete: {', '.join(found.gaps)}")
    wake_one(demo.hands, found.id, demo.clock())
    body = answers.ticket(demo.hands, demo.hands.desk.ticket(found.id), demo.clock())
    words = (
        f"{found.id} severity {body['severity']} = {body['priority']}, "
        f"because {body['severity_why']}; next response: {body['owner']} ({body['owner_role']})"
    )
    return replace(demo, ticket=found.id).tell(
        "intake", words, ticket=found.id, clocks=body["clocks"]
    )


def reproduce(demo: Demo) -> Demo | Stop:
    told = stories.reproduce(demo.hands, demo.ticket, demo.clock())
    story = told.story
    if told.stop is not None or story.verdict is None or not story.run or not story.baseline:
        return told.stop or Stop("not reproduced")
    if not story.verdict.matches_report:
        return Stop(f"it fails, but not as reported: {story.verdict.words}")
    return demo.tell("reproduce", story.verdict.words, run=story.run.id, baseline=story.baseline.id)


def isolate(demo: Demo) -> Demo | Stop:
    """Isolated once; a demo that goes on shows what is on record."""
    found = demo.hands.desk.ticket(demo.ticket)
    if not found.interaction:
        told = stories.isolate(demo.hands, demo.ticket, demo.clock(), 0, demo.reporter)
        if told.stop is not None:
            return told.stop
        found = demo.hands.desk.ticket(demo.ticket)
    words = " with ".join(str(d) for d in found.interaction)
    said = found.isolation
    return replace(demo, work=found.work_item).tell(
        "isolate",
        f"{words}; {said['runs']} runs; {found.finding.replace('_', ' ')}",
        interaction=answers.deltas(found.interaction),
        questions=said["runs"],
        runs=_runs(demo, Purpose.ISOLATE),
    )


def _runs(demo: Demo, purpose: Purpose) -> list[str]:
    """The Runs of the ticket that had this purpose, so that each can be repeated."""
    return [r.id for r in runs.of_subject(subject(demo.ticket)) if r.purpose is purpose]


def open_work(demo: Demo) -> Demo | Stop:
    """The board has it, with an owner and a date, and says who is about to be hit."""
    item = demo.hands.desk.work_item(demo.work)
    days = demo.hands.desk.contract().file.lab.active_days
    active = fleet.active(demo.hands.lab.fleet(), demo.clock(), days)
    hit = [i.client for i in active if contains(i.stack, item.interaction)]
    first = numbers.numbers(demo.hands, demo.clock())
    words = (
        f"{item.id} {item.kind}, {item.owner}, until {item.target:%Y-%m-%d %H:%M} UTC; "
        f"{item.clients} clients have the interaction"
    )
    return replace(demo, first_numbers=first).tell(
        "board", words, work_item=item.id, acceptance=list(item.acceptance), exposed=hit
    )


def refuse_bad_fix(demo: Demo) -> Demo | Stop:
    item = demo.hands.desk.work_item(demo.work)
    change, notes = _fix(demo.files.bad_fix)
    is_cut_off = item.state is WorkState.VERIFYING and item.fix == change
    if item.fixes and not is_cut_off:
        return demo.tell("bad fix", "was refused before", work_item=item.id)
    told = stories.mend(demo.hands, demo.work, change, notes, demo.clock())
    if told.stop is None:
        return Stop("the bad fix was taken for good")
    if demo.hands.desk.work_item(demo.work).state is not WorkState.ROLLED_BACK:
        return told.stop
    run = told.story.fixed
    return demo.tell("bad fix", told.stop.reason, work_item=item.id, run=run.id if run else "")


def take_good_fix(demo: Demo) -> Demo | Stop:
    """The label goes and the ticket is remediated."""
    if demo.hands.desk.work_item(demo.work).state is not WorkState.VERIFIED:
        change, notes = _fix(demo.files.good_fix)
        told = stories.mend(demo.hands, demo.work, change, notes, demo.clock())
        if told.stop is not None:
            return told.stop
    item, found = demo.hands.desk.work_item(demo.work), demo.hands.desk.ticket(demo.ticket)
    label = demo.hands.desk.contract(found.contract).file.repair.label
    if label in found.labels:
        return Stop(f"the fix holds, but the label {label!r} is still on {found.id}")
    return demo.tell(
        "good fix",
        f"{item.why}; the label {label!r} is off",
        work_item=item.id,
        runs=_runs(demo, Purpose.VERIFY),
    )


def _fix(file: Path) -> Any:
    return stories.read_fix(json.loads(file.read_text(encoding="utf-8")))


def run_nights(demo: Demo) -> Demo | Stop:
    """Five Nights; only their dates are simulated."""
    for number in range(1, NIGHTS + 1):
        at = demo.began + timedelta(days=number)
        told = stories.night(demo.hands, at.date(), at)
        report = told.story.report
        if report is None or report.result.void:
            return Stop(f"night {at.date()} is void: {report.result.reason if report else ''}")
        demo = demo.tell(
            f"night {number}",
            f"{at.date()}: {_counted(report.result.runs)}; {report.result.reason}",
            night=at.date().isoformat(),
            runs=[r.id for r in report.result.runs],
        )
    return demo


def _counted(runs: Any) -> str:
    counts = {o: sum(r.outcome is o for r in runs) for o in Outcome}
    return ", ".join(f"{n} {o}" for o, n in counts.items() if n)


def certify(demo: Demo) -> Demo | Stop:
    """A person of the named role reviews what the Nights show, and the certificate stands."""
    at = demo.began + timedelta(days=NIGHTS, hours=1)
    stack, contract = _fixed_stack(demo), demo.hands.desk.contract()
    suite = demo.hands.lab.suite()
    if certifying.standing(demo.hands, stack, contract, suite, at).state is not (
        CertificateState.CERTIFIED
    ):
        reviewer = contract.file.roles[contract.file.certification.reviewer].people[0]
        evidence = f"the runs of {NIGHTS} nights and the isolation of {demo.ticket}"
        said = certifying.review(demo.hands, stack, contract, suite, at, reviewer, evidence)
        if isinstance(said, Stop):
            return said
    standing = certifying.standing(demo.hands, stack, contract, suite, at)
    if standing.state is not CertificateState.CERTIFIED:
        return Stop(f"{stack.short} is {standing.state}: {'; '.join(standing.missing)}")
    folder = demo.data / "certificates" / stack.digest
    words = (
        f"{stack.short} is certified, reviewed by {standing.reviewer}; it fails less often than "
        f"{standing.bound:.0%} of runs (95 % confidence)"
    )
    return demo.tell("certify", words, stack=stack.digest, folder=str(folder))


def _fixed_stack(demo: Demo) -> Stack:
    item, found = demo.hands.desk.work_item(demo.work), demo.hands.desk.ticket(demo.ticket)
    assert found.stack is not None
    return apply(found.stack, item.fix)


def learn(demo: Demo) -> Demo | Stop:
    """The postmortem is drafted, its clock runs, and the hit clients take the certified stack."""
    at = demo.began + timedelta(days=NIGHTS, hours=2)
    file = papers.postmortem(demo.hands, demo.data, demo.ticket, at)
    item, stack = demo.hands.desk.work_item(demo.work), _fixed_stack(demo)
    moved = [
        replace(i, stack=apply(i.stack, item.fix), last_seen=at)
        for i in demo.hands.lab.fleet()
        if contains(i.stack, item.interaction)
    ]
    stacks.report(moved)
    clock = _clock(demo, "postmortem", at)
    words = f"{file.name}, due {clock['due']} ({clock['calendar']})" if clock else file.name
    after = numbers.numbers(demo.hands, at)
    return demo.tell("postmortem", words, file=str(file)).tell(
        "numbers",
        f"{len(moved)} clients moved to {stack.short} or their stack with the fix",
        before_after=numbers.beside(demo.first_numbers, after),
    )


def _clock(demo: Demo, name: str, at: datetime) -> Mapping[str, Any] | None:
    body = answers.ticket(demo.hands, demo.hands.desk.ticket(demo.ticket), at)
    return next((c for c in body["clocks"] if c["name"] == name), None)


def send(demo: Demo) -> Demo | Stop:
    sent = jobs.sweep(demo.clock())
    return demo.tell("mail", f"{sent} messages sent, into {demo.data / 'mail'}", sent=sent)


DEMO = (
    set_up,
    take_in,
    reproduce,
    isolate,
    open_work,
    refuse_bad_fix,
    take_good_fix,
    run_nights,
    certify,
    learn,
    send,
)
