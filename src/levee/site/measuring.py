"""How flaky is the lab itself: now, over its Nights, and which flakes were the lab's?"""

from datetime import datetime
from typing import Any

from levee.flow import certifying
from levee.lab import aa, streak
from levee.lab.aa import Flakiness
from levee.lab.streak import Subject
from levee.model.outcome import Outcome
from levee.model.problem import Problem, Rejected
from levee.model.run import Asked, Purpose
from levee.model.stack import Stack
from levee.site import answers
from levee.site.hands import LeveeHands


def measure(hands: LeveeHands, times: int, now: datetime, stack: Stack | None = None) -> Flakiness:
    """Run a Stack that is known to pass so many times, under unchanged inputs."""
    green = stack or known_green(hands)
    hands.voice.step(f"A/A: {green.short}, {times} times")
    asked = [
        Asked(
            stack=green,
            purpose=Purpose.AA,
            key=f"aa:{now.isoformat()}:{green.digest}:{number}",
            subject="aa",
        )
        for number in range(times)
    ]
    return aa.measured([run for _, run in hands.lab.run_all(asked)])


def known_green(hands: LeveeHands) -> Stack:
    known = hands.lab.runs(hands.lab.suite())
    canaries = [r.stack for r in known if r.purpose is Purpose.CANARY]
    green = aa.known_green(known, canaries)
    if green is None:
        why = "no stack has passed this suite yet; name one with --stack"
        raise Rejected((Problem("--stack", why),))
    return green


def so_far(hands: LeveeHands) -> dict[str, Any]:
    """All A/A Runs under this suite, and each flake of a Stack: the lab's, or its own."""
    suite = hands.lab.suite()
    facts = certifying.read(hands, hands.desk.contract(), suite)
    flakes = []
    for digest, nights in facts.nights.items():
        about = Subject(stack_digest=digest, suite=suite.name, suite_digest=suite.digest)
        for day in streak.qualifying(about, streak.days(about, nights)):
            if day.outcome is Outcome.FLAKY:
                charged = "the lab" if day.lab_wavered else "the stack"
                flakes.append({"stack": digest, "night": str(day.day), "charged_to": charged})
    return {
        "lab": answers.flakiness(aa.measured(hands.lab.runs(suite))),
        "flakes": sorted(flakes, key=lambda f: (f["night"], f["stack"])),
    }
