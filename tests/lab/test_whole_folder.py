"""Does a folder come into being whole or not at all, whoever is killed?"""

import multiprocessing
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from levee.bench.whole_folder import discard, make, remove, sweep

SLOW = """
import sys, time
from pathlib import Path
from levee.bench.whole_folder import make
def fill(folder):
    (folder / "first").write_text("x")
    print("half", flush=True)
    time.sleep(60)
make(Path(sys.argv[1]), fill)
"""


def _whole(folder: Path) -> None:
    (folder / "first").write_text("x")
    (folder / "second").write_text("x")


def test_a_folder_that_could_not_be_filled_is_not_there(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "first").write_text("x")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        make(tmp_path / "a", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_maker_leaves_nothing_that_counts_and_the_next_one_makes_it(
    tmp_path: Path,
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path / "a")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "half\n"
        assert sweep(tmp_path) == [], "a live one is left alone"
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert not (tmp_path / "a").exists()
    assert sweep(tmp_path) == ["a"]
    make(tmp_path / "a", _whole)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a"]


def _make_counted(place: Path, count: Path) -> None:
    def fill(folder: Path) -> None:
        with count.open("a") as file:
            file.write("x")
        time.sleep(0.3)
        _whole(folder)

    make(place, fill)
    assert (place / "second").exists()


def test_among_threads_and_processes_one_fills_and_all_find_it_whole(tmp_path: Path) -> None:
    arguments = (tmp_path / "made" / "a", tmp_path / "count")
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_make_counted, args=arguments) for _ in range(2)]
    threads = [threading.Thread(target=_make_counted, args=arguments) for _ in range(4)]
    for process in processes:
        process.start()
    for thread in threads:
        thread.start()
    for one in (*[t.join for t in threads], *[p.join for p in processes]):
        one(30)
    assert (tmp_path / "count").read_text() == "x"
    assert [process.exitcode for process in processes] == [0, 0]
    assert [p.name for p in (tmp_path / "made").iterdir()] == ["a"]


def test_discard_takes_it_away_and_make_brings_it_back(tmp_path: Path) -> None:
    make(tmp_path / "a", _whole)
    discard(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
    make(tmp_path / "a", _whole)
    assert (tmp_path / "a" / "second").exists()


def test_remove_follows_no_link_and_opens_what_was_closed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("x")
    deep = tmp_path / "gone" / "deep"
    deep.mkdir(parents=True)
    (deep / "link").symlink_to(tmp_path / "kept")
    deep.chmod(0)
    remove(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()
    assert (tmp_path / "kept" / "file").exists()
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) & 0o700
