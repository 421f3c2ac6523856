"""Does what plugins declare agree with what the lab sees?"""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.lab import dependency_contracts as rule
from levee.lab.dependency_contracts import Agreement
from levee.model.declaration import Declaration
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Run
from levee.model.ticket import stack_from
from levee.model.version_range import BadRange, supports
from submissions import NOW, stack_file

STACK = stack_from(stack_file())
GRAPHQL, VEGA = "pkg:pypi/datasette-graphql@2.2", "pkg:pypi/datasette-vega@0.6.2"
HOST = "pkg:pypi/datasette"


def run(outcome: Outcome, *checks: CheckResult) -> Run:
    return Run(
        id="r", stack=STACK, suite="s", suite_digest="d", outcome=outcome, why="", checks=checks,
        started_at=NOW, ended_at=NOW,
    )  # fmt: skip


def check(outcome: Outcome, component: str = "pkg:pypi/datasette-graphql") -> CheckResult:
    return CheckResult(component, "GET /", outcome)


def declared(**supports: str) -> dict[str, Declaration]:
    wanted = {f"pkg:pypi/{name}": text for name, text in supports.items()}
    return {GRAPHQL: Declaration(plugin=GRAPHQL, supports=wanted)}


def graphql(a_run: Run, known: dict[str, Declaration]) -> Agreement:
    found = {c.plugin: c for c in rule.compare([a_run], known)}
    return found[GRAPHQL].agreement


PASSED, FAILED = (
    run(Outcome.PASSED, check(Outcome.PASSED)),
    run(Outcome.FAILED, check(Outcome.FAILED)),
)


@pytest.mark.parametrize(
    ("a_run", "wanted", "agreement"),
    [
        (PASSED, ">=0.60,<2", Agreement.KEPT),
        (FAILED, ">=0.60,<2", Agreement.BROKEN),
        (PASSED, "<0.60", Agreement.UNANNOUNCED),
        (FAILED, "<0.60", Agreement.OUTSIDE),
        (run(Outcome.BROKEN), "*", Agreement.UNSEEN),
        (run(Outcome.CONFLICT), "*", Agreement.BROKEN),
        (run(Outcome.TIMEOUT), "*", Agreement.BROKEN),
    ],
)
def test_declared_and_observed_are_compared(a_run: Run, wanted: str, agreement: Agreement) -> None:
    assert graphql(a_run, declared(datasette=wanted)) is agreement


def test_a_plugin_that_declares_nothing_is_unannounced() -> None:
    assert graphql(PASSED, {}) is Agreement.UNANNOUNCED


def test_a_red_check_of_another_plugin_breaks_no_contract() -> None:
    other = run(
        Outcome.FAILED, check(Outcome.PASSED), check(Outcome.FAILED, "pkg:pypi/datasette-vega")
    )
    assert graphql(other, declared(datasette="*")) is Agreement.KEPT


def test_a_release_is_refused_by_what_is_broken_unannounced_or_unseen() -> None:
    whole = declared(datasette="*") | {VEGA: Declaration(plugin=VEGA, supports={HOST: "*"})}
    both = run(
        Outcome.PASSED, check(Outcome.PASSED), check(Outcome.PASSED, "pkg:pypi/datasette-vega")
    )
    assert rule.refusals(STACK, rule.compare([both], whole)) == ()
    assert (
        "declares nothing" in rule.refusals(STACK, rule.compare([both], declared(datasette="*")))[0]
    )
    assert len(rule.refusals(STACK, ())) == 2
    elsewhere = replace(
        both, stack=stack_from({"components": [{"purl": HOST + "@1", "role": "host"}]})
    )
    assert len(rule.refusals(STACK, rule.compare([elsewhere], whole))) == 2


@pytest.mark.parametrize(
    ("package", "wanted", "version", "inside"),
    [
        (HOST, ">=0.60,<1.0", "0.65.1", True),
        (HOST, "vers:pypi/>=0.60|<1.0", "1.0.1", False),
        ("pkg:generic/python", ">=3.8", "3.12.3", True),
        ("pkg:npm/eslint", "^8.0.0", "9.12.0", False),
        ("pkg:npm/eslint", "^9.0.0 || ^10", "9.12.0", True),
        ("pkg:wordpress/woo", ">=8.0", "8.1.2", True),
        (HOST, "*", "1", True),
    ],
)
def test_ranges_are_read_as_their_ecosystem_writes_them(
    package: str, wanted: str, version: str, inside: bool
) -> None:
    assert supports(package, wanted, version) is inside


@given(st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_a_range_or_version_that_cannot_be_read_is_a_bad_range(wanted: str, version: str) -> None:
    with suppress(BadRange):
        assert supports(HOST, wanted, version) in (True, False)
