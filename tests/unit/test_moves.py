"""What does each move write, whom does it tell, and when is it none?"""

from collections.abc import Callable
from typing import Any

import pytest

from ledger_in_memory import Room
from levee.desk.moves import closing, levels, linking, owners, severities, waiting, words
from levee.desk.moves.stale import said, since
from levee.desk.moves.table import ALLOWED, Move, allowed, ensure
from levee.desk.moves.turn import Made
from levee.desk.roster import on_duty
from levee.model.event import EventKind
from levee.model.problem import Rejected, WrongState
from levee.model.relation import Relation
from levee.model.ticket import TicketState
from submissions import NOW, contract, contract_with, file

T = "T-1001"
MILD = {name: values[0] for name, values in file().severity.dimensions.items()}


@pytest.fixture
def room() -> Room:
    made = Room()
    made.open()
    return made


def places(rule: Callable[..., Made], room: Room, *args: Any, **more: Any) -> list[str]:
    with pytest.raises(Rejected) as caught:
        room.move(T, 1, rule, *args, **more)
    return [str(problem) for problem in caught.value.problems]


def test_a_role_gives_the_ticket_to_whoever_holds_it_now(room: Room) -> None:
    room.move(T, 1, owners.assign, "agent")
    assert (room[T].owner, room[T].owner_role) == (on_duty("agent", file(), NOW), "agent")
    assert [mail["to"] for mail in room.mails] == [f"{room[T].owner}@vendor.example"]


def test_a_person_has_it_in_the_role_that_is_theirs(room: Room) -> None:
    room.move(T, 1, owners.assign, "bo")
    assert (room[T].owner, room[T].owner_role) == ("bo", "pod_engineer")
    room.move(T, 2, owners.assign, "edo")
    assert (room[T].owner, room[T].owner_role) == ("edo", "support_lead")


def test_who_takes_a_ticket_is_not_told_so(room: Room) -> None:
    room.move(T, 1, owners.assign, "bo", by="bo")
    assert room.mails == []


def test_nobody_else_can_have_it(room: Room) -> None:
    assert "neither role nor person 'zoe'" in places(owners.assign, room, "zoe")[0]


def test_a_level_is_crossed_upwards_by_a_trigger_of_the_contract_only(room: Room) -> None:
    listed = places(levels.level, room, "L3", reason="too hard")[0]
    assert listed == f"trigger: L2 escalates when: {'; '.join(file().levels['L2'].escalates_when)}"
    room.move(T, 1, levels.level, "L3", reason="Code must  change")
    assert room.events(T)[-2].data["trigger"] == "code must change"
    assert (room[T].level, room[T].owner_role) == ("L3", "developer")
    assert room.kinds(T)[-2:] == ["levelled", "assigned"]


def test_the_trigger_may_stand_beside_a_reason_of_ones_own(room: Room) -> None:
    room.move(T, 1, levels.level, "L3", "code must change", reason="the cache is wrong")
    assert room.events(T)[-2].reason == "the cache is wrong"


def test_which_triggers_there_are_is_the_contract_s_business() -> None:
    room = Room(using=contract_with(("code must change", "the moon is full")))
    room.open()
    with pytest.raises(Rejected):
        room.move(T, 1, levels.level, "L3", reason="code must change")
    room.move(T, 1, levels.level, "L3", reason="the moon is full")
    assert room[T].level == "L3"


def test_the_new_level_s_role_has_the_ticket_at_once(room: Room) -> None:
    room.move(T, 1, levels.level, "L1", reason="only a question")
    assert (room[T].level, room[T].owner_role) == ("L1", "agent")
    assert room.events(T)[-1].at == room.events(T)[-2].at


@pytest.mark.parametrize(("to", "reason"), [("L2", "x"), ("L4", "x"), ("L1", " ")])
def test_the_same_level_none_and_no_reason_are_refused(room: Room, to: str, reason: str) -> None:
    assert places(levels.level, room, to, reason=reason)


def test_a_severity_by_hand_takes_its_priority_along_and_ends_what_was_unclear() -> None:
    room = Room()
    room.open(impact=MILD | {"privacy_exposure": "unknown"})
    assert (room[T].unclear, room[T].owner_role) == (("privacy_exposure",), "support_lead")
    room.move(T, 1, severities.decide, 3, reason="asked them: nothing private")
    assert (room[T].severity, room[T].priority, room[T].unclear) == (3, "P2", ())
    assert room[T].owner_role == "pod_engineer"
    assert room.events(T)[-2].data["by_hand"]


def test_changed_impact_is_judged_by_the_contract(room: Room) -> None:
    room.move(T, 1, severities.judge_again, {"production_impact": "down"}, reason="")
    assert (room[T].severity, room[T].priority) == (1, "P0")
    assert room[T].severity_why == "production is down"
    impact = room[T].submission["impact"]
    assert (impact["production_impact"], impact["revenue_risk"]) == ("down", "low")


