"""Does evidence lead to the one whose the error is, and all that is unclear to the support lead?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.contract.schema import EVIDENCE, UNKNOWN
from levee.desk import intake, opening, routing
from levee.desk.lint import prove
from levee.desk.roster import holder
from levee.model.event import EventKind
from levee.model.problem import Rejected
from levee.model.ticket import fold
from submissions import NOW, contract, contract_with, file, ticket


def decided(**evidence: str) -> routing.Routing:
    return routing.decide(evidence, 2, file(), NOW)


@pytest.mark.parametrize(
    ("evidence", "route", "owner"),
    [
        ({"layer": "dns"}, "hosting", "chen"),
        ({"provider_status": "incident"}, "provider", "chen"),
        ({"component": "marketplace"}, "marketplace", "chen"),
        ({"layer": "plugin"}, "plugin_support", "chen"),
        ({"recent_change": "deploy"}, "internal", "fay"),
        ({"layer": "server", "recent_change": "deploy"}, "hosting", "chen"),  # the first wins
        ({"layer": "plugin", "provider_status": "ok"}, "plugin_support", "chen"),
    ],
)
def test_the_first_route_that_the_evidence_matches_wins(
    evidence: dict[str, str], route: str, owner: str
) -> None:
    found = decided(**evidence)
    assert (found.route, found.owner) == (route, owner)
    wanted = file().routing[found.rule - 1]
    assert found.send == tuple(wanted.send)
    assert found.owner == holder(wanted.duty, 2, file(), NOW).person
    assert all(f"{kind} is {evidence[kind]}" in found.why for kind in wanted.when)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({}, "no route matches no evidence"),
        ({"layer": "moon"}, "no route matches layer moon"),
        ({"layer": UNKNOWN}, "layer unknown: it could be for hosting"),
        ({"layer": "plugin", "provider_status": UNKNOWN}, "it could be for provider"),
        ({"recent_change": UNKNOWN}, "it could be for internal"),
    ],
)
def test_an_unclear_route_goes_to_the_support_lead_with_its_reason(
    evidence: dict[str, str], said: str
) -> None:
    found = decided(**evidence)
    assert (found.route, found.role, found.owner, found.rule) == (
        "unclear",
        "support_lead",
        "edo",
        0,
    )
    assert found.why == f"route is unclear: {found.why.removeprefix('route is unclear: ')}"
    assert said in found.why


def test_what_is_unknown_after_the_route_was_clear_changes_nothing() -> None:
    assert decided(layer="dns", provider_status=UNKNOWN).route == "hosting"


seen = st.dictionaries(
    st.sampled_from(EVIDENCE),
    st.sampled_from(("dns", "plugin", "incident", "ok", "deploy", "marketplace", UNKNOWN)),
)


@given(seen)
def test_nobody_is_never_the_answer_and_what_is_learnt_never_widens_a_guess(
    evidence: dict[str, str],
) -> None:
    found = decided(**evidence)
    assert found.owner in file().people
    open_parts = [k for k, v in evidence.items() if v == UNKNOWN]
    readings = [{**evidence, k: v} for k in open_parts for v in ("dns", "incident", "nothing")]
    if found.route != routing.UNCLEAR and len(open_parts) == 1:
        assert {decided(**r).route for r in readings} == {found.route}


def opened(**changes: Any) -> tuple[Any, opening.Opening]:
    submission = intake.validate(ticket(**changes), file())
    told = opening.open_ticket("T-1", submission, submission.fields, "S", contract(), NOW)
    return fold(told.events), told


def test_a_ticket_that_brings_evidence_is_its_duty_holders_who_hears_what_to_send() -> None:
    found, told = opened(evidence={"layer": " DNS "})
    assert (found.route, found.owner, found.owner_role) == ("hosting", "chen", "pod_support")
    assert found.evidence == {"layer": "dns"}
    [mail] = [c for c in told.consequences if c.payload.get("to")]
    assert mail.payload["to"] == "chen@vendor.example"
    assert "Send: error report, timestamps, affected screen." in mail.payload["text"]


def test_a_ticket_without_evidence_is_its_streams() -> None:
    found, told = opened()
    assert (found.route, found.owner_role) == ("", "pod_engineer")
    assert EventKind.ROUTED not in {e.kind for e in told.events}


UNCLEAR: dict[str, dict[str, Any]] = {
    "severity": {"impact": {"production_impact": "degraded"}},
    "route": {"evidence": {"layer": "moon"}},
}


@pytest.mark.parametrize("what", UNCLEAR)
def test_a_ticket_whose_severity_or_route_is_unclear_is_the_support_leads(what: str) -> None:
    found, told = opened(**UNCLEAR[what])
    assert (found.owner, found.owner_role) == ("edo", "support_lead")
    assigned = next(e for e in told.events if e.kind is EventKind.ASSIGNED)
    assert assigned.reason.startswith(f"{what} is unclear")


def test_an_unclear_severity_is_cleared_up_before_anything_is_routed() -> None:
    found, _ = opened(**UNCLEAR["severity"], evidence={"layer": "dns"})
    assert (found.route, found.owner_role) == ("", "support_lead")


def test_a_communication_that_is_nobodys_is_the_support_leads() -> None:
    mute = contract_with(("mail: chen@vendor.example", "mail: chen"))
    held = holder("update_customer", 1, mute.file, NOW)
    assert (held.role, held.person) == ("support_lead", "edo")


@pytest.mark.parametrize(
    ("evidence", "where"),
    [
        ("dns", "evidence"),
        ([], "evidence"),
        ({"moon": "full"}, "evidence.moon"),
        ({"layer": 5}, "evidence.layer"),
        ({"layer": " "}, "evidence.layer"),
        ({"layer": "x" * 201}, "evidence.layer"),
        ({"layer": ["dns"]}, "evidence.layer"),
    ],
)
def test_evidence_that_cannot_be_read_is_told_with_its_path(evidence: Any, where: str) -> None:
    found = intake.validate(ticket(evidence=evidence), file())
    assert [p.where for p in found.problems] == [where]
    assert "evidence" not in found.fields
    mixed = evidence | {"component": "cart"} if isinstance(evidence, dict) else None
    if mixed:
        kept = intake.validate(ticket(evidence=mixed), file()).fields["evidence"]
        assert kept == {"component": "cart"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("layer: [plugin]", "mood: [bad]", "routing.3.when.mood: there is no evidence 'mood'"),
        ("layer: [plugin]", "layer: [unknown]", "routing.3.when.layer: 'unknown' leads nowhere"),
        ("{layer: [plugin]}", "{}", "routing.3.when: Dictionary should have at least 1"),
        ("layer: [plugin]", "layer: []", "routing.3.when.layer: List should have at least 1"),
    ],
)
def test_a_route_that_asks_for_no_evidence_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(Rejected, match="routing") as caught:
        contract_with((old, new))
    assert any(said in p.what for p in caught.value.problems)


def test_a_route_in_the_shadow_of_another_is_found() -> None:
    shadowed = contract_with(("layer: [plugin]", "layer: [dns], component: [cart]"))
    assert "routing.3: never taken: what it asks for is decided by route 1" in map(
        str, prove(shadowed, NOW).findings
    )
