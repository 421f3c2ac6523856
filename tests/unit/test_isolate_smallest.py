"""Does the search find the failing set?"""

from collections.abc import Callable

import pytest

from levee.lab.isolate import SURE, Answer, NothingToIsolate, Prior, Status, smallest
from levee.model.delta import Delta, DeltaKind

DELTAS = tuple(Delta(DeltaKind.ADDED, f"pkg:pypi/p{i:02}", None, "1") for i in range(12))


def needing(*places: int) -> Callable[[frozenset[Delta]], Answer]:
    bad = {DELTAS[i] for i in places}
    return lambda deltas: Answer.FAILS if bad <= deltas else Answer.PASSES


@pytest.mark.parametrize("bad", [(3,), (0, 11), (1, 5, 7), (2, 3, 5, 8), (0, 1, 2, 3, 4, 5, 6)])
@pytest.mark.parametrize("prior", [Prior(), Prior(chance=SURE)])
def test_the_failing_set_is_found_whatever_its_size(bad: tuple[int, ...], prior: Prior) -> None:
    found = smallest(DELTAS, needing(*bad), prior)
    assert found.deltas == tuple(DELTAS[i] for i in bad)
    assert found.minimal
    assert found.verified


def test_a_good_that_fails_leaves_nothing_to_isolate() -> None:
    with pytest.raises(NothingToIsolate) as refused:
        smallest(DELTAS, lambda _: Answer.FAILS)
    assert refused.value.status is Status.GOOD_FAILS


def test_a_bad_that_passes_leaves_nothing_to_isolate() -> None:
    with pytest.raises(NothingToIsolate) as refused:
        smallest(DELTAS, lambda _: Answer.PASSES, Prior(chance=SURE))
    assert refused.value.status is Status.BAD_PASSES
