"""Does each Event count once, in a chain that shows every change, with its outbox or not?"""

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from levee.model.event import Channel, Consequence, Event, EventKind
from levee.model.problem import StaleWrite
from levee.store import ledger
from levee.store.models import EventRow, OutboxRow
from submissions import NOW
from together import together

pytestmark = pytest.mark.django_db
MAIL = {"to": "ada@vendor.example", "subject": "s", "text": "t"}


def event(key: str, subject: str = "channel:early", /, **data: Any) -> Event:
    return Event(
        subject=subject, kind=EventKind.RELEASED, at=NOW, actor="t", reason="r", key=key, data=data
    )


def mail(key: str) -> Consequence:
    return Consequence(channel=Channel.MAIL, key=key, payload=MAIL)


def test_what_was_appended_is_read_back_in_order() -> None:
    told = ledger.append([event("1", n=1), event("2", n=2), event("1", "channel:stable")])
    found = ledger.events("channel:early")
    assert [e.data["n"] for e in found] == [1, 2]
    assert found == told[:2]
    assert ledger.events("channel:early", after=found[0].id) == found[1:]
    assert len(ledger.of_kinds(EventKind.RELEASED)) == 3
    assert ledger.events("channel:none") == ()


def test_the_same_key_again_is_no_event() -> None:
    ledger.append([event("1", n=1)])
    assert ledger.append([event("1", n=2)]) == ()
    assert [e.data["n"] for e in ledger.events("channel:early")] == [1]


def test_the_same_key_twice_in_one_append_is_one_event() -> None:
    assert len(ledger.append([event("1"), event("1")])) == 1


def test_one_key_may_stand_in_several_subjects() -> None:
    assert len(ledger.append([event("1"), event("1", "channel:stable")])) == 2


def test_a_stale_writer_is_told_both_versions_and_nothing_is_written() -> None:
    ledger.append([event("1"), event("2")])
    with pytest.raises(StaleWrite) as caught:
        ledger.append([event("3")], [mail("m")], expect=1)
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    assert EventRow.objects.count() == 2
    assert not OutboxRow.objects.exists()
    assert len(ledger.append([event("3")], expect=2)) == 1


def test_consequences_are_written_with_their_event_and_only_once() -> None:
    ledger.append([event("1")], [mail("m")])
    ledger.append([event("1")], [mail("m"), mail("other")])
    ledger.append([event("2")], [mail("m")])
    row = OutboxRow.objects.get()
    assert (row.key, row.channel, row.payload) == ("m", "mail", MAIL)
    assert row.event.key == "1"


def test_when_the_transaction_fails_nothing_of_it_stays() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        ledger.append([event("1")], [mail("m")])
        raise RuntimeError
    assert not EventRow.objects.exists()
    assert not OutboxRow.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "other"},
        {"data": {"n": 2}},
        {"actor": "u"},
        {"kind": "rolled_back"},
        {"key": "0"},
        {"digest": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_shows_in_its_chain(change: dict[str, Any]) -> None:
    ledger.append([event("1", n=1), event("2"), event("1", "channel:stable")])
    assert ledger.broken_chains() == []
    first = EventRow.objects.filter(subject="channel:early").order_by("id")[0]
    EventRow.objects.filter(pk=first.pk).update(**change)
    broken = ledger.broken_chains()
    assert broken
    assert all("channel:early" in fault for fault in broken)


def test_a_row_that_is_gone_shows_in_its_chain() -> None:
    ledger.append([event("1"), event("2"), event("3")])
    EventRow.objects.get(key="2").delete()
    assert len(ledger.broken_chains()) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"text": "NUL \x00 in the middle", "\x00": 1},
        {"text": "alone \ud800", "\udfff": ["\ud83d\ude00"]},
        {"text": "\u202e \x1b[2J \x9b <script>"},
        {"number": 1e16, "small": 1e-7, "large": 1e308, "tiny": 5e-324, "zero": -0.0},
        {"number": float("inf"), "minus": float("-inf"), "none": float("nan")},
        {"number": 10**400, "minus": -(10**400)},
        {"nothing": None, "yes": True, "list": [], "map": {}, "float": 1.0},
        {"b": 1, "a": {"d": 2, "c": 3}},
        {"pair": (1, 2)},
    ],
    ids=["nul", "surrogates", "controls", "floats", "infinite", "huge", "plain", "order", "tuple"],
)
def test_anything_that_json_can_carry_keeps_its_chain_whole(data: dict[str, Any]) -> None:
    ledger.append([event("1", **data), event("2")])
    assert ledger.broken_chains() == []
    assert len(ledger.events("channel:early")) == 2


@pytest.mark.parametrize("text", ["NUL \x00", "alone \ud800"])
def test_any_text_may_stand_in_any_field(text: str) -> None:
    ledger.append([replace(event("1"), reason=text, actor=text)], [mail("m")])
    ledger.append(
        [event("2")], [Consequence(channel=Channel.MAIL, key="n", payload={"subject": text})]
    )
    assert ledger.broken_chains() == []
    assert OutboxRow.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_appends_from_many_threads_keep_every_chain_whole() -> None:
    def write(number: int) -> None:
        for i in range(5):
            ledger.append([event(f"{number}:{i}"), event(f"{number}:{i}", "channel:stable")])

    together(write, 4)
    assert ledger.broken_chains() == []
    assert len(ledger.events("channel:early")) == len(ledger.events("channel:stable")) == 20


@pytest.mark.django_db(transaction=True)
def test_the_same_event_from_many_threads_at_once_is_one() -> None:
    new = together(lambda _: len(ledger.append([event("1")], [mail("m")])), 6)
    assert sorted(new) == [0, 0, 0, 0, 0, 1]
    assert OutboxRow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_writers_that_expect_one_version_one_wins() -> None:
    def write(number: int) -> bool:
        try:
            return bool(ledger.append([event(str(number))], expect=0))
        except StaleWrite:
            return False

    assert sum(together(write, 6)) == 1
