"""Which failures of one Run have causes of their own, and which of them is sought next?"""

from collections.abc import Collection, Iterable, Mapping

from levee.lab import verdict
from levee.model.delta import Delta
from levee.model.outcome import Outcome, Signature
from levee.model.run import Run

type Failure = tuple[str, str]
"""One failed check and its normalised message."""

type Runs = Mapping[frozenset[Delta], Run]
"""The last Run of each set of deltas that was asked."""


def next_sought(failing: Run, screen: str, explained: Collection[Failure]) -> Signature:
    """The ticket's own failures first, then whatever else failed; empty when none is left."""
    for part in (verdict.as_reported(failing, screen), failing.signature):
        if left := tuple(f for f in part.failures if f not in explained):
            return Signature(left)
    return Signature()


def explained(failing: Run, found: Iterable[Delta], runs: Runs) -> frozenset[Failure]:
    """The failures of ``failing`` that this set brings about: shown with it, and in no Run with
    one member less (such a failure has a smaller cause)."""
    whole = frozenset(found)
    if whole not in runs:
        return frozenset()
    less = [runs[whole - {d}] for d in whole if whole - {d} in runs]
    smaller = {f for run in less for f in run.signature.failures}
    return frozenset(failing.signature.failures) & {*runs[whole].signature.failures} - smaller


def follows(
    sought: Signature, found: Iterable[Delta], earlier: Iterable[Delta], runs: Runs
) -> bool:
    """Is it an earlier Interaction's failure again, with what its check needs to run at all?

    So when the set has all of the earlier one, and with that alone none of the checks ran.
    """
    before = frozenset(earlier)
    if not before < frozenset(found) or before not in runs:
        return False
    ran = {c.id for c in runs[before].checks if c.outcome is not Outcome.EMPTY}
    return ran.isdisjoint(sought.checks)
