"""Do tickets and work items come out of their Events alone, in order, again and again?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from levee.desk import intake, opening
from levee.model.event import Event, EventKind, chained
from levee.model.moment import NaiveMomentError, parse
from levee.model.stack import stack_of
from levee.model.ticket import Stage, Ticket, TicketState, fold
from levee.model.work_item import WorkItem, WorkKind, WorkState, weight
from levee.model.work_item import fold as fold_work
from submissions import NOW, contract, file, ticket

BASELINE = stack_of(["pkg:pypi/datasette@0.65.1"])
DELTA = {"kind": "version", "component": "pkg:pypi/httpx", "from": "0.27", "to": "0.28"}
OPENED_WORK = {
    "ticket": "T-1001",
    "kind": "hotfix",
    "title": "GraphQL answers 500",
    "owner": "ada",
    "role": "pod_engineer",
    "target": (NOW + timedelta(days=3)).isoformat(),
    "acceptance": ["passes"],
    "interaction": [DELTA],
    "clients": 3,
    "traffic": 12.5,
    "severity": 2,
}


def event(kind: EventKind, subject: str = "ticket:T-1001", /, **data: Any) -> Event:
    return Event(
        subject=subject, kind=kind, at=NOW, actor="t", reason="because", key=kind, data=data
    )


def opened(**changes: Any) -> tuple[Event, ...]:
    submission = intake.validate(ticket(**changes), file())
    return opening.open_ticket(
        "T-1001", submission, submission.fields, "S-1", contract(), NOW
    ).events


def after(*events: Event) -> Ticket:
    return fold((*opened(), *events))


def worked(*events: Event) -> WorkItem:
    return fold_work((event(EventKind.WORK_OPENED, "work:W-1001", **OPENED_WORK), *events))


def test_an_opened_ticket_is_judged_labelled_and_assigned() -> None:
    found = after()
    assert (found.id, found.stream, found.level, found.severity) == ("T-1001", "partner", "L2", 2)
    assert found.labels == {"remediation"}
    assert found.owner and found.title == "GraphQL answers 500"
    assert found.version == len(opened())


def test_the_same_events_are_the_same_ticket() -> None:
    assert after() == after()


@pytest.mark.parametrize(
    ("one", "field", "value"),
    [
        (event(EventKind.PENDED), "state", TicketState.PENDED),
        (event(EventKind.RESOLVED), "state", TicketState.RESOLVED),
        (event(EventKind.REOPENED), "state", TicketState.OPEN),
        (event(EventKind.ASSIGNED, owner="bo", role="agent"), "owner", "bo"),
        (event(EventKind.UNLABELLED, label="remediation"), "labels", frozenset()),
        (event(EventKind.NOT_REPRODUCED, run="r"), "stage", Stage.NOT_REPRODUCED),
        (event(EventKind.CLASSIFIED, finding="genuine_bug"), "finding", "genuine_bug"),
        (event(EventKind.WORK_OPENED, work_item="W-1001"), "stage", Stage.FIXING),
        (event(EventKind.KNOWLEDGE_OPENED, work_item="W-1001"), "work_item", "W-1001"),
        (event(EventKind.REMEDIATED), "stage", Stage.REMEDIATED),
        (event(EventKind.ADOPTED, contract="d1"), "contract", "d1"),
        (
            event(EventKind.REPRODUCED, run="r", baseline_stack=BASELINE.to_json()),
            "baseline",
            BASELINE,
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Event) else None,
)
def test_each_event_changes_what_it_says(one: Event, field: str, value: object) -> None:
    assert getattr(after(one), field) == value


def test_filled_gaps_are_merged_into_what_was_sent() -> None:
    pended = fold(opened(affected_user=None))
    assert pended.gaps == ("affected_user",)
    told = event(EventKind.FILLED, submission={"affected_user": "editors"}, gaps=[])
    filled = fold((*opened(affected_user=None), told))
    assert filled.text("affected_user") == "editors"
    assert filled.text("client") == "Nordic Maps"
    assert filled.gaps == ()


def test_an_event_that_tells_nothing_of_the_ticket_only_counts() -> None:
    audited = after(event(EventKind.AUDITED))
    assert audited == replace(after(), version=after().version + 1)


def test_a_ticket_begins_with_opened_or_not_at_all() -> None:
    with pytest.raises(ValueError, match="not with opened"):
        fold([event(EventKind.RESOLVED)])
    with pytest.raises(ValueError, match="no Events"):
        fold([])


def test_a_title_that_is_no_text_is_said_so() -> None:
    assert fold(opened(title=7)).title == "(no title could be read)"


def test_a_work_item_goes_from_open_to_verified() -> None:
    fix = event(
        EventKind.FIX_SUBMITTED, "work:W-1001", stack_change=[DELTA], stack=BASELINE.to_json()
    )
    assert worked().state is WorkState.OPEN
    assert worked().kind is WorkKind.HOTFIX
    assert worked(event(EventKind.MUST_RUN)).must_run
    assert worked(fix).state is WorkState.VERIFYING
    assert worked(fix).fixes == 1
    assert worked(fix).fixed_stack == BASELINE
    refused = worked(fix, event(EventKind.FIX_REFUSED))
    assert (refused.state, refused.why) == (WorkState.ROLLED_BACK, "because")
    assert worked(fix, event(EventKind.FIX_VERIFIED)).state is WorkState.VERIFIED


def test_a_work_item_without_events_is_none() -> None:
    with pytest.raises(ValueError, match="no WorkItem"):
        fold_work([])


def test_the_board_puts_the_worse_severity_before_the_heavier_traffic() -> None:
    light = replace(worked(), severity=1, traffic=1.0)
    heavy = replace(worked(), severity=2, traffic=99.0)
    heavier = replace(worked(), severity=2, traffic=100.0)
    assert sorted([heavy, light, heavier], key=weight, reverse=True) == [light, heavier, heavy]


def test_the_chain_covers_what_came_before_and_every_field() -> None:
    one = event(EventKind.AUDITED, a=1)
    others = [
        replace(one, subject="ticket:T-1002"),
        replace(one, kind=EventKind.RESOLVED),
        replace(one, at=NOW + timedelta(microseconds=1)),
        replace(one, actor="u"),
        replace(one, reason=""),
        replace(one, key="k"),
        replace(one, data={"a": 2}),
    ]
    digests = {chained("", one), chained("x", one), *(chained("", other) for other in others)}
    assert len(digests) == len(others) + 2


def test_the_order_of_keys_is_no_part_of_the_chain() -> None:
    assert chained("", event(EventKind.AUDITED, a=1, b=2)) == chained(
        "", event(EventKind.AUDITED, b=2, a=1)
    )


def test_an_instant_without_its_offset_is_refused() -> None:
    with pytest.raises(NaiveMomentError):
        replace(event(EventKind.AUDITED), at=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-03-02",
        "2026-03-02T08:30:00",
        "2026-03-02T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_what_is_no_instant_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)
