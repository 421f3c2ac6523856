"""Which sets of the deltas are known to pass already, from Runs that had other reasons?"""

from collections.abc import Iterable, Sequence

from levee.model.delta import Delta, apply, contains
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Stack


def passed_sets(
    baseline: Stack, deltas: Sequence[Delta], runs: Iterable[Run]
) -> tuple[frozenset[Delta], ...]:
    """Every green stack that lies exactly between the baseline and the failing stack.

    A stack that has anything else, or whose last Run was not green, says nothing here.
    """
    last = {run.stack: run for run in sorted(runs, key=lambda r: (r.ended_at, r.id))}
    green = [stack for stack, run in last.items() if run.outcome is Outcome.PASSED]
    sets = ((stack, frozenset(d for d in deltas if contains(stack, (d,)))) for stack in green)
    return tuple(here for stack, here in sets if apply(baseline, here) == stack)
