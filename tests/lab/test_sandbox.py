"""Does the sandbox hold, and does the lab go on after what broke against it?"""

import os
import time
from pathlib import Path

import pytest

from levee.bench.sandbox import Confinement, Rooms, Sandbox
from levee.bench.watch import Ended, Keep, Limits, Stopped

pytestmark = pytest.mark.lab
PYTHON = "/usr/bin/python3"
if not Path(PYTHON).exists():
    pytest.skip("the attacks are written in the system's Python", allow_module_level=True)


class Attack:
    """Run Python code inside, see what it said."""

    def __init__(self, box: Sandbox, folder: Path) -> None:
        if box.confinement is Confinement.NONE:
            pytest.skip("somebody allowed runs without a sandbox")
        self.box, self.folder = box, folder
        (folder / "work").mkdir()

    def run(self, code: str, limits: Limits | None = None) -> Ended:
        keep = Keep(stdout=self.folder / "out", stderr=self.folder / "err", work=self.work)
        rooms = Rooms(work=self.work, shown=(("shown", Path(__file__).parent),))
        limits = limits or Limits(wall_s=20, memory_mb=256, processes=32, disk_mb=16)
        return self.box.run([PYTHON, "-c", code], rooms, limits, keep)

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text()

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text()


@pytest.fixture
def attack(box: Sandbox, tmp_path: Path) -> Attack:
    return Attack(box, tmp_path)


def test_the_network_is_loopback_only(attack: Attack) -> None:
    attack.run(
        "import socket; s = socket.create_server(('127.0.0.1', 0));"
        "socket.create_connection(s.getsockname()); print('loopback');"
        "socket.create_connection(('192.0.2.1', 80), timeout=5)"
    )
    assert attack.out == "loopback\n"
    assert "unreachable" in attack.err


def test_no_host_file_and_no_host_environment_is_there(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEVEE_SECRET", "hunter2")
    attack.run(
        "import os; print(os.environ.get('LEVEE_SECRET'), os.path.exists('/etc/passwd'),"
        f"os.path.exists({str(Path.home())!r}), os.path.exists({str(Path.cwd())!r}),"
        "os.getcwd(), os.listdir('/lab/shown') != [])"
    )
    assert attack.out == "None False False False /lab/work True\n"


@pytest.mark.parametrize("place", ["/", "/usr", "/lab", "/lab/shown", "/dev", "/etc"])
def test_only_its_work_folder_can_be_written(attack: Attack, place: str) -> None:
    assert attack.run(f"open('{place}/mine', 'w')").code == 1
    assert "Error" in attack.err
    assert attack.run("open('/lab/work/mine', 'w'); open('/tmp/mine', 'w')").code == 0


def test_memory_is_bounded(attack: Attack) -> None:
    assert attack.run("bytearray(300_000_000)").code == 1
    assert "MemoryError" in attack.err


def test_memory_of_all_processes_together_is_bounded(attack: Attack) -> None:
    code = (
        "import os, time\nfor _ in range(4):\n  if not os.fork():\n"
        "    x = bytearray(b'x') * 120_000_000; time.sleep(15)\ntime.sleep(15)"
    )
    assert attack.run(code).stopped is Stopped.MEMORY


def test_no_control_group_outlives_its_command(attack: Attack) -> None:
    assert attack.run("print('done')").code == 0
    groups = attack.box.groups
    if groups:  # not every machine lets us make them; then what is used is sampled
        assert not list(groups.memory.glob(f"levee-{os.getpid()}-*"))
        assert not list(groups.pids.glob(f"levee-{os.getpid()}-*"))


def test_a_fork_bomb_is_stopped_and_nothing_is_left(attack: Attack) -> None:
    code = (
        "import os, time\nfor _ in range(100):\n  if not os.fork(): time.sleep(60)\ntime.sleep(60)"
    )
    assert attack.run(code).stopped is Stopped.TASKS
    assert not [p for p in _command_lines() if "range(100)" in p]


def test_a_large_file_is_refused_and_many_files_are_stopped(attack: Attack) -> None:
    assert attack.run("open('f', 'wb').write(b'x' * 17_000_000)").code != 0
    code = (
        "import time\nfor i in range(8): open(f'f{i}', 'wb').write(b'x' * 4_000_000)\ntime.sleep(9)"
    )
    assert attack.run(code).stopped is Stopped.DISK


def test_endless_output_is_cut_and_ends_in_time(attack: Attack) -> None:
    ended = attack.run("while True: print('x' * 999)", Limits(wall_s=1, output_mb=0.5))
    assert (ended.stopped, ended.cut) == (Stopped.TIME, True)
    assert len(attack.out) == 512 * 1024


def test_a_daemon_left_behind_dies_with_its_run(attack: Attack) -> None:
    code = "import subprocess; subprocess.Popen(['sleep', '4321'], start_new_session=True)"
    began = time.monotonic()
    assert attack.run(code).code == 0
    assert time.monotonic() - began < 10
    assert not [p for p in _command_lines() if "sleep 4321" in p]


def test_a_daemon_dies_at_the_time_limit_too(attack: Attack) -> None:
    code = (
        "import subprocess, time; subprocess.Popen(['sleep', '4322'], start_new_session=True);"
        "time.sleep(60)"
    )
    assert attack.run(code, Limits(wall_s=1)).stopped is Stopped.TIME
    assert not [p for p in _command_lines() if "sleep 4322" in p]


def test_it_cannot_kill_its_parent(attack: Attack) -> None:
    attack.run("import os, signal; os.kill(os.getppid(), signal.SIGKILL); os.kill(-1, 9)")
    assert os.getpid()


def test_a_program_that_is_not_there_is_the_suites_fault(attack: Attack) -> None:
    keep = Keep(stdout=attack.folder / "out", stderr=attack.folder / "err", work=attack.work)
    ended = attack.box.run(["/no/such"], Rooms(work=attack.work), Limits(), keep)
    assert ended.began
    assert ended.code != 0


def test_a_sandbox_that_does_not_start_is_told_from_a_check_that_failed(attack: Attack) -> None:
    keep = Keep(stdout=attack.folder / "out", stderr=attack.folder / "err", work=attack.work)
    rooms = Rooms(work=attack.work, system=(Path("/no/such/folder"),))
    assert not attack.box.run(["/bin/true"], rooms, Limits(), keep).began
    assert attack.run("import sys; sys.exit('bwrap: I did not start')").began


def _command_lines() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found
