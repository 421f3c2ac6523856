"""What becomes of open promises when the contract under them changes? Rows of cases/clocks.md."""

from datetime import timedelta

from levee.contract.load import Contract
from levee.desk import intake, moving, opening, waking
from levee.desk.lint import prove
from levee.desk.promises import promises
from levee.model.clock import ClockState
from levee.model.event import Event, EventKind
from levee.model.ticket import fold
from submissions import NOW, contract, contract_with, file, ticket

CLOCKS = "clocks: [pod_assignment, incident, triage_note, ownership,"
WITHOUT = contract_with(
    (CLOCKS, CLOCKS.replace(" ownership,", "")),
    ("  standard:\n    title: Standard", "  spare:\n    title: Standard"),
    ("    clocks: [first_response,", "    clocks: [ownership, first_response,"),
)


def opened(stream: str = "partner") -> tuple[Event, ...]:
    found = intake.validate(ticket(stream=stream), file())
    return opening.open_ticket("T-1", found, found.fields, "S", contract(), NOW).events


def moved(events: tuple[Event, ...], to: Contract, hours: float) -> tuple[Event, ...]:
    return (*events, moving.moved(fold(events), to, "edo", NOW + timedelta(hours=hours)))


def dues(events: tuple[Event, ...], under: Contract, hours: float) -> dict[str, str]:
    now = NOW + timedelta(hours=hours)
    found = {p.clock.name: p.due(now) for p in promises(fold(events), events, under)}
    return {name: due.isoformat() for name, due in found.items() if due}


def test_t9_a_ticket_leaves_the_escalation_of_a_clock_that_its_new_contract_has_not() -> None:
    events = opened()
    awoken = waking.wake(events, contract(), NOW + timedelta(hours=49))
    told = (*events, *awoken.events)
    assert "ownership" in {e.data["clock"] for e in awoken.events if "clock" in e.data}
    after = moved(told, WITHOUT, 50)
    assert "ownership" not in dues(after, WITHOUT, 50)
    late = waking.wake(after, WITHOUT, NOW + timedelta(hours=5000))
    assert not [e for e in late.events if e.data.get("clock") == "ownership"]
    assert EventKind.RUNG_FIRED in {e.kind for e in after}  # what was told stays on record


def test_t10_an_edited_calendar_counts_at_once_and_its_rungs_wake_anew() -> None:
    shorter = contract_with(('      mon: ["09:00-17:00"]', '      mon: ["14:00-15:00"]'))
    events = opened("standard")
    before, after = dues(events, contract(), 0), dues(moved(events, shorter, 0), shorter, 0)
    assert before["first_response"].endswith("10:00:00+00:00")
    assert after["first_response"].endswith("14:00:00+00:00")
    wakes = [waking.wake(e, c, NOW).next_wake for e, c in
             ((events, contract()), (moved(events, shorter, 0), shorter))]  # fmt: skip
    assert wakes[0] != wakes[1]


def test_t12_a_shorter_promise_of_another_kind_overrides_none() -> None:
    """Each clock has its own target: none is clipped to the shortest."""
    quick = contract_with(("    target: 1 working day", "    target: 30m"))
    events = opened("standard")
    assert prove(quick, NOW).findings == ()
    assert dues(events, quick, 0)["first_response"] == dues(events, contract(), 0)["first_response"]
    assert dues(events, quick, 0)["resolution"] < dues(events, quick, 0)["first_response"]


def test_t29_one_adoption_takes_an_overdue_ticket_to_its_new_deadline() -> None:
    longer = contract_with(("    target: 48h", "    target: 72h"))
    events = opened()
    now = NOW + timedelta(hours=60)
    told = (*events, *waking.wake(events, contract(), now).events)
    overdue = {p.clock.name: p.state(now) for p in promises(fold(told), told, contract())}
    assert overdue["ownership"] is ClockState.BREACHED
    after = moved(told, longer, 60)
    assert fold(after).contract == longer.digest
    kept = {p.clock.name: p.state(now) for p in promises(fold(after), after, longer)}
    assert kept["ownership"] is ClockState.RUNNING
    assert dues(after, longer, 60)["ownership"] == (NOW + timedelta(hours=72)).isoformat()


def test_the_standard_stream_is_what_was_promised() -> None:
    found = file()
    assert {n: found.clocks[n].target for n in ("first_response", "investigation", "resolution",
            "incident", "same_day")} == {"first_response": "1h", "investigation": "4h",
            "resolution": "1 working day", "incident": "at once",
            "same_day": "end of day"}  # fmt: skip
    assert {n: level.role for n, level in found.levels.items()} == {
        "L1": "agent", "L2": "qa", "L3": "developer"}  # fmt: skip
    assert all(level.resolves and level.escalates_when for level in found.levels.values())
    assert found.severity.priority == {1: "P0", 2: "P1", 3: "P2", 4: "P2"}


def test_the_partner_stream_is_what_was_promised() -> None:
    found = file()
    wanted = {"pod_assignment": "at once", "triage_note": "2h", "ownership": "48h",
              "remote_session": "6h", "knowledge_fix": "24h", "engineering_target": "72h",
              "postmortem": "72h"}  # fmt: skip
    assert {n: found.clocks[n].target for n in wanted} == wanted
    assert {found.clocks[n].calendar for n in wanted} == {"always"}
    assert found.clocks["postmortem"].severities == [1, 2]
    assert found.streams["partner"].pend.wait == "2h"
    pod = found.pod
    assert pod is not None
    assert pod.members == {"pod_engineer": 2, "pod_support": 1, "pod_docs": 1}
    assert found.roles[pod.knowledge].people and pod.ships
