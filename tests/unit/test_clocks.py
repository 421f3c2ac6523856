"""Do clocks pause, end, breach and fire as promised? Names carry the number of the case."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from walls import always, at, week

from levee.desk import clocks
from levee.desk.targets import asked
from levee.model.clock import Clock, ClockState, Pause, Reached, Reopen, Rung, Target, TargetKind
from levee.model.moment import NaiveMomentError

H = 3600
OFFICE = week(mon_fri="09:00-17:00")
LADDER = (
    Rung(name="half", fraction=0.5),
    Rung(name="most", fraction=0.8),
    Rung(name="due", fraction=1.0),
    Rung(name="hour over", after_s=H),
)


def hold(start: str, end: str | None = None) -> Pause:
    return Pause(start=at(start), end=at(end) if end else None)


def clock(started: str = "2026-09-21T09:00Z", hours: float = 4, *pauses: Pause) -> Clock:
    return Clock(
        name="first response",
        calendar_name="office",
        target=Target(seconds=hours * H),
        started=at(started),
        pauses=pauses,
    )


def due(started: str, hours: float, *pauses: Pause, now: str = "2026-12-01T00:00Z") -> datetime:
    found = clocks.due(OFFICE, at(started), hours * H, pauses, at(now))
    assert found is not None
    return found


def names(reached: tuple[Reached, ...]) -> dict[str, datetime]:
    return {each.rung.name: each.at for each in reached}


def test_r7_a_paused_clock_past_its_old_deadline_is_paused() -> None:
    paused = clock("2026-09-21T09:00Z", 4, hold("2026-09-21T12:00Z"))
    assert clocks.state(OFFICE, paused, at("2026-09-25T12:00Z")) is ClockState.PAUSED
    assert clocks.deadline(OFFICE, paused, at("2026-09-25T12:00Z")) is None
    assert clocks.rungs_due(OFFICE, paused, LADDER[1:], at("2026-09-25T12:00Z")) == ()


def test_r7_a_clock_that_breached_before_its_pause_stays_breached() -> None:
    paused = clock("2026-09-21T09:00Z", 4, hold("2026-09-21T14:00Z"))
    assert clocks.state(OFFICE, paused, at("2026-09-25T12:00Z")) is ClockState.BREACHED
    assert clocks.deadline(OFFICE, paused, at("2026-09-25T12:00Z")) == at("2026-09-21T13:00Z")


def test_r9_two_working_days_from_monday_end_on_wednesday() -> None:
    two = Target(kind=TargetKind.WORKING_DAYS, days=2)
    ticket = replace(clock(), target=two)
    assert clocks.deadline(OFFICE, ticket, ticket.started) == at("2026-09-23T17:00Z")


@pytest.mark.parametrize(
    ("started", "days", "closes"),
    [
        ("2026-09-18T10:00Z", 0, "2026-09-18T17:00Z"),
        ("2026-09-18T10:00Z", 1, "2026-09-21T17:00Z"),
        ("2026-09-18T18:00Z", 0, "2026-09-21T17:00Z"),
        ("2026-09-19T10:00Z", 1, "2026-09-22T17:00Z"),
        ("2026-12-23T10:00Z", 2, "2026-12-28T17:00Z"),
    ],
)
def test_t8_working_days_skip_weekends_and_holidays(started: str, days: int, closes: str) -> None:
    calendar = week(holidays=("2026-12-25",), mon_fri="09:00-17:00")
    kind = TargetKind.WORKING_DAYS if days else TargetKind.END_OF_DAY
    target = Target(kind=kind, days=days or None)
    ticket = replace(clock(started), target=target)
    assert clocks.deadline(calendar, ticket, ticket.started) == at(closes)


def test_the_end_of_a_day_over_midnight_is_the_end_of_its_window() -> None:
    calendar = week(mon_fri="22:00-06:00")
    target = Target(kind=TargetKind.END_OF_DAY)
    for started in ("2026-09-21T12:00Z", "2026-09-21T23:00Z", "2026-09-22T05:00Z"):
        allowed = timedelta(seconds=asked(calendar, at(started), target).total_seconds())
        assert clocks.reached(calendar, at(started), allowed, ()) == at("2026-09-22T06:00Z")


@pytest.mark.parametrize(
    ("zone", "started", "closes"),
    [
        ("America/Havana", "2026-10-31T12:00-04:00", "2026-11-01T00:00-04:00"),
        ("America/Sao_Paulo", "2018-11-03T12:00-03:00", "2018-11-04T01:00-02:00"),
        ("Pacific/Apia", "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00"),
    ],
)
def test_a_day_closes_at_its_real_midnight(zone: str, started: str, closes: str) -> None:
    ticket = replace(clock(started), target=Target(kind=TargetKind.END_OF_DAY))
    assert clocks.deadline(always(zone), ticket, ticket.started) == at(closes)


def test_r10_asking_changes_nothing() -> None:
    ticket = clock()
    before = repr(ticket)
    clocks.rungs_due(OFFICE, ticket, LADDER, at("2026-09-25T12:00Z"))
    assert repr(ticket) == before


def test_t1_an_hour_before_a_deadline_that_rolls_over_lies_in_working_time() -> None:
    calendar = week(mon_fri="08:00-18:00")
    ticket, rung = clock("2026-09-21T17:00Z", 4), Rung(name="warn", after_s=-H)
    assert clocks.deadline(calendar, ticket, ticket.started) == at("2026-09-22T11:00Z")
    assert clocks.rung_at(calendar, ticket, rung, ticket.started) == at("2026-09-22T10:00Z")


def test_t1_a_rung_at_the_very_start_waits_for_the_opening() -> None:
    rung = Rung(name="at once", fraction=0)
    ticket = clock("2026-09-19T12:00Z")
    assert clocks.rung_at(OFFICE, ticket, rung, ticket.started) == at("2026-09-21T09:00Z")


def test_t2_after_an_outage_every_missed_rung_comes_with_its_true_instant() -> None:
    found = clocks.rungs_due(OFFICE, clock(), LADDER, at("2026-09-30T12:00Z"), fired={"half"})
    assert names(found) == {
        "most": at("2026-09-21T12:12Z"),
        "due": at("2026-09-21T13:00Z"),
        "hour over": at("2026-09-21T14:00Z"),
    }


def test_t2_each_rung_fires_once_whatever_the_tick() -> None:
    fired: list[str] = []
    for minutes in range(0, 3000, 7):
        now = at("2026-09-21T09:00Z") + timedelta(minutes=minutes)
        fired += names(clocks.rungs_due(OFFICE, clock(), LADDER, now, fired))
    assert fired == ["half", "most", "due", "hour over"]


def test_t3_the_accumulated_pause_survives_a_change_of_target() -> None:
    ticket = clock("2026-09-21T09:00Z", 4, hold("2026-09-21T10:00Z", "2026-09-21T12:00Z"))
    longer = replace(ticket, target=Target(seconds=5 * H))
    now = at("2026-09-21T12:30Z")
    assert clocks.deadline(OFFICE, longer, now) == at("2026-09-21T16:00Z")
    assert clocks.used(OFFICE, longer.started, longer.pauses, now) == 1.5 * H


def test_t4_a_pause_counts_whatever_follows_it() -> None:
    """Facts hold the pause as an interval; which status comes next is no part of it."""
    assert due("2026-09-21T09:00Z", 2, hold("2026-09-21T10:00Z", "2026-09-21T11:00Z")) == at(
        "2026-09-21T12:00Z"
    )


def test_t5_r8_resuming_counts_the_time_closed_as_a_pause() -> None:
    closed = replace(clock(), stopped=at("2026-09-21T11:00Z"))
    (again,) = clocks.reopened(closed, at("2026-09-23T11:00Z"), Reopen.RESUME)
    now = at("2026-09-23T11:00Z")
    assert clocks.used(OFFICE, again.started, again.pauses, now) == 2 * H
    assert clocks.deadline(OFFICE, again, now) == at("2026-09-23T13:00Z")


def test_r8_restarting_begins_from_zero() -> None:
    closed = clock("2026-09-21T09:00Z", 4, hold("2026-09-21T10:00Z"))
    closed = replace(closed, met=at("2026-09-21T11:00Z"))
    (again,) = clocks.reopened(closed, at("2026-09-23T11:00Z"), Reopen.RESTART)
    assert again.pauses == ()
    assert clocks.deadline(OFFICE, again, at("2026-09-23T11:00Z")) == at("2026-09-23T15:00Z")


def test_r8_a_new_clock_leaves_the_old_result() -> None:
    closed = replace(clock(), met=at("2026-09-21T11:00Z"))
    old, new = clocks.reopened(closed, at("2026-09-23T11:00Z"), Reopen.NEW)
    assert old == closed
    assert clocks.state(OFFICE, new, at("2026-09-23T12:00Z")) is ClockState.RUNNING


@pytest.mark.parametrize("policy", list(Reopen))
def test_r8_a_clock_that_had_not_ended_stays_as_it_is(policy: Reopen) -> None:
    assert clocks.reopened(clock(), at("2026-09-23T11:00Z"), policy) == (clock(),)


def test_t6_a_hold_over_night_adds_nothing() -> None:
    assert due("2026-09-21T13:00Z", 4, hold("2026-09-21T17:00Z", "2026-09-22T09:00Z")) == at(
        "2026-09-21T17:00Z"
    )
    assert due("2026-09-21T16:00Z", 4, hold("2026-09-21T17:00Z", "2026-09-22T09:00Z")) == at(
        "2026-09-22T12:00Z"
    )


def test_t7_consecutive_and_overlapping_pauses_count_once() -> None:
    one = due("2026-09-21T09:00Z", 4, hold("2026-09-21T10:00Z", "2026-09-21T12:00Z"))
    consecutive = due(
        "2026-09-21T09:00Z",
        4,
        hold("2026-09-21T11:00Z", "2026-09-21T12:00Z"),
        hold("2026-09-21T10:00Z", "2026-09-21T11:00Z"),
    )
    overlapping = due(
        "2026-09-21T09:00Z",
        4,
        hold("2026-09-21T10:00Z", "2026-09-21T11:45Z"),
        hold("2026-09-21T10:30Z", "2026-09-21T12:00Z"),
    )
    assert one == consecutive == overlapping == at("2026-09-21T15:00Z")


def test_t10_an_edited_calendar_counts_at_once() -> None:
    longer = week(mon_fri="09:00-19:00")
    ticket = clock("2026-09-21T16:00Z", 3)
    assert clocks.deadline(OFFICE, ticket, ticket.started) == at("2026-09-22T11:00Z")
    assert clocks.deadline(longer, ticket, ticket.started) == at("2026-09-21T19:00Z")


def test_t13_t27_a_stopped_clock_reaches_no_further_rung() -> None:
    merged = replace(clock(), stopped=at("2026-09-21T12:00Z"))
    now = at("2026-09-30T12:00Z")
    assert clocks.state(OFFICE, merged, now) is ClockState.STOPPED
    assert list(names(clocks.rungs_due(OFFICE, merged, LADDER, now))) == ["half"]
    assert clocks.next_wake(OFFICE, merged, LADDER, now, {"half"}) is None


def test_t22_a_restart_in_a_pause_goes_on_from_the_facts() -> None:
    paused = clock("2026-09-21T09:00Z", 4, hold("2026-09-21T10:00Z"))
    resumed = clock("2026-09-21T09:00Z", 4, hold("2026-09-21T10:00Z", "2026-09-22T09:00Z"))
    assert clocks.next_wake(OFFICE, paused, LADDER, at("2026-09-21T18:00Z")) is None
    wake = clocks.next_wake(OFFICE, resumed, LADDER, at("2026-09-22T09:00Z"))
    assert wake == at("2026-09-22T10:00Z")


def test_t23_due_exactly_now_fires_once() -> None:
    now = at("2026-09-21T13:00Z")
    early = now - timedelta(microseconds=1)
    assert "due" not in names(clocks.rungs_due(OFFICE, clock(), LADDER, early))
    found = names(clocks.rungs_due(OFFICE, clock(), LADDER, now, {"half", "most"}))
    assert found == {"due": now}
    assert clocks.rungs_due(OFFICE, clock(), LADDER, now, {"half", "most", "due"}) == ()
    assert clocks.state(OFFICE, clock(), now) is ClockState.BREACHED


def test_t25_a_reply_on_a_closed_ticket_is_a_reopening_by_any_door() -> None:
    """A reopening is an instant and a policy; through which door it came is no argument."""
    closed = replace(clock(), stopped=at("2026-09-21T11:00Z"))
    (again,) = clocks.reopened(closed, at("2026-09-22T09:00Z"), Reopen.RESUME)
    assert clocks.state(OFFICE, again, at("2026-09-22T09:00Z")) is ClockState.RUNNING


@pytest.mark.parametrize("policy", list(Reopen))
def test_t26_reopening_past_the_old_deadline_raises_no_alarm_at_once(policy: Reopen) -> None:
    closed = replace(clock(), stopped=at("2026-09-21T12:59Z"))
    at_once = at("2026-09-28T11:00Z")
    *_, again = clocks.reopened(closed, at_once, policy)
    assert clocks.rungs_due(OFFICE, again, LADDER, at_once, {"half", "most"}) == ()


def test_t28_a_clock_that_starts_later_than_now_is_not_breached() -> None:
    ticket = clock("2026-09-21T09:00Z", 0)
    now = at("2026-09-21T08:59Z")
    assert clocks.state(OFFICE, ticket, now) is ClockState.RUNNING
    assert clocks.used(OFFICE, ticket.started, (), now) == 0


@pytest.mark.parametrize(
    ("met", "expected"),
    [("2026-09-21T13:00Z", ClockState.MET), ("2026-09-21T13:01Z", ClockState.LATE)],
)
def test_a_clock_met_at_its_due_instant_is_in_time(met: str, expected: ClockState) -> None:
    done = replace(clock(), met=at(met))
    assert clocks.state(OFFICE, done, at("2026-09-30T12:00Z")) is expected
    fired = names(clocks.rungs_due(OFFICE, done, LADDER, at("2026-09-30T12:00Z")))
    assert ("due" in fired) is (expected is ClockState.LATE)


def test_a_clock_met_in_a_pause_is_met() -> None:
    done = replace(
        clock("2026-09-21T09:00Z", 4, hold("2026-09-21T10:00Z")), met=at("2026-09-25T10:00Z")
    )
    assert clocks.state(OFFICE, done, at("2026-09-30T12:00Z")) is ClockState.MET


def test_facts_later_than_now_are_not_known_yet() -> None:
    done = replace(
        clock("2026-09-21T09:00Z", 4, hold("2026-09-21T12:00Z")), met=at("2026-09-25T10:00Z")
    )
    assert clocks.state(OFFICE, done, at("2026-09-21T11:00Z")) is ClockState.RUNNING
    assert clocks.state(OFFICE, done, at("2026-09-22T11:00Z")) is ClockState.PAUSED
    assert clocks.state(OFFICE, done, at("2026-09-25T10:00Z")) is ClockState.MET


def test_nonsense_is_refused() -> None:
    with pytest.raises(NaiveMomentError):
        Pause(start=datetime(2026, 9, 21))  # noqa: DTZ001
    with pytest.raises(NaiveMomentError):
        clocks.state(OFFICE, clock(), datetime(2026, 9, 21))  # noqa: DTZ001
    with pytest.raises(ValueError, match="ends before"):
        hold("2026-09-21T10:00Z", "2026-09-21T09:00Z")
    with pytest.raises(ValueError, match="either"):
        Rung(name="both", fraction=1, after_s=1)
    with pytest.raises(ValueError, match="needs them"):
        Target(kind=TargetKind.WORKING_DAYS)
