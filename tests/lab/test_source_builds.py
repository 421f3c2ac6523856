"""Is a source built where it can do no harm, and is what comes of it an ordinary wheel?"""

import hashlib
import io
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lab.tiny import PYTHON
from levee.bench.provider import Environment, LabBroken, Lock
from levee.bench.python_provider import PythonProvider
from levee.bench.sandbox import Sandbox
from levee.bench.source_archive import Source
from levee.bench.source_build import SourceBuilder
from levee.model.stack import stack_of

FLIT = '[build-system]\nrequires = ["flit_core>=3,<4"]\nbuild-backend = "flit_core.buildapi"\n'
PROJECT = '[project]\nname = "widget"\nversion = "1.0"\ndescription = "a widget"\n'
OWN = '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n'


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Registry:
    """Holds sources on this machine's loopback."""

    folder: Path
    url: str

    def source(self, *, text: bytes | None = None, **files: str) -> Source:
        body = text if text is not None else packed(files)
        (self.folder / "widget.tar.gz").write_bytes(body)
        return Source(
            name="widget",
            version="1.0",
            url=f"{self.url}/widget.tar.gz",
            sha256=hashlib.sha256(body).hexdigest(),
        )


def packed(files: dict[str, str]) -> bytes:
    """``pyproject`` is pyproject.toml; a name with ``__`` in it lies in a folder or above."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for name, text in files.items():
            path = "pyproject.toml" if name == "pyproject" else name.replace("__", "/") + ".py"
            entry = tarfile.TarInfo(path if path.startswith("../") else f"widget-1.0/{path}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return whole.getvalue()


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    folder = tmp_path / "registry"
    folder.mkdir()
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Registry(folder, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


@pytest.fixture
def build(provider: PythonProvider, box: Sandbox, tmp_path: Path) -> Callable[[Source], list[str]]:
    """Which wheels come of a source; no build requires more than wheels can give."""

    def built(source: Source) -> list[str]:
        def prepare(lines: str) -> Environment:
            stack = stack_of([PYTHON, *(PINNED[line] for line in lines.split())])
            lock = provider.resolve(stack)
            assert isinstance(lock, Lock)
            return provider.build(lock)

        SourceBuilder(sandbox=box).build(source, tmp_path / "wheels", prepare)
        return sorted(path.name for path in (tmp_path / "wheels").glob("*.whl"))

    return built


PINNED = {
    "flit_core<4,>=3": "pkg:pypi/flit-core@3.12.0",
    "pyproject_hooks": "pkg:pypi/pyproject-hooks@1.2.0",
}


def test_a_package_that_exists_as_source_only_is_built_locked_and_imported(
    tmp_path: Path, box: Sandbox
) -> None:
    provider = PythonProvider(data=tmp_path, builder=SourceBuilder(sandbox=box))
    lock = provider.resolve(stack_of([PYTHON, "pkg:pypi/docopt@0.6.2"]))
    assert isinstance(lock, Lock)
    sdist = "49b3a825280bd66b3aa83585ef59c4a8c82f2c8a522dbe754a8bc8d08c85c491"
    assert sdist in lock.text, "elsewhere the source fits the lock too"
    assert lock.text.count("--hash=sha256:") == 2
    for environment in (provider.build(lock), provider.plain(lock, tmp_path / "plain")):
        assert list(environment.root.rglob("docopt.py"))


def test_without_a_builder_a_source_is_the_lab_s_lack_and_no_evidence(tmp_path: Path) -> None:
    with pytest.raises(LabBroken, match="no wheel for this interpreter") as told:
        PythonProvider(data=tmp_path).resolve(stack_of([PYTHON, "pkg:pypi/docopt@0.6.2"]))
    assert told.value.lasting


def test_a_declared_backend_is_fetched_before_and_makes_the_wheel(
    registry: Registry, build: Callable[[Source], list[str]]
) -> None:
    source = registry.source(pyproject=FLIT + PROJECT, widget='"""A widget."""\n')
    assert build(source) == ["widget-1.0-py2.py3-none-any.whl"]


ATTACK = """
import os, socket
def get_requires_for_build_wheel(settings=None): return []
def build_wheel(out, settings=None, metadata=None):
    {attack}
"""


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        ("socket.create_connection(('127.0.0.1', {port}), 2)", "refused"),
        ("print(open('{secret}').read())", "No such file"),
        ("open('/usr/mine', 'w')", "Read-only|denied"),
        ("os.symlink('/etc/passwd', out + '/widget-1.0-py3-none-any.whl'); return 'x'", "no file"),
        ("open(out + '/gadget-1.0-py3-none-any.whl', 'w'); return 'x'", "made gadget"),
        ("return 'nothing'", "made no wheel"),
        ("os._exit(3)", "building it failed"),
    ],
)
def test_a_build_reaches_nothing_and_passes_nothing_off(
    registry: Registry,
    build: Callable[[Source], list[str]],
    tmp_path: Path,
    attack: str,
    said: str,
) -> None:
    (tmp_path / "secret").write_text("hush")
    port = registry.url.rpartition(":")[2]
    text = ATTACK.format(attack=attack.format(port=port, secret=tmp_path / "secret"))
    with pytest.raises(LabBroken, match=said) as told:
        build(registry.source(pyproject=OWN, own=text))
    assert told.value.lasting
    assert not list(tmp_path.glob("wheels/*.whl"))


def test_a_build_that_wants_another_address_or_no_archive_at_all_is_refused(
    registry: Registry, build: Callable[[Source], list[str]]
) -> None:
    wants = OWN.replace("[]", '["evil @ https://elsewhere.example/evil.whl"]', 1)
    with pytest.raises(LabBroken, match="names an address"):
        build(registry.source(pyproject=wants))
    with pytest.raises(LabBroken, match="cannot be unpacked"):
        build(registry.source(text=b"no archive"))
    with pytest.raises(LabBroken, match="cannot be unpacked"):
        build(registry.source(text=packed({"pyproject": OWN, "..__outside": "x = 1"})))


def test_what_is_not_what_its_hash_says_is_not_even_unpacked(
    registry: Registry, build: Callable[[Source], list[str]]
) -> None:
    source = registry.source(pyproject=OWN)
    (registry.folder / "widget.tar.gz").write_bytes(packed({"pyproject": FLIT}))
    with pytest.raises(LabBroken, match="not what its hash says") as told:
        build(source)
    assert not told.value.lasting, "another attempt may get the right bytes"
