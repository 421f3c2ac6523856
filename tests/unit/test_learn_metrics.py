"""What do the numbers say, and do they say when they cannot?"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lab_facts import NOW, client, night, run, stack

from levee.lab.fleet import weigh
from levee.learn.levels import Held, Known
from levee.learn.measure import incidents, months_before
from levee.learn.metrics import Facts, Number, Partnership, compare, numbers
from levee.learn.periods import ever
from levee.model import ticket
from levee.model.delta import diff
from levee.model.event import Event, EventKind
from levee.model.outcome import Outcome
from levee.model.ticket_fact import TicketFact

A, B, C = stack("a@1"), stack("a@2"), stack("a@3")
DAY = date(2026, 2, 1)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def event(kind: EventKind, at: datetime, subject: str = "ticket:T-1", **data: Any) -> Event:
    return Event(
        subject=subject, kind=kind, at=at, actor="kim", reason="r", key=f"{kind}{at}", data=data
    )


def measured(**facts: Any) -> Mapping[str, Number]:
    if "fleet" in facts:
        facts["fleet"] = weigh(facts["fleet"])
    return {n.metric.name: n for n in numbers(Facts(**facts), ever(NOW))}


def value(name: str, **facts: Any) -> float | None:
    return measured(**facts)[name].value


def test_without_facts_no_number_is_made_up_and_each_says_why() -> None:
    for number in numbers(Facts(), ever(NOW)):
        assert number.value is None
        assert number.note.startswith("not measured yet: ")


def test_every_number_has_a_definition_a_unit_and_its_own_name() -> None:
    metrics = [n.metric for n in numbers(Facts(), ever(NOW))]
    assert all(m.definition.endswith(".") and m.unit and m.title for m in metrics)
    assert len({m.name for m in metrics}) == len(metrics) == 11


def test_times_are_means_over_the_tickets_that_have_them_and_the_rest_is_counted() -> None:
    tickets = [
        TicketFact(opened=ago(hours=9), acknowledged=3600.0),
        TicketFact(opened=ago(hours=9), acknowledged=10_800.0),
        TicketFact(opened=ago(hours=9)),
    ]
    found = measured(tickets=tickets)["time_to_acknowledge"]
    assert (found.value, found.sample, found.note) == (2.0, 2, "1 not acknowledged yet")
    assert value("time_to_remediate", tickets=tickets) is None


def told(*events: Event, impact: object = None) -> ticket.Ticket:
    """The fold of an opening and what came after it."""
    submission = {"impact": impact, "idempotency_key": "k"}
    data: dict[str, Any] = {
        "stream": "partner",
        "contract": "c",
        "submission": submission,
        "level": "L1",
    }
    return ticket.fold([event(EventKind.OPENED, ago(hours=9), **data), *events])


def assigned(at: datetime) -> Event:
    return event(EventKind.ASSIGNED, at, owner="ada", role="pod")


def test_a_ticket_is_taken_up_by_the_first_triage_or_assignment_and_stays_so() -> None:
    found = told(event(EventKind.TRIAGED, ago(hours=8)), assigned(ago(hours=7)))
    assert found.acknowledged_s == 3600
    assert told().acknowledged_s is None


def test_a_reopened_ticket_is_not_remediated_until_it_is_again() -> None:
    events = [event(EventKind.REMEDIATED, ago(hours=8)), event(EventKind.REMEDIATED, ago(hours=7))]
    assert told(*events).remediated_s == 3600
    events.append(event(EventKind.REOPENED, ago(hours=6)))
    assert told(*events).remediated_s is None
    events.append(event(EventKind.REMEDIATED, ago(hours=5)))
    assert told(*events).remediated_s == 4 * 3600


def test_what_the_impact_said_of_revenue_at_opening_stays() -> None:
    judged: dict[str, Any] = {"severity": 1, "priority": "P0", "why": "w", "unclear": []}
    more = event(EventKind.JUDGED, ago(hours=8), **judged, impact={"revenue_risk": "none"})
    assert told(more, impact={"revenue_risk": "critical"}).revenue_risk == "critical"


@pytest.mark.parametrize("odd", [None, "high", {}, ["critical"]])
def test_an_opening_without_a_readable_impact_is_no_revenue_loss(odd: object) -> None:
    assert told(impact=odd).revenue_risk == ""


def test_the_pass_rate_is_of_tested_traffic_and_stands_beside_the_tested_share() -> None:
    fleet = [client("1", A, 6), client("2", B, 2), client("3", C, 2)]
    nights = [night(DAY, run(A), run(B, Outcome.FAILED), run(C, Outcome.BROKEN))]
    found = measured(fleet=fleet, nights=nights)
    assert found["compatibility_pass_rate"].value == 0.75
    assert found["tested_share"].value == 0.8


def test_a_stacks_last_answer_in_a_valid_night_counts() -> None:
    later = [DAY + timedelta(days=n) for n in range(4)]
    nights = [
        night(later[3], run(A, Outcome.FAILED), void=True),
        night(later[2], run(A, Outcome.EMPTY)),
        night(later[1], run(A), run(A)),
        night(later[0], run(A, Outcome.FAILED)),
    ]
    assert value("compatibility_pass_rate", fleet=[client("1", A)], nights=nights) == 1.0
    nights.append(night(later[3], run(A), run(A, Outcome.FAILED)))
    assert value("compatibility_pass_rate", fleet=[client("1", A)], nights=nights) == 0.0


def test_a_stack_has_to_pass_every_suite() -> None:
    nights = [night(DAY, run(A)), night(DAY, run(A, Outcome.FAILED), suite="other")]
    assert value("compatibility_pass_rate", fleet=[client("1", A)], nights=nights) == 0.0


def test_exposed_clients_are_counted_once_however_many_interactions_they_contain() -> None:
    fleet = [client("1", stack("a@1 b@1")), client("2", stack("b@1")), client("3", C)]
    deltas = [diff(C, stack("a@1")), diff(stack(""), stack("b@1"))]
    known = [Known(deltas=tuple(d), since=ago(days=1)) for d in deltas]
    assert value("exposed_clients", fleet=fleet, interactions=known) == 2.0
    assert value("exposed_clients", fleet=fleet) == 0.0


def test_the_certified_share_is_of_traffic() -> None:
    fleet = [client("1", A, 3), client("2", B, 1)]
    held = Held(stack=A.digest, since=ago(days=3), until=ago(days=-3))
    assert value("certified_share", fleet=fleet, certified=[held]) == 0.75


def test_a_release_counts_when_its_window_is_over_and_only_serious_tickets_count() -> None:
    tickets = [
        TicketFact(opened=ago(days=28), severity=2),
        TicketFact(opened=ago(days=18), severity=3),
        TicketFact(opened=ago(days=1), severity=1),
    ]
    releases = [ago(days=30), ago(days=20), ago(days=2)]
    found = measured(incidents=incidents(tickets), releases=releases)["post_release_incident_rate"]
    assert (found.value, found.sample) == (0.5, 2)


def test_churn_is_of_the_partners_that_were_there_then() -> None:
    partners = [
        Partnership(partner="stays", since=ago(days=800)),
        Partnership(partner="left", since=ago(days=800), until=ago(days=30)),
        Partnership(partner="left long ago", since=ago(days=800), until=ago(days=300)),
        Partnership(partner="new and gone", since=ago(days=20), until=ago(days=10)),
    ]
    assert value("partner_churn_6_months", partners=partners) == 0.5
    assert value("partner_churn_12_months", partners=partners) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        ((2026, 8, 31), 6, (2026, 2, 28)),
        ((2026, 3, 2), 12, (2025, 3, 2)),
        ((2028, 8, 31), 6, (2028, 2, 29)),
    ],
)
def test_months_are_calendar_months(
    now: tuple[int, int, int], months: int, then: tuple[int, int, int]
) -> None:
    assert months_before(datetime(*now, tzinfo=UTC), months) == datetime(*then, tzinfo=UTC)


def test_two_periods_are_compared_by_what_is_better() -> None:
    slow = [TicketFact(opened=ago(hours=9), remediated=8 * 3600.0)]
    fast = [TicketFact(opened=ago(hours=9), remediated=2 * 3600.0)]
    before = numbers(Facts(tickets=slow, saved_hours=3), ever(NOW))
    after = numbers(Facts(tickets=fast, saved_hours=1), ever(NOW))
    changes = {c.metric.name: c for c in compare(before, after)}
    assert (changes["time_to_remediate"].difference, changes["time_to_remediate"].improved) == (
        -6.0,
        True,
    )
    assert changes["engineering_hours_saved"].improved is False
    assert changes["revenue_loss_incidents"].improved is None
    assert changes["certified_share"].difference is None
