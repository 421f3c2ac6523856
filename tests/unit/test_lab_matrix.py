"""What does each Stack look like, check by check?"""

from datetime import timedelta

from lab_facts import DAY, check, night, run, stack

from levee.lab.matrix import Cell, of_night, of_stack, of_suites, turned
from levee.model.outcome import Outcome

A, B = stack("a@1"), stack("b@1")
GREEN, RED = check("a::x", Outcome.PASSED), check("a::x", message="500")


def test_a_night_is_stacks_by_checks_and_what_did_not_run_is_empty() -> None:
    first, second = run(A, checks=[GREEN]), run(B, Outcome.FAILED, [check("b::y", message="404")])
    matrix = of_night(night(DAY, first, second))
    assert matrix.columns == ("a::x", "b::y")
    assert [row.key for row in matrix.rows] == [A.digest, B.digest]
    assert matrix.rows[0].cells == (Cell(outcome=Outcome.PASSED, run=first.id), Cell())
    assert matrix.rows[1].cells[1] == Cell(outcome=Outcome.FAILED, text="404", run=second.id)


def test_repeats_are_one_row_and_what_wavers_says_how_often() -> None:
    bad = run(A, Outcome.FAILED, [RED])
    row = of_night(night(DAY, run(A, checks=[GREEN]), bad, run(A, checks=[GREEN]))).rows[0]
    assert row.outcome is Outcome.FLAKY
    assert row.cells == (Cell(outcome=Outcome.FLAKY, text="2 of 3 passed: 500", run=bad.id),)


def test_a_stack_that_could_not_be_built_has_a_row_with_the_reason() -> None:
    row = of_night(night(DAY, run(A, Outcome.CONFLICT, why="a needs b<2"))).rows[0]
    assert (row.outcome, row.note, row.cells) == (Outcome.CONFLICT, "a needs b<2", ())


def test_a_void_night_says_so() -> None:
    assert "void" in of_night(night(DAY, void=True)).title


def test_a_stack_over_its_nights_is_oldest_first_without_the_nights_that_left_it_out() -> None:
    nights = [
        night(DAY + timedelta(days=2), run(A, Outcome.FAILED, [RED]), void=True),
        night(DAY + timedelta(days=1), run(B)),
        night(DAY, run(A, checks=[GREEN])),
        night(DAY, run(A, suite="other"), suite="other"),
    ]
    matrix = of_stack(A.digest, "workflow", nights)
    assert [(r.key, r.outcome) for r in matrix.rows] == [
        ("2026-03-01", Outcome.PASSED),
        ("2026-03-03", Outcome.FAILED),
    ]
    assert matrix.rows[1].note.startswith("void")


def test_stacks_by_suites_shows_how_each_pair_ended() -> None:
    matrix = of_suites([run(A), run(A, Outcome.FAILED, suite="other"), run(B)])
    assert matrix.columns == ("other", "workflow")
    outcomes = [[c.outcome for c in r.cells] for r in matrix.rows]
    assert outcomes == [[Outcome.FAILED, Outcome.PASSED], [None, Outcome.PASSED]]


def test_turned_round_nights_are_columns_and_what_was_ever_bad_comes_first() -> None:
    ok, once = check("a::ok", Outcome.PASSED), check("z::x", Outcome.PASSED)
    nights = [
        night(DAY, run(A, Outcome.FAILED, [ok, check("z::x", message="500")])),
        night(DAY + timedelta(days=1), run(A, checks=[ok, once])),
    ]
    found = turned(of_stack(A.digest, "workflow", nights))
    assert found.columns == ("2026-03-02", "2026-03-01")
    assert [(r.key, r.outcome, r.note) for r in found.rows] == [
        ("z::x", Outcome.FAILED, "1 of 2"),
        ("a::ok", Outcome.PASSED, "2 of 2"),
    ]
    assert [c.outcome for c in found.rows[0].cells] == [Outcome.PASSED, Outcome.FAILED]


def test_turned_round_a_night_that_broke_is_no_pass() -> None:
    nights = [
        night(DAY, run(A, checks=[GREEN])),
        night(DAY + timedelta(days=1), run(A, Outcome.BROKEN, [check("a::x", Outcome.BROKEN)])),
    ]
    (row,) = turned(of_stack(A.digest, "workflow", nights)).rows
    assert (row.outcome, row.note) == (Outcome.BROKEN, "1 of 2")
