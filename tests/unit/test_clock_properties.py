"""Do pauses, rungs and states keep their promises for any calendar?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from drawn import calendars, instants
from hypothesis import given, settings
from hypothesis import strategies as st
from walls import is_open

from levee.desk import clocks
from levee.desk.derivation import derivation
from levee.desk.hours import add, elapsed
from levee.desk.pauses import joined
from levee.model.calendar import Calendar
from levee.model.clock import Clock, ClockState, Pause, Rung, Target

FAR = datetime(2900, 1, 1, tzinfo=UTC)
LADDER = tuple(Rung(name=str(n), fraction=n / 10) for n in range(0, 15, 2))
some = settings(max_examples=40, deadline=None)
targets = st.integers(0, 100 * 3600)
lengths = st.integers(0, 10 * 86_400)


@st.composite
def held(draw: st.DrawFn) -> tuple[Calendar, datetime, tuple[Pause, ...]]:
    """A calendar, a start and pauses around it, overlapping as they like."""
    start = draw(instants)
    begins = draw(st.lists(st.tuples(st.integers(-86_400, 20 * 86_400), lengths), max_size=5))
    pauses = tuple(
        Pause(start=start + timedelta(seconds=b), end=start + timedelta(seconds=b + length))
        for b, length in begins
    )
    return draw(calendars()), start, pauses


def clock(start: datetime, target: float, pauses: tuple[Pause, ...]) -> Clock:
    return Clock(
        name="any",
        calendar_name="any",
        target=Target(seconds=target),
        started=start,
        pauses=pauses,
    )


@some
@given(held(), targets)
def test_a_used_time_at_the_due_instant_is_the_target(
    facts: tuple[Calendar, datetime, tuple[Pause, ...]], target: int
) -> None:
    calendar, start, pauses = facts
    due = clocks.due(calendar, start, target, pauses, FAR)
    assert due is not None
    assert clocks.used(calendar, start, pauses, due) == target
    if target:
        just_before = due - timedelta(microseconds=1)
        assert clocks.used(calendar, start, pauses, just_before) < target


@some
@given(calendars(), instants, targets.filter(bool), st.floats(0, 0.999), lengths)
def test_d_e_a_pause_moves_the_deadline_by_its_working_time(
    calendar: Calendar, start: datetime, target: int, where: float, length: int
) -> None:
    """Off hours its working time is none."""
    begins = add(calendar, start, int(target * where))
    pause = Pause(start=begins, end=begins + timedelta(seconds=length))
    moved = clocks.due(calendar, start, target, [pause], FAR)
    working = elapsed(calendar, begins, begins + timedelta(seconds=length))
    assert moved == add(calendar, start, target + working)


@some
@given(held(), targets, targets, calendars())
def test_f_a_swap_of_policy_there_and_back_is_the_identity(
    facts: tuple[Calendar, datetime, tuple[Pause, ...]], target: int, other: int, there: Calendar
) -> None:
    calendar, start, pauses = facts
    before = clock(start, target, pauses)
    now = start + timedelta(days=9)
    swapped = replace(before, target=Target(seconds=other))
    clocks.state(there, swapped, now)
    back = replace(swapped, target=before.target)
    assert clocks.deadline(calendar, back, now) == clocks.deadline(calendar, before, now)
    assert clocks.used(calendar, back.started, back.pauses, now) == clocks.used(
        calendar, start, pauses, now
    )


@some
@given(held(), targets.filter(bool), st.integers(0, 30 * 86_400))
def test_a_paused_clock_never_breaches(
    facts: tuple[Calendar, datetime, tuple[Pause, ...]], target: int, later: int
) -> None:
    """While time is left, a clock in a pause is paused and any other runs."""
    calendar, start, pauses = facts
    now = start + timedelta(seconds=later)
    held_now = any(p.start <= now and p.end is not None and now < p.end for p in pauses)
    seen = clocks.state(calendar, clock(start, target, pauses), now)
    if clocks.used(calendar, start, pauses, now) >= target:
        assert seen is ClockState.BREACHED
    else:
        assert seen is (ClockState.PAUSED if held_now else ClockState.RUNNING)


@some
@given(held(), targets.filter(bool), st.integers(0, 40 * 86_400))
def test_rungs_fire_once_in_order_in_working_time(
    facts: tuple[Calendar, datetime, tuple[Pause, ...]], target: int, later: int
) -> None:
    calendar, start, pauses = facts
    ticket, now = clock(start, target, pauses), start + timedelta(seconds=later)
    first = clocks.rungs_due(calendar, ticket, LADDER, now)
    fired = {each.rung.name for each in first}
    assert [each.at for each in first] == sorted(each.at for each in first)
    for each in first[1:]:
        assert is_open(calendar, each.at - timedelta(microseconds=1))
    later_on = now + timedelta(days=3)
    second = clocks.rungs_due(calendar, ticket, LADDER, later_on, fired)
    every = clocks.rungs_due(calendar, ticket, LADDER, later_on)
    assert {*first, *second} == {*every}
    assert len(first) + len(second) == len(every)


@some
@given(held(), targets)
def test_the_steps_of_a_derivation_tile_and_add_up(
    facts: tuple[Calendar, datetime, tuple[Pause, ...]], target: int
) -> None:
    calendar, start, pauses = facts
    steps = derivation(calendar, start, target, pauses)
    assert sum(step.counted_s for step in steps) == target
    edges = [start, *(step.end for step in steps)]
    assert edges[:-1] == [step.start for step in steps]
    assert edges[-1] == clocks.due(calendar, start, target, pauses, FAR)


@some
@given(held())
def test_t7_joined_pauses_are_apart_and_hold_the_same_instants(
    facts: tuple[Calendar, datetime, tuple[Pause, ...]],
) -> None:
    _, start, pauses = facts
    whole = joined(pauses)
    assert list(whole) == sorted(whole, key=lambda p: p.start)
    for hour in range(-24, 24 * 30, 5):
        moment = start + timedelta(hours=hour)
        inside = [p for p in whole if p.start <= moment and p.end is not None and moment < p.end]
        raw = [p for p in pauses if p.start <= moment and p.end is not None and moment < p.end]
        assert len(inside) == bool(raw)
