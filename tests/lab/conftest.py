"""One lab for the session: environments and locks are built once, as in real life."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lab.tiny import PYTHON, MakeSuite
from levee.bench import sandbox, suite_folder
from levee.bench.python_provider import PythonProvider
from levee.bench.runner import Runner
from levee.bench.sandbox import Sandbox
from levee.lab import signature, suites
from levee.model.stack import Stack, stack_of
from levee.model.suite import Suite


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="session")
def provider(data: Path) -> PythonProvider:
    return PythonProvider(data=data)


@pytest.fixture(scope="session")
def box() -> Sandbox:
    """Skipped is not passed: without a sandbox these tests fail, unless somebody says so."""
    return sandbox.find(allow_none=os.environ.get("LEVEE_ALLOW_UNSANDBOXED") == "1")


@pytest.fixture
def runner(data: Path, provider: PythonProvider, box: Sandbox) -> Runner:
    return Runner(
        data=data,
        providers={"pypi": provider},
        sandbox=box,
        clock=lambda: datetime.now(UTC),
        normalise=signature.normalise,
        parse=suites.parse,
        pause_s=0.0,
    )


@pytest.fixture
def make_suite(tmp_path: Path) -> MakeSuite:
    """A suite named `tiny` from its [[check]] tables."""

    def make(checks: str) -> Suite:
        folder = tmp_path / "suite"
        folder.mkdir(exist_ok=True)
        head = 'name = "tiny"\necosystem = "pypi"\nprocesses = 32\ndisk_mb = 16\nmemory_mb = 256\n'
        (folder / "suite.toml").write_text(head + checks)
        return suite_folder.read(folder, suites.parse)

    return make


@pytest.fixture(scope="session")
def small() -> Stack:
    """One small package and nothing below it."""
    return stack_of([PYTHON, "pkg:pypi/iniconfig@2.0.0"])
