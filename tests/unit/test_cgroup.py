"""Where are control groups made, and what did the kernel refuse?"""

from pathlib import Path

from levee.bench import cgroup
from levee.bench.cgroup import Group, Groups

ONE = "9:name=systemd:/\n8:pids:/box\n4:cpu,memory:/box/lab\n0::/\n"
ONE_MOUNTS = "cgroup {0}/pids cgroup rw,pids 0 0\ncgroup {0}/memory cgroup rw,cpu,memory 0 0\n"
TWO_MOUNTS = "cgroup2 {0} cgroup2 rw,nosuid 0 0\nproc /proc proc rw 0 0\n"


def places(folder: Path, mine: str, mounts: str) -> list[Groups]:
    (folder / "cgroup").write_text(mine)
    (folder / "mounts").write_text(mounts.format(folder))
    return list(cgroup.places(folder))


def test_the_first_version_has_a_tree_for_each_controller(tmp_path: Path) -> None:
    (found,) = places(tmp_path, ONE, ONE_MOUNTS)
    assert found == Groups(memory=tmp_path / "memory/box/lab", pids=tmp_path / "pids/box")


def test_of_the_second_version_the_folder_above_is_tried_first(tmp_path: Path) -> None:
    unit = "system.slice/levee.service"
    found = places(tmp_path, f"0::/{unit}/main\n", TWO_MOUNTS)
    assert [g.memory for g in found] == [tmp_path / unit, tmp_path / unit / "main"]
    assert all(g.memory == g.pids for g in found)


def test_where_nothing_can_be_made_there_are_no_groups(tmp_path: Path) -> None:
    places(tmp_path, "0::/unit/main\n", TWO_MOUNTS)
    assert cgroup.find(tmp_path) is None
    assert cgroup.find(tmp_path / "nowhere") is None
    (tmp_path / "unit").mkdir()
    assert cgroup.find(tmp_path) is None, "a folder that is no control group bounds nothing"
    assert list((tmp_path / "unit").iterdir()) == []


def test_what_was_refused_is_read_from_either_version(tmp_path: Path) -> None:
    group = Group(memory=tmp_path, pids=tmp_path)
    assert not group.wanted_memory()
    assert not group.wanted_tasks()
    assert group.peak_mb() == 0
    (tmp_path / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
    (tmp_path / "pids.events").write_text("max 7\n")
    (tmp_path / "memory.peak").write_text("5242880\n")
    assert group.wanted_memory()
    assert group.wanted_tasks()
    assert group.peak_mb() == 5
    assert group.joins == (tmp_path / "cgroup.procs",)
