"""Does a ticket that moves to another contract and back have the clocks it had, pauses and all?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from levee.contract.load import Contract
from levee.desk import intake, moving, opening
from levee.desk.promises import promises
from levee.model.event import Event, EventKind
from levee.model.ticket import fold
from submissions import NOW, contract, contract_with, file, ticket

OTHER = contract_with(
    ("target: 2h\n", "target: 3h\n"),
    ("    target: 48h\n    calendar: always", "    target: 2 working days\n    calendar: business"),
    ("reopen: new", "reopen: restart"),
)
KINDS = (
    EventKind.PENDED,
    EventKind.RESUMED,
    EventKind.TRIAGED,
    EventKind.REMEDIATED,
    EventKind.RESOLVED,
    EventKind.REOPENED,
)
told = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 40 * 3600)), max_size=8)


def story(steps: Sequence[tuple[EventKind, int]]) -> tuple[Event, ...]:
    submission = intake.validate(ticket(), file())
    begun = opening.open_ticket("T-1001", submission, submission.fields, "S", contract(), NOW)
    events, at = list(begun.events), NOW
    for i, (kind, seconds) in enumerate(steps):
        at += timedelta(seconds=seconds)
        subject = begun.events[0].subject
        events.append(
            Event(subject=subject, kind=kind, at=at, actor="t", reason="r", key=str(i), data={})
        )
    return tuple(events)


def moved(events: tuple[Event, ...], to: Contract) -> tuple[Event, ...]:
    return (*events, moving.moved(fold(events), to, "edo", events[-1].at))


@settings(max_examples=50, deadline=None)
@given(told)
def test_there_and_back_is_the_identity_for_any_story(
    steps: list[tuple[EventKind, int]],
) -> None:
    events = story(steps)
    there = moved(events, OTHER)
    back = moved(there, contract())
    now = events[-1].at + timedelta(hours=1)
    assert fold(there).contract == OTHER.digest
    assert promises(fold(back), back, contract()) == promises(fold(events), events, contract())
    assert moving.changes(fold(back), back, contract(), contract(), now) == ()
    there_again = moving.changes(fold(events), events, contract(), OTHER, now)
    back_again = moving.changes(fold(events), events, OTHER, contract(), now)
    assert [(c.what, c.before, c.after) for c in there_again] == [
        (c.what, c.after, c.before)
        for c in sorted(back_again, key=lambda c: [d.what for d in there_again].index(c.what))
    ]


def test_the_time_of_a_pause_is_kept_by_the_new_targets() -> None:
    events = story([(EventKind.PENDED, 600), (EventKind.RESUMED, 3600)])
    now = NOW + timedelta(hours=2)
    changed = moving.changes(fold(events), events, contract(), OTHER, now)
    triage = next(c for c in changed if c.what == "deadline triage_note")
    assert triage.before == (NOW + timedelta(hours=3)).isoformat()
    assert triage.after == (NOW + timedelta(hours=4)).isoformat()


def test_a_ticket_whose_submission_could_not_be_read_is_compared_all_the_same() -> None:
    submission = intake.unreadable("is no JSON", file())
    fields = {"idempotency_key": "k", "impact": "very bad"}
    events = opening.open_ticket("T-1", submission, {}, "S", contract(), NOW).events
    opened = replace(events[0], data={**events[0].data, "submission": fields})
    broken = (opened, *events[1:])
    assert moving.changes(fold(broken), broken, contract(), contract(), NOW) == ()
