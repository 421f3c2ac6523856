"""Does redaction hold on texts that were written without a look at its rules?

The floors lie a little under what benchmarks/redaction_unseen.py reaches.
"""

from collections import Counter
from functools import cache

import pytest

from corpus.redaction_unseen import counted, texts
from levee.desk.redaction import find

FLOORS = {
    (False, "secret"): (0.96, 0.98),
    (False, "personal"): (0.97, 0.98),
    (True, "secret"): (0.87, 0.96),
    (True, "personal"): (0.96, 0.96),
}


@cache
def sums(sealed: bool) -> Counter[str]:
    chosen = (sample for sample in texts(2) if sample.sealed == sealed)
    return sum((counted(sample, find(sample.text)) for sample in chosen), Counter())


@pytest.mark.parametrize(("sealed", "family"), FLOORS)
def test_recall_and_precision_stay_above_their_floors(sealed: bool, family: str) -> None:
    recall, precision = FLOORS[sealed, family]
    count = sums(sealed)
    labels = count[f"found_{family}"] + count[f"missed_{family}"]
    spans = count[f"right_{family}"] + count[f"wrong_{family}"]
    assert count[f"found_{family}"] / labels >= recall
    assert count[f"right_{family}"] / spans >= precision


def test_there_are_hundreds_of_texts_of_both_sorts_in_each_half() -> None:
    for sealed in (False, True):
        half = [sample for sample in texts(1) if sample.sealed == sealed]
        assert sum(bool(sample.labels) for sample in half) > 250
        assert sum(not sample.labels for sample in half) > 200


def test_no_mark_or_shape_is_left_in_a_text() -> None:
    assert not [s.line for s in texts(1) if any(sign in s.text for sign in "«»‹›↵⇥")]
