"""Who leads an incident, and what keeps automation paused?"""

import pytest
from cases import DOWN, HOUR, after, case, event, later

from levee.desk import incidents, waking
from levee.desk.case import Case
from levee.desk.promises import promises
from levee.model.clock import ClockState
from levee.model.event import Channel, EventKind
from levee.model.incident import incident
from levee.model.problem import Rejected, WrongState
from submissions import NOW, contract, contract_with

HOOK = contract_with(('webhook: ""', "webhook: https://automation.example/hook"))
P0 = {"severity": 1, "priority": "P0", "why": "production is down", "unclear": []}


def paused(known: Case | None = None, **more: bool) -> Case:
    known = known or case(impact=DOWN)
    event, _ = incidents.pause(known, "ada", "errors", more.get("after_update", False))
    return after(known, event)


def signed(known: Case, *kinds: str) -> Case:
    for kind in kinds:
        known = after(known, incidents.review(known, kind, "edo", "the timeline"))
    return known


def test_a_p0_is_an_incident_at_once_with_its_roles_named() -> None:
    known = case(impact=DOWN)
    kinds = [e.kind for e in known.events]
    assert kinds.index(EventKind.INCIDENT_OPENED) > kinds.index(EventKind.JUDGED)
    found = incident(known.events)
    assert found is not None and found.opened_at == NOW
    assert set(found.roles) == {"commander", "customer_liaison", "scribe"}
    assert set(found.roles.values()) <= set(known.file.people)


@pytest.mark.parametrize("impact", [{}, {"production_impact": "blocked"}])
def test_a_milder_one_is_none(impact: dict[str, str]) -> None:
    known = case(impact=impact)
    assert incident(known.events) is None
    for move in (
        lambda: incidents.pause(known, "ada", "x", False),
        lambda: incidents.resume(known, "ada", "x"),
        lambda: incidents.review(known, "post_incident", "edo", "x"),
    ):
        with pytest.raises(WrongState, match="is no incident"):
            move()


def test_which_severities_are_incidents_is_the_contracts() -> None:
    wider = contract_with(("incident:\n  severities: [1]", "incident:\n  severities: [1, 2]"))
    assert incident(case(wider, {"production_impact": "blocked"}).events) is not None


def test_a_severity_that_is_raised_opens_it_and_only_once() -> None:
    raised = after(case(), event(EventKind.JUDGED, 2, **P0))
    (opened,), mails = incidents.opened(raised.ticket, raised.events, contract(), NOW + 2 * HOUR)
    assert (opened.kind, opened.at) == (EventKind.INCIDENT_OPENED, NOW + 2 * HOUR)
    assert {m.channel for m in mails} == {Channel.MAIL}
    told = after(raised, opened).events
    assert incidents.opened(raised.ticket, told, contract(), NOW) == ((), ())


def test_one_that_was_forgotten_is_opened_by_the_next_look() -> None:
    raised = after(case(), event(EventKind.JUDGED, 2, **P0))
    awoken = waking.wake(raised.events, contract(), NOW + 2 * HOUR)
    assert EventKind.INCIDENT_OPENED in [e.kind for e in awoken.events]
    again = waking.wake((*raised.events, *awoken.events), contract(), NOW + 2 * HOUR)
    assert again.events == ()


def test_a_contract_without_incidents_opens_none() -> None:
    text = contract().text
    start, end = text.index("incident:\n  severities"), text.index("# The session after")
    without = contract_with((text[start:end], ""))
    known = case(without, DOWN)
    assert incident(known.events) is None
    with pytest.raises(WrongState):
        incidents.pause(known, "ada", "x", False)


def test_only_who_holds_the_duty_pauses_and_resumes() -> None:
    known = case(impact=DOWN)
    assert incidents.holders("pause_workflows", known.ticket, known.file, NOW) == ("ada", "edo")
    for by in ("bo", "chen", "mallory"):
        with pytest.raises(Rejected, match="does not hold pause_workflows: ada, edo"):
            incidents.pause(known, by, "x", False)
        with pytest.raises(Rejected, match="does not hold pause_workflows"):
            incidents.resume(signed(paused(), "post_incident"), by, "x")


def test_automation_runs_again_only_when_the_review_is_signed() -> None:
    known = paused()
    with pytest.raises(WrongState, match="not signed by support_lead yet: post_incident"):
        incidents.resume(known, "ada", "x")
    event, _ = incidents.resume(signed(known, "post_incident"), "ada", "x")
    done = incident(after(known, event).events)
    assert done is not None and not done.paused