def test_what_gets_worse_reaches_its_owner_at_once_and_what_gets_better_nobody(room: Room) -> None:
    room.move(T, 1, severities.decide, 1, by="fay")
    assert room.kinds(T)[-2:] == ["judged", "assigned"]
    assert [mail["to"] for mail in room.mails] == [f"{room[T].owner}@vendor.example"]
    room.move(T, 2, severities.decide, 3, by="fay")
    assert room.kinds(T)[-1] == "judged"
    assert len(room.mails) == 1


def test_an_impact_that_becomes_unclear_goes_to_the_support_lead(room: Room) -> None:
    room.move(T, 1, severities.judge_again, {"production_impact": "unknown"})
    assert room[T].owner_role == "support_lead"


def test_a_severity_or_impact_that_the_contract_does_not_know_is_refused(room: Room) -> None:
    assert places(severities.decide, room, 5)
    assert places(severities.decide, room, 2, reason="")
    faults = places(severities.judge_again, room, {"luck": "bad", "revenue_risk": "huge"})
    assert [fault.partition(":")[0] for fault in faults] == ["impact.luck", "impact.revenue_risk"]


def test_triage_is_a_note_and_a_plan(room: Room) -> None:
    assert places(words.triage, room, "it is the cache", " ") == [
        "plan: is missing; how it is to be reproduced"
    ]
    room.move(T, 1, words.triage, "it is the cache", "switch it off")
    assert room.clocks(T)["triage_note"].clock.met
    assert room.events(T)[-1].data == {"note": "it is the cache", "plan": "switch it off"}


def test_a_pause_needs_a_reason_and_ends_by_resuming(room: Room) -> None:
    assert places(waiting.pause, room, reason="")
    room.move(T, 1, waiting.pause)
    assert room[T].state is TicketState.PAUSED
    room.move(T, 2, waiting.resume)
    assert room[T].state is TicketState.OPEN


def test_a_pended_ticket_that_a_person_resumes_goes_to_the_pod_with_its_gaps() -> None:
    room = Room()
    room.open(affected_user=None)
    room.move(T, 1, waiting.resume)
    found = room[T]
    assert (found.state, found.owner_role, found.gaps) == (
        TicketState.OPEN, "pod_engineer", ("affected_user",)
    )  # fmt: skip


@pytest.mark.parametrize("until_reply", [True, False])
def test_the_reporter_s_word_ends_a_pause_that_waited_for_it(room: Room, until_reply: bool) -> None:
    room.move(T, 1, waiting.pause, until_reply)
    room.move(T, 2, words.hear, "here it is", room.case(T), by="reporter")
    assert room[T].state is (TicketState.OPEN if until_reply else TicketState.PAUSED)
    assert room.mails[-1]["to"] == f"{room[T].owner}@vendor.example"


def test_t25_the_reporter_s_word_opens_a_resolved_ticket_again_and_somebody_has_it(
    room: Room,
) -> None:
    room.move(T, 1, closing.resolve, room.case(T))
    before = len(room.events(T))
    room.move(T, 2, words.hear, "not at all", room.case(T), by="reporter")
    assert room.kinds(T, before) == ["heard", "reopened", "assigned"]
    assert room[T].state is TicketState.OPEN


def test_notes_and_answers_change_nothing_but_the_version(room: Room) -> None:
    before = room[T]
    room.move(T, 1, words.note, "between us")
    room.move(T, 1, words.reply, "we are on it")
    after = room[T]
    assert after.version == before.version + 2
    assert (after.state, after.owner) == (before.state, before.owner)
    assert room.mails == []


@pytest.mark.parametrize("rule", [words.note, words.reply])
def test_nothing_said_is_no_note(room: Room, rule: Callable[..., Made]) -> None:
    assert places(rule, room, " \n")


def test_resolving_and_reopening_need_a_reason(room: Room) -> None:
    assert places(closing.resolve, room, room.case(T), reason="")
    room.move(T, 1, closing.resolve, room.case(T))
    assert places(closing.reopen, room, room.case(T), reason="")


def test_a_link_stands_on_both_sides_and_goes_from_both(room: Room) -> None:
    other = room.open(1002, idempotency_key="2")
    room.move(T, 1, linking.link, room[other], Relation.BLOCKS)
    assert room[T].links == {(other, Relation.BLOCKS)}
    assert room[other].links == {(T, Relation.BLOCKED_BY)}
    assert places(linking.link, room, room[other], Relation.BLOCKS)
    assert places(linking.unlink, room, room[other], Relation.RELATED)
    room.move(other, 2, linking.unlink, room[T], Relation.BLOCKED_BY)
    assert room[T].links == room[other].links == frozenset()


