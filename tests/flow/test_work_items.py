"""Does a work item change once, with all who wait told, and does the board show it in few looks?"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from telling import GOOD, submission, submission_file, two_parties
from world import NOW, World, world

from levee.model.event import EventKind
from levee.model.problem import NotHeld, Rejected, StaleWrite
from levee.model.ticket import subject
from levee.model.work_item import subject as work_subject
from levee.site import board, moves, stories, working
from levee.site.board import Looking
from levee.site.working import Said, Wanted
from levee.store import caches, ledger
from levee.store.models import OutboxRow, WorkItemRow
from together import together

pytestmark = pytest.mark.django_db(transaction=True)
WORK = "W-1001"


@pytest.fixture
def house(tmp_path: Path) -> World:
    house = world(tmp_path, two_parties, (GOOD,))
    submission_file(tmp_path)
    house.take_in(submission())
    stories.reproduce(house.hands, "T-1001", NOW)
    assert stories.isolate(house.hands, "T-1001", NOW, 1).held
    OutboxRow.objects.all().delete()
    return house


def change(house: World, by: str = "ada", version: int | None = None, **wanted: Any) -> Any:
    reason = wanted.pop("reason", "on leave")
    said = Said(work_id=WORK, by=by, reason=reason, version=version)
    return working.change(house.hands, said, Wanted(**wanted), NOW + timedelta(hours=1))


def cards(house: World, **looking: Any) -> list[tuple[str, str]]:
    found = board.cards(house.hands, Looking(**looking), NOW + timedelta(hours=2))
    return [(card.column, card.item.id if card.item else card.ticket.id) for card in found]


def test_a_change_is_on_the_item_on_the_ticket_and_in_the_cache(house: World) -> None:
    later = NOW + timedelta(days=20)
    told = change(house, owner="Bo Lind", target=later.isoformat(), state="in_progress")
    assert (told["owner"], told["state"], told["target"]) == (
        "bo", "in progress", later.isoformat()
    )  # fmt: skip
    (line,) = [e for e in ledger.events(subject("T-1001")) if e.kind is EventKind.WORK_CHANGED]
    assert line.actor == "ada"
    assert line.reason.startswith("W-1001: owner ")
    assert line.reason.endswith(": on leave")
    row = WorkItemRow.objects.get(id=WORK)
    assert (row.owner, row.state, row.target) == ("bo", "in progress", later)
    assert caches.differences() == ledger.broken_chains() == []


def test_whoever_waits_is_told_of_another_owner_or_date_and_of_nothing_else(house: World) -> None:
    owner = house.ticket().owner
    before = house.hands.desk.work_item(WORK).owner
    change(house, by="edo", acceptance=["it passes twice"])
    assert OutboxRow.objects.count() == 0
    change(house, by="edo", owner="fay")
    people = house.hands.desk.contract().file.people
    expected = {people[p].mail for p in {"fay", before, owner} - {"edo"}}
    mails = list(OutboxRow.objects.filter(channel="mail"))
    assert {row.payload["to"] for row in mails} == expected
    assert all("on leave" in row.payload["text"] for row in mails)


def test_of_two_who_change_what_they_saw_one_does_and_the_other_is_told_what(
    house: World,
) -> None:
    seen = house.hands.desk.work_item(WORK).version

    def one(number: int) -> StaleWrite | None:
        try:
            change(house, by="ada", version=seen, owner=("bo", "fay")[number])
        except StaleWrite as error:
            return error
        return None

    (late,) = [error for error in together(one, 2) if error]
    assert "ada work changed: on leave" in late.since[0]
    kinds = [e.kind for e in ledger.events(work_subject(WORK))]
    assert kinds.count(EventKind.WORK_CHANGED) == 1


def test_what_levee_wrote_meanwhile_is_nobody_s_change(house: World) -> None:
    assert change(house, version=1, owner="bo")["owner"] == "bo"


def test_the_same_wish_again_changes_nothing(house: World) -> None:
    change(house, owner="bo")
    with pytest.raises(Rejected, match="changes nothing"):
        change(house, owner="bo")


@pytest.mark.parametrize(
    ("wanted", "error", "said"),
    [({"by": "chen", "owner": "chen"}, NotHeld, "chen does not hold"),
     ({"owner": "zoe"}, Rejected, "names nobody 'zoe'"),
     ({"target": "tomorrow"}, Rejected, "target:"),
     ({"target": "2026-03-20T10:00"}, Rejected, "has no UTC offset"),
     ({"state": "finished"}, Rejected, "is none of open"),
     ({"state": "verified"}, Rejected, "the suite says"),
     ({"reason": " ", "owner": "bo"}, Rejected, "a change says why"),
     ({"reason": "x" * 10_001, "owner": "bo"}, Rejected, "is longer than")],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(
    house: World, wanted: dict[str, Any], error: type[Exception], said: str
) -> None:
    before = len(ledger.events(work_subject(WORK)))
    with pytest.raises(error, match=said):
        change(house, **wanted)
    assert len(ledger.events(work_subject(WORK))) == before


def test_secrets_in_a_reason_are_taken_out(house: World) -> None:
    change(house, owner="bo", reason="the key is sk_live_abcdefghijklmnop123456")
    told = ledger.events(work_subject(WORK))[-1]
    assert "sk_live" not in told.reason
    assert not any("sk_live" in str(row.payload) for row in OutboxRow.objects.all())


def test_work_that_was_dropped_stands_with_what_has_ended(house: World) -> None:
    assert cards(house) == [("open", WORK)]
    change(house, state="dropped")
    assert cards(house) == [("ended", WORK)]
    change(house, state="open")
    moves.resolve(house.hands, moves.Wish(ticket="T-1001", by="edo", now=NOW, reason="done"))
    assert cards(house) == [("ended", WORK)]


def test_the_board_is_narrowed_by_owner_partner_plugin_and_what_is_late(house: World) -> None:
    item = house.hands.desk.work_item(WORK)
    package, partner = item.packages[0], house.ticket().text("partner")
    looking: dict[str, Any]
    for looking in ({"owner": item.owner}, {"plugin": package}, {"partner": partner}):
        assert cards(house, **looking) == [("open", WORK)]
    others: tuple[dict[str, Any], ...] = (
        {"owner": "zoe"},
        {"plugin": package[:-1]},
        {"partner": "x"},
        {"overdue": True},
    )
    for looking in others:
        assert cards(house, **looking) == []
    late = board.cards(house.hands, Looking(overdue=True), item.target + timedelta(seconds=1))
    assert [card.item and card.item.id for card in late] == [WORK]


def test_the_board_asks_as_often_for_a_hundred_tickets_as_for_one(house: World) -> None:
    house.take_in(submission() | {"idempotency_key": "one more"})
    few = _asked(house)
    for number in range(29):
        house.take_in(submission() | {"idempotency_key": f"more-{number}"})
    assert _asked(house) == few <= 6
    found = board.cards(house.hands, Looking(most=10), NOW)
    assert [card.column for card in found].count("waiting") == 10
    assert {card.of for card in found if card.column == "waiting"} == {30}
    beyond = board.cards(house.hands, Looking(column="waiting", page=4, most=10), NOW)
    assert beyond == []


def _asked(house: World) -> int:
    with CaptureQueriesContext(connection) as found:
        board.cards(house.hands, Looking(), NOW)
    return len(found)
