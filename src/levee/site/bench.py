"""Which bench does this data folder have: providers, sandbox, runner, suite?"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from levee.bench import sandbox, suite_folder
from levee.bench.python_provider import PythonProvider
from levee.bench.runner import Runner
from levee.lab import signature, suites
from levee.model.problem import Problem, Rejected
from levee.model.suite import Suite


def allow_unsandboxed() -> bool:
    """Somebody said explicitly that Runs may go without a sandbox; each of them records it."""
    return os.environ.get("LEVEE_ALLOW_UNSANDBOXED") == "1"


def runner(data: Path, clock: Callable[[], datetime]) -> Runner:
    return Runner(
        data=data,
        providers={"pypi": PythonProvider(data=data)},
        sandbox=sandbox.find(allow_none=allow_unsandboxed()),
        clock=clock,
        normalise=signature.normalise,
        parse=suites.parse,
    )


def suite(data: Path, folder: Path | None) -> Suite:
    """The suite in ``folder``, or the one that this data folder was set up with."""
    named = data / "suite.txt"
    if folder is None and not named.exists():
        why = "no suite yet; name one with --suite FOLDER (it holds a suite.toml)"
        raise Rejected((Problem(str(data), why),))
    return suite_folder.read(folder or Path(named.read_text()), suites.parse)


def remember_suite(data: Path, folder: Path) -> None:
    """Use this folder's suite from now on."""
    (data / "suite.txt").write_text(str(folder.resolve()))
