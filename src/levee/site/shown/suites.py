"""Which suite does this store run, if it knows one yet?"""

from levee.model.problem import Rejected
from levee.model.suite import Suite
from levee.site.hands import LeveeHands


def suite(hands: LeveeHands) -> Suite | None:
    try:
        return hands.lab.suite()
    except Rejected:
        return None


def lacking(hands: LeveeHands) -> str:
    """Why there is no suite; nothing when there is one."""
    try:
        hands.lab.suite()
    except Rejected as error:
        return "; ".join(problem.what for problem in error.problems)
    return ""
