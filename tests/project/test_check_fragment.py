"""When is a changelog fragment asked for, and when is there nothing to ask?"""

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("check_fragment", ROOT / "tools/check_fragment.py")
assert SPEC and SPEC.loader
check_fragment = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(check_fragment)

WRITE = Callable[[str], None]


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    hooks = ["-c", "core.hooksPath=/dev/null"]
    subprocess.run(["git", *who, *hooks, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository on main with one commit, and a fragment from before."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "house"
    (home / "changes").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", home)
    write(home, "changes/README.md")
    write(home, "changes/older.fix.md")
    write(home, "src/levee/clock.py")
    git(home, "init", "--initial-branch", "main")
    git(home, "add", ".")
    git(home, "commit", "-m", "Start")
    return home


def write(root: Path, name: str, text: str = "something\n") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def commit(root: Path, *names: str) -> None:
    for name in names:
        write(root, name, "new\n")
    git(root, "add", ".")
    git(root, "commit", "-m", "Change")


def test_a_branch_that_changes_the_package_needs_a_new_fragment(root: Path) -> None:
    git(root, "switch", "-c", "work")
    commit(root, "src/levee/clock.py")
    assert "no fragment is new" in check_fragment.missing(root)
    commit(root, "changes/clock-strikes.fix.md")
    assert check_fragment.main(root) == 0


def test_a_branch_that_leaves_the_package_alone_needs_none(root: Path) -> None:
    git(root, "switch", "-c", "work")
    commit(root, "docs/index.md")
    assert check_fragment.main(root) == 0


def test_what_is_not_committed_counts(root: Path) -> None:
    git(root, "switch", "-c", "work")
    commit(root, "docs/index.md")
    write(root, "src/levee/bell.py")
    assert check_fragment.main(root) == 1
    write(root, "changes/bell.feature.md")
    assert check_fragment.main(root) == 0


def test_on_main_a_waiting_fragment_is_enough(root: Path) -> None:
    commit(root, "src/levee/clock.py")
    assert check_fragment.main(root) == 0


def test_after_a_release_only_further_changes_ask(root: Path) -> None:
    git(root, "rm", "changes/older.fix.md")
    git(root, "commit", "-m", "Release")
    git(root, "tag", "v0.1.0")
    assert check_fragment.main(root) == 0
    commit(root, "src/levee/clock.py")
    assert check_fragment.main(root) == 1


def test_a_clone_of_one_branch_without_history_has_nothing_to_compare(
    root: Path, tmp_path: Path
) -> None:
    git(root, "switch", "-c", "work")
    commit(root, "src/levee/clock.py")
    alone = tmp_path / "alone"
    git(tmp_path, "clone", "--depth", "1", "--branch", "work", f"file://{root}", str(alone))
    assert check_fragment.main(alone) == 0


def test_without_git_there_is_nothing_to_compare(root: Path) -> None:
    shutil.rmtree(root / ".git")
    assert check_fragment.main(root) == 0


@pytest.mark.parametrize("name", ["clock.md", "clock.feat.md", "Clock strikes.fix.md"])
def test_a_fragment_with_a_wrong_name_would_be_lost(root: Path, name: str) -> None:
    write(root, f"changes/{name}")
    assert check_fragment.main(root) == 1


def test_an_empty_fragment_says_nothing(root: Path) -> None:
    write(root, "changes/clock.fix.md", " \n")
    assert check_fragment.main(root) == 1
