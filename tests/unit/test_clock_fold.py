"""Do a ticket's clocks start, wait, stop and open again as its Events and contract say?"""

from typing import Any

import pytest

from ledger_in_memory import Room
from levee.contract.load import Contract
from levee.desk import waking
from levee.desk.moves import closing, levels, merging, severities, waiting, words
from levee.model.event import EventKind
from levee.model.problem import Rejected
from submissions import NOW, contract, contract_with, ticket

T = "T-1001"
DOWN = {"impact": ticket()["impact"] | {"production_impact": "down"}}
STANDARD = {"stream": "standard", "partner": None}


def opened(using: Contract | None = None, /, **changes: Any) -> Room:
    room = Room(using=using or contract())
    room.open(**changes)
    return room


def due(room: Room, clock: str, hours: float) -> float | None:
    found = room.clocks(T)[clock].due(NOW + hours * (NOW.resolution * 3_600_000_000))
    return (found - NOW).total_seconds() / 3600 if found else None


def woken(room: Room, hours: float) -> list[str]:
    events = room.events(T)
    made = waking.wake(events, room.using, NOW + hours * (NOW.resolution * 3_600_000_000))
    return [e.data["rung"] for e in made.events if e.kind is EventKind.RUNG_FIRED]


def resolve(room: Room, hours: float) -> None:
    room.move(T, hours, closing.resolve, room.case(T))


def reopen(room: Room, hours: float) -> None:
    room.move(T, hours, closing.reopen, room.case(T))


def test_a_pause_holds_the_clocks_that_name_it_and_no_others() -> None:
    room = opened()
    room.move(T, 1, waiting.pause)
    assert room.states(T, 100)["ownership"] == "paused"
    assert room.states(T, 100)["triage_note"] == "breached"
    room.move(T, 11, waiting.resume)
    assert due(room, "ownership", 12) == 58


def test_which_clocks_a_pause_holds_is_the_contract_s_business() -> None:
    room = opened(contract_with(("pauses: [pended, paused]", "pauses: [pended]")))
    room.move(T, 1, waiting.pause)
    assert room.states(T, 100)["ownership"] == "breached"


def test_t3_a_pause_that_is_over_is_kept_when_the_severity_changes() -> None:
    room = opened()
    room.move(T, 1, waiting.pause)
    room.move(T, 4, waiting.resume)
    room.move(T, 5, severities.decide, 1)
    assert due(room, "ownership", 6) == 51


@pytest.mark.parametrize("way", ["resolve", "resume", "reply"])
def test_t4_a_pause_counts_however_it_is_left(way: str) -> None:
    room = opened()
    room.move(T, 1, waiting.pause, True)
    if way == "resolve":
        resolve(room, 3)
        reopen(room, 3)
    elif way == "resume":
        room.move(T, 3, waiting.resume)
    else:
        room.move(T, 3, words.hear, "here", room.case(T), by="reporter")
    assert due(room, "ownership", 4) == 50


def test_t7_one_wait_after_another_is_one_wait() -> None:
    room = opened(affected_user=None)
    room.happen(T, 1, EventKind.PAUSED, until_reply=False)
    room.happen(T, 2, EventKind.PAUSED, until_reply=True)
    room.move(T, 3, waiting.resume)
    assert len(room.clocks(T)["ownership"].clock.pauses) == 1
    assert due(room, "ownership", 4) == 51
    assert due(room, "triage_note", 4) == 3  # held up by the gaps only, until the pause


def test_a_clock_that_starts_while_its_ticket_is_on_hold_waits_too() -> None:
    room = opened()
    room.move(T, 1, waiting.pause)
    room.happen(T, 2, EventKind.NOT_REPRODUCED, run="r")
    assert room.states(T, 50)["remote_session"] == "paused"


def test_t27_a_resolved_ticket_alarms_nobody_and_its_open_clocks_were_not_kept() -> None:
    room = opened()
    resolve(room, 1.5)
    assert room.states(T, 1000)["triage_note"] == "stopped"
    assert room.clocks(T)["triage_note"].clock.met is None
    assert woken(room, 1000) == ["50%"]  # reached before it was resolved


def test_what_is_owed_after_the_resolution_goes_on() -> None:
    room = opened(**DOWN)
    room.happen(T, 1, EventKind.REMEDIATED)
    resolve(room, 2)
    assert room.states(T, 3)["postmortem"] == "running"
    assert room.states(T, 74)["postmortem"] == "breached"
    ends = opened(contract_with(("ends_with_ticket: false", "ends_with_ticket: true")), **DOWN)
    ends.happen(T, 1, EventKind.REMEDIATED)
    resolve(ends, 2)
    assert ends.states(T, 74)["postmortem"] == "stopped"


def test_what_happens_to_a_resolved_ticket_starts_nothing_that_could_breach() -> None:
    room = opened()
    resolve(room, 1)
    room.happen(T, 2, EventKind.NOT_REPRODUCED, run="r")
    assert room.states(T, 100)["remote_session"] == "stopped"
    reopen(room, 100)
    assert due(room, "remote_session", 101) == 106


def test_r8_t5_the_time_closed_is_neither_used_nor_a_breach() -> None:
    room = opened()
    room.happen(T, 1, EventKind.TRIAGED)
    resolve(room, 10)
    reopen(room, 100)
    assert due(room, "ownership", 101) == 48 + 90