def test_a_ticket_is_not_related_to_itself(room: Room) -> None:
    assert places(linking.link, room, room[T], Relation.RELATED)


@pytest.mark.parametrize("relation", Relation)
def test_the_inverse_of_an_inverse_is_the_relation(relation: Relation) -> None:
    assert relation.inverse.inverse is relation


IN_STATE: dict[TicketState, tuple[EventKind, dict[str, Any]] | None] = {
    TicketState.OPEN: None,
    TicketState.PENDED: (EventKind.PENDED, {}),
    TicketState.PAUSED: (EventKind.PAUSED, {"until_reply": False}),
    TicketState.RESOLVED: (EventKind.RESOLVED, {}),
    TicketState.MERGED: (EventKind.MERGED, {"into": "T-1002"}),
}
CALLS: dict[Move, Callable[[Room], tuple[Any, ...]]] = {
    Move.ASSIGN: lambda r: (owners.assign, "bo"),
    Move.LEVEL: lambda r: (levels.level, "L1"),
    Move.SEVERITY: lambda r: (severities.decide, 3),
    Move.TRIAGE: lambda r: (words.triage, "note", "plan"),
    Move.PAUSE: lambda r: (waiting.pause,),
    Move.RESUME: lambda r: (waiting.resume,),
    Move.NOTE: lambda r: (words.note, "text"),
    Move.REPLY: lambda r: (words.reply, "text"),
    Move.HEAR: lambda r: (words.hear, "text", r.case(T)),
    Move.RESOLVE: lambda r: (closing.resolve, r.case(T)),
    Move.REOPEN: lambda r: (closing.reopen, r.case(T)),
    Move.LINK: lambda r: (linking.link, r["T-1003"], Relation.RELATED),
    Move.UNLINK: lambda r: (linking.unlink, r["T-1002"], Relation.RELATED),
}


def in_state(state: TicketState) -> Room:
    room = Room()
    for number in (1001, 1002, 1003):
        room.open(number, idempotency_key=str(number))
    room.move(T, 0, linking.link, room["T-1002"], Relation.RELATED)
    if happened := IN_STATE[state]:
        room.happen(T, 0, happened[0], **happened[1])
    assert room[T].state is state
    return room


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("move", CALLS)
def test_each_move_is_made_where_the_table_says_and_refused_elsewhere(
    state: TicketState, move: Move
) -> None:
    room = in_state(state)
    rule, *args = CALLS[move](room)
    before = len(room.events(T))
    if move in ALLOWED[state]:
        room.move(T, 1, rule, *args)
        assert len(room.events(T)) > before
        return
    with pytest.raises(WrongState) as caught:
        room.move(T, 1, rule, *args)
    assert caught.value.allowed == tuple(m.value for m in allowed(room[T]))
    assert (caught.value.state, caught.value.move) == (state.value, move.value)
    assert len(room.events(T)) == before


@pytest.mark.parametrize("state", TicketState)
def test_in_every_state_one_can_write_and_listen(state: TicketState) -> None:
    assert {Move.NOTE, Move.REPLY, Move.HEAR} <= ALLOWED[state]


def test_a_refusal_names_what_can_be_done(room: Room) -> None:
    with pytest.raises(WrongState, match="T-1001 is open, so resume is no move now; allowed: ass"):
        ensure(room[T], Move.RESUME)


def test_what_people_wrote_since_a_version_is_found_and_what_levee_did_is_not(room: Room) -> None:
    seen = room[T].version
    room.happen(T, 1, EventKind.RUNG_FIRED)
    room.move(T, 1, words.note, "  line one\nline two", by="ada")
    assert [said(e) for e in since(room.events(T), seen)] == ["ada noted: line one line two"]
    assert since(room.events(T), room[T].version) == ()


@pytest.mark.parametrize("version", [0, -1, 999])
def test_a_version_that_never_was_is_no_version(room: Room, version: int) -> None:
    with pytest.raises(Rejected):
        since(room.events(T), version)


def test_a_long_text_is_told_shortly(room: Room) -> None:
    room.move(T, 1, words.note, "x" * 5000)
    assert len(said(room.events(T)[-1])) < 250


def test_whoever_left_the_contract_is_replaced_by_the_support_lead(room: Room) -> None:
    room.happen(T, 1, EventKind.ASSIGNED, owner="gone", role="nobody")
    room.move(T, 2, words.hear, "hello?", room.case(T), by="reporter")
    assert room.mails[-1]["to"] == "edo@vendor.example"
    room.move(T, 3, closing.resolve, room.case(T))
    room.move(T, 4, closing.reopen, room.case(T))
    assert room[T].owner_role == "pod_engineer"
    assert contract().file.streams["partner"].owner == "pod_engineer"
