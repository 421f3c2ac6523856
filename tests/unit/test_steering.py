"""May a person change a work item so?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.contract.load import load
from levee.model.event import Event, EventKind
from levee.model.problem import Problem
from levee.model.work_item import CLOSED, WorkItem, WorkKind, WorkState, fold, subject
from levee.repair import steering
from levee.repair.steering import Change, Steering
from levee.site.shipped import default_text

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONTRACT = load(default_text(), "contract.yaml")
OPENED = Event(
    subject=subject("W-1"), kind=EventKind.WORK_OPENED, at=NOW, actor="levee", reason="a bug",
    key="work_opened",
    data={
        "ticket": "T-1", "kind": "hotfix", "title": "It fails", "owner": "ada",
        "role": "pod_engineer", "target": (NOW + timedelta(days=3)).isoformat(),
        "acceptance": ["it passes"], "interaction": [], "clients": 2, "traffic": 3.0, "severity": 2,
    },
)  # fmt: skip
ITEM = fold([OPENED])


def asked(item: WorkItem = ITEM, by: str = "ada", reason: str = "on leave") -> Steering:
    return Steering(item=item, contract=CONTRACT, by=by, reason=reason, now=NOW)


def done(change: Change, item: WorkItem = ITEM) -> WorkItem:
    event = steering.steer(asked(item), change)
    assert isinstance(event, Event), event
    return fold([OPENED, event])


def refused(change: Change, item: WorkItem = ITEM, reason: str = "on leave") -> list[Problem]:
    found = steering.steer(asked(item, reason=reason), change)
    assert not isinstance(found, Event)
    return list(found)


def test_owner_date_state_and_acceptance_are_as_they_were_wanted() -> None:
    later = NOW + timedelta(days=9)
    wanted = Change(
        owner="bo", target=later, state=WorkState.IN_PROGRESS, acceptance=("it passes", "twice")
    )
    found = done(wanted)
    assert (found.owner, found.owner_role, found.target) == ("bo", "pod_engineer", later)
    assert (found.state, found.acceptance) == (WorkState.IN_PROGRESS, ("it passes", "twice"))
    assert (found.version, found.why) == (2, "a bug"), "a person's reason is for our people"


def test_what_is_as_it_was_is_not_in_the_event() -> None:
    event = steering.steer(
        asked(), Change(owner="ada", target=ITEM.target, state=WorkState.DROPPED)
    )
    assert isinstance(event, Event)
    assert event.data == {"state": "dropped", "was": {"state": "open"}}
    assert steering.words(event, CONTRACT.file) == "state open → dropped"


def test_an_owner_of_another_role_brings_their_role() -> None:
    assert done(Change(owner="dara")).owner_role == "agent"


def test_every_problem_is_named_at_once() -> None:
    wrong = Change(
        owner="zoe", target=NOW, state=WorkState.VERIFIED, acceptance=("x" * 501, *("y",) * 20)
    )
    found = {p.where: p.what for p in refused(wrong, reason=" ")}
    assert set(found) == {"reason", "owner", "target", "state", "acceptance", "acceptance[0]"}
    assert found["state"].startswith("the suite says that a fix holds")
    assert [p.where for p in refused(Change())] == ["change"]
    assert [p.where for p in refused(Change(acceptance=()))] == ["acceptance"]


@pytest.mark.parametrize(
    ("by", "may"),
    [("ada", True), ("bo", True), ("edo", True), ("chen", False), ("zoe", False), ("", False)],
)
def test_the_owner_the_roles_of_the_work_and_the_support_lead_may(by: str, may: bool) -> None:
    assert (steering.refusal(asked(by=by)) == "") is may


def test_whoever_owns_it_may_whatever_their_role() -> None:
    assert steering.refusal(asked(replace(ITEM, owner="chen"), by="chen")) == ""


@pytest.mark.parametrize(("kind", "state"), list(product(WorkKind, WorkState)))
def test_only_the_suite_brings_a_fix_to_verified_and_nobody_is_before_it(
    kind: WorkKind, state: WorkState
) -> None:
    found = steering.states(replace(ITEM, kind=kind, state=state))
    assert not found & {WorkState.VERIFIED, WorkState.VERIFYING, WorkState.ROLLED_BACK, state}
    assert (WorkState.DONE in found) <= (kind is WorkKind.KNOWLEDGE)
    if state in (WorkState.VERIFYING, WorkState.VERIFIED):
        assert not found


def test_what_is_closed_is_late_no_more() -> None:
    late = NOW + timedelta(days=4)
    assert ITEM.is_overdue(late)
    assert not any(replace(ITEM, state=state).is_overdue(late) for state in CLOSED)


steps = st.builds(
    Change,
    owner=st.none() | st.sampled_from(sorted(CONTRACT.file.people)),
    target=st.none() | st.integers(1, 9).map(lambda n: NOW + timedelta(days=n)),
    state=st.none() | st.sampled_from(WorkState),
    acceptance=st.none() | st.lists(st.text("ab", min_size=1, max_size=3), max_size=3).map(tuple),
)


@given(st.lists(steps, max_size=6))
def test_any_row_of_changes_folds_to_what_was_wanted_last(changes: list[Change]) -> None:
    events, item = [OPENED], ITEM
    for change in changes:
        event = steering.steer(asked(item), change)
        if not isinstance(event, Event):
            continue
        events.append(event)
        item = fold(events)
        for name in ("owner", "target", "state", "acceptance"):
            wanted = getattr(change, name)
            assert wanted is None or getattr(item, name) == wanted
    assert item.version == len(events)
    assert len({event.key for event in events}) == len(events)
