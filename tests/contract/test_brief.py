"""Do the cheap readings say what the facts and the rules say?"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

import submissions
from levee.flow import certifying
from levee.lab import fleet
from levee.learn import measure
from levee.model import ticket as ticket_model
from levee.model.event import Event, EventKind
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import stack_from
from levee.site import moves, stories_desk, stories_fleet
from levee.site.hands import hands
from levee.store import basis, caches, ledger, runs, stacks, times
from levee.store.models import EventRow, TicketRow
from levee.store.times import Of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 21, 12, tzinfo=UTC)


def test_weights_summed_by_the_database_are_those_of_the_rule(store: Path) -> None:
    made, stack = hands(store), submissions.ticket()["stack"]
    reports = [
        {"client": f"c{n}", "partner": "AB"[n % 2], "traffic": n / 4,
         "stack": {**stack, "settings": {"kind": str(n % 3)}},
         "last_seen": (NOW - timedelta(days=n * 3)).isoformat()}
        for n in range(20)
    ]  # fmt: skip
    stories_fleet.report(made, map(json.dumps, reports), "$", NOW)
    since = NOW - timedelta(days=30)
    for partner in ("", "A"):
        own = [i for i in made.lab.fleet() if partner in ("", i.partner)]
        active = fleet.active(own, NOW, 30)
        found = stacks.weighed(stacks.run_somewhere(), since, partner)
        summed = fleet.in_order(w for w, _ in found if w.clients)
        assert summed == fleet.weigh(active)
        assert sum(silent for _, silent in found) == len(own) - len(active)


def ran(stack: Stack, suite: Suite, day: date, outcome: Outcome, number: int) -> Run:
    at = datetime.combine(day, time(3), tzinfo=UTC)
    return Run(
        id=f"run-{day}-{number}",
        stack=stack,
        suite=suite.name,
        suite_digest=suite.digest,
        outcome=outcome,
        why="as seen",
        checks=(CheckResult("host", "starts", outcome, "said so"),),
        purpose=Purpose.NIGHT,
        subject=f"night:{day}:{suite.name}",
        night=day,
        started_at=at,
        ended_at=at + timedelta(minutes=number),
    )


def test_nights_without_their_checks_give_the_same_standings(store: Path) -> None:
    made = hands(store)
    suite, contract = made.lab.suite(), made.desk.contract()
    good = stack_from(submissions.ticket()["stack"])
    bad = replace(good, settings={"other": "yes"})
    for night in range(1, 8):
        day = (NOW - timedelta(days=10 - night)).date()
        for number, stack in enumerate((good, bad)):
            outcome = Outcome.FAILED if stack is bad and night == 5 else Outcome.PASSED
            for again in range(contract.file.certification.repeats):
                found = ran(stack, suite, day, outcome, 10 * number + again)
                runs.save(found, found.id)
        ended = Event(
            subject=f"night:{day}:{suite.name}", kind=EventKind.NIGHT_ENDED, actor="levee",
            at=NOW - timedelta(days=10 - night), reason="valid", key="e", data={"void": night == 2},
        )  # fmt: skip
        ledger.append([ended])
    whole = certifying.read(made, contract, suite)
    told = basis.read(suite, stacks.run_somewhere())
    brief = certifying.of_nights(contract, suite, told.nights, told.said)
    assert whole.stacks == brief.stacks
    assert set(whole.stacks) == {good.digest, bad.digest}
    streaks = [brief.standing(stack, NOW) for stack in (good, bad)]
    assert streaks == [whole.standing(stack, NOW) for stack in (good, bad)]
    assert [s.streak for s in streaks] == [6, 2]


def test_what_a_row_keeps_of_a_tickets_times_is_the_fold_of_its_events(store: Path) -> None:
    made = hands(store)
    body = submissions.ticket(idempotency_key="k", impact={"revenue_risk": "critical"})
    told = stories_desk.take_in(made, json.dumps(body).encode(), NOW - timedelta(days=2))
    assert told.story.ticket is not None
    ticket_id = told.story.ticket.id
    moves.resolve(made, moves.Wish(ticket=ticket_id, by="ada", now=NOW, reason="done"))
    stories_desk.tick(made, NOW)
    (fact,) = times.tickets(None, NOW, Of(), measure.LOSING)
    fold = ticket_model.fold(ledger.events(ticket_model.subject(ticket_id)))
    assert fact.revenue_loss
    assert (fact.acknowledged, fact.remediated) == (fold.acknowledged_s, fold.remediated_s)
    assert fact.acknowledged is not None
    assert caches.differences() == []
    TicketRow.objects.update(acknowledged_s=1e9)
    (fault,) = caches.differences()
    assert f"{ticket_id}.acknowledged_s is 1000000000.0" in fault


def test_a_store_from_before_learns_its_times_from_the_events(store: Path) -> None:
    made = hands(store)
    body = submissions.ticket(idempotency_key="k", impact={"revenue_risk": "critical"})
    stories_desk.take_in(made, json.dumps(body).encode(), NOW - timedelta(days=2))
    TicketRow.objects.update(acknowledged_s=None, revenue_risk="")
    assert caches.differences() != []
    import_module("levee.store.migrations.0022_numbers").fill(apps, None)
    assert caches.differences() == []


def test_events_of_several_kinds_come_in_the_order_of_the_ledger(store: Path) -> None:
    made = hands(store)
    for key in "ab":
        body = submissions.ticket(idempotency_key=key)
        stories_desk.take_in(made, json.dumps(body).encode(), NOW)
    kinds = (EventKind.OPENED, EventKind.JUDGED, EventKind.ASSIGNED)
    ids = [event.id for event in ledger.of_kinds(*kinds)]
    rows: Any = EventRow.objects.filter(kind__in=[k.value for k in kinds]).order_by("id")
    assert ids == list(rows.values_list("id", flat=True))
    assert len(ids) >= 6
