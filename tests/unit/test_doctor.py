"""Does the doctor say what lacks, what to install, and nothing that is secret?"""

import json
import shutil
import sqlite3
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from levee.bench import machine, sandbox
from levee.bench.machine import Checked
from levee.bench.provider import LabBroken
from levee.commands.doctor import doctor

GONE = "bubblewrap does not work here (no user namespaces); install it"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no program runs."""

    def none() -> None:
        raise LabBroken(GONE, lasting=True)

    monkeypatch.setattr(machine, "_said", lambda argv, given="": "")
    monkeypatch.setattr(machine, "Interpreters", lambda _: SimpleNamespace(all=lambda: ()))
    monkeypatch.setattr(sandbox, "find", none)
    for name in ("LEVEE_DATABASE_URL", "LEVEE_ALLOW_UNSANDBOXED"):
        monkeypatch.delenv(name, raising=False)


def named(found: tuple[Checked, ...]) -> dict[str, Checked]:
    return {one.name: one for one in found}


@pytest.mark.usefixtures("bare")
def test_everything_that_lacks_is_told_with_what_to_install(tmp_path: Path) -> None:
    found = machine.look(tmp_path, "", unsandboxed=False)
    lacks = [one.name for one in found if one.lacks]
    assert lacks[:3] == ["Python", "uv", "bubblewrap"]
    assert "registry of Python packages" in lacks
    assert not {"Node.js and npm", "cgroup", "registry of npm packages"} & set(lacks)
    assert all(one.install for one in found if not one.has)
    assert not named(found)["WordPress"].has


@pytest.mark.usefixtures("bare")
def test_who_allows_runs_without_a_sandbox_needs_none(tmp_path: Path) -> None:
    box = named(machine.look(tmp_path, "", unsandboxed=True))["bubblewrap"]
    assert (box.has, box.lacks) == (False, False)


@pytest.mark.usefixtures("bare")
def test_a_database_that_does_not_answer_tells_neither_host_nor_password(tmp_path: Path) -> None:
    url = "postgresql://ann:hunter2@127.0.0.1:1/levee"
    found = named(machine.look(tmp_path, url, unsandboxed=False))["PostgreSQL"]
    assert found.lacks
    assert not {"hunter2", "127.0.0.1", "ann"} & set(found.seen.split())
    assert named(machine.look(tmp_path, "", unsandboxed=False)).get("PostgreSQL") is None


@pytest.mark.usefixtures("bare")
def test_a_full_disk_an_old_sqlite_and_a_clock_that_was_never_set_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1e9))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 9))
    monkeypatch.setattr(time, "time", lambda: 0.0)
    found = named(machine.look(tmp_path / "not" / "there", "", unsandboxed=False))
    assert all(found[name].lacks for name in ("disk", "SQLite", "clock"))


@pytest.mark.parametrize(("lacking", "code"), [(True, 1), (False, 0)])
def test_the_exit_code_says_whether_something_needed_lacks(
    lacking: bool, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = Checked(name="uv", has=not lacking, needed=True, seen="seen", install="install it")
    other = Checked(name="npm", has=False, needed=False, seen="seen", install="install it")
    monkeypatch.setattr(machine, "look", lambda *_, **__: (one, other))
    ended = 0
    try:
        doctor(json=True)
    except typer.Exit as left:
        ended = left.exit_code
    assert ended == code
    assert json.loads(capsys.readouterr().out)["lacks"] == (["uv"] if lacking else [])


@pytest.mark.usefixtures("bare")
def test_a_program_that_hangs_fails_or_is_not_there_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(machine, "SHORT_S", 0.2)
    assert machine._said(["/bin/echo", "yes"]) == "yes"
    for argv in (["/bin/sleep", "5"], ["/bin/false"], ["/no/such/program"]):
        assert machine._said(argv) == ""


@pytest.mark.parametrize(("node", "has"), [("v20.9.0", False), ("v20.10.0", True), ("v26.1", True)])
def test_wordpress_needs_a_node_that_is_new_enough_and_counts_the_plugin_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, node: str, has: bool
) -> None:
    (tmp_path / "wordpress" / "library" / "shop-1.0").mkdir(parents=True)
    monkeypatch.setattr(machine, "_said", lambda argv, given="": node)
    found = machine._wordpress(tmp_path)
    assert (found.has, found.needed) == (has, False)
    assert ("1 zips or folders in the plugin library" in found.seen) is has
    assert "Node.js 20.10" in found.install
