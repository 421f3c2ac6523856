"""Does the lint name every hole of a contract with a counter-example, and nothing else?"""

from datetime import timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levee.contract.load import Contract, placed
from levee.contract.schema import UNKNOWN, SeverityRule, SeverityRules
from levee.desk.lint import prove, severities
from levee.desk.severity import judge
from levee.model.problem import Problem
from submissions import NOW, contract, contract_with

ADA = "{name: Ada Engel, mail: ada@vendor.example, zone: Europe/Berlin}"
EDO = "{name: Edo Maas, mail: edo@vendor.example, zone: Europe/Amsterdam}"
LEAD = "support_lead: {title: Support lead, people: [edo]}"
POD = "people: [ada, bo], rotation: weekly}"


def findings(found: Contract) -> tuple[Problem, ...]:
    return prove(found, NOW).findings


def found_with(*swaps: tuple[str, str]) -> list[str]:
    return [str(p) for p in findings(contract_with(*swaps))]


def overrides(*spans: tuple[str, str, str]) -> tuple[str, str]:
    told = ", ".join(f'{{from: "{a}", to: "{b}", person: {who}}}' for a, b, who in spans)
    return POD, POD.replace("weekly}", f"weekly, overrides: [{told}]}}")


def test_the_default_contract_has_no_holes_and_is_proved_in_time() -> None:
    begun = perf_counter()
    proof = prove(contract(), NOW)
    assert proof.findings == ()
    assert perf_counter() - begun < 5
    assert (proof.combinations, proof.duties) == (5 * 5 * 5 * 4 * 4 * 4, 24)
    assert proof.end - proof.start == timedelta(days=400)


HOLES: list[tuple[str, str, str]] = [
    ("{severity: 3, why: production is degraded, when: {production_impact: [degraded]}}",
     "{severity: 1, why: odd, when: {production_impact: [none], revenue_risk: [none]}}",
     "severity.rules.10: raising a dimension lowers the severity"),
    ("{severity: 2, why: data is wrong, when", "{severity: 4, why: data is wrong, when",
     "severity.rules.6: raising a dimension lowers the severity"),
    ("{severity: 3, why: data may be wrong, when: {data_correctness: [suspect]}}",
     "{severity: 1, why: shadowed, when: {production_impact: [down]}}",
     "severity.rules.11: rule 12 (shadowed) is never used: whatever it matches is decided by rule"),
    ("{data_correctness: [suspect]}", "{data_correctness: [suspect, unknown]}",
     "severity.rules.11.when.data_correctness: data_correctness is never judged as 'unknown'"),
    ("[intact, suspect, wrong]", "[intact, unknown, suspect, wrong]",
     "severity.dimensions.data_correctness: 'unknown' is a value of every dimension by itself"),
    ("{at: 80%, tell: support_lead}", "{at: 50%, tell: support_lead}",
     "clocks.ownership.rungs.1: 50% is there twice"),
    ("{at: 80%, tell: support_lead}", "{at: 30%, tell: support_lead}",
     "clocks.ownership.rungs.1: 30% is reached before 50%"),
    ("{at: 80%, tell: support_lead}", "{at: 100%, tell: support_lead}",
     "clocks.ownership.rungs.2: due is the same instant as 100%"),
    ("target: 6h", "target: at once", "clocks.remote_session.rungs.1: due is the same instant"),
    ("clocks: [first_response, investigation", "clocks: [first_response, first_response",
     "clocks.investigation: no stream has this clock"),
    ("starts: [not_reproduced,", "starts: [night_planned,",
     "clocks.remote_session.starts.0: night_planned never happens to a ticket"),
    ("stops: [assigned]", "stops: [opened]", "clocks.pod_assignment.stops: opened both starts and"),
    ("severities: [1, 2]", "severities: []", "clocks.postmortem.severities: for no severity"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), HOLES, ids=[said[:60] for _, _, said in HOLES])
def test_a_hole_is_named(old: str, new: str, said: str) -> None:
    assert [f for f in found_with((old, new)) if f.startswith(said)], found_with((old, new))


def test_a_counter_example_shows_both_combinations_and_both_rules() -> None:
    old = "{severity: 2, why: data is wrong, when"
    found = found_with((old, old.replace("severity: 2", "severity: 4")))
    assert "data_correctness: suspect} has 3 by rule 12 (data may be wrong)" in found[0].replace(
        ", automation_state: running", ""
    )
    assert "data_correctness: wrong" in found[0]
    assert "has 4 by rule 7 (data is wrong)" in found[0]


