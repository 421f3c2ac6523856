"""Is every consequence carried out, by one sweeper at a time, however often sweepers die?"""

from collections.abc import Mapping
from datetime import timedelta
from threading import Lock
from typing import Any

import pytest
from django.core import mail as sent

from levee.connect import mail
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


def test_a_channel_that_nobody_carries_is_an_error_and_no_loss() -> None:
    owe("a", channel=Channel.JOB)
    assert outbox.sweep({"mail": Carrier()}, NOW) == 0
    assert "job" in OutboxRow.objects.get().error
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
