"""Do five Nights, a review and the papers close the story?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from levee.contract import rosters
from levee.flow import TICK, Stop, certifying, follow
from levee.flow.ticking import Ticking
from levee.model.certificate import CertificateState
from levee.model.delta import apply, contains
from levee.model.outcome import Outcome
from levee.model.stack import Stack
from levee.site import answers, jobs, numbers, papers, stories
from levee.site.demo.told import Demo
from levee.store import stacks

NIGHTS = 5


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
        reviewer = rosters.in_turn(contract.file.certification.reviewer, contract.file)[0]
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
        f"{standing.bound:.1%} of runs (95 % confidence, {standing.passes} runs of {NIGHTS} nights)"
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
    """What came due in the simulated days, and then what is owed."""
    follow(TICK, Ticking(hands=demo.hands, now=demo.clock()))
    sent = jobs.sweep(demo.clock())
    return demo.tell("mail", f"{sent} messages sent, into {demo.data / 'mail'}", sent=sent)