def test_a_finding_stands_on_its_line() -> None:
    found = contract_with(
        ("stops: [assigned]", "stops: [opened]"),
        ("stops: [postmortem_sent]", "stops: [night_ended]"),
    )
    lines = found.text.splitlines()
    shown = placed(findings(found), found, "c.yaml")
    assert [lines[int(p.where.removeprefix("c.yaml:")) - 1].strip() for p in shown] == [
        "stops: [opened]",
        "stops: [night_ended]",
    ]


def test_a_calendar_that_closes_for_good_is_found() -> None:
    old = '      thu: ["10:00-15:00"]\n\npeople'
    shut = contract_with((old, old.replace("\n\n", '\n    overrides: {"2020-01-06": []}\n\n')))
    assert findings(shut) == ()
    weekly = '      tue: ["10:00-15:00"]\n      wed: ["10:00-15:00"]\n      thu: ["10:00-15:00"]\n'
    past = '      tue: []\n    overrides: {"2020-01-06": ["10:00-15:00"]}\n'
    assert found_with((weekly, past)) == [
        "calendars.rollout: never open from 2026-03-02 to 2027-04-06"
    ]


def test_a_target_that_its_calendar_cannot_hold_is_found() -> None:
    hours = 400 * 24
    found = found_with(("target: 1h\n", f"target: {hours}h\n"))
    assert [f for f in found if f.startswith("clocks.first_response.target: 9600h is more than")]


def test_a_person_without_a_working_address_is_covered_by_the_deputy() -> None:
    found = found_with((ADA, ADA.replace("ada@vendor.example", "ada")))
    assert not [f for f in found if f.startswith("escalation")]
    assert [f for f in found if "pod_engineer, who is told at 50%, cannot be reached" in f]
    owner = "streams.partner.owner: pod_engineer, who is given tickets, cannot be reached from"
    assert [f for f in found if f.startswith(owner)]


def test_a_gap_is_named_to_the_minute_when_the_deputy_cannot_be_reached_either() -> None:
    silent = (EDO, EDO.replace("edo@vendor.example", "edo at home"))
    found = found_with((ADA, ADA.replace("ada@vendor.example", "ada")), silent)
    gaps = [f for f in found if f.startswith("escalation.matrix.1.pause_workflows")]
    # ada's weeks begin on Mondays at 00:00 in Berlin; NOW lies in the first of them.
    first = "from 2026-03-02T09:00+00:00 to 2026-03-08T23:00+00:00"
    assert f"nobody who can be reached holds pause_workflows {first}" in gaps[0]
    assert "from 2026-03-29T22:00+00:00 to 2026-04-05T22:00+00:00" in gaps[2]
    assert gaps[0].endswith("ada, edo without a working mail address")
    assert len(gaps) == 29


def test_overrides_that_overlap_are_named_as_an_interval() -> None:
    one = ("2026-03-10T00:00:00Z", "2026-03-12T00:00:00Z", "ada")
    two = ("2026-03-11T12:30:00Z", "2026-03-13T00:00:00Z", "fay")
    assert found_with(overrides(one, two)) == [
        "roles.pod_engineer.overrides: ada and fay hold pod_engineer at once "
        "from 2026-03-11T12:30+00:00 to 2026-03-12T00:00+00:00"
    ]
    touching = ("2026-03-12T00:00:00Z", "2026-03-13T00:00:00Z", "fay")
    assert found_with(overrides(one, touching)) == []


def test_too_many_combinations_are_a_finding_and_no_wait() -> None:
    values = [f"v{i}" for i in range(40)]
    many = {f"d{i}": values for i in range(6)}
    rules = contract().file.severity.model_copy(update={"dimensions": many})
    assert ["too many" in p.what for p in severities.findings(rules)][-1:] == [True]


SCALE = ("a", "b", "c")
rule = st.builds(
    SeverityRule,
    severity=st.integers(1, 4),
    why=st.just("x"),
    when=st.dictionaries(
        st.sampled_from(("p", "q")), st.lists(st.sampled_from(SCALE), min_size=1), max_size=2
    ),
)


@settings(max_examples=60)
@given(st.lists(rule, max_size=4))
def test_the_lint_finds_a_lowered_severity_exactly_when_the_judge_lowers_one(
    some: list[SeverityRule],
) -> None:
    rules = SeverityRules(
        dimensions={"p": list(SCALE), "q": list(SCALE)},
        rules=[*some, SeverityRule(severity=4, why="rest")],
        priority={1: "P0", 2: "P1", 3: "P2", 4: "P2"},
        unclear_to="lead",
    )

    def judged(p: str, q: str) -> int:
        return judge({"p": p, "q": q}, rules).severity

    lowered = any(
        judged(worse, other) > judged(value, other) or judged(other, worse) > judged(other, value)
        for i, value in enumerate(SCALE)
        for worse in SCALE[i + 1 :]
        for other in (*SCALE, UNKNOWN)
    )
    assert lowered == any("lowers" in p.what for p in severities.findings(rules))
