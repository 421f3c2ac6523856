"""Which bench does this data folder have: providers, sandbox, runner, suite?"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from levee.bench import command_provider, sandbox, suite_folder
from levee.bench.command_provider import CommandProvider
from levee.bench.npm_provider import NpmProvider
from levee.bench.provider import Provider
from levee.bench.python_provider import PythonProvider
from levee.bench.runner import Runner
from levee.bench.sandbox import Sandbox
from levee.bench.source_build import SourceBuilder
from levee.bench.wordpress.provider import WordpressProvider
from levee.lab import signature, suites
from levee.model.problem import Problem, Rejected
from levee.model.suite import Suite


def allow_unsandboxed() -> bool:
    """Somebody said explicitly that Runs may go without a sandbox; each of them records it."""
    return os.environ.get("LEVEE_ALLOW_UNSANDBOXED") == "1"


def runner(data: Path, clock: Callable[[], datetime]) -> Runner:
    box = sandbox.find(allow_none=allow_unsandboxed())
    return Runner(
        data=data,
        providers=providers(data, box),
        sandbox=box,
        clock=clock,
        normalise=signature.normalise,
        parse=suites.parse,
    )


def providers(data: Path, box: Sandbox) -> dict[str, Provider]:
    """By ecosystem; each of the user's own is a file ``providers/NAME.toml``."""
    own: dict[str, Provider] = {
        file.stem: CommandProvider(data=data, programs=command_provider.read(file))
        for file in sorted((data / "providers").glob("*.toml"))
    }
    python = PythonProvider(data=data, builder=SourceBuilder(sandbox=box))
    wordpress = WordpressProvider(data=data, find_sandbox=lambda: box)
    return {"pypi": python, "npm": NpmProvider(data=data), "wordpress": wordpress, **own}


def suite(data: Path, named: str) -> Suite:
    """The suite in a folder, or the one this data folder remembers (by its name, or by default).

    The first folder that is named is remembered.
    """
    note = data / "suite.txt"
    if (Path(named) / "suite.toml").is_file() and named:
        if not note.exists():
            remember_suite(data, Path(named))
        return suite_folder.read(Path(named), suites.parse)
    if not note.exists():
        why = "no suite is named yet; name a folder that holds a suite.toml"
        raise Rejected((Problem("--suite", why),))
    found = suite_folder.read(Path(note.read_text()), suites.parse)
    if named and named != found.name:
        why = f"{named!r} is no folder with a suite.toml; this store's suite is {found.name!r}"
        raise Rejected((Problem("--suite", why),))
    return found


def remember_suite(data: Path, folder: Path) -> None:
    """Use this folder's suite from now on."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "suite.txt").write_text(str(folder.resolve()))
