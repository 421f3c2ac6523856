"""Is a case more than its tickets without any of them losing or learning something?"""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from ledger_in_memory import Room
from levee.desk.moves import case, closing, linking, merging, owners, severities, splitting, words
from levee.model.clock import ClockState
from levee.model.event import STAFF_ONLY, EventKind
from levee.model.problem import Rejected, WrongState
from levee.model.relation import Relation
from levee.model.ticket import TicketState
from submissions import contract, ticket

A, B, C = "T-1001", "T-1002", "T-1003"
SECRET = "their key is in the vault of Nordic"


def room_of(*parties: dict[str, Any]) -> Room:
    room = Room()
    for i, party in enumerate(parties):
        room.open(1001 + i, idempotency_key=str(i), **party)
    return room


@pytest.fixture
def room() -> Room:
    """A and B are of one partner, C of another."""
    return room_of({}, {"client": "South Maps"}, {"partner": "Other"})


def merge(room: Room, name: str, into: str, hours: float = 1, **more: Any) -> None:
    room.move(name, hours, merging.merge, room[into], room.case(into), **more)


def test_t13_a_merged_ticket_is_held_by_its_case_and_its_clocks_never_breach(room: Room) -> None:
    merge(room, B, A)
    assert (room[B].state, room[B].case) == (TicketState.MERGED, A)
    assert room[A].members == (B,)
    later = room.states(B, 1000)
    assert later == {
        "pod_assignment": "met",
        "triage_note": "stopped",
        "ownership": "stopped",
        "customer_update": "stopped",
    }
    assert room.states(A, 1000)["ownership"] == "breached"


def test_nothing_of_either_ledger_is_lost_or_moved(room: Room) -> None:
    before = {name: room.events(name) for name in (A, B)}
    merge(room, B, A)
    assert all(room.events(name)[: len(told)] == told for name, told in before.items())


def test_a_case_is_as_severe_as_the_worst_in_it() -> None:
    down = {"impact": ticket()["impact"] | {"production_impact": "down"}}
    room = room_of({}, down)
    merge(room, B, A)
    assert (room[A].severity, room[A].priority) == (1, "P0")
    merge_mild = room_of(down, {})
    merge(merge_mild, B, A)
    assert merge_mild[A].severity == 1
    assert EventKind.JUDGED not in merge_mild.kinds(A, 4)


@pytest.mark.parametrize("chain", [(A,), (B, A), (B, C, A)])
def test_s14_no_case_is_part_of_itself(room: Room, chain: tuple[str, ...]) -> None:
    for name, into in pairwise(chain):
        merge(room, name, into)
    lead, first = chain[-1], chain[0]
    with pytest.raises(Rejected, match="cannot become part of"):
        merge(room, lead, first, 2)


def test_who_joins_a_merged_ticket_joins_its_case(room: Room) -> None:
    merge(room, B, A)
    merge(room, C, B, 2)
    assert room[C].case == A
    assert room[A].members == (B, C)


def test_a_lead_with_its_tickets_may_join_another_case(room: Room) -> None:
    merge(room, B, A)
    merge(room, A, C, 2)
    found = room.case(B)
    assert found.lead and found.lead.id == C
    assert {t.id for t in found.members} == {A, B}


def test_nobody_joins_a_case_that_is_resolved(room: Room) -> None:
    room.move(A, 1, closing.resolve, room.case(A))
    with pytest.raises(WrongState) as caught:
        merge(room, B, A, 2)
    assert "reopen" in caught.value.allowed
    assert room[B].state is TicketState.OPEN


def test_every_reporter_of_the_case_hears_how_it_ends_and_that_it_goes_on(room: Room) -> None:
    merge(room, B, A)
    merge(room, C, B)
    room.move(A, 2, closing.resolve, room.case(A), reason="the cache is mended")
    for name in (B, C):
        assert room.events(name)[-1].data["about"] == "resolved"
        assert any(name in m["subject"] and "resolved" in m["subject"] for m in room.mails)
    room.move(A, 3, closing.reopen, room.case(A))
    assert [room.events(name)[-1].data["about"] for name in (B, C)] == ["reopened", "reopened"]


