"""Did the fix hold, and if not, what do partners go back to?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from levee.model.delta import Delta, DeltaKind, apply
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Stack
from levee.model.work_item import WorkItem, WorkState


class FixState(StrEnum):
    HELD = "held"  #: green on the ticket's stack and on every top stack it touches
    FAILED = "failed"  #: red somewhere: rolled back or mitigated
    UNDECIDED = "undecided"  #: the lab could not tell; nothing is concluded, run it again


@dataclass(frozen=True, slots=True, kw_only=True)
class FixVerdict:
    state: FixState
    reason: str


def decide(fixed: Run, top: Sequence[tuple[Run, Run]]) -> FixVerdict:
    """Judge a fix by its own Run and by (before, after) Runs of top stacks.

    A top stack that was red before and is red after says nothing against the fix. A red
    decides, also beside top stacks that the lab could not tell.
    """
    if fixed.outcome is not Outcome.PASSED:
        return _of(fixed, "the ticket's stack with the fix")
    worse = [(b, a) for b, a in top if b.outcome is Outcome.PASSED and a.outcome is not b.outcome]
    for before, after in sorted(worse, key=lambda pair: not pair[1].outcome.is_red):
        return _of(after, f"top stack {before.stack.short} with the fix")
    passed = sum(after.outcome is Outcome.PASSED for _, after in top)
    return FixVerdict(
        state=FixState.HELD,
        reason=f"the ticket's stack and {passed} of {len(top)} top stacks pass with the fix",
    )


def _of(run: Run, what: str) -> FixVerdict:
    unsure = not run.outcome.is_red
    state = FixState.UNDECIDED if unsure else FixState.FAILED
    return FixVerdict(state=state, reason=f"{what}: {run.outcome}, {run.why} (run {run.id})")


def touches(stack: Stack, change: Sequence[Delta]) -> bool:
    """Does the fix change anything that this Stack has?"""
    return with_fix(stack, change) != stack


def with_fix(stack: Stack, change: Sequence[Delta]) -> Stack:
    """The Stack with those parts of the fix that concern what it has already."""
    has = stack.versions.keys() | stack.settings.keys()
    return apply(stack, [d for d in change if d.component in has])


def apart(stack: Stack, own: Sequence[Delta], others: Sequence[WorkItem]) -> Stack:
    """The Stack without what a ticket's other work items answer for, to judge one fix alone.

    A verified fix is put in; of an Interaction without one all is taken back that this item's
    own does not share (what they share has to be in the fix).
    """
    for item in others:
        is_fixed = item.state is WorkState.VERIFIED
        back = [_back(d) for d in item.interaction if d not in own]
        stack = apply(stack, item.fix if is_fixed else back)
    return stack


def _back(delta: Delta) -> Delta:
    kinds = {DeltaKind.ADDED: DeltaKind.REMOVED, DeltaKind.REMOVED: DeltaKind.ADDED}
    kind = kinds.get(delta.kind, delta.kind)
    return replace(delta, kind=kind, before=delta.after, after=delta.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Where a failed fix leaves partners: a release to go back to, or a mitigation."""

    stack: Stack | None
    certified: bool
    reason: str


def way_back(certified: Sequence[Stack], mitigation: str, last_green: Stack | None) -> WayBack:
    """The last certified release; without one, the named mitigation on the last green stack."""
    if certified:
        last = certified[-1]
        reason = f"rolled back to the last certified stack {last.short}"
        return WayBack(stack=last, certified=True, reason=reason)
    if last_green is not None:
        reason = f"nothing is certified yet; {mitigation} ({last_green.short})"
        return WayBack(stack=last_green, certified=False, reason=reason)
    return WayBack(stack=None, certified=False, reason=f"nothing is certified yet; {mitigation}")
