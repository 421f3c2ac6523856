"""When is a remote session, with whom, and what follows when it moves or is missed?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cases import HOUR, after, case, event, later
from hypothesis import given
from hypothesis import strategies as st

from levee.contract.load import Contract
from levee.desk import sessions
from levee.desk.case import Case
from levee.desk.promises import promises
from levee.desk.recipients import verified
from levee.desk.sessions import Change
from levee.model.clock import ClockState
from levee.model.event import EventKind
from levee.model.problem import Rejected, WrongState
from levee.model.session import Session, SessionState, open_one
from levee.model.session import sessions as told
from submissions import NOW, contract_with


def failed(hours: float = 0.0, using: Contract | None = None, **changes: Any) -> Case:
    known = case(using, **changes)
    return after(known, event(EventKind.NOT_REPRODUCED, hours, run="r"), hours=hours)


def then(known: Case, change: Change, hours: float | None = None) -> Case:
    at = (known.now - NOW) / HOUR if hours is None else hours
    return after(known, *change.events, hours=at)


def booked(hours: float = 0.0, using: Contract | None = None) -> Case:
    known = failed(hours, using)
    return then(known, sessions.after_failed_reproduction(known))


def waiting(known: Case) -> Session:
    found = open_one(known.events)
    assert found is not None
    return found


def clock_due(known: Case) -> list[ClockState]:
    found = promises(known.ticket, known.events, known.contract)
    return [p.state(known.now) for p in found if p.clock.name == "remote_session"]


def test_a_failed_reproduction_books_one_with_the_pod_by_itself() -> None:
    found = waiting(booked())
    assert found.start == NOW + HOUR / 2
    assert found.end - found.start == timedelta(minutes=45)
    assert set(found.people) == {"ada", "chen"}
    assert found.link.startswith("https://meet.vendor.example/T-1001/")


def test_a_stream_that_does_not_promise_one_books_none() -> None:
    assert sessions.after_failed_reproduction(failed(stream="standard")) == sessions.NOTHING


def test_a_second_failure_books_no_second_one() -> None:
    assert sessions.after_failed_reproduction(booked()) == sessions.NOTHING


@given(st.integers(0, 7 * 24 * 60))
def test_it_lies_on_the_grid_after_its_notice_and_within_the_promise(minutes: int) -> None:
    known = failed(minutes / 60)
    start = sessions.choose(known)
    assert start.minute % 15 == 0 and start.second == 0
    assert known.now + timedelta(minutes=30) <= start <= known.now + 6 * HOUR


def test_it_waits_for_its_peoples_hours_where_the_promise_allows_it() -> None:
    early = failed(21.5)  # 07:30 in Berlin, which opens at 09:00
    assert sessions.choose(early) == datetime.fromisoformat("2026-03-03T09:00:00+01:00")
    late = failed(6.4)  # 16:24 in Berlin: too late for 45 minutes before closing
    assert sessions.choose(late) == datetime.fromisoformat("2026-03-02T17:00:00+01:00")


def test_it_lies_in_the_own_hours_of_everybody_who_has_some() -> None:
    evenings = contract_with(
        ("calendars:\n", "calendars:\n  evenings: {zone: Europe/Berlin, weekly:"
         " {mon: ['12:00-22:00']}}\n"),
        ("mail: chen@vendor.example,", "mail: chen@vendor.example, hours: evenings,"),
    )  # fmt: skip
    noon = datetime.fromisoformat("2026-03-02T12:00:00+01:00")
    assert sessions.choose(failed(using=evenings)) == noon


@pytest.mark.parametrize(
    ("old", "new", "minutes"),
    [
        ("notice: 30m", "notice: 90m", 90),
        ("grid: 15m", "grid: 60m", 60),
        ("length: 45m", "length: 20m", 30),
    ],
)
def test_its_numbers_are_the_contracts(old: str, new: str, minutes: int) -> None:
    using = contract_with((old, new))
    found = waiting(booked(using=using))
    assert found.start == NOW + timedelta(minutes=minutes)
    assert (found.end - found.start == timedelta(minutes=20)) is ("20m" in new)


def test_how_soon_it_is_follows_the_clocks_target() -> None:
    soon = contract_with(("target: 6h", "target: 1h"))
    at_night = 12.0  # 22:00 in Berlin: nobody's hours within either target
    assert sessions.choose(failed(at_night, soon)) <= NOW + 13 * HOUR
    before_dawn = failed(16.5)  # 02:30; six hours do not reach the opening, seven do
    assert sessions.choose(before_dawn) == NOW + 17 * HOUR
    longer = contract_with(("target: 6h", "target: 7h"))
    opens = datetime.fromisoformat("2026-03-03T09:00:00+01:00")
    assert sessions.choose(failed(16.5, longer)) == opens


def test_booking_keeps_the_promise() -> None:
    assert clock_due(failed()) == [ClockState.RUNNING]
    assert clock_due(booked()) == [ClockState.MET]


def test_a_link_is_told_by_nothing_that_an_outsider_knows() -> None:
    one, other = case(), case()
    links = []
    for known, sealed in ((one, "S-1"), (other, "S-2")):
        opened = known.events[0]
        data = {**opened.data, "sealed": sealed}
        changed = type(opened)(
            subject=opened.subject, kind=opened.kind, at=opened.at, actor=opened.actor,
            reason=opened.reason, key=opened.key, data=data,
        )  # fmt: skip
        again = Case(
            ticket=after(known).ticket, events=(changed, *known.events[1:]),
            contract=known.contract, now=known.now,
        )  # fmt: skip
        links.append(
            waiting(after(again, *sessions.book(after(again), "ada", None, "").events)).link
        )
    assert links[0] != links[1]
    assert all(len(link.rpartition("/")[2]) == 20 for link in links)


def test_a_moved_one_is_the_same_invitation_once_more() -> None:
    known = booked()
    first = waiting(known)
    change = sessions.move(known, "chen", NOW + 3 * HOUR, "the customer asked")
    second = waiting(then(known, change))
    assert (second.uid, second.start) == (first.uid, NOW + 3 * HOUR)
    assert second.sequence == first.sequence + 1
    (sent,) = {c.payload["invitation"]["method"] for c in change.consequences}
    assert sent == "REQUEST"
    assert {c.payload["invitation"]["sequence"] for c in change.consequences} == {1}


def test_whoever_is_not_needed_at_the_new_time_is_told_off() -> None:
    known = booked()
    change = sessions.move(known, "chen", NOW + 7 * 24 * HOUR, "next week")
    methods = {c.payload["to"]: c.payload["invitation"]["method"] for c in change.consequences}
    assert methods == {
        "bo@vendor.example": "REQUEST",
        "chen@vendor.example": "REQUEST",
        "ada@vendor.example": "CANCEL",
    }


def test_a_cancelled_one_is_taken_back_and_starts_the_promise_anew() -> None:
    known = booked()
    with pytest.raises(Rejected, match="--reason"):
        sessions.cancel(known, "chen", " ")
    change = sessions.cancel(known, "chen", "the customer found it")
    assert {c.payload["invitation"]["method"] for c in change.consequences} == {"CANCEL"}
    gone = then(known, change)
    assert open_one(gone.events) is None
    assert clock_due(gone) == [ClockState.MET, ClockState.RUNNING]


def test_a_missed_one_is_a_fact_and_the_next_is_booked_with_it() -> None:
    known = later(booked(), 1)
    change = sessions.missed(known, "chen", "nobody of the customer's came")
    assert [e.kind for e in change.events] == [
        EventKind.SESSION_MISSED, EventKind.SESSION_BOOKED
    ]  # fmt: skip
    after_it = then(known, change, 1)
    assert [s.state for s in told(after_it.events)] == [SessionState.MISSED, SessionState.BOOKED]
    assert waiting(after_it).start >= NOW + 1.5 * HOUR
    assert waiting(after_it).uid != told(after_it.events)[0].uid
    assert clock_due(after_it) == [ClockState.MET, ClockState.MET]


def test_only_one_that_has_begun_is_held_or_missed() -> None:
    for move in (sessions.held, sessions.missed):
        with pytest.raises(WrongState, match="possible now: move, cancel"):
            move(booked(), "chen", "")
    done = then(later(booked(), 1), sessions.held(later(booked(), 1), "chen", "seen together"))
    assert told(done.events)[0].state is SessionState.HELD
    with pytest.raises(WrongState, match="possible now: book"):
        sessions.held(done, "chen", "")


def test_one_that_is_not_there_is_neither_moved_nor_cancelled() -> None:
    moves: list[Callable[[], Change]] = [
        lambda: sessions.move(failed(), "chen", NOW + HOUR, ""),
        lambda: sessions.cancel(failed(), "chen", "x"),
    ]
    for move in moves:
        with pytest.raises(WrongState, match="possible now: book"):
            move()


def test_it_is_moved_into_the_near_future_by_one_of_ours() -> None:
    for start in (NOW, NOW - HOUR, NOW + 91 * 24 * HOUR):
        with pytest.raises(Rejected, match="--at"):
            sessions.move(booked(), "chen", start, "")
    with pytest.raises(Rejected, match="--by"):
        sessions.move(booked(), "mallory", NOW + HOUR, "")


def test_booked_by_hand_one_waits_at_most_and_a_resolved_ticket_needs_none() -> None:
    with pytest.raises(WrongState, match="possible now: move, cancel, held, missed"):
        sessions.book(booked(), "chen", None, "")
    with pytest.raises(WrongState, match="is resolved"):
        sessions.book(after(case(), event(EventKind.RESOLVED, 0)), "chen", None, "")
    by_hand = sessions.book(case(), "chen", NOW + 2 * HOUR, "to be sure")
    assert waiting(after(case(), *by_hand.events)).start == NOW + 2 * HOUR


def test_the_customer_is_invited_by_a_mail_of_their_own_and_sees_no_other_address() -> None:
    known = after(case(), verified(case(), "ida@acme.example", "edo", "called"))
    known = after(known, verified(known, "max@acme.example", "edo", "called"))
    change = sessions.after_failed_reproduction(
        after(known, event(EventKind.NOT_REPRODUCED, 0, run="r"))
    )
    mails = {c.payload["to"]: c.payload for c in change.consequences}
    assert set(mails) == {
        "ada@vendor.example", "chen@vendor.example", "ida@acme.example", "max@acme.example"
    }  # fmt: skip
    assert "max@acme.example" not in str(mails["ida@acme.example"])
    assert all(mail["automatic"] for mail in mails.values())
