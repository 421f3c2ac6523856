"""Who may make what happen by mail? (cases/security: S2, S4, S5, S13)"""

from datetime import timedelta
from typing import Any

import pytest

from levee.desk import mailing
from levee.desk.mailing import is_sure, set_aside
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


@pytest.mark.parametrize(
    "changes",
    [
        {"envelope": ""},
        {"is_report": True},
        {"marks": (("auto-submitted", "auto-replied"),)},
        {"marks": (("auto-submitted", "auto-generated; x"),)},
        {"marks": (("precedence", "bulk"),)},
        {"marks": (("list-id", "<all.acme.example>"),)},
        {"marks": (("x-autoreply", "yes"),)},
        {"marks": (("x-failed-recipients", "a@b.example"),)},
        {"sender": ""},
    ],
)
def test_s13_a_machine_is_not_answered(changes: dict[str, Any]) -> None:
    assert set_aside(letter(**changes), is_own=False) is not None


def test_s13_we_do_not_answer_ourselves() -> None:
    assert set_aside(letter(), is_own=True) is not None


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


OURS = "mx.vendor.example; dmarc=pass (p=reject) header.from=acme.example; spf=pass"


@pytest.mark.parametrize(
    ("results", "sender", "server", "sure"),
    [
        (OURS, "ida@acme.example", "mx.vendor.example", True),
        (OURS, "ida@Acme.Example", "mx.vendor.example", True),
        (OURS, "ida@other.example", "mx.vendor.example", False),
        (OURS, "ida@acme.example", "mx.other.example", False),
        (OURS, "ida@acme.example", "", False),
        (OURS.replace("pass", "fail"), "ida@acme.example", "mx.vendor.example", False),
        ("mx.evil.example; x=mx.vendor.example; dmarc=pass header.from=acme.example",
         "ida@acme.example", "mx.vendor.example", False),
        ("", "ida@acme.example", "mx.vendor.example", False),
    ],
)  # fmt: skip
def test_s2_a_sender_is_sure_only_by_our_own_servers_aligned_result(
    results: str, sender: str, server: str, sure: bool
) -> None:
    assert is_sure(letter(results=results, sender=sender), server) is sure


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
