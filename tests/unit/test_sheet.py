"""Does a table leave as CSV that is read back as it was, and that no spreadsheet runs?"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import DAY, check, night, run, stack

from levee.lab.matrix import of_night
from levee.model.outcome import Outcome
from levee.site.sheet import of_matrix, sheet

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|cmd", "%0A=1", "\n=1")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_s12_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert read(sheet([[text]])) == [[f"'{text}"]]


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_s12_every_cell_comes_back_in_its_place_and_none_begins_a_formula(cells: list[str]) -> None:
    (row,) = read(sheet([[*cells, "end"]]))
    assert len(row) == len(cells) + 1
    for given_text, cell in zip(cells, row, strict=False):
        assert cell.removeprefix("'") == given_text.replace("\0", "").removeprefix("'") or (
            cell == given_text.replace("\0", "")
        )
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_matrix_has_a_line_a_stack_and_a_column_a_check() -> None:
    a, b = stack("a@1"), stack("b@1")
    whole = of_night(
        night(
            DAY,
            run(a, checks=[check("x::one", Outcome.PASSED)], why="all held"),
            run(b, Outcome.FAILED, checks=[check("x::two", message="no")], why="=cmd()"),
        )
    )
    head, first, second = read(of_matrix(whole))
    assert head == ["key", "label", "outcome", "note", "x::one", "x::two"]
    assert first == [a.digest, a.short, "passed", "all held", "passed", ""]
    assert second == [b.digest, b.short, "failed", "'=cmd()", "", "failed"]
