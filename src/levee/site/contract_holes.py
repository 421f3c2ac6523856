"""Which holes has a version of the contract, proved once a day?"""

from datetime import UTC, datetime
from functools import lru_cache

from levee.model.problem import Problem, Rejected
from levee.site import stories_contract
from levee.store import contracts


def found(digest: str, now: datetime) -> tuple[Problem, ...]:
    """The proof goes over a year ahead, so it is the same all day."""
    return _proved(digest, now.date().toordinal())


@lru_cache(maxsize=8)
def _proved(digest: str, day: int) -> tuple[Problem, ...]:
    at = datetime.combine(datetime.fromordinal(day), datetime.min.time(), UTC)
    contract = contracts.in_force(digest)
    try:
        return stories_contract.holes(contract, "line", at)
    except Rejected as error:
        return error.problems
