"""Does only that go which is old and which nothing rests on?"""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from lab_facts import NOW, run, stack

from levee.lab.retention import Evidence, Kept, oldest, sorted_out
from levee.model.run import Purpose, Run

A, B = stack("a@1"), stack("b@1")
OLD = NOW - timedelta(days=100)
BEFORE = oldest(NOW, 90)


def old(on: object = A, **more: object) -> Run:
    return replace(run(A, at=OLD), stack=on, **more)  # type: ignore[arg-type]


def kept(one: Run, evidence: Evidence, *others: Run) -> Kept | None:
    return sorted_out([one, *others], evidence, BEFORE)[one.id]


def test_what_is_old_and_bears_nothing_goes() -> None:
    assert kept(old(), Evidence()) is None
    assert kept(replace(old(), started_at=BEFORE), Evidence()) is Kept.YOUNG


def test_what_a_person_pinned_or_a_fact_names_stays() -> None:
    one = old()
    assert kept(one, Evidence(pinned={one.id})) is Kept.PINNED
    assert kept(one, Evidence(named={one.id})) is Kept.TICKET
    assert kept(old(subject="ticket:T-1"), Evidence()) is Kept.TICKET
    assert kept(old(subject="work:W-1"), Evidence()) is Kept.TICKET


def test_the_runs_of_stacks_with_open_work_or_a_certificate_stay() -> None:
    assert kept(old(), Evidence(of_work={A.digest})) is Kept.WORK
    assert kept(old(), Evidence(certified={A.digest})) is Kept.CERTIFICATE
    assert kept(old(B), Evidence(certified={A.digest})) is None


def test_the_runs_of_a_row_of_passes_stay_with_their_canary() -> None:
    passed, failed = old(night=date(2026, 1, 1)), old(B, night=date(2026, 1, 1))
    canary = old(stack("c@1"), night=date(2026, 1, 1), purpose=Purpose.CANARY)
    evidence = Evidence(passing={passed.id})
    assert kept(passed, evidence) is Kept.CERTIFICATE
    assert kept(canary, evidence, passed) is Kept.CERTIFICATE
    assert kept(failed, evidence, passed) is None


def test_the_canary_of_a_night_that_a_certificate_rests_on_stays() -> None:
    day, other = date(2026, 1, 1), date(2026, 1, 2)
    passed = old(night=day)
    for purpose in (Purpose.CANARY, Purpose.AA):
        beside = old(B, night=day, purpose=purpose)
        elsewhere = old(B, night=other, purpose=purpose)
        assert kept(beside, Evidence(certified={A.digest}), passed) is Kept.CERTIFICATE
        assert kept(elsewhere, Evidence(certified={A.digest}), passed) is None


@given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)), st.integers(1, 400))
def test_nothing_that_is_evidence_ever_goes(pinned: set[int], named: set[int], days: int) -> None:
    runs = [replace(run(A, at=NOW - timedelta(days=60 * i)), id=str(i)) for i in range(6)]
    evidence = Evidence(pinned={str(i) for i in pinned}, named={str(i) for i in named})
    found = sorted_out(runs, evidence, oldest(NOW, days))
    gone = {int(name) for name, why in found.items() if why is None}
    assert not gone & (pinned | named)
    assert gone == {i for i in range(6) if 60 * i >= days} - pinned - named
