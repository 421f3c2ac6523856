"""Can a contract be begun, proved and asked without any store?"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from levee.cli import app
from levee.contract.settings import differences
from submissions import contract, contract_with, default_text, text_with

NOON = "2026-03-02T12:00:00+01:00"
ASKED = ["due", "--calendar", "business", "--target", "4h", "--start", NOON, "--json"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEVEE_DATA", raising=False)
    return tmp_path


def levee(*words: str) -> Result:
    return CliRunner().invoke(app, ["contract", *words])


def test_a_new_contract_is_the_commented_default_one(folder: Path) -> None:
    assert levee("init").exit_code == 0
    assert (folder / "contract.yaml").read_text("utf-8") == default_text()
    assert levee("lint", "contract.yaml", "--now", NOON).exit_code == 0


def test_a_contract_that_is_there_is_left_alone(folder: Path) -> None:
    (folder / "mine.yaml").write_text("mine")
    said = levee("init", "mine.yaml")
    assert said.exit_code == 2
    assert "mine.yaml: is there already" in said.stderr
    assert (folder / "mine.yaml").read_text() == "mine"
    assert levee("init", "none/contract.yaml").exit_code == 2


def test_asking_without_a_store_takes_the_shipped_contract_and_makes_nothing(folder: Path) -> None:
    assert json.loads(levee(*ASKED).stdout)["due"] == "2026-03-02T16:00:00+01:00"
    assert levee("lint").exit_code == 0
    assert list(folder.iterdir()) == []


def test_a_whole_contract_is_read_strictly_and_calendars_alone_leniently(folder: Path) -> None:
    whole = folder / "whole.yaml"
    whole.write_text(text_with(("nights: 5", "nights: 0")))
    said = levee(*ASKED, "--contract", "whole.yaml")
    assert said.exit_code == 2
    assert "whole.yaml:" in said.stderr and "certification.nights" in said.stderr
    text = default_text()
    start, end = text.index("calendars:\n"), text.index("people:\n")
    (folder / "part.yaml").write_text(text[start:end])
    found = levee(*ASKED, "--contract", "part.yaml")
    assert json.loads(found.stdout)["due"] == "2026-03-02T16:00:00+01:00"


def test_a_hole_ends_with_1_and_its_line(folder: Path) -> None:
    text = text_with(("stops: [assigned]", "stops: [opened]"))
    (folder / "c.yaml").write_text(text)
    line = text[: text.index("stops: [opened]")].count("\n") + 1
    said = levee("lint", "c.yaml", "--now", NOON, "--json")
    assert said.exit_code == 1
    found = json.loads(said.stdout)
    assert [f["where"] for f in found["findings"]] == [f"c.yaml:{line}"]
    assert found["clean"] is False
    assert f"c.yaml:{line}: clocks.pod_assignment.stops" in levee("lint", "c.yaml").stdout


@pytest.mark.parametrize("text", ["", "version: 2", "a: [", "calendars: {}"])
def test_what_is_no_contract_ends_with_2(folder: Path, text: str) -> None:
    (folder / "c.yaml").write_text(text)
    said = levee("lint", "c.yaml", "--json")
    assert said.exit_code == 2
    assert json.loads(said.stdout)["problems"]


def test_what_cannot_be_read_ends_with_2(folder: Path) -> None:
    (folder / "c.yaml").write_bytes(b"\xff\xfe\x00")
    for words in (["lint", "none.yaml"], ["lint", "c.yaml"], ["diff", "c.yaml", "none.yaml"]):
        assert levee(*words).exit_code == 2
    assert levee("lint", "--now", "9990-01-01T00:00:00Z").exit_code == 2


def test_two_files_are_compared_without_a_store(folder: Path) -> None:
    (folder / "a.yaml").write_text(default_text())
    (folder / "b.yaml").write_text(text_with(("nights: 5", "nights: 6")))
    said = levee("diff", "a.yaml", "b.yaml", "--json")
    path = "certification.nights"
    assert json.loads(said.stdout) == {
        "settings": [{"path": path, "before": 5, "after": 6}],
        "tickets": [],
    }
    assert f"{path}: 5 -> 6" in levee("diff", "a.yaml", "b.yaml").stdout


def test_what_was_added_or_removed_differs_too() -> None:
    told = ("updates:\n  1:", "updates:\n  # every hour\n  1:")
    assert differences(contract().file, contract_with(told).file) == ()
    shorter = contract_with(("plugins: [", 'plugins: ["pkg:pypi/dclient", '))
    changed = differences(contract().file, shorter.file)
    assert {s.path for s in changed} == {"product.plugins.0", "product.plugins.1"}
    assert {s.before for s in changed} == {"pkg:pypi/datasette-*", None}
