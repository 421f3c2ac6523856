"""Which clocks does a ticket have, when is it woken, and does the auditor see what was missed?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levee.contract.load import Contract
from levee.desk import intake, opening, waking
from levee.desk.audit import audit
from levee.desk.promises import Promise, may_move, promises
from levee.desk.roster import on_duty
from levee.model.clock import ClockState
from levee.model.event import Channel, Event, EventKind
from levee.model.ticket import TicketState, fold
from submissions import NOW, contract, contract_with, ticket

HOUR = timedelta(hours=1)
MILD = {name: values[0] for name, values in contract().file.severity.dimensions.items()}


def opened(at: datetime = NOW, using: Contract | None = None, **changes: Any) -> tuple[Event, ...]:
    under = using or contract()
    submission = intake.validate(ticket(**changes), under.file)
    return opening.open_ticket("T-1001", submission, submission.fields, "", under, at).events


def event(kind: EventKind, hours: float, **data: Any) -> Event:
    return Event(
        subject="ticket:T-1001", kind=kind, at=NOW + hours * HOUR, actor="t", reason="because",
        key=f"{kind}:{hours}", data=data,
    )  # fmt: skip


def kept(events: Sequence[Event], using: Contract | None = None) -> dict[str, Promise]:
    found = promises(fold(events), events, using or contract())
    return {f"{p.clock.name}{p.round or ''}": p for p in found}


def woken(events: Sequence[Event], hours: float, using: Contract | None = None) -> waking.Awoken:
    return waking.wake(events, using or contract(), NOW + hours * HOUR)


def rungs(awoken: waking.Awoken) -> list[tuple[str, str, float]]:
    return [
        (e.data["clock"], e.data["rung"], (e.at - NOW) / HOUR)
        for e in awoken.events
        if e.kind is EventKind.RUNG_FIRED
    ]


def test_a_partner_ticket_goes_to_the_pod_and_tells_who_has_it() -> None:
    submission = intake.validate(ticket(), contract().file)
    made = opening.open_ticket("T-1001", submission, submission.fields, "", contract(), NOW)
    told = fold(made.events)
    assert (told.owner_role, told.owner) == (
        "pod_engineer",
        on_duty("pod_engineer", contract().file, NOW),
    )
    mail = next(c for c in made.consequences if c.channel is Channel.MAIL)
    assert mail.payload["to"] == f"{told.owner}@vendor.example"
    assert "T-1001" in mail.payload["subject"]


def test_one_with_gaps_is_pended_with_a_technician() -> None:
    told = fold(opened(affected_user=None))
    assert (told.state, told.owner_role) == (TicketState.PENDED, "technician")
    assert told.gaps == ("affected_user",)


def test_one_whose_severity_is_unclear_goes_to_the_support_lead() -> None:
    told = fold(opened(impact=MILD | {"privacy_exposure": "unknown"}))
    assert (told.state, told.owner_role) == (TicketState.OPEN, "support_lead")
    assert told.unclear == ("privacy_exposure",)


def test_gaps_go_before_an_unclear_severity() -> None:
    assert fold(opened(impact={}, affected_user=None)).owner_role == "technician"


def test_a_standard_ticket_begins_with_an_agent_at_level_one() -> None:
    told = fold(opened(stream="standard"))
    assert (told.level, told.owner_role, told.labels) == ("L1", "agent", frozenset())


def test_clocks_start_with_their_events_and_not_before() -> None:
    clocks = kept(opened())
    assert set(clocks) == {"pod_assignment", "triage_note", "ownership", "customer_update"}
    assert clocks["pod_assignment"].state(NOW) is ClockState.MET
    assert clocks["triage_note"].due(NOW) == NOW + 2 * HOUR
    later = kept((*opened(), event(EventKind.NOT_REPRODUCED, 1, run="r")))
    assert later["remote_session"].due(NOW) == NOW + 7 * HOUR


def test_a_clock_stops_with_its_event_and_keeps_its_result() -> None:
    late = kept((*opened(), event(EventKind.TRIAGED, 3)))["triage_note"]
    in_time = kept((*opened(), event(EventKind.TRIAGED, 2)))["triage_note"]
    assert late.state(NOW + 9 * HOUR) is ClockState.LATE
    assert in_time.state(NOW + 9 * HOUR) is ClockState.MET


@pytest.mark.parametrize(("impact", "severity"), [("down", 1), ("blocked", 2), ("degraded", 3)])
def test_a_clock_of_some_severities_is_there_for_those_only(impact: str, severity: int) -> None:
    found = opened(stream="standard", impact=MILD | {"production_impact": impact})
    assert fold(found).severity == severity
    assert ("same_day" in kept(found)) is (severity == 2)
    assert ("incident" in kept(found)) is (severity == 1)


def test_a_pended_ticket_holds_the_clocks_that_pause_and_resuming_moves_them() -> None:
    pended = opened(affected_user=None)
    clock = kept(pended)["triage_note"]
    assert (clock.state(NOW + HOUR), clock.due(NOW + HOUR)) == (ClockState.PAUSED, None)
    resumed = kept((*pended, event(EventKind.RESUMED, 1.5)))["triage_note"]
    assert resumed.due(NOW + 2 * HOUR) == NOW + 3.5 * HOUR


def test_a_reopened_ticket_goes_on_as_the_clock_says() -> None:
    closed = (event(EventKind.REMEDIATED, 10), event(EventKind.RESOLVED, 11))
    again = (*opened(), *closed, event(EventKind.REOPENED, 20))
    resumed = kept(again)["ownership"]
    assert resumed.due(NOW + 21 * HOUR) == NOW + 58 * HOUR  # 10 of 48 hours were used
    restart = contract_with(("pauses: [pended, paused]\n    reopen: resume", "reopen: restart"))
    fresh = kept(again, restart)["ownership"]
    assert fresh.due(NOW + 21 * HOUR) == NOW + 68 * HOUR


def test_a_promise_that_begins_anew_keeps_its_first_result_beside_the_second() -> None:
    told = (event(EventKind.REMEDIATED, 1), event(EventKind.POSTMORTEM_SENT, 2),
            event(EventKind.RESOLVED, 3), event(EventKind.REOPENED, 4))  # fmt: skip
    clocks = kept((*opened(), *told))
    assert clocks["postmortem"].state(NOW + 5 * HOUR) is ClockState.MET
    assert clocks["postmortem1"].due(NOW + 5 * HOUR) == NOW + 76 * HOUR


def test_rungs_fire_in_order_at_their_true_instants_however_late_one_looks() -> None:
    assert rungs(woken(opened(), 30)) == [
        ("triage_note", "50%", 1.0),
        ("triage_note", "due", 2.0),
        ("customer_update", "80%", 3.2),
        ("customer_update", "due", 4.0),
        ("ownership", "50%", 24.0),
    ]


def test_a_rung_fires_also_at_its_very_instant_and_tells_one_person_once() -> None:
    awoken = woken(opened(), 1)
    assert rungs(awoken) == [("triage_note", "50%", 1.0)]
    assert [c.payload["to"] for c in awoken.consequences] == ["ada@vendor.example"]
    assert woken(opened(), 0.999).events == ()


def test_waking_again_gives_nothing_new() -> None:
    events = opened(affected_user=None)
    for hours in (1, 2, 2, 5, 30, 60, 60):
        new = woken(events, hours)
        events = (*events, *new.events)
        again = woken(events, hours)
        assert (again.events, again.consequences) == ((), ())
        assert again.next_wake == new.next_wake


def test_an_expired_pend_goes_to_the_pod_with_its_gaps_flagged() -> None:
    pended = opened(affected_user=None)
    assert woken(pended, 1.999).events == ()
    assert woken(pended, 0).next_wake == NOW + 2 * HOUR
    told = fold((*pended, *woken(pended, 9).events))
    assert (told.state, told.owner_role, told.gaps) == (
        TicketState.OPEN, "pod_engineer", ("affected_user",)
    )  # fmt: skip
    resumed = next(e for e in woken(pended, 9).events if e.kind is EventKind.RESUMED)
    assert resumed.at == NOW + 2 * HOUR
    assert "affected_user" in resumed.reason


def test_after_an_outage_the_pend_and_the_rungs_after_it_are_all_caught_up() -> None:
    assert rungs(woken(opened(affected_user=None), 9)) == [
        ("triage_note", "50%", 3.0),
        ("triage_note", "due", 4.0),
        ("customer_update", "80%", 5.2),
        ("customer_update", "due", 6.0),
    ]


def test_business_clocks_wait_for_the_next_opening() -> None:
    friday = datetime.fromisoformat("2026-03-06T16:30:00+01:00")
    clock = kept(opened(friday, stream="standard"))["first_response"]
    assert clock.due(friday) == datetime.fromisoformat("2026-03-09T09:30:00+01:00")


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_however_often_one_looks_the_same_rungs_fire(looks: list[float]) -> None:
    events = opened()
    for hours in [*sorted(looks), 100.0]:
        events = (*events, *woken(events, hours).events)
    fired = [e.key for e in events if e.kind is EventKind.RUNG_FIRED]
    assert len(fired) == len(set(fired))
    assert sorted(fired) == sorted(e.key for e in woken(opened(), 100).events)


def faults(events: Sequence[Event], wake: datetime | None, hours: float) -> list[str]:
    return audit(events, wake, contract(), NOW + hours * HOUR)


def test_the_rungs_of_a_tick_move_no_clock_unless_the_contract_says_so() -> None:
    fired = woken(opened(), 1.5).events
    assert [e.kind for e in fired] == [EventKind.RUNG_FIRED]
    assert not may_move(fired, "partner", contract())
    missed = "starts: [not_reproduced, session_missed, session_cancelled]"
    by_rung = contract_with((missed, "starts: [rung_fired]"))
    assert may_move(fired, "partner", by_rung)
    assert "remote_session" in kept((*opened(using=by_rung), *fired), by_rung)
    assert may_move([event(EventKind.PAUSED, 1)], "partner", contract())


def test_the_auditor_is_content_right_after_a_tick() -> None:
    awoken = woken(opened(), 1.5)
    assert faults((*opened(), *awoken.events), awoken.next_wake, 1.5) == []


def test_the_auditor_finds_a_rung_that_did_not_fire() -> None:
    assert "did not fire" in faults(opened(), NOW + HOUR, 1.5)[0]


@pytest.mark.parametrize("wake", [None, NOW + 5 * HOUR])
def test_the_auditor_finds_a_ticket_that_will_not_wake_in_time(wake: datetime | None) -> None:
    assert f"wakes at {wake}" in faults(opened(), wake, 0.5)[0]


def test_the_auditor_finds_a_ticket_that_nobody_owns() -> None:
    orphan = (*opened(), event(EventKind.ASSIGNED, 0, owner="", role=""))
    assert any("nobody owns" in fault for fault in faults(orphan, NOW + HOUR, 0))
    resolved = (*orphan, event(EventKind.RESOLVED, 0))
    assert not any("nobody owns" in fault for fault in faults(resolved, NOW + HOUR, 0))


def test_the_auditor_finds_a_pend_whose_end_nobody_waits_for() -> None:
    assert faults(opened(affected_user=None), None, 0.5)
