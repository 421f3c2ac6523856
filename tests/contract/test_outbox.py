"""Is every consequence carried out, by one sweeper at a time, however often sweepers die?"""

from collections.abc import Mapping
from datetime import timedelta
from threading import Lock
from typing import Any

import pytest
from django.core import mail as sent

from levee.connect import mail
from levee.contract.schema import Digests
from levee.desk.digests import Gathering
from levee.model.event import Channel, Consequence, Event, EventKind
from levee.store import ledger, outbox
from levee.store.models import OutboxRow
from submissions import NOW
from together import together

pytestmark = pytest.mark.django_db
MAIL = {"to": "ada@vendor.example", "subject": "one\nline \u202e", "text": "body"}


class Carrier:
    """Remembers what it carried; fails while ``fails`` is above zero."""

    def __init__(self, fails: int = 0, error: type[Exception] = OSError) -> None:
        self.keys: list[str] = []
        self.fails, self.error, self._lock = fails, error, Lock()

    def __call__(self, key: str, payload: Mapping[str, Any]) -> None:
        with self._lock:
            self.keys.append(key)
            self.fails -= 1
            if self.fails >= 0:
                raise self.error("no route to host")


def owe(*keys: str, channel: Channel = Channel.MAIL) -> None:
    for key in keys:
        event = Event(
            subject="s", kind=EventKind.RELEASED, at=NOW, actor="t", reason="", key=key, data={}
        )
        ledger.append([event], [Consequence(channel=channel, key=key, payload=MAIL)])


def test_what_is_owed_is_carried_out_once_in_order() -> None:
    owe("a", "b", "c")
    carrier = Carrier()
    assert outbox.sweep({"mail": carrier}, NOW) == 3
    assert outbox.sweep({"mail": carrier}, NOW) == 0
    assert carrier.keys == ["a", "b", "c"]


@pytest.mark.parametrize("error", [OSError, ValueError, RuntimeError, TypeError])
def test_one_that_fails_keeps_its_error_holds_up_no_other_and_is_tried_again(
    error: type[Exception],
) -> None:
    owe("a", "b")
    carrier = Carrier(fails=1, error=error)
    assert outbox.sweep({"mail": carrier}, NOW) == 1
    assert "no route to host" in OutboxRow.objects.get(key="a").error
    assert outbox.sweep({"mail": carrier}, NOW) == 1
    assert carrier.keys == ["a", "b", "a"]
    assert OutboxRow.objects.get(key="a").error == ""


def test_one_that_fails_always_is_given_up_and_stays_on_record() -> None:
    owe("a")
    carrier = Carrier(fails=1000)
    for _ in range(outbox.ATTEMPTS + 5):
        outbox.sweep({"mail": carrier}, NOW)
    assert len(carrier.keys) == outbox.ATTEMPTS
    row = OutboxRow.objects.get()
    assert (row.done_at, row.attempts) == (None, outbox.ATTEMPTS)
    assert "no route to host" in row.error


def test_a_channel_that_nobody_carries_here_waits_for_who_does() -> None:
    owe("a", channel=Channel.JOB)
    assert outbox.sweep({"mail": Carrier()}, NOW) == 0
    assert OutboxRow.objects.get().attempts == 0
    carrier = Carrier()
    assert outbox.sweep({"job": carrier}, NOW) == 1


def test_what_a_killed_sweeper_had_claimed_is_taken_again_after_a_while() -> None:
    owe("a")
    OutboxRow.objects.update(claimed_at=NOW, attempts=1)
    carrier = Carrier()
    assert outbox.sweep({"mail": carrier}, NOW + outbox.STALLED) == 0
    assert outbox.sweep({"mail": carrier}, NOW + outbox.STALLED + timedelta(seconds=1)) == 1


