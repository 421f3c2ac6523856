"""Is nothing lost, doubled or guessed at the door, in the store itself?"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from world import NOW, World, stack, world

from levee.desk.stack_lists import COMPONENTS
from levee.flow import INTAKE, follow
from levee.flow.taking import LIMIT, Taking
from levee.model.event import EventKind
from levee.model.problem import Rejected, TooLarge
from levee.model.stack import Stack
from levee.model.ticket import TicketState, subject
from levee.site import taking_in
from levee.site.hands import redacted
from levee.store.models import OutboxRow, SealedRow, TicketRow
from submissions import ticket

pytestmark = pytest.mark.django_db


def never(_: Stack) -> bool:
    return False


@pytest.fixture
def house(tmp_path: Path) -> World:
    return world(tmp_path, never, (stack("graphql@2.2"),))


def body(**changes: Any) -> bytes:
    return json.dumps(ticket(**changes)).encode()


def test_a_known_key_with_another_content_is_sealed_and_said_so(house: World) -> None:
    first = taking_in.submit(house.hands, body(), NOW).story
    again = taking_in.submit(house.hands, body(), NOW).story
    other = taking_in.submit(house.hands, body(title="another"), NOW).story
    assert (first.again, again.again, other.again) == (False, True, True)
    assert (again.differs, other.differs) == (False, True)
    assert SealedRow.objects.count() == 2
    taking_in.submit(house.hands, body(title="another"), NOW)
    told = house.hands.ledger.events(subject("T-1001"))
    received = [e for e in told if e.kind is EventKind.RECEIVED]
    assert [e.data["sealed"] for e in received] == [other.sealed]
    assert house.ticket().title == "GraphQL answers 500"


@pytest.mark.parametrize(
    "raw",
    [
        b"x" * (LIMIT + 1),
        json.dumps(ticket(stack=[f"pkg:pypi/a{i}@1" for i in range(COMPONENTS + 1)])).encode(),
        json.dumps(ticket(stack="\n".join(f"a{i}==1" for i in range(COMPONENTS + 1)))).encode(),
    ],
    ids=["bytes", "purls", "freeze"],
)
def test_too_much_is_refused_with_what_to_do_and_nothing_is_kept(house: World, raw: bytes) -> None:
    with pytest.raises(TooLarge, match="Send"):
        taking_in.submit(house.hands, raw, NOW)
    assert (TicketRow.objects.count(), SealedRow.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (body().decode().encode("utf-16"), None),
        (b"\xef\xbb\xbf" + body(), None),
        ('{"title": "Grö"}'.encode("latin-1"), "$"),
        (b'{"title": "a\x00b"}', "$"),
        (b'{"title": "a", "title": "b"}', "title"),
        (b'{"environment": {"a": NaN}}', "environment.a"),
        (b'{"environment": {"a": 1e999}}', "environment.a"),
        (b'{"environment": ' + b"9" * 5000 + b"}", "environment"),
        (b'{"environment": ' + b"[" * 500 + b"]" * 500 + b"}", "environment[0][0]"),
        (b"[" * 100_000, "$"),
    ],
)
def test_what_is_doubtful_is_named_sealed_and_waits(
    house: World, raw: bytes, where: str | None
) -> None:
    story = taking_in.submit(house.hands, raw, NOW).story
    assert SealedRow.objects.count() == 1
    assert story.ticket is not None
    if where is None:
        assert (story.problems, story.ticket.state) == ((), TicketState.OPEN)
    else:
        assert [p for p in story.problems if p.where.startswith(where)]
        assert story.ticket.state is TicketState.PENDED


def test_a_verified_reporter_is_told_what_is_missing(house: World) -> None:
    story = Taking(
        hands=house.hands,
        contract=house.hands.desk.contract(),
        now=NOW,
        body=body(affected_user=None),
        redact=redacted,
        verified=lambda *_: ("ida@acme.example",),
    )
    follow(INTAKE, story)
    rows = [r.payload for r in OutboxRow.objects.filter(channel="mail")]
    [asked] = [p for p in rows if p["to"] == "ida@acme.example"]
    assert "who is affected" in asked["text"]


def test_an_answer_twice_is_one_and_one_that_is_refused_changes_nothing(house: World) -> None:
    house.take_in(ticket(affected_user=None))
    before = len(house.hands.ledger.events(subject("T-1001")))
    for raw in (b"", b"[]", b'{"luck": 1}', b'{"partner": "Other"}', b'{"a": 1, "a": 2}'):
        with pytest.raises(Rejected):
            taking_in.fill(house.hands, "T-1001", raw, "reporter", NOW)
    assert len(house.hands.ledger.events(subject("T-1001"))) == before
    raw = b'{"affected_user": "password: hunter2-Correct-Horse"}'
    later = NOW + timedelta(minutes=5)
    first = taking_in.fill(house.hands, "T-1001", raw, "reporter", later).story
    again = taking_in.fill(house.hands, "T-1001", raw, "reporter", later).story
    assert (first.again, again.again) == (False, True)
    assert first.ticket.state is TicketState.OPEN
    assert "hunter2" not in str([e.data for e in house.hands.ledger.events(subject("T-1001"))])


def test_an_answer_after_the_wait_is_over_still_sets_the_lab_to_work(house: World) -> None:
    house.take_in(ticket(affected_user=None))
    later = NOW + timedelta(hours=3)
    told = taking_in.fill(house.hands, "T-1001", b'{"affected_user": "all"}', "reporter", later)
    assert told.story.ticket.gaps == ()
    assert OutboxRow.objects.filter(key="T-1001:reproduce").count() == 1
