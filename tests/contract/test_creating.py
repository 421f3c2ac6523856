"""What does it take to open a ticket, and is what is told of it what is stored of it?"""

import json
from pathlib import Path
from typing import Any

import pytest
from api_house import Api
from django.conf import settings
from django.db import connection

import submissions
from levee.desk import opening
from levee.model.event import EventKind
from levee.model.ticket import subject
from levee.site import stories_desk
from levee.site.hands import hands
from levee.store import caches, ledger, stacks
from levee.store.models import EventRow, InstallationRow, SealedRow, StackRow, TicketRow
from submissions import NOW

pytestmark = pytest.mark.django_db
MOST = 16  #: statements of one create, and on PostgreSQL the lock of the only writer, twice


def statements() -> int:
    """The test's own transaction makes one of ours a savepoint: its beginning and its end count."""
    return MOST + 2 * (connection.vendor == "postgresql")


def test_a_create_asks_a_bounded_number_of_times(
    staff: Api, django_assert_max_num_queries: Any
) -> None:
    staff.post("/tickets", submissions.ticket(idempotency_key="first"))
    for number in range(3):
        body = submissions.ticket(idempotency_key=f"{number}", client=f"Client {number}")
        with django_assert_max_num_queries(statements()):
            assert staff.post("/tickets", body).status_code == 201


def test_as_many_gaps_events_and_components_ask_no_more(
    staff: Api, django_assert_max_num_queries: Any
) -> None:
    listed = [f"pkg:pypi/p{n}@1.{n}" for n in range(200)]
    odd: tuple[dict[str, Any], ...] = ({"affected_user": None}, {"stack": listed}, {"impact": {}})
    for changes in odd:
        staff.post("/tickets", submissions.ticket(idempotency_key="before", **changes))
        with django_assert_max_num_queries(statements()):
            staff.post("/tickets", submissions.ticket(idempotency_key=f"{changes}", **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"affected_user": None},
        {"stack": None},
        {"title": "NUL \0, alone \ud800, \u202e and ünïcödé"},
        {"impact": {"production_impact": "blocked", "customer_visibility": "all"}},
        {"environment": {"exact": 1e300, "none": -0.0}},
    ],
)
def test_the_answer_to_a_create_is_what_is_stored(staff: Api, changes: dict[str, Any]) -> None:
    made = staff.post("/tickets", submissions.ticket(**changes)).json()
    stored = staff.get(f"/tickets/{made['id']}").json()
    told = {name: made[name] for name in stored}
    for one in (*told["clocks"], *stored["clocks"]):
        one.pop("left_s")  # it goes on
    assert told == stored
    assert ledger.broken_chains() == caches.differences() == []


def test_a_create_leaves_the_ticket_looked_at(staff: Api) -> None:
    made = staff.post("/tickets", submissions.ticket()).json()
    row = TicketRow.objects.get(id=made["id"])
    events = ledger.events(subject(made["id"]))
    assert row.version == len(events)
    assert row.next_wake_at is not None
    assert row.next_wake_at > events[0].at
    assert row.clock in {clock["name"] for clock in made["clocks"]}


def test_what_cannot_enter_is_sealed_all_the_same(
    staff: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, body = hands(Path(settings.DATA)), json.dumps(submissions.ticket()).encode()
    before = SealedRow.objects.count()

    def broken(*given: Any) -> None:
        raise OSError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(opening, "open_ticket", broken)
        with pytest.raises(OSError, match="a fault of ours"):
            stories_desk.take_in(made, body, NOW)
    assert (TicketRow.objects.count(), EventRow.objects.filter(kind="opened").count()) == (0, 0)
    (kept,) = SealedRow.objects.order_by("-sealed_at")[: SealedRow.objects.count() - before]
    assert made.desk.unseal(kept.id) == body
    again = stories_desk.take_in(made, body, NOW).story
    assert again.sealed == kept.id


def test_what_a_client_ran_before_its_last_change_is_remembered(staff: Api) -> None:
    purls = [f"pkg:pypi/datasette@0.65.{n}" for n in (1, 1, 2, 2)]
    ran = []
    for number, purl in enumerate(purls):
        body = submissions.ticket(idempotency_key=str(number), client="C", stack=[purl])
        staff.post("/tickets", body)
        found = stacks.installation("C", body["partner"])
        assert found is not None
        ran.append((found.stack.components[0].version, found.before is not None))
    assert ran == [("0.65.1", False), ("0.65.1", False), ("0.65.2", True), ("0.65.2", True)]
    assert InstallationRow.objects.filter(client="C").count() == 1
    assert StackRow.objects.filter(body__components__0__purl__startswith=purls[0]).count() == 1


def test_a_key_that_was_revoked_opens_nothing_from_then_on(staff: Api) -> None:
    from levee.store.models import ApiKeyRow

    assert staff.post("/tickets", submissions.ticket()).status_code == 201
    ApiKeyRow.objects.update(revoked_at=NOW)
    assert staff.post("/tickets", submissions.ticket(idempotency_key="2")).status_code == 401
    ApiKeyRow.objects.update(revoked_at=None)
    assert staff.post("/tickets", submissions.ticket(idempotency_key="2")).status_code == 201
    assert {e.kind for e in ledger.events(subject("T-1001"))} >= {EventKind.OPENED}