def test_t26_reopening_long_after_the_old_deadline_alarms_nobody_at_once() -> None:
    room = opened()
    room.happen(T, 1, EventKind.TRIAGED)
    resolve(room, 3)
    reopen(room, 1000)
    assert room.states(T, 1000)["ownership"] == "running"
    assert woken(room, 1000) == []
    assert room.states(T, 1000)["pod_assignment"] == "met"


def test_the_first_result_stays_beside_the_clock_that_goes_on() -> None:
    room = opened()
    resolve(room, 50)
    late = room.clocks(T)["ownership"]
    assert late.first_result is None
    reopen(room, 51)
    resolve(room, 52)
    reopen(room, 53)
    again = room.clocks(T)["ownership"]
    assert again.first_result == "late"
    assert again.first and again.first.met == late.clock.met


def test_t14_a_ticket_may_be_reopened_again_and_again() -> None:
    room = opened()
    for hours in (1, 11, 21):
        resolve(room, hours)
        reopen(room, hours + 9)
    assert due(room, "ownership", 31) == 48 + 27
    assert room.clocks(T)["ownership"].first_result == "met"


@pytest.mark.parametrize(
    ("policy", "triaged", "state"),
    [
        ("keep", True, "met"),
        ("keep", False, "running"),
        ("resume", True, "running"),
        ("restart", True, "running"),
        ("new", True, "met"),
    ],
)
def test_each_policy_says_what_becomes_of_a_kept_clock(
    policy: str, triaged: bool, state: str
) -> None:
    swap = ("stops: [triaged]\n    pauses: [pended]\n    reopen: keep",
            f"stops: [triaged]\n    pauses: [pended]\n    reopen: {policy}")  # fmt: skip
    room = opened(contract_with(swap))
    if triaged:
        room.happen(T, 0.5, EventKind.TRIAGED)
    resolve(room, 1)
    reopen(room, 9)
    assert room.states(T, 9)["triage_note"] == state
    assert ("triage_note1" in room.clocks(T)) is (policy == "new")


def test_a_severity_that_comes_later_starts_its_clock_then_and_not_in_the_past() -> None:
    room = opened(**STANDARD, impact=ticket()["impact"] | {"production_impact": "degraded"})
    assert "same_day" not in room.clocks(T)
    room.move(T, 30, severities.decide, 2)
    assert room.states(T, 30)["same_day"] == "running"
    room.move(T, 31, severities.decide, 1)
    assert room.states(T, 31)["incident"] == "breached"  # at once, until it is opened
    room.happen(T, 31, EventKind.INCIDENT_OPENED, roles={})
    assert room.states(T, 31)["incident"] == "met"


def test_t9_a_severity_that_goes_takes_its_clock_out_of_escalation() -> None:
    room = opened(**STANDARD)
    room.move(T, 1, severities.decide, 3)
    assert room.states(T, 1000)["same_day"] == "stopped"
    room.move(T, 25, severities.decide, 2)
    assert room.states(T, 25)["same_day"] == "running"
    assert room.clocks(T)["same_day"].clock.started == NOW


def test_a_clock_that_its_severity_left_is_not_opened_by_reopening() -> None:
    room = opened(**STANDARD)
    room.move(T, 1, severities.decide, 3)
    resolve(room, 2)
    reopen(room, 3)
    assert room.states(T, 1000)["same_day"] == "stopped"


def test_a_kept_clock_of_another_severity_stays_kept() -> None:
    room = opened(**STANDARD, **DOWN)
    room.move(T, 1, severities.decide, 3)
    room.move(T, 2, severities.decide, 1)
    assert room.states(T, 100)["incident"] == "met"


def test_an_answer_to_the_reporter_is_a_first_response_and_a_note_is_none() -> None:
    room = opened(**STANDARD)
    room.move(T, 0.2, words.note, "between us")
    assert room.clocks(T)["first_response"].clock.met is None
    room.move(T, 0.3, words.reply, "we are on it")
    assert room.states(T, 100)["first_response"] == "met"


def test_crossing_to_the_level_that_is_named_keeps_the_promise_to_escalate() -> None:
    room = opened(**STANDARD)
    room.move(T, 1, levels.level, "L2", reason="data looks wrong")
    assert room.clocks(T)["resolution"].clock.met is None
    room.move(T, 2, levels.level, "L3", reason="code must change")
    assert room.states(T, 100)["resolution"] == "met"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("levelled:L9", "there is no level 'L9'"),
        ("levelled:", "there is no level ''"),
        ("resolved:L3", "there is no level 'resolved:L3'"),
        ("level:L3", "there is no event 'level'"),
    ],
)
def test_only_crossing_leads_to_a_level_and_to_one_that_is_there(written: str, said: str) -> None:
    with pytest.raises(Rejected, match=said):
        contract_with(('"levelled:L3"', f'"{written}"'))


def test_t13_merging_stops_even_what_outlives_a_resolution() -> None:
    room = opened(**DOWN)
    room.open(1002, idempotency_key="2")
    room.happen(T, 1, EventKind.REMEDIATED)
    room.move(T, 2, merging.merge, room["T-1002"], room.case("T-1002"))
    assert set(room.states(T, 1000).values()) == {"met", "stopped"}
    # Of the update before it, and of the triage note, which was due at the very merge.
    assert woken(room, 1000) == ["80%", "50%", "due"]


def test_an_event_that_is_older_than_the_pause_it_ends_ends_it_at_its_start() -> None:
    room = opened()
    room.happen(T, 5, EventKind.PAUSED, until_reply=False)
    room.happen(T, 4, EventKind.RESUMED)
    assert due(room, "ownership", 6) == 48
