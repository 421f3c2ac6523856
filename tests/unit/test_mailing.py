"""Who may make what happen by mail? (cases/security: S2, S4, S5, S13)"""

from datetime import timedelta
from typing import Any

import pytest

from levee.desk import mailing
from levee.desk.mailing import set_aside
from levee.model.event import Event, EventKind
from levee.model.letter import Enclosed, Letter
from submissions import NOW, contract_with, file


def letter(**changes: Any) -> Letter:
    known: dict[str, Any] = {
        "message_id": "1@acme.example", "sender": "ida@acme.example", "envelope": None,
        "subject": "It breaks", "text": "It breaks.",
    }  # fmt: skip
    return Letter(**(known | changes))


def test_a_person_is_heard() -> None:
    assert set_aside(letter(), is_own=False) is None
    assert set_aside(letter(marks=(("auto-submitted", "no"),)), is_own=False) is None
    assert set_aside(letter(marks=(("list-id", "x"),)), is_own=False) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": "no-reply@slack.example"},
        {"sender": "noreply-github@hub.example"},
        {"sender": "Mailer-Daemon@mx.example"},
        {"sender": "verify@service.example"},
        {"subject": "Confirm your email address"},
        {"subject": "Your verification code is 123456"},
        {"subject": "Reset your password"},
    ],
)
def test_s4_a_sign_up_mail_of_another_service_opens_nothing(changes: dict[str, Any]) -> None:
    assert set_aside(letter(**changes), is_own=False) is not None


def acknowledged(hours_ago: float) -> Event:
    return Event(
        subject="address:1", kind=EventKind.ACKNOWLEDGED, at=NOW - timedelta(hours=hours_ago),
        actor="levee", reason="", key=str(hours_ago),
    )  # fmt: skip


def test_s5_one_address_is_written_to_as_often_as_the_contract_says() -> None:
    sent = [acknowledged(h) for h in (1, 2, 3, 4)]
    assert mailing.may_acknowledge(sent, file(), NOW)
    assert not mailing.may_acknowledge([*sent, acknowledged(5)], file(), NOW)
    assert mailing.may_acknowledge([*sent, acknowledged(24)], file(), NOW)
    swap = ("acknowledgements_per_day: 5", "acknowledgements_per_day: 4")
    assert not mailing.may_acknowledge(sent, contract_with(swap).file, NOW)


def counted(kind: EventKind, number: int, hours_ago: float = 1) -> list[Event]:
    at = NOW - timedelta(hours=hours_ago)
    return [
        Event(subject="x", kind=kind, at=at, actor="levee", reason="", key=str(n))
        for n in range(number)
    ]


def test_s13_one_address_opens_as_many_tickets_as_the_contract_says() -> None:
    assert not mailing.opens_too_many(counted(EventKind.MAIL_TAKEN, 19), file(), NOW)
    assert mailing.opens_too_many(counted(EventKind.MAIL_TAKEN, 20), file(), NOW)
    assert not mailing.opens_too_many(counted(EventKind.MAIL_TAKEN, 20, 24), file(), NOW)
    assert not mailing.opens_too_many(counted(EventKind.ACKNOWLEDGED, 20), file(), NOW)


def test_s13_one_ticket_hears_as_many_replies_as_the_contract_says() -> None:
    assert not mailing.says_too_much(counted(EventKind.HEARD, 49), file(), NOW)
    assert mailing.says_too_much(counted(EventKind.HEARD, 50), file(), NOW)
    assert not mailing.says_too_much(counted(EventKind.HEARD, 50, 24), file(), NOW)


def test_a_mail_fills_named_fields_and_gives_reasons() -> None:
    text = (
        "Hello,\n- environment: Debian 13\nAffected user: editors\nreproduction_steps: open it\n"
        "reproduction_steps: look\npartner: Somebody Else\nstream: partner\n"
        "Cannot provide traffic_profile, because we do not measure it\nBest: regards\n"
    )
    assert mailing.fields(letter(text=text), file().product) == {
        "environment": "Debian 13",
        "affected_user": "editors",
        "reproduction_steps": ["open it", "look"],
        "cannot_provide": {"traffic_profile": "we do not measure it"},
    }


@pytest.mark.parametrize(
    "text",
    [
        "Hi,\n\ndatasette==1.0a14\ndatasette-vega==0.6.2\n\nBye",
        'See:\n[{"name":"akismet","status":"active","version":"5.3"}]\nBye',
        "```\n### wp-core ###\n\nversion: 6.8\n\n### wp-plugins-active (1) ###\n\n"
        "Akismet: version: 5.3, author: A\n```",
        '{"datasette": "1.0"}',
    ],
)
def test_a_list_in_the_text_is_the_stack(text: str) -> None:
    assert "list" in mailing.fields(letter(text=text), file().product)["stack"]


@pytest.mark.parametrize("text", ["It breaks.", "a == b\nc == d", "I use [this] and {that}", ""])
def test_words_are_no_list(text: str) -> None:
    assert mailing.fields(letter(text=text), file().product) == {}


def test_a_list_that_is_enclosed_goes_before_one_in_the_text() -> None:
    enclosed = Enclosed(name="l.txt", kind="text/plain", size=9, text="datasette==1.0\n")
    found = mailing.fields(letter(enclosed=(enclosed,), text="a==1\nb==2"), file().product)
    assert found["stack"] == {"list": "datasette==1.0\n"}
    [named] = mailing.attachments(letter(enclosed=(enclosed,)), "S-1")
    assert named == {"name": "l.txt", "text": "text/plain, 9 bytes, sealed in S-1"}
