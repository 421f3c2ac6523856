"""Whatever people do to tickets: is it replayed the same, chained, and without a false alarm?"""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_in_memory import HOUR, Room
from levee.desk import waking
from levee.desk.moves import (
    case,
    closing,
    levels,
    linking,
    merging,
    owners,
    partners,
    severities,
    splitting,
    waiting,
    words,
)
from levee.desk.moves.table import Move, allowed
from levee.model.event import EventKind, chained
from levee.model.problem import Rejected, WrongState
from levee.model.relation import Relation
from levee.model.ticket import fold
from submissions import NOW, contract

STILL = {"stopped", "met", "late"}

steps = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(tuple(Move)),
        st.integers(0, 3),
        st.floats(0, 30, allow_nan=False),
    ),
    max_size=14,
)


def make(room: Room, name: str, move: Move, choice: int, hours: float) -> None:
    """One move with arguments that follow from ``choice``; it may be refused, and then wholly."""
    other = room[f"T-{1001 + choice % 3}"]
    found = room.case(name)
    part = splitting.Part(
        id=f"T-{1001 + len(room.told)}", contract=contract(), title="t", description="d"
    )
    belonging = partners.Belonging(partner="Acme Data", lists_whole=True, contacts=())
    calls: dict[Move, tuple[Any, ...]] = {
        Move.ASSIGN: (owners.assign, ("bo", "agent", "fay", "support_lead")[choice]),
        Move.LEVEL: (levels.level, ("L1", "L2", "L3", "L3")[choice], "code must change"),
        Move.SEVERITY: (severities.decide, choice + 1),
        Move.PARTNER: (partners.belong, belonging),
        Move.TRIAGE: (words.triage, "note", "plan"),
        Move.PAUSE: (waiting.pause, bool(choice % 2)),
        Move.RESUME: (waiting.resume,),
        Move.NOTE: (words.note, "text"),
        Move.REPLY: (words.reply, "text"),
        Move.HEAR: (words.hear, "text", found),
        Move.RESOLVE: (closing.resolve, found),
        Move.REOPEN: (closing.reopen, found),
        Move.MERGE: (merging.merge, other, room.case(other.id)),
        Move.SPLIT: (splitting.split, part),
        Move.LINK: (linking.link, other, Relation.BLOCKS),
        Move.UNLINK: (linking.unlink, other, Relation.BLOCKS),
    }
    before = {subject: list(events) for subject, events in room.told.items()}
    try:
        room.move(name, hours, *calls[move])
    except Rejected:
        assert room.told == before
    except WrongState as refused:
        assert move.value not in refused.allowed
        assert room.told == before


OPENED: tuple[dict[str, Any], ...] = (
    {}, {"partner": None, "stream": "standard", "environment": None}, {"affected_user": None}
)  # fmt: skip


def story(drawn: list[tuple[int, Move, int, float]]) -> tuple[Room, float]:
    room, hours = Room(), 0.0
    for i in range(3):
        room.open(1001 + i, idempotency_key=str(i), **OPENED[i])
    for which, move, choice, later in drawn:
        hours += later
        make(room, f"T-{1001 + which}", move, choice, hours)
    return room, hours


@settings(max_examples=40, deadline=None)
@given(steps)
def test_any_moves_replay_to_the_same_tickets_in_whole_chains(
    drawn: list[tuple[int, Move, int, float]],
) -> None:
    room, _ = story(drawn)
    for subject, events in room.told.items():
        name = subject.removeprefix("ticket:")
        assert fold(events) == room[name] == fold(list(events))
        assert room[name].version == len(events)
        assert len({e.key for e in events}) == len(events)
        before = ""
        for event in events:
            assert event.digest == chained(before, event)
            before = event.digest


@settings(max_examples=40, deadline=None)
@given(steps)
def test_whatever_was_done_every_case_ends_at_a_lead_and_both_sides_agree(
    drawn: list[tuple[int, Move, int, float]],
) -> None:
    room, _ = story(drawn)
    tickets = [room[subject.removeprefix("ticket:")] for subject in room.told]
    assert case.faults(tickets) == []
    for ticket in tickets:
        lead = room.case(ticket.id).lead
        assert lead is not None and not lead.case
        assert ticket.owner in contract().file.people
        assert allowed(ticket)


@settings(max_examples=40, deadline=None)
@given(steps, st.floats(0, 2000))
def test_no_clock_of_a_ticket_that_is_held_or_closed_breaches_after_that(
    drawn: list[tuple[int, Move, int, float]], later: float
) -> None:
    room, hours = story(drawn)
    for subject in room.told:
        name = subject.removeprefix("ticket:")
        before, after = room.states(name, hours), room.states(name, hours + later)
        if room[name].closed:
            assert {after[k] for k in after if k != "postmortem"} <= STILL
            assert {k: v for k, v in before.items() if k != "postmortem"} == {
                k: v for k, v in after.items() if k != "postmortem"
            }
        for key, promise in room.clocks(name).items():
            if room[name].state.value in promise.spec.pauses and before[key] != "breached":
                assert after[key] != "breached"


@settings(max_examples=25, deadline=None)
@given(steps)
def test_rungs_fire_once_whatever_is_done_and_never_after_the_end(
    drawn: list[tuple[int, Move, int, float]],
) -> None:
    room, hours = story(drawn)
    for subject in room.told:
        events = tuple(room.told[subject])
        ends = NOW + hours * HOUR
        awoken = waking.wake(events, contract(), ends + 2000 * HOUR)
        keys = [e.key for e in awoken.events]
        assert len(keys) == len(set(keys))
        assert waking.wake((*events, *awoken.events), contract(), ends + 2000 * HOUR).events == ()
        if fold(events).closed:
            fired = [e for e in awoken.events if e.kind is EventKind.RUNG_FIRED and e.at > ends]
            assert {e.data["clock"] for e in fired} <= {"postmortem"}
