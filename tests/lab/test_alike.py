"""Is an assembled environment to the code in it what a plain one is?

The whole set of plugins is run in both: what the environment says of itself (packages, entry
points, files, commands, paths), how every import ends, and what each check shows.
"""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus import pytest_plugins
from lab.levee_command import EXAMPLES
from levee.bench import run_folder, suite_folder
from levee.bench.python_provider import PythonProvider
from levee.bench.runner import Runner
from levee.bench.sandbox import Sandbox
from levee.lab import signature, suites
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Stack, stack_of

pytestmark = pytest.mark.lab
SUITE = suite_folder.read(Path(__file__).parent / "alike", suites.parse)
RED = "suite.of_plugins.plugins::test_fails_and_is_red_in_each"


def plugins(number: int, python: str) -> Stack:
    chosen = pytest_plugins.permutation(number)
    packages = [f"pkg:pypi/{name}@{version}" for name, version in chosen.items()]
    return stack_of([f"pkg:generic/python@{python}", *packages])


def datasette() -> Stack:
    """The demo vendor's host with every plugin that a client of theirs may have."""
    fleet = tomllib.loads((EXAMPLES / "datasette" / "fleet.toml").read_text())
    parts = [fleet["host"], *fleet["plugin"]]
    purls = [f"{p['package']}@{max(p['versions'], key=p['versions'].get)}" for p in parts]
    purls += [f"pkg:pypi/{name}@{version}" for name, version in fleet["pins"].items()]
    return stack_of([fleet["runtime"], *purls])


@pytest.fixture
def lab(data: Path, provider: PythonProvider, box: Sandbox) -> Runner:
    return Runner(
        data=data, providers={"pypi": provider}, sandbox=box, clock=lambda: datetime.now(UTC),
        normalise=signature.normalise, parse=suites.parse, pause_s=0.0,
    )  # fmt: skip


def said(lab: Runner, run: Run, check: str) -> str:
    return (lab.folder(run.id) / "checks" / check / "stdout.txt").read_text()


def both(lab: Runner, stack: Stack) -> tuple[Run, Run]:
    assembled = lab.run(stack, SUITE)
    how = run_folder.read_record(lab.folder(assembled.id))["environment"]
    assert how["made"] == "assembled", assembled.why
    assert how["notes"] == []
    assert how["components"]
    plain = lab.confirm(assembled.id)
    assert run_folder.read_record(lab.folder(plain.id))["environment"]["made"] == "plain"
    for check in ("01-about", "02-imports"):
        assert said(lab, assembled, check) == said(lab, plain, check)
    return assembled, plain


def about(lab: Runner, run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(lab, run, "01-about"))
    return found


@pytest.mark.parametrize(("number", "python"), [(0, "3.13"), (5, "3.12")])
def test_twenty_plugins_show_the_same_in_both(lab: Runner, number: int, python: str) -> None:
    assembled, plain = both(lab, plugins(number, python))
    outcomes = {(c.id, c.outcome, c.message) for c in assembled.checks}
    assert outcomes == {(c.id, c.outcome, c.message) for c in plain.checks}
    red = {c.id for c in assembled.checks if c.outcome is not Outcome.PASSED}
    assert red == {RED}, "one is red on purpose"
    assert len(outcomes) > 20
    found = about(lab, assembled)
    assert "distutils-precedence.pth" in {f for d in found["distributions"] for f in d["files"]}
    assert "_distutils_hack" in found["by_pth"]
    assert all(d["lost"] == [] for d in found["distributions"])


def test_the_demo_vendors_whole_set_shows_the_same_in_both(lab: Runner) -> None:
    assembled, plain = both(lab, datasette())
    assert (assembled.outcome, plain.outcome) == (Outcome.PASSED, Outcome.PASSED)
    assert len(about(lab, assembled)["distributions"]) > 60
