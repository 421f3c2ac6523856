"""How often may something fail at most, after so many tries?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.lab.bound import bound, upper


@pytest.mark.parametrize(
    ("failures", "tries", "known"),
    # one-sided 95 % limits from published tables of Clopper and Pearson
    [(0, 5, 0.4507), (0, 30, 0.0950), (1, 10, 0.3942), (2, 20, 0.2826), (5, 100, 0.1023)],
)
def test_the_limit_is_the_one_in_the_tables(failures: int, tries: int, known: float) -> None:
    assert upper(failures, tries) == pytest.approx(known, abs=1e-4)


def test_nothing_tried_or_nothing_passed_excludes_nothing() -> None:
    assert upper(0, 0) == upper(7, 7) == 1.0


@given(st.integers(1, 400), st.data())
def test_the_limit_lies_above_the_share_and_falls_with_each_pass(
    tries: int, data: st.DataObject
) -> None:
    failures = data.draw(st.integers(0, tries))
    found = upper(failures, tries)
    assert failures / tries < found <= 1.0 or failures == tries
    assert upper(failures, tries + 1) <= found
    if failures:
        assert upper(failures - 1, tries) < found


def test_many_thousand_tries_overflow_nothing() -> None:
    assert upper(2_500, 5_000) == pytest.approx(0.5117, abs=1e-3)
    assert upper(0, 5_000) == bound(5_000)


@pytest.mark.parametrize(("failures", "tries"), [(-1, 5), (6, 5)])
def test_what_cannot_have_happened_is_refused(failures: int, tries: int) -> None:
    with pytest.raises(ValueError, match="cannot have failed"):
        upper(failures, tries)
