"""When does the customer hear from us next, and who is told when they do not?"""

import pytest
from cases import DOWN, HOUR, after, case, event, later

from levee.contract.load import Contract
from levee.desk import waking
from levee.desk.case import Case
from levee.desk.promises import Promise, promises
from levee.model.clock import ClockState
from levee.model.event import EventKind
from submissions import NOW, contract_with

SENT = {"number": 1, "told": []}


def rounds(known: Case) -> list[Promise]:
    found = promises(known.ticket, known.events, known.contract)
    return [p for p in found if p.clock.name == "customer_update"]


def clock(known: Case, name: str) -> Promise:
    found = promises(known.ticket, known.events, known.contract)
    return next(p for p in found if p.clock.name == name)


@pytest.mark.parametrize(
    ("impact", "hours"),
    [(DOWN, 1), ({"production_impact": "blocked"}, 4), ({"production_impact": "degraded"}, 24),
     ({}, 72)],
)  # fmt: skip
def test_it_is_due_by_the_cadence_of_the_severity(impact: dict[str, str], hours: int) -> None:
    known = case(impact=impact)
    assert rounds(known)[-1].due(NOW) == NOW + hours * HOUR


def test_the_cadence_is_the_contracts() -> None:
    fast = contract_with(("  1: {every: 1h", "  1: {every: 20m"))
    assert rounds(case(fast, DOWN))[-1].due(NOW) == NOW + HOUR / 3


def test_each_update_keeps_it_and_begins_it_anew() -> None:
    known = after(case(impact=DOWN), event(EventKind.UPDATE_SENT, 0.5, **SENT))
    first, second = rounds(known)
    assert first.state(NOW + HOUR) is ClockState.MET
    assert (second.clock.started, second.due(NOW + HOUR)) == (NOW + HOUR / 2, NOW + 1.5 * HOUR)


def test_one_that_came_late_is_late_and_the_next_counts_from_it() -> None:
    known = after(case(impact=DOWN), event(EventKind.UPDATE_SENT, 3, **SENT))
    first, second = rounds(known)
    assert first.state(NOW + 4 * HOUR) is ClockState.LATE
    assert second.due(NOW + 3 * HOUR) == NOW + 4 * HOUR


def test_t11_it_does_not_breach_while_we_wait_for_the_customers_answer() -> None:
    """We asked for what is missing: the customer heard from us last."""
    known = case(impact=DOWN, affected_user=None)
    (only,) = rounds(known)
    assert only.state(NOW + 1.5 * HOUR) is ClockState.PAUSED
    sent = after(known, event(EventKind.UPDATE_SENT, 0.2, **SENT))
    assert rounds(sent)[-1].state(NOW + 1.9 * HOUR) is ClockState.PAUSED


def test_t11_an_update_within_the_cadence_means_that_nobody_is_told() -> None:
    known = case(impact=DOWN)
    told = [event(EventKind.UPDATE_SENT, hours, **SENT) for hours in (0.5, 1, 1.5)]
    awoken = waking.wake(after(known, *told).events, known.contract, NOW + 2.2 * HOUR)
    clocks = {e.data["clock"] for e in awoken.events if e.kind is EventKind.RUNG_FIRED}
    assert "customer_update" not in clocks


def test_its_rungs_fire_once_each_round() -> None:
    known = case(impact=DOWN)
    events = known.events
    for hours in (0.9, 1, 1.1):
        events = (*events, *waking.wake(events, known.contract, NOW + hours * HOUR).events)
    events = (*events, event(EventKind.UPDATE_SENT, 1.2, **SENT))
    events = (*events, *waking.wake(events, known.contract, NOW + 2.2 * HOUR).events)
    fired = [
        (e.data["rung"], round((e.at - NOW) / HOUR, 2))
        for e in events
        if e.kind is EventKind.RUNG_FIRED and e.data["clock"] == "customer_update"
    ]
    assert fired == [("80%", 0.8), ("due", 1.0), ("80%", 2.0), ("due", 2.2)]


def test_a_resolved_ticket_owes_no_update_and_one_sent_after_begins_none() -> None:
    known = after(case(), event(EventKind.RESOLVED, 1), event(EventKind.UPDATE_SENT, 2, **SENT))
    assert all(p.state(NOW + 100 * HOUR) is not ClockState.BREACHED for p in rounds(known))
    again = after(known, event(EventKind.REOPENED, 3))
    assert rounds(again)[-1].due(NOW + 4 * HOUR) == NOW + 75 * HOUR


def by_minutes(every: str) -> Contract:
    return contract_with(("  4: {every: 72h}", f"  4: {{every: {every}}}"))


@pytest.mark.parametrize("every", ["15m", "72h"])
def test_t12_however_often_updates_are_due_the_first_response_is_due_as_before(every: str) -> None:
    known = case(by_minutes(every), stream="standard")
    assert clock(known, "first_response").due(NOW) == NOW + HOUR


def test_t12_no_update_is_due_before_the_first_response_was_given() -> None:
    known = case(by_minutes("15m"), stream="standard")
    assert rounds(known) == []
    awoken = waking.wake(known.events, known.contract, NOW + HOUR)
    first = {e.data["clock"] for e in awoken.events if e.kind is EventKind.RUNG_FIRED}
    assert first == {"first_response"}
    answered = after(known, event(EventKind.TRIAGED, 0.5))
    assert rounds(answered)[-1].due(NOW) == NOW + 0.75 * HOUR


def test_an_update_is_a_first_response_too() -> None:
    known = after(case(stream="standard"), event(EventKind.UPDATE_SENT, 0.5, **SENT))
    assert clock(known, "first_response").state(NOW + HOUR) is ClockState.MET
    assert rounds(known)[-1].due(NOW) == NOW + 72.5 * HOUR


def test_a_severity_that_was_raised_asks_for_the_next_update_sooner() -> None:
    raised = event(
        EventKind.JUDGED, 2, severity=1, priority="P0", why="production is down", unclear=[]
    )
    known = later(after(case(), raised), 2)
    assert rounds(known)[-1].due(known.now) == NOW + HOUR
