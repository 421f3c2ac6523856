"""Does the launcher find a Python that works, and say plainly when there is none?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("sh", "dirname", "sort", "ls", "cat", "env")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the launcher, whose tools/environment.py only says with which Python it was run."""
    (tmp_path / "house/tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools/launch", tmp_path / "house/tools")
    (tmp_path / "house/tools/environment.py").write_text("import sys; print(sys.argv[1:])")
    (tmp_path / "bin").mkdir()
    for name in PROGRAMS:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or name)
    return tmp_path


def put(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o755)


def good(path: Path) -> None:
    """A Python that says which it is and then does its work."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'#!/bin/sh\n[ "$1" = -c ] || echo "{path.name} {path}"\nexec {sys.executable} "$@"\n'
    )
    path.chmod(0o755)


def old(path: Path) -> None:
    """A Python that answers the launcher's probe as 3.11 does."""
    put(path, "import sys; sys.exit('3.11 is too old')")


def launch(house: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(house / "bin"), "HOME": str(house / "home"), **variables}
    argv = [str(house / "house/tools/launch"), *words]
    return subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=60)


def test_without_any_python_it_says_how_to_get_one(house: Path) -> None:
    answer = launch(house)
    assert answer.returncode == 1
    for word in ("no Python is on the PATH", "apt-get", "dnf", "brew", "LEVEE_PYTHON"):
        assert word in answer.stderr
    assert not (house / "house/.venv").exists()


def test_it_lists_what_it_looked_at_and_why_not(house: Path) -> None:
    old(house / "bin/python3")
    put(house / "bin/python3.13", "import sys; print('pyenv: no such version'); sys.exit(127)")
    answer = launch(house)
    assert answer.returncode == 1
    assert f"{house}/bin/python3: 3.11 is too old" in answer.stderr
    assert f"{house}/bin/python3.13: does not run" in answer.stderr


def test_it_takes_the_newest_that_really_runs(house: Path) -> None:
    put(house / "bin/python3.14", "import sys; sys.exit(127)")
    good(house / "bin/python3.13")
    good(house / "bin/python3.12")
    answer = launch(house, "dev")
    assert answer.stdout.startswith("python3.13 ")
    assert "['make', 'dev']" in answer.stdout


def test_it_looks_into_pyenv_newest_first(house: Path) -> None:
    old(house / "bin/python3")
    for version in ("3.9.1", "3.12.10", "3.12.9"):
        good(house / f"home/.pyenv/versions/{version}/bin/python")
    assert "/3.12.10/" in launch(house).stdout


def test_uv_is_asked_last_and_handed_on(house: Path) -> None:
    good(house / "elsewhere/python3.13")
    put(
        house / "bin/uv",
        f"import sys; print('{house}/elsewhere/python3.13' if 'find' in sys.argv else 'uv 0.9')",
    )
    answer = launch(house)
    assert f"['make', '--uv', '{house}/bin/uv', 'runtime']" in answer.stdout


def test_a_named_python_is_taken_before_all_others(house: Path) -> None:
    good(house / "bin/python3.13")
    good(house / "mine/python")
    answer = launch(house, LEVEE_PYTHON=str(house / "mine/python"))
    assert f"python {house}/mine/python" in answer.stdout


def test_a_named_python_that_cannot_be_used_is_not_passed_over(house: Path) -> None:
    good(house / "bin/python3.13")
    old(house / "mine/python")
    answer = launch(house, LEVEE_PYTHON=str(house / "mine/python"))
    assert answer.returncode == 1
    assert "LEVEE_PYTHON cannot be used" in answer.stderr
    assert "3.11 is too old" in answer.stderr


def test_a_finished_environment_is_left_alone_in_silence(house: Path) -> None:
    (house / "house/.venv/bin").mkdir(parents=True)
    (house / "house/.venv/bin/python").symlink_to(sys.executable)
    answer = launch(house)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_an_unknown_group_is_refused(house: Path) -> None:
    shutil.copy(ROOT / "tools/environment.py", house / "house/tools")
    good(house / "bin/python3.13")
    answer = launch(house, "prod")
    assert answer.returncode == 2
    assert "unknown group prod" in answer.stderr


def test_the_launcher_is_plain_shell() -> None:
    shell = shutil.which("dash") or "/bin/sh"
    assert os.access(ROOT / "tools/launch", os.X_OK)
    assert subprocess.run([shell, "-n", str(ROOT / "tools/launch")]).returncode == 0