def test_a_sweep_takes_no_more_than_it_is_told() -> None:
    owe("a", "b", "c")
    assert [outbox.sweep({"mail": Carrier()}, NOW, limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_sweepers_at_once_send_each_message_once() -> None:
    keys = [f"m{i:02}" for i in range(20)]
    owe(*keys)
    carrier = Carrier()
    done = together(lambda _: outbox.sweep({"mail": carrier}, NOW), 4)
    assert sum(done) == 20
    assert sorted(carrier.keys) == keys


def test_a_mail_goes_out_as_plain_text_with_one_line_as_its_subject() -> None:
    mail.send("key", MAIL)
    message = sent.outbox[0]
    assert message.to == ["ada@vendor.example"]
    assert "\n" not in message.subject
    assert message.body == "body"


def test_a_mail_sent_again_is_the_same_mail() -> None:
    mail.send("key", MAIL)
    mail.send("key", MAIL)
    mail.send("other", MAIL)
    ids = [message.extra_headers["Message-ID"] for message in sent.outbox]
    assert ids[0] == ids[1] != ids[2]


STORM = Gathering(rule=Digests(above=5, within="10m"))
MINUTE = timedelta(minutes=1)


def owe_to(who: str, *keys: str, urgent: bool = False, channel: Channel = Channel.MAIL) -> None:
    for key in keys:
        told = {"to": who, "subject": f"[{key}]", "text": "t"}
        event = Event(
            subject="s", kind=EventKind.RELEASED, at=NOW, actor="t", reason="", key=key, data={}
        )
        wanted = Consequence(channel=channel, key=key, payload=told, recipient=who, urgent=urgent)
        ledger.append([event], [wanted])


def swept(carrier: Carrier, minutes: float = 0) -> int:
    return outbox.sweep({"mail": carrier}, NOW + minutes * MINUTE, gathering=STORM)


def test_what_may_not_ring_yet_is_held_until_it_may() -> None:
    event = Event(
        subject="s", kind=EventKind.RELEASED, at=NOW, actor="t", reason="", key="k", data={}
    )
    held = Consequence(
        channel=Channel.MAIL, key="k", payload=MAIL, not_before=NOW + timedelta(hours=2)
    )
    ledger.append([event], [held])
    carrier = Carrier()
    assert [swept(carrier, minutes) for minutes in (0, 119.9, 120, 121)] == [0, 0, 1, 0]


def test_a_few_to_one_person_go_one_by_one_and_a_storm_as_one() -> None:
    owe_to("edo", "a", "b", "c", "d", "e")
    owe_to("fay", *(f"f{n}" for n in range(6)))
    carrier = Carrier()
    assert swept(carrier) == 6
    assert carrier.keys == ["a", "b", "c", "d", "e", "digest:f0"]
    assert not OutboxRow.objects.filter(done_at=None).exists()


def test_after_a_storm_the_next_ones_wait_and_come_as_one() -> None:
    owe_to("edo", *(f"a{n}" for n in range(6)))
    carrier = Carrier()
    assert swept(carrier) == 1
    owe_to("edo", "b0", "b1", "b2", "b3", "b4", "b5")
    owe_to("edo", "u", urgent=True)
    owe_to("fay", "f")
    assert swept(carrier, 1) == 2
    assert sorted(carrier.keys[1:]) == ["f", "u"]
    assert [swept(carrier, minutes) for minutes in (9.9, 10, 11)] == [0, 1, 0]
    assert carrier.keys[-1] == "digest:b0"


def test_messages_by_another_channel_are_no_part_of_a_digest() -> None:
    owe_to("edo", "a", "b", "c")
    owe_to("edo", "j", "k", "l", channel=Channel.JOB)
    carrier = Carrier()
    assert outbox.sweep({"mail": carrier, "job": carrier}, NOW, gathering=STORM) == 6


def test_a_digest_that_fails_is_tried_again_as_the_same_message() -> None:
    owe_to("edo", *(f"a{n}" for n in range(6)))
    carrier = Carrier(fails=1)
    assert swept(carrier) == 0
    owe_to("edo", "late")
    assert swept(carrier, 1) == 2
    assert carrier.keys == ["digest:a0", "late", "digest:a0"]
    members = OutboxRow.objects.exclude(digest_id=None)
    assert set(members.values_list("done_at", flat=True)) == {NOW + MINUTE}


def test_a_digest_that_a_killed_sweeper_had_claimed_goes_out_as_the_same_message() -> None:
    owe_to("edo", *(f"a{n}" for n in range(6)))
    first = OutboxRow.objects.order_by("id")[0].pk
    OutboxRow.objects.update(digest_id=first)
    OutboxRow.objects.filter(id=first).update(claimed_at=NOW, attempts=1)
    carrier = Carrier()
    assert [swept(carrier, minutes) for minutes in (1, 5, 5.1)] == [0, 0, 1]
    assert carrier.keys == ["digest:a0"]


@pytest.mark.django_db(transaction=True)
def test_sweepers_at_once_send_a_storm_once() -> None:
    owe_to("edo", *(f"a{n:02}" for n in range(20)))
    carrier = Carrier()
    assert sum(together(lambda _: swept(carrier), 4)) == 1
    assert carrier.keys == ["digest:a00"]
