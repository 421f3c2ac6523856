"""Do the example tickets fail as reported, and do the example fixes do what they say?"""

import json
from pathlib import Path
from typing import Any

import pytest

from levee.bench import suite_folder
from levee.bench.runner import Runner
from levee.lab import suites
from levee.model.delta import Delta, DeltaKind, apply, diff
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Component, Role, Stack, stack_of
from levee.model.suite import Suite

pytestmark = pytest.mark.lab
EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name: str) -> Any:
    return json.loads((EXAMPLES / name).read_text(encoding="utf-8"))


def stack_in(name: str) -> Stack:
    file = example(name)
    file = file.get("stack", file)
    components = tuple(Component(c["purl"], Role(c["role"])) for c in file["components"])
    return Stack(components=components, settings=file["settings"], platform=file["platform"])


def fixed(stack: Stack, name: str) -> Stack:
    changes = example(name)["stack_change"]
    return apply(
        stack, [Delta(DeltaKind(c["kind"]), c["component"], c["from"], c["to"]) for c in changes]
    )


@pytest.fixture
def shop() -> Suite:
    return suite_folder.read(EXAMPLES / "datasette" / "suite", suites.parse)


def red(run: Run) -> set[str]:
    return set(run.signature.checks)


MASKED = {
    "datasette-mask-columns::clients page without secrets",
    "datasette-mask-columns::column is redacted",
}
QUERIES = {
    "datasette-graphql::table query",
    "datasette-graphql::filter and foreign key",
    "datasette-graphql::template function",
    "workflow::graphql over the archive",
}


@pytest.mark.parametrize(
    ("before", "ticket", "checks", "words"),
    [
        ("datasette/before-update.json", "partner-ticket.json", MASKED,
         "module 'jinja2' has no attribute 'Markup'"),
        ("datasette/before-rollback.json", "other-ticket.json", QUERIES,
         "got an unexpected keyword argument 'app'"),
    ],
)  # fmt: skip
def test_a_ticket_fails_as_reported_beside_a_green_baseline(
    runner: Runner, shop: Suite, before: str, ticket: str, checks: set[str], words: str
) -> None:
    good, bad = stack_in(before), stack_in(ticket)
    assert len(diff(good, bad)) >= 6
    assert len(bad.with_role(Role.PLUGIN)) >= 10
    baseline, reproduced = runner.run(good, shop), runner.run(bad, shop)
    assert (baseline.outcome, baseline.signature.failures) == (Outcome.PASSED, ())
    assert reproduced.outcome is Outcome.FAILED
    assert red(reproduced) == checks
    assert words in dict(reproduced.signature.failures)[min(checks)]
    assert runner.rerun(reproduced.id).signature == reproduced.signature


def test_the_good_fix_cures_and_the_bad_fix_breaks_something_else(
    runner: Runner, shop: Suite
) -> None:
    bad = stack_in("partner-ticket.json")
    good_fix = runner.run(fixed(bad, "good-fix.json"), shop)
    assert good_fix.outcome is Outcome.PASSED
    bad_fix = runner.run(fixed(bad, "bad-fix.json"), shop)
    assert bad_fix.outcome is Outcome.FAILED
    assert not red(bad_fix) & MASKED
    assert red(bad_fix) >= QUERIES


def test_each_ticket_pins_all_that_its_client_runs(runner: Runner) -> None:
    for name in ("partner-ticket.json", "other-ticket.json", "datasette/before-update.json"):
        stack = stack_in(name)
        lock = runner.providers["pypi"].resolve(stack)
        pinned = {line.split(" ")[0] for line in lock.text.splitlines() if "==" in line}  # type: ignore[union-attr]
        assert pinned == {
            f"{c.name}=={c.version}" for c in stack.components if c.ecosystem == "pypi"
        }


def test_a_host_that_does_not_start_says_why_in_one_check(runner: Runner, shop: Suite) -> None:
    stack = stack_of(
        ["pkg:generic/python@3.12", "pkg:pypi/datasette@0.65.1", "pkg:pypi/setuptools@82.0.0"]
    )
    run = runner.run(stack, shop)
    assert run.outcome is Outcome.FAILED
    assert run.signature.failures == (
        ("datasette::starts",
         "it does not start: ModuleNotFoundError: No module named 'pkg_resources'"),
    )  # fmt: skip
    assert {c.outcome for c in run.checks if c.name != "starts"} == {Outcome.EMPTY}


def test_a_stacks_settings_reach_the_host(runner: Runner, shop: Suite) -> None:
    settings = {"datasette.allow_facet": "off", "datasette.no_such_setting": "1"}
    before = stack_in("datasette/before-rollback.json")
    run = runner.run(Stack(components=before.components, settings=settings), shop)
    assert red(run) == {"datasette::starts"}
    assert "no_such_setting" in run.why
