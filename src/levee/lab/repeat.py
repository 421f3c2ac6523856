"""How often does tonight run each stack, and which one measures the lab itself?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from levee.lab.aa import known_green
from levee.lab.baseline import last_answers
from levee.model.night import Choice, Plan, Why
from levee.model.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """``times`` a stack that could be certified, ``aa_times`` the A/A baseline (0: none)."""

    times: int = 1
    aa_times: int = 0


def repeated(plan: Plan, earlier: Sequence[Run], repeats: Repeats) -> Plan:
    """The plan with its repeats and its A/A baseline.

    A certificate's bound comes from repeats, so whatever may still be certified has them. The
    canary, and a stack whose last answer was red, need one Run to show that they still are; one
    that turned green meanwhile has its repeats in the next Night.
    """
    last = last_answers(earlier)

    def times(choice: Choice) -> int:
        known = last.get(choice.stack.digest)
        is_red = known is not None and known.outcome.is_red
        return 1 if choice.why is Why.CANARY or is_red else repeats.times

    canaries = [c.stack for c in plan.choices if c.why is Why.CANARY]
    green = known_green(earlier, canaries) if repeats.aa_times else None
    return replace(
        plan,
        choices=tuple(replace(c, times=times(c)) for c in plan.choices),
        aa=green,
        aa_times=repeats.aa_times if green else 0,
    )
