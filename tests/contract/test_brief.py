"""Do the cheap readings say what the facts and the rules say?"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import submissions
from levee.flow import certifying
from levee.lab import fleet
from levee.learn import measure
from levee.model import ticket as ticket_model
from levee.model.event import EventKind
from levee.site import moves, stories_desk, stories_fleet
from levee.site.hands import hands
from levee.store import caches, ledger, runs, stacks, times
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
        found = stacks.weights(stacks.run_somewhere(), since, partner)
        summed = fleet.in_order(w for w, _ in found if w.clients)
        assert summed == fleet.weigh(active)
        assert sum(silent for _, silent in found) == len(own) - len(active)


def test_nights_without_their_checks_give_the_same_standings(two: SimpleNamespace) -> None:
    made = hands(two.data) if hasattr(two, "data") else two.hands
    suite, contract = made.lab.suite(), made.desk.contract()
    whole = certifying.read(made, contract, suite)
    told = runs.told(suite, stacks.run_somewhere())
    brief = certifying.told(contract, suite, told.nights, told.said)
    assert whole.stacks.keys() == brief.stacks.keys()
    for stack in whole.stacks.values():
        assert brief.standing(stack, NOW) == whole.standing(stack, NOW)


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
