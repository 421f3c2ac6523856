"""Are conformance cases answered, and deadlines explained, on the command line too?"""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from walls import at, week

from levee.commands.contract_due import due
from levee.desk.derivation import derivation
from levee.desk.due import answer
from levee.model.clock import Pause

OFFICE = {"zone": "Europe/Berlin", "weekly": {"mon": ["09:00-12:00", "13:00-17:00"]}}
CASE: dict[str, object] = {
    "id": "r3",
    "calendar": OFFICE,
    "start": "2026-09-21T10:00:00+02:00",
    "target_s": 14400,
}
CONTRACT = """
calendars:
  office:
    zone: Europe/Berlin
    weekly: {mon: ["09:00-12:00", "13:00-17:00"]}
    holidays: [2026-10-05]
"""

app = typer.Typer()
app.command()(due)


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "contract.yaml"
    path.write_text(CONTRACT)
    return path


def test_a_case_gets_its_due_instant_with_the_offset_of_the_zone() -> None:
    assert answer(CASE) == {"id": "r3", "due": "2026-09-21T15:00:00+02:00"}


def test_a_case_with_an_end_gets_the_working_seconds_outside_of_pauses() -> None:
    pauses = [["2026-09-21T11:00:00+02:00", "2026-09-21T14:00:00+02:00"]]
    found = answer(CASE | {"end": "2026-09-21T20:00:00+02:00", "pauses": pauses})
    assert found == {"id": "r3", "due": "2026-09-21T17:00:00+02:00", "elapsed_s": 4 * 3600}


def test_a_pause_that_still_runs_leaves_no_due_instant() -> None:
    found = answer(CASE | {"pauses": [["2026-09-21T11:00:00+02:00", None]]})
    assert found["due"] is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": "2026-09-21T10:00:00"}, "start: 2026-09-21T10:00:00 has no UTC offset"),
        ({"start": "monday"}, "start: 'monday' is not"),
        ({"start": None}, "start: missing"),
        ({"target_s": -1}, "target_s: -1"),
        ({"target_s": True}, "target_s: True"),
        ({"target_s": float("nan")}, "target_s: nan"),
        ({"target_s": 1e300}, "target_s: more than"),
        ({"target_s": 1e10}, "has not"),
        ({"end": "2026-09-20T10:00:00Z"}, "end: lies before start"),
        ({"pauses": [["2026-09-21T10:00:00Z"]]}, "pauses[0]: not a pair"),
        ({"pauses": [[None, None]]}, "pauses[0][0]: missing"),
        ({"pauses": "x"}, "pauses: not a list"),
        ({"calendar": {"zone": "UTC", "weekly": {}}}, "calendar.weekly: no open time"),
        ({"calendar": "office"}, "calendar: there is no calendar"),
        ({"until": 3}, "until: unknown key"),
    ],
)
def test_a_bad_case_gets_its_error(change: dict[str, object], said: str) -> None:
    found = answer(CASE | change)
    assert found["id"] == "r3"
    assert said in str(found["error"])
    assert "due" not in found


def test_a_bad_case_names_every_problem_at_once() -> None:
    error = str(answer({"id": 1, "calendar": {"zone": "UTC"}, "start": "2026-09-21"})["error"])
    assert error.count(";") >= 2


def test_a_derivation_names_pauses_closed_times_and_holidays() -> None:
    calendar = week(holidays=("2026-09-22",), mon_fri="09:00-17:00")
    pause = Pause(start=at("2026-09-21T16:00Z"), end=at("2026-09-23T10:00Z"))
    steps = derivation(calendar, at("2026-09-21T15:00Z"), 7200, [pause])
    assert [(step.why, step.counted_s) for step in steps] == [
        ("open", 3600),
        ("paused", 0),
        ("closed, holiday 2026-09-22", 0),
        ("paused", 0),
        ("open", 3600),
    ]


def test_the_command_prints_the_derivation(contract: Path) -> None:
    asked = ["--contract", str(contract), "--calendar", "office", "--target", "10h"]
    found = CliRunner().invoke(app, [*asked, "--start", "2026-09-28T09:00:00+02:00", "--json"])
    told = json.loads(found.stdout)
    assert told["due"] == "2026-10-12T12:00:00+02:00"
    assert sum(step["counted_s"] for step in told["steps"]) == 36_000
    assert "closed, holiday 2026-10-05" in {step["why"] for step in told["steps"]}
    shown = CliRunner().invoke(app, [*asked, "--start", "2026-09-28T09:00:00+02:00"])
    assert "due: 2026-10-12T12:00:00+02:00" in shown.stdout


def test_the_command_refuses_a_naive_start_and_says_why(contract: Path) -> None:
    asked = ["--contract", str(contract), "--calendar", "office", "--target", "4h"]
    found = CliRunner().invoke(app, [*asked, "--start", "2026-09-28T09:00:00"])
    assert found.exit_code == 2
    assert "has no UTC offset" in found.stderr


def test_the_command_answers_every_line_of_a_file(contract: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    named = CASE | {"id": "named", "calendar": "office"}
    cases.write_text("\n".join([json.dumps(CASE), "nonsense", "", json.dumps(named)]))
    found = CliRunner().invoke(app, ["--contract", str(contract), "--cases", str(cases)])
    assert found.exit_code == 0
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["r3", None, "named"]
    assert lines[0]["due"] == lines[2]["due"]


def test_a_file_of_cases_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["--cases", str(tmp_path / "none.jsonl")])
    assert found.exit_code == 2
    assert "--cases" in found.stderr


def test_a_contract_with_a_bad_calendar_ends_with_2_and_its_path(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("calendars: {office: {zone: Mars, weekly: {mon: ['9']}}}")
    found = CliRunner().invoke(app, ["--contract", str(path), "--calendar", "office"])
    assert found.exit_code == 2
    assert "calendars.office.weekly.mon[0]" in found.stderr
