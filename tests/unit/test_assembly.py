"""Is an assembled environment one site-packages, whatever its components share?"""

import stat
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from wheels import files, pack, source

from levee.bench import assembly, component, whole_folder
from levee.bench.component_store import ComponentStore
from levee.bench.interpreters import Interpreter
from levee.bench.provider import Made
from levee.bench.wheel_file import Refused, WheelFault
from levee.bench.wheel_source import Unfetched

OURS = Interpreter(
    path=Path(sys.executable), version=".".join(map(str, sys.version_info[:3])), prefixes=()
)


class House:
    """A data folder with a store, a skeleton and environments."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        self.store = ComponentStore(folder=self.data / "store")
        self.skeleton = whole_folder.make(self.store.folder / OURS.tag / "skeleton", self._bare)

    def _bare(self, root: Path) -> None:
        (root / "bin").mkdir()
        (root / "bin" / "python").symlink_to(Path(sys.executable).resolve())
        (root / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).resolve().parent}\n")
        (root / "lib" / OURS.library / "site-packages").mkdir(parents=True)
        assembly.prepare(root, OURS.library)

    def component(self, name: str, more: dict[str, bytes], points: str = "") -> Path:
        one = source(pack(self.wheels, name, files(name, more, points)), name)
        fill = partial(component.fill, source=one, interpreter=OURS, timeout_s=60)
        self.store.fill(OURS.tag, [(one.sha256, fill)])
        return self.store.folder / OURS.tag / one.sha256

    def environment(self, *places: Path, name: str = "one") -> Path:
        def fill(root: Path) -> None:
            assembly.assemble(root, self.skeleton, places, OURS.library)

        return whole_folder.make(self.data / "environments" / name, fill)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def says(root: Path, code: str) -> str:
    argv = [str(root / "bin" / "python"), "-I", "-c", code]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_packages_their_metadata_commands_and_path_files_work(house: House) -> None:
    one = house.component(
        "one",
        {
            "one/__init__.py": b"def main():\n    import sys\n    print('one', sys.argv[1:])\n",
            "one.pth": b"import sys; sys.by_one = True\n",
            "one-1.data/scripts/two": b"#!python\nimport one; one.main()\n",
            "one-1.data/data/share/one/text": b"data",
            "one-1.data/data/bin/python": b"not ours",
            "one-1.data/platlib/far.py": b"far = 1\n",
            "one-1.data/headers/one.h": b"",
        },
        "[console_scripts]\none = one:main\n../../harm = one:main\n[group]\nname = one:main\n",
    )
    root = house.environment(one)
    assert says(root, "import one, far, sys; print(sys.by_one, one.__file__)") == (
        f"True {root}/lib/{OURS.library}/site-packages/one/__init__.py"
    )
    listed = (
        "import importlib.metadata as m; d = m.distribution('one');"
        "print(d.version, sorted(p.group for p in d.entry_points), "
        "[str(f) for f in d.files if not f.locate().exists()])"
    )
    assert says(root, listed) == "1 ['console_scripts', 'console_scripts', 'group'] []"
    for command in ("one", "two"):
        done = subprocess.run([root / "bin" / command, "x"], capture_output=True, timeout=60)
        assert done.stdout == b"one ['x']\n"
    assert (root / "share/one/text").read_text() == "data"
    about = assembly.read(root)
    assert about.made is Made.ASSEMBLED
    assert about.notes == ("bin/python of one would take the place of the environment's own",)
    assert not list(house.data.rglob("harm"))


def test_pip_is_named_after_the_python_it_is_for(house: House) -> None:
    points = "[console_scripts]\npip = pip:main\npip3 = pip:main\npip3.7 = pip:main\n"
    root = house.environment(
        house.component("pip", {"pip.py": b"def main(): print('ran')\n"}, points)
    )
    minor = ".".join(map(str, sys.version_info[:2]))
    names = {path.name for path in (root / "bin").glob("pip*")}
    assert names == {"pip", f"pip{minor[0]}", f"pip{minor}"}
    done = subprocess.run([root / "bin" / f"pip{minor}"], capture_output=True, timeout=60)
    assert done.stdout == b"ran\n"


def test_shared_folders_are_merged_and_shared_files_are_told(house: House) -> None:
    parts = [
        house.component("a", {"space/a.py": b"a = 1\n", "both/__init__.py": b"by = 'a'\n",
                              "both/a.py": b"", "deep/er/a/x.py": b"", "single_a.py": b""}),
        house.component("b", {"space/b.py": b"b = 1\n", "both/__init__.py": b"by = 'b'\n",
                              "both/b.py": b"", "deep/er/b/x.py": b"", "single_b.py": b""}),
    ]  # fmt: skip
    root = house.environment(*parts)
    code = (
        "import space.a, space.b, both, both.a, both.b, deep.er.a.x, deep.er.b.x, single_a,"
        "single_b, importlib.util as u; print(both.by, u.find_spec('single_a').cached is not None)"
    )
    assert says(root, code) == "b True"
    notes = assembly.read(root).notes
    assert "both/__init__.py is in a, b; that of b was taken" in notes
    assert all("__init__" in note for note in notes), notes


def test_a_component_is_read_only_compiled_and_stays_when_environments_go(house: House) -> None:
    one = house.component("one", {"one/__init__.py": b"x = 1\n"})
    assert list(one.rglob("__init__.*.pyc"))
    modes = {stat.S_IMODE(p.stat().st_mode) & 0o222 for p in one.rglob("*") if not p.is_symlink()}
    assert modes == {0}
    root = house.environment(one)
    whole_folder.discard(root)
    assert (one / "site-packages" / "one" / "__init__.py").read_text() == "x = 1\n"
    assert says(house.environment(one), "import one; print(one.x)") == "1"


def test_environments_share_their_files_and_a_moved_data_folder_works(house: House) -> None:
    one = house.component("one", {"one/__init__.py": b"x = 1\n"})
    first, second = (house.environment(one, name=name) for name in ("first", "second"))
    link = Path("lib", OURS.library, "site-packages", "one")
    assert (first / link).lstat().st_ino == (second / link).lstat().st_ino
    moved = house.data.rename(house.data.with_name("moved"))
    assert says(moved / "environments" / "first", "import one; print(one.x)") == "1"


def test_a_bad_wheel_leaves_nothing_in_the_store(house: House, tmp_path: Path) -> None:
    held = files("bad", {"bad.py": b"x"}) | {"bad.py": b"y"}
    one = source(pack(tmp_path, "bad", held), "bad")
    fill = partial(component.fill, source=one, interpreter=OURS, timeout_s=60)
    with pytest.raises(Refused) as caught:
        house.store.fill(OURS.tag, [(one.sha256, fill)])
    assert caught.value.fault is WheelFault.RECORD
    assert house.store.names(OURS.tag) == {"skeleton"}


def test_a_wheel_that_is_another_than_the_locked_one_is_not_taken(house: House) -> None:
    wheel = pack(house.wheels, "one", files("one", {"one.py": b"x"}))
    one = source(wheel, "one")
    wheel.write_bytes(b"other")
    with pytest.raises(Unfetched, match="another hash"):
        component.fill(house.data, one, OURS, 60)
    other = source(pack(house.wheels, "mine", files("mine", {"mine.py": b"x"})), "yours")
    (house.data / "of").mkdir()
    with pytest.raises(Refused, match="inside it is mine, not yours"):
        component.fill(house.data / "of", other, OURS, 60)


def test_builders_at_once_make_a_component_once(house: House) -> None:
    one = source(pack(house.wheels, "one", files("one", {"one.py": b"x = 1\n"})), "one")
    fill = partial(component.fill, source=one, interpreter=OURS, timeout_s=60)
    threads = [
        threading.Thread(target=house.store.fill, args=(OURS.tag, [(one.sha256, fill)]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(house.store.names(OURS.tag)) == 2
    assert component.read(house.store.folder / OURS.tag / one.sha256).name == "one"


def test_what_no_lock_and_no_environment_names_goes(house: House) -> None:
    used, locked, old = (house.component(n, {f"{n}.py": b""}) for n in ("used", "locked", "old"))
    house.environment(used)
    lock = f"locked==1 \\\n    --hash=sha256:{locked.name}\n"
    dry = house.store.collect([lock], dry=True)
    assert old.is_dir()
    gone = house.store.collect([lock], dry=False)
    assert [c.name for c in gone] == [c.name for c in dry] == ["old"]
    assert gone[0].size > 0
    assert house.store.names(OURS.tag) == {used.name, locked.name, "skeleton"}


def test_nothing_goes_while_an_environment_is_made(house: House) -> None:
    house.component("one", {"one.py": b""})
    done = threading.Event()

    def collect() -> None:
        house.store.collect([], dry=False)
        done.set()

    with house.store.held():
        thread = threading.Thread(target=collect)
        thread.start()
        assert not done.wait(0.3)
    thread.join(30)
    assert done.is_set()
