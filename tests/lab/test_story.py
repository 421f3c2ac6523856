"""Does the whole story hold on real packages, for any real conflict, and after a kill?"""

import json
import os
import signal
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lab.levee_command import EXAMPLES, Levee

pytestmark = pytest.mark.lab
SUITE = str(EXAMPLES / "datasette" / "suite")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Levee, dict[str, Any]]:
    levee = Levee(tmp_path_factory.mktemp("demo"))
    said = levee("demo", "--no-serve", "--json")
    assert said.code == 0, said.err
    return levee, said.json


@pytest.fixture
def other(tmp_path: Path) -> Levee:
    """A store that takes in another real conflict: nothing in the code knows either ticket."""
    levee = Levee(tmp_path / "data")
    before = json.loads((EXAMPLES / "datasette" / "before-rollback.json").read_text())
    ticket = json.loads((EXAMPLES / "other-ticket.json").read_text())
    line = {"client": ticket["client"], "partner": ticket["partner"], "stack": before}
    (tmp_path / "fleet.jsonl").write_text(json.dumps(line))
    assert levee("fleet", "import", str(tmp_path / "fleet.jsonl")).code == 0
    assert levee("intake", str(EXAMPLES / "other-ticket.json")).code == 0
    return levee


def step(told: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(s for s in told["steps"] if s["step"] == name)
    return found


def test_a_support_report_alone_is_enough_to_see_the_failure_elsewhere(
    demo: tuple[Levee, dict[str, Any]], tmp_path: Path
) -> None:
    levee, told = demo
    bundle = tmp_path / "report.zip"
    ticket = step(told, "intake")["ticket"]
    said = levee("support-report", ticket, "--by", "chen", "-o", str(bundle))
    assert said.code == 0, said.err
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "elsewhere")
    here, elsewhere = tmp_path / "elsewhere", Levee(tmp_path / "other-data")
    suite = ("--suite", str(here / "suite"), "--json")
    failed = elsewhere("lab", "run", str(here / "stack.json"), *suite)
    assert failed.code == 1, failed.err
    seen = json.loads((here / "report.json").read_text())["run"]
    red = {c["id"] for c in failed.json["checks"] if c["outcome"] == "failed"}
    assert red == {check for check, _ in seen["failures"]}
    assert elsewhere("lab", "run", str(here / "baseline.json"), *suite).code == 0


def test_the_demo_holds_from_intake_to_certificate(demo: tuple[Levee, dict[str, Any]]) -> None:
    _, told = demo
    assert told["held"]
    assert step(told, "set up")["clients"] >= 200
    assert step(told, "set up")["stacks"] >= 30
    assert step(told, "set up")["plugins"] >= 12
    parts = {d["component"] for d in step(told, "isolate")["interaction"]}
    assert parts == {"pkg:pypi/datasette-mask-columns", "pkg:pypi/jinja2"}
    assert len({step(told, f"night {n}")["night"] for n in range(1, 6)}) == 5
    folder = Path(step(told, "certify")["folder"])
    assert "--hash=sha256:" in (folder / "lock.txt").read_text()
    assert "certified" in (folder / "badge.svg").read_text()
    assert Path(step(told, "postmortem")["file"]).read_text().startswith("# Postmortem")


def test_each_night_had_its_own_processes(demo: tuple[Levee, dict[str, Any]]) -> None:
    levee, told = demo
    ids = [run for n in range(1, 6) for run in step(told, f"night {n}")["runs"]]
    records = [json.loads((levee.data / "runs" / i / "run.json").read_text()) for i in ids]
    assert len(set(ids)) == len(ids) <= 5 * (8 + 1)  # and one A/A Run a night
    assert len({r["started_at"] for r in records}) == len(ids)


def test_a_run_can_be_repeated_from_its_folder(demo: tuple[Levee, dict[str, Any]]) -> None:
    levee, told = demo
    run = step(told, "reproduce")["run"]
    again = levee("lab", "rerun", run, "--json")
    assert again.code == 1  # it fails again: that is what it did the first time
    first = json.loads((levee.data / "runs" / run / "run.json").read_text())
    assert again.json["outcome"] == first["outcome"] == "failed"
    assert again.json["why"] == first["why"]
    assert again.json["id"] != run


def test_the_demo_told_again_does_nothing_twice(demo: tuple[Levee, dict[str, Any]]) -> None:
    levee, _ = demo
    before = counted(levee)
    assert levee("demo", "--no-serve", "--json").code == 0
    assert counted(levee) == before


def test_another_real_conflict_needs_no_code_change(other: Levee) -> None:
    assert other("lab", "reproduce", "T-1001", "--suite", SUITE).code == 0
    said = other("lab", "isolate", "T-1001", "--json")
    assert said.code == 0, said.err
    parts = {d["component"] for d in said.json["interaction"]}
    assert parts == {"pkg:pypi/datasette", "pkg:pypi/httpx", "pkg:pypi/datasette-graphql"}
    assert said.json["verified"]
    assert said.json["finding"] == "combinatorial_bug"
    assert [hit["client"] for hit in said.json["exposed"]] == ["Delta Pump Supplies"]


def test_an_isolation_that_was_killed_asks_nothing_twice(other: Levee) -> None:
    asked = 4
    assert other("lab", "reproduce", "T-1001", "--suite", SUITE).code == 0
    kill_when(other, ("lab", "isolate", "T-1001"), lambda: questions(other) >= asked)
    said = other("lab", "isolate", "T-1001", "--json")
    assert said.code == 0, said.err
    assert len(said.json["interaction"]) == 3
    told = subsets(other)
    assert len(told) == len(set(told)) >= asked


def kill_when(levee: Levee, words: tuple[str, ...], reached: Any) -> None:
    """kill -9 of the command and all it began, as soon as the store shows that it got so far."""
    process = levee.begin(*words)
    end = time.monotonic() + 300
    while not reached() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert reached()


def counted(levee: Levee) -> dict[str, int]:
    with closing(sqlite3.connect(levee.data / "levee.sqlite3")) as store:
        tables = ("levee_event", "levee_run", "levee_outbox", "levee_ticket", "levee_sealed")
        return {t: store.execute(f"select count(*) from {t}").fetchone()[0] for t in tables}


def questions(levee: Levee) -> int:
    return len(subsets(levee))


def subsets(levee: Levee) -> list[str]:
    with closing(sqlite3.connect(levee.data / "levee.sqlite3")) as store:
        rows = store.execute("select data from levee_event where kind = 'asked'").fetchall()
    return [json.dumps(json.loads(row[0])["deltas"], sort_keys=True) for row in rows]