def test_after_an_update_the_migration_and_reindex_reviews_are_asked_for_too() -> None:
    known = paused(after_update=True)
    assert incidents.missing(known) == ("post_incident", "migration", "reindex")
    with pytest.raises(WrongState, match="yet: migration, reindex"):
        incidents.resume(signed(known, "post_incident"), "ada", "x")
    assert incidents.missing(signed(known, "post_incident", "migration", "reindex")) == ()


@pytest.mark.parametrize("kind", [EventKind.FIX_VERIFIED, EventKind.FIX_REFUSED])
def test_a_fix_or_a_way_back_while_it_is_paused_is_an_update_too(kind: EventKind) -> None:
    known = signed(paused(), "post_incident")
    assert incidents.missing(after(known, event(kind, 1))) == ("migration", "reindex")


def test_an_interaction_of_versions_came_with_an_update() -> None:
    delta = {"kind": "version", "component": "pkg:pypi/x", "from": "1", "to": "2"}
    known = after(case(impact=DOWN), event(EventKind.ISOLATED, 1, interaction=[delta]))
    assert "migration" in incidents.missing(paused(known))


def test_a_second_pause_needs_reviews_of_its_own() -> None:
    known = signed(paused(), "post_incident")
    event, _ = incidents.resume(known, "ada", "x")
    again = paused(after(known, event))
    assert incidents.missing(again) == ("post_incident",)


def test_a_review_is_signed_once_by_its_role_with_evidence() -> None:
    known = paused()
    with pytest.raises(Rejected) as error:
        incidents.review(known, "mood", "ada", " ")
    assert [p.where for p in error.value.problems] == ["--of", "--by", "--evidence"]
    with pytest.raises(WrongState, match="signed, or not needed; possible now: resume"):
        incidents.review(signed(known, "post_incident"), "post_incident", "edo", "again")
    with pytest.raises(WrongState, match="not needed"):
        incidents.review(known, "reindex", "edo", "x")


def test_what_is_paused_is_not_paused_and_what_runs_is_not_resumed() -> None:
    with pytest.raises(WrongState, match="automation is paused since"):
        incidents.pause(paused(), "ada", "x", False)
    with pytest.raises(WrongState, match="automation is not paused"):
        incidents.resume(case(impact=DOWN), "ada", "x")
    with pytest.raises(WrongState, match="nothing to review"):
        incidents.review(case(impact=DOWN), "post_incident", "edo", "x")


def test_automation_is_told_by_webhook_where_the_contract_names_one() -> None:
    _, none = incidents.pause(case(impact=DOWN), "ada", "errors", False)
    assert none == []
    _, (hook,) = incidents.pause(case(HOOK, DOWN), "ada", "errors", False)
    assert hook.channel is Channel.WEBHOOK
    assert hook.payload["url"] == "https://automation.example/hook"
    assert hook.payload["type"] == "automation.paused"
    assert hook.payload["data"]["by"] == "ada"
    assert "partner" not in str(hook.payload["data"])


def test_a_p0_owes_its_postmortem_72_hours_after_it_was_opened_a_p1_after_its_end() -> None:
    def due(known: Case) -> list[float]:
        found = promises(known.ticket, known.events, known.contract)
        ends = [p.due(known.now) for p in found if p.clock.name == "postmortem"]
        return [(end - NOW) / HOUR for end in ends if end]

    assert due(case(impact=DOWN)) == [72]
    p1 = case(impact={"production_impact": "blocked"})
    assert due(p1) == []
    assert due(later(after(p1, event(EventKind.REMEDIATED, 10)), 10)) == [82]


def test_the_promise_to_open_it_at_once_is_kept_also_when_the_severity_came_later() -> None:
    raised = after(case(), event(EventKind.JUDGED, 2, **P0))
    events, _ = incidents.opened(raised.ticket, raised.events, contract(), NOW + 2 * HOUR)
    known = later(after(raised, *events), 3)
    found = promises(known.ticket, known.events, known.contract)
    (kept,) = (p for p in found if p.clock.name == "incident")
    assert kept.state(known.now) is ClockState.MET
    unkept = promises(raised.ticket, raised.events, raised.contract)
    (late,) = (p for p in unkept if p.clock.name == "incident")
    assert late.state(known.now) is ClockState.BREACHED
