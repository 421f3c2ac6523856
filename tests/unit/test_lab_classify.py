"""What kind of fault is an Interaction, judged by its shape?"""

import pytest
from lab_facts import check, run, stack

from levee.lab.classify import classify, overruled
from levee.model.delta import Delta, DeltaKind
from levee.model.finding import Finding
from levee.model.interaction import Interaction
from levee.model.outcome import CheckResult, Outcome
from levee.model.stack import Role

PLUGIN = Delta(DeltaKind.ADDED, "pkg:pypi/graphql", None, "2.2", Role.PLUGIN)
HOST = Delta(DeltaKind.VERSION, "pkg:pypi/host", "0.65", "1.0", Role.HOST)
DEPENDENCY = Delta(DeltaKind.VERSION, "pkg:pypi/httpx", "0.27", "0.28", Role.DEPENDENCY)
SETTING = Delta(DeltaKind.SETTING, "cache.backend", None, "redis")
BAD = stack("graphql@2.2", host="host@1.0")


def found(*deltas: Delta) -> Interaction:
    return Interaction(
        deltas=deltas,
        minimal=True,
        verified=True,
        runs=9,
        rounds=9,
        unresolved=0,
        p=1.0,
        confidence=1.0,
        seed=0,
    )


HOST_CHECK, PLUGIN_CHECK = check("host::GET /"), check("graphql::GET /graphql")


@pytest.mark.parametrize(
    ("deltas", "failing", "finding"),
    [
        ((PLUGIN,), PLUGIN_CHECK, Finding.GENUINE_BUG),
        ((PLUGIN,), HOST_CHECK, Finding.GENUINE_BUG),
        ((HOST,), HOST_CHECK, Finding.GENUINE_BUG),
        ((HOST,), PLUGIN_CHECK, Finding.COMBINATORIAL_BUG),
        ((HOST, PLUGIN), PLUGIN_CHECK, Finding.COMBINATORIAL_BUG),
        ((PLUGIN, DEPENDENCY), PLUGIN_CHECK, Finding.COMBINATORIAL_BUG),
        ((DEPENDENCY,), HOST_CHECK, Finding.DEPENDENCY_CONFLICT),
        ((SETTING,), HOST_CHECK, Finding.CONFIGURATION_MISMATCH),
        ((SETTING, PLUGIN), PLUGIN_CHECK, Finding.CONFIGURATION_MISMATCH),
        ((SETTING, PLUGIN, HOST), PLUGIN_CHECK, Finding.COMBINATORIAL_BUG),
    ],
)
def test_the_shape_of_the_interaction_decides(
    deltas: tuple[Delta, ...], failing: CheckResult, finding: Finding
) -> None:
    classified = classify(found(*deltas), run(BAD, Outcome.FAILED, [failing]))
    assert classified.finding is finding
    assert classified.reason
    assert not classified.by


def test_what_cannot_be_built_is_a_dependency_conflict_whatever_its_shape() -> None:
    failing = run(BAD, Outcome.CONFLICT, why="a needs b<2")
    classified = classify(found(HOST, PLUGIN), failing)
    assert classified.finding is Finding.DEPENDENCY_CONFLICT
    assert "a needs b<2" in classified.reason


def test_an_interaction_without_deltas_shows_nothing() -> None:
    with pytest.raises(ValueError, match="without deltas"):
        classify(found(), run(BAD, Outcome.FAILED))


def test_only_a_person_calls_it_a_documentation_gap_and_says_why() -> None:
    said = overruled(Finding.DOCUMENTATION_GAP, by="kim", reason="documented in 4.2")
    assert (said.finding, said.by) == (Finding.DOCUMENTATION_GAP, "kim")
    with pytest.raises(ValueError, match="a name and a reason"):
        overruled(Finding.DOCUMENTATION_GAP, by="kim", reason=" ")
