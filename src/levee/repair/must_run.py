"""Does every Night still have to run a work item's Interaction?"""

from dataclasses import dataclass

from levee.model.certificate import CertificateState, Standing
from levee.model.event import EventKind
from levee.model.work_item import WorkItem, WorkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The Interaction leaves the Nights' list, or comes back to it."""

    kind: EventKind
    reason: str


def turn(item: WorkItem, fixed: Standing | None) -> Turn | None:
    """What changes, given the Standing of the stack with the item's fix; None: nothing.

    It is certified away while the verified fix's stack holds its certificate: that many Nights
    in a row were green with the fix, and a person looked. Once the certificate falls or runs
    out, the Nights run the Interaction again.
    """
    away = fixed is not None and _certified_away(item, fixed)
    if away is not item.must_run or fixed is None:
        return None
    if away:
        why = f"{fixed.streak} green nights in a row with the fix, and its stack is certified"
        return Turn(kind=EventKind.CERTIFIED_AWAY, reason=why)
    why = f"the stack with the fix is {fixed.state.value.replace('_', ' ')}"
    return Turn(kind=EventKind.MUST_RUN, reason=why)


def _certified_away(item: WorkItem, fixed: Standing) -> bool:
    held = fixed.state is CertificateState.CERTIFIED and fixed.streak >= fixed.needed
    return held and item.state is WorkState.VERIFIED