def test_s25_no_word_crosses_from_one_partner_to_another(room: Room) -> None:
    room.move(C, 0, severities.decide, 1, reason=SECRET)
    merge(room, C, A, reason=SECRET)
    merge(room, B, A, reason=SECRET)
    assert room[A].severity == 1
    room.move(C, 2, words.hear, SECRET, room.case(C), by="reporter")
    room.move(A, 3, closing.resolve, room.case(A), reason=SECRET)
    heard = [e for e in room.events(A) if e.kind not in STAFF_ONLY and e.kind != "resolved"]
    assert SECRET not in str([(e.reason, e.data) for e in heard])
    assert C not in str([(e.reason, e.data) for e in heard])
    informed = [e for e in room.events(C) if e.kind is EventKind.INFORMED]
    assert SECRET not in str([(e.reason, e.data) for e in informed])
    assert A not in str([(e.reason, e.data) for e in informed])
    assert SECRET in room.events(B)[-1].reason


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({}, {"client": "South"}, True),
        ({}, {"partner": "Other"}, False),
        ({}, {"partner": None}, False),
        ({"partner": None}, {"partner": None}, True),
        ({"partner": None}, {"partner": None, "client": "South"}, False),
        ({"partner": None, "client": None}, {"partner": None, "client": None}, False),
    ],
)
def test_a_party_is_a_partner_or_a_client_of_none(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    room = room_of(one, other)
    assert case.same_party(room[A], room[B]) is same


def test_a_reply_on_a_merged_ticket_lands_in_the_case(room: Room) -> None:
    merge(room, B, A)
    room.move(B, 2, words.hear, "still broken", room.case(B), by="reporter")
    assert room.kinds(B)[-1] == "heard"
    assert room.events(A)[-1].kind is EventKind.CASE_HEARD
    assert room.events(A)[-1].data == {"ticket": B}
    assert room.mails[-1]["to"] == f"{room[A].owner}@vendor.example"


def test_one_on_a_resolved_case_opens_it_again_for_all(room: Room) -> None:
    merge(room, B, A)
    merge(room, C, A)
    room.move(A, 2, closing.resolve, room.case(A))
    room.move(B, 3, words.hear, "still broken", room.case(B), by="reporter")
    assert room[A].state is TicketState.OPEN
    assert room.events(C)[-1].data["about"] == "reopened"
    assert room[B].state is TicketState.MERGED


@pytest.mark.parametrize("into", ["T-9", "T-1002", "T-1001"])
def test_s14_a_reply_whose_case_leads_nowhere_is_kept_and_the_support_lead_told(
    room: Room, into: str
) -> None:
    room.happen(B, 1, EventKind.MERGED, into=into)
    room.happen(A, 1, EventKind.MERGED, into=B)
    room.move(B, 2, words.hear, "hello?", room.case(B), by="reporter")
    assert room.events(B)[-1].data["text"] == "hello?"
    assert room.mails[-1]["to"] == "edo@vendor.example"


def test_a_case_that_leads_nowhere_takes_nobody_in(room: Room) -> None:
    room.happen(B, 1, EventKind.MERGED, into="T-9")
    with pytest.raises(Rejected, match="leads nowhere"):
        merge(room, C, B, 2)


def test_a_merged_ticket_may_leave_and_its_clocks_go_on_without_the_time_between(
    room: Room,
) -> None:
    merge(room, B, A, 1)
    room.move(B, 11, closing.reopen, room.case(B))
    assert (room[B].state, room[B].case, room[A].members) == (TicketState.OPEN, "", ())
    assert room.kinds(A)[-1] == "parted"
    assert room.states(B, 11.9)["triage_note"] == ClockState.RUNNING.value
    assert room.states(B, 12)["triage_note"] == ClockState.BREACHED.value
    merge(room, B, A, 12)
    assert room[A].members == (B,)


def test_a_part_becomes_a_ticket_of_its_own_with_its_own_clocks(room: Room) -> None:
    part = splitting.Part(
        id="T-1004", contract=contract(), title="and slow", description="very slow"
    )
    room.move(A, 5, splitting.split, part)
    new = room["T-1004"]
    assert (new.title, new.text("client"), new.stack) == ("and slow", "Nordic Maps", room[A].stack)
    assert new.owner and new.state is TicketState.OPEN
    clock = room.clocks("T-1004")["triage_note"].clock
    assert clock.started == room.events(A)[-1].at
    assert new.links == {(A, Relation.SPLIT_FROM)}
    assert room[A].links == {("T-1004", Relation.SPLIT_INTO)}
    assert room.events("T-1004")[0].kind is EventKind.OPENED
    assert new.submission["idempotency_key"] != room[A].submission["idempotency_key"]


def test_a_part_takes_the_gaps_of_its_origin_along() -> None:
    room = room_of({"affected_user": None})
    part = splitting.Part(id="T-1004", contract=contract(), title="t", description="d")
    room.move(A, 1, splitting.split, part)
    assert room["T-1004"].state is TicketState.PENDED


@pytest.mark.parametrize(("title", "description"), [("", "d"), ("t", " ")])
def test_a_part_has_a_title_and_a_description(room: Room, title: str, description: str) -> None:
    part = splitting.Part(id="T-1004", contract=contract(), title=title, description=description)
    with pytest.raises(Rejected):
        room.move(A, 1, splitting.split, part)


def test_the_audit_finds_a_case_of_which_one_side_knows_nothing(room: Room) -> None:
    merge(room, B, A)
    room.move(A, 1, linking.link, room[C], Relation.RELATED)
    room.move(C, 2, owners.assign, "bo")
    everything = [room[name] for name in (A, B, C)]
    assert case.faults(everything) == []
    assert case.faults([replace(room[A], members=()), room[B], room[C]])
    assert case.faults([room[A], replace(room[B], case=""), room[C]])
    assert case.faults([room[A], room[B], replace(room[C], links=frozenset())])
    assert case.faults([room[A], replace(room[B], case="T-9"), room[C]])
