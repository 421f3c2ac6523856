"""Does every combination have exactly one severity, and does a worse one never count for less?"""

from collections.abc import Mapping
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.contract.schema import UNKNOWN, SeverityRule
from levee.desk.severity import first_match, judge
from submissions import file

RULES = file().severity
NAMES = tuple(RULES.dimensions)
MILD = {name: values[0] for name, values in RULES.dimensions.items()}


@cache
def all_severities() -> Mapping[tuple[str, ...], int]:
    combinations = product(*RULES.dimensions.values())
    return {
        values: first_match(dict(zip(NAMES, values, strict=True)), RULES).severity
        for values in combinations
    }


def test_every_combination_of_the_default_contract_has_exactly_one_severity() -> None:
    found = all_severities()
    assert len(found) == 4 * 4 * 4 * 3 * 3 * 3
    assert set(found.values()) == {1, 2, 3, 4}


def test_raising_a_dimension_never_lowers_the_severity() -> None:
    found = all_severities()
    for values, severity in found.items():
        for i, name in enumerate(NAMES):
            scale = RULES.dimensions[name]
            worse = scale[scale.index(values[i]) + 1 :]
            for value in worse:
                raised = (*values[:i], value, *values[i + 1 :])
                assert found[raised] <= severity, f"{values} -> {raised}"


def test_the_first_rule_that_matches_wins_and_says_why() -> None:
    judged = judge(MILD | {"production_impact": "down", "customer_visibility": "all"}, RULES)
    assert (judged.severity, judged.priority) == (1, "P0")
    assert judged.why == "production is down"
    assert judged.unclear == ()


@pytest.mark.parametrize(
    ("dimension", "value", "severity", "priority"),
    [
        ("production_impact", "blocked", 2, "P1"),
        ("privacy_exposure", "possible", 2, "P1"),
        ("production_impact", "degraded", 3, "P2"),
        ("automation_state", "paused", 3, "P2"),
        ("revenue_risk", "low", 4, "P2"),
    ],
)
def test_one_dimension_alone_is_judged_by_its_rule(
    dimension: str, value: str, severity: int, priority: str
) -> None:
    judged = judge(MILD | {dimension: value}, RULES)
    assert (judged.severity, judged.priority) == (severity, priority)


def test_an_unknown_that_could_make_it_worse_is_unclear() -> None:
    judged = judge(MILD | {"privacy_exposure": UNKNOWN}, RULES)
    assert judged.severity == 4
    assert judged.unclear == ("privacy_exposure",)


def test_an_unknown_that_changes_nothing_is_not() -> None:
    judged = judge(MILD | {"production_impact": "down", "privacy_exposure": UNKNOWN}, RULES)
    assert judged.severity == 1
    assert judged.unclear == ()


def test_what_is_not_said_counts_as_unknown() -> None:
    judged = judge({}, RULES)
    assert judged.severity == 4
    assert set(judged.unclear) == set(NAMES)


def test_a_rule_may_ask_for_any_of_several_values_of_several_dimensions() -> None:
    when = {"production_impact": ["blocked", "down"], "customer_visibility": ["all"]}
    one = SeverityRule(severity=1, why="both", when=when)
    rules = RULES.model_copy(update={"rules": [one, RULES.rules[-1]]})
    both = {"production_impact": "down", "customer_visibility": "all"}
    assert first_match(MILD | both, rules).why == "both"
    assert first_match(MILD | both | {"customer_visibility": "some"}, rules).severity == 4


impacts = st.fixed_dictionaries(
    {name: st.sampled_from([*values, UNKNOWN]) for name, values in RULES.dimensions.items()}
)


@given(impacts)
def test_unclear_is_said_exactly_when_another_reading_would_be_worse(
    impact: dict[str, str],
) -> None:
    judged = judge(impact, RULES)
    readings = product(
        *(RULES.dimensions[n] if impact[n] == UNKNOWN else [impact[n]] for n in NAMES)
    )
    worst = min(all_severities()[reading] for reading in readings)
    assert bool(judged.unclear) == (worst < judged.severity)
    assert judged.severity >= worst
