"""Does a Stack become a locked environment, or say exactly why none can exist?"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lab.tiny import PYTHON
from levee.bench import environments
from levee.bench.provider import Conflict, ConflictKind, LabBroken, Lock
from levee.bench.python_provider import PythonProvider
from levee.model.stack import Stack, stack_of

pytestmark = pytest.mark.lab


def locked(provider: PythonProvider, stack: Stack) -> Lock:
    lock = provider.resolve(stack)
    assert isinstance(lock, Lock)
    return lock


def test_a_lock_pins_what_the_stack_leaves_open_and_names_no_address(
    provider: PythonProvider,
) -> None:
    lock = locked(provider, stack_of([PYTHON, "pkg:pypi/jinja2@3.1.6"]))
    assert "jinja2==3.1.6 \\\n    --hash=sha256:" in lock.text
    assert "markupsafe==" in lock.text
    assert "://" not in lock.text
    assert lock.runtime.startswith(PYTHON.partition("@")[2])
    assert lock.stand_in == ""


def test_equal_wishes_get_the_same_lock_whatever_the_settings(
    provider: PythonProvider, small: Stack
) -> None:
    other = Stack(components=small.components, settings={"a.b": "c"})
    assert locked(provider, small) == locked(provider, other)


@pytest.mark.parametrize(
    ("purls", "kind", "words"),
    [
        (["pkg:pypi/iniconfig@0.0.999"], ConflictKind.UNKNOWN_VERSION, "iniconfig==0.0.999"),
        (["pkg:pypi/levee-no-such-plugin@1"], ConflictKind.UNKNOWN_PACKAGE, "was not found"),
        (["pkg:pypi/jinja2@3.1.6", "pkg:pypi/markupsafe@1.1.1"], ConflictKind.INCOMPATIBLE,
         "you require markupsafe==1.1.1"),
        (["pkg:pypi/idna@3.10", "pkg:pypi/idna@3.9"], ConflictKind.INCOMPATIBLE, "idna==3.9"),
    ],
)  # fmt: skip
def test_a_conflict_keeps_the_resolvers_own_explanation(
    provider: PythonProvider, purls: list[str], kind: ConflictKind, words: str
) -> None:
    found = provider.resolve(stack_of([PYTHON, *purls]))
    assert isinstance(found, Conflict)
    assert found.kind is kind
    assert words in found.explanation


def test_only_a_source_distribution_is_the_labs_lasting_fault(provider: PythonProvider) -> None:
    with pytest.raises(LabBroken, match="no wheel for this interpreter") as caught:
        provider.resolve(stack_of([PYTHON, "pkg:pypi/docopt@0.6.2"]))
    assert caught.value.lasting


def test_a_registry_that_is_down_is_the_labs_own_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    nowhere = ("--default-index", "http://127.0.0.1:9/simple", "--no-cache")
    provider = PythonProvider(data=tmp_path, uv_args=nowhere)
    with pytest.raises(LabBroken, match="could not answer") as caught:
        provider.resolve(stack_of([PYTHON, "pkg:pypi/iniconfig@2.0.0"]))
    assert not caught.value.lasting


def test_a_missing_interpreter_has_the_nearest_stand_in_and_says_so(
    provider: PythonProvider,
) -> None:
    lock = locked(provider, stack_of(["pkg:generic/python@3.99", "pkg:pypi/iniconfig@2.0.0"]))
    assert "Python 3.99 is not on this machine" in lock.stand_in
    assert lock.runtime in lock.stand_in


def test_an_environment_has_the_packages_and_their_bytecode(provider: PythonProvider) -> None:
    lock = locked(provider, stack_of([PYTHON, "pkg:pypi/markdown@3.8"]))
    environment = provider.build(lock)
    code = "import markdown; print(markdown.__version__, markdown.__cached__)"
    said = subprocess.run(
        [environment.program, "-I", "-c", code],
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    version, cached = said.stdout.split()
    assert version == "3.8"
    assert Path(cached).exists()
    script = subprocess.run([environment.bin / "markdown_py", "--version"], timeout=30, check=False)
    assert script.returncode == 0
    assert provider.build(lock) == environment


def test_builders_at_the_same_time_end_with_one_whole_environment(
    tmp_path: Path, provider: PythonProvider, small: Stack
) -> None:
    lock, mine = locked(provider, small), PythonProvider(data=tmp_path)
    threads = [threading.Thread(target=mine.build, args=(lock,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [p.name for p in (tmp_path / "environments").iterdir()] == [lock.digest]
    assert mine.build(lock).program.exists()


BUILD = """
import sys
from pathlib import Path
from levee.bench.provider import Lock
from levee.bench.python_provider import PythonProvider
lock = Lock(text=sys.stdin.read(), runtime=sys.argv[2])
print("begins", flush=True)
PythonProvider(data=Path(sys.argv[1])).build(lock)
"""


def test_a_builder_killed_at_any_moment_leaves_nothing_half(
    tmp_path: Path, provider: PythonProvider, small: Stack
) -> None:
    lock = locked(provider, small)
    for delay in (0.02, 0.1, 0.25):
        argv = [sys.executable, "-c", BUILD, str(tmp_path), lock.runtime]
        with subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(lock.text)
            process.stdin.close()
            assert process.stdout.readline() == "begins\n"
            time.sleep(delay)
            os.killpg(process.pid, signal.SIGKILL)
    environment = PythonProvider(data=tmp_path).build(lock)
    subprocess.run([environment.program, "-I", "-c", "import iniconfig"], timeout=30, check=True)
    assert [p.name for p in (tmp_path / "environments").iterdir()] == [lock.digest]


def test_the_environments_used_longest_ago_go_first(
    tmp_path: Path, provider: PythonProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "IDLE_S", -1.0)
    mine = PythonProvider(data=tmp_path, keep=2)
    locks = [
        locked(provider, stack_of([PYTHON, f"pkg:pypi/iniconfig@{v}"]))
        for v in ("2.0.0", "2.1.0", "1.1.1")
    ]
    for lock in locks[:2]:
        mine.build(lock)
    for lock, age in zip(locks[:2], (10, 20), strict=True):
        then = time.time() - age
        os.utime(tmp_path / "environments" / lock.digest / ".used", (then, then))
    mine.build(locks[2])
    kept = {p.name for p in (tmp_path / "environments").iterdir()}
    assert kept == {locks[0].digest, locks[2].digest}
