"""Is nobody of the customer's users named anywhere on a ticket, whatever is written later?"""

import json
from datetime import timedelta
from typing import Any

import pytest
from test_taking_mail import events, house, mail, take
from world import NOW, World

from levee.connect import thread
from levee.model.event import EventKind
from levee.site import answers, evidence, moves, taking_in, updating
from levee.site.moving import Wish
from levee.store.models import EventRow, OutboxRow, SealedRow
from submissions import ticket

__all__ = ["house"]
pytestmark = pytest.mark.django_db
PERSON = "Wilhelmina Quist"
LATER = NOW + timedelta(hours=1)
BY: dict[str, Any] = {"by": "chen", "now": LATER}


def opened(house: World, **changes: Any) -> None:
    house.take_in(ticket(affected_user=PERSON, description=f"{PERSON} sees nothing", **changes))


def kept() -> str:
    rows = [str(row) for row in EventRow.objects.values("data", "reason", "actor")]
    return json.dumps([*rows, *map(str, OutboxRow.objects.values_list("payload", flat=True))])


def test_every_word_that_is_written_later_has_the_same_stand_in(house: World) -> None:
    opened(house)
    wish = Wish(ticket="T-1001", reason=f"{PERSON} says so", **BY)
    moves.note(house.hands, wish, f"called {PERSON}")
    moves.triage(house.hands, wish, f"with {PERSON}", "as Quist")
    moves.hear(
        house.hands, Wish(ticket="T-1001", key="1", **BY), f"I am {PERSON}, Otto Lund is not"
    )
    take(house, mail(f"{PERSON} again", 2, To=thread.reply_to("T-1001")))
    body = {"impact": f"{PERSON} waits", "workaround": "none yet", "owner": "ada"}
    updating.draft(house.hands, "T-1001", body, "chen", LATER)
    evidence.bring(house.hands, "T-1001", "dara", {"affected_screen": PERSON.encode()}, LATER)
    assert "Quist" not in kept()
    assert kept().count("[redacted:person_1]") >= 8
    assert "Otto Lund" in kept()
    told = json.dumps(answers.ticket(house.hands, house.ticket(), LATER))
    assert "Quist" not in told


def test_whoever_an_answer_names_comes_after_them(house: World) -> None:
    opened(house, environment=None, affected_screen=None)
    told = {"environment": f"{PERSON} and Otto Lund", "affected_user": f"Otto Lund, {PERSON}"}
    taking_in.fill(house.hands, "T-1001", json.dumps(told).encode(), "reporter", LATER)
    found = house.ticket()
    assert found.submission["affected_user"] == "[redacted:person_2], [redacted:person_1]"
    assert found.submission["environment"] == "[redacted:person_1] and [redacted:person_2]"
    moves.note(house.hands, Wish(ticket="T-1001", **BY), "Otto Lund called")
    assert "Otto" not in kept()


def test_their_names_are_sealed_and_nowhere_else(house: World) -> None:
    opened(house)
    first = next(e for e in events(house) if e.kind is EventKind.OPENED)
    row = SealedRow.objects.get(id=first.data["names"][0])
    assert PERSON.encode() not in bytes(row.body)
    assert json.loads(house.hands.desk.unseal(row.id))["people"] == [PERSON]


def test_nobody_of_another_ticket_is_taken_out(house: World) -> None:
    opened(house)
    house.take_in(ticket(idempotency_key="2", affected_user="all editors", title=f"for {PERSON}"))
    assert house.hands.desk.ticket("T-1002").title == f"for {PERSON}"


def test_a_part_that_is_split_off_names_nobody_either(house: World) -> None:
    opened(house)
    wish = Wish(ticket="T-1001", reason="another cause", **BY)
    moves.split(house.hands, wish, f"{PERSON} cannot pay", "x")
    moves.note(house.hands, Wish(ticket="T-1002", **BY), f"{PERSON} called")
    assert "Quist" not in kept()
