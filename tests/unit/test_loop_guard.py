"""Is a mail that a machine wrote seen as one, and a person's never? (cases/security: S13)"""

import pytest

from levee.connect import letters
from levee.desk.loop_guard import automatic, wants_no_answer

PERSON = {"From": "Ida Roth <ida@acme.example>", "Subject": "Re: [T-1001]"}


def mail(headers: dict[str, str]) -> bytes:
    fields = PERSON | {"Message-ID": "<1@acme.example>"} | headers
    return "".join(f"{n}: {v}\r\n" for n, v in fields.items()).encode() + b"\r\nx"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"AUTO-SUBMITTED": " Auto-Generated; owner-email=x "},
        {"Auto-Submitted": "auto-notified (by a rule)"},
        {"Return-Path": "<>"},
        {"Content-Type": 'multipart/report; report-type="delivery-status"; boundary="b"'},
        {"Content-Type": 'multipart/report; report-type="disposition-notification"; boundary="b"'},
        {"Content-Type": "message/delivery-status"},
        {"Content-Type": "message/disposition-notification"},
        {"Precedence": "bulk"},
        {"Precedence": " AUTO_REPLY"},
        {"Precedence": "junk"},
        {"X-Precedence": "list"},
        {"X-Autoreply": "yes"},
        {"X-Auto-Reply": "1"},
        {"X-Autorespond": "away"},
        {"X-Mail-Autoreply": "yes"},
        {"X-Failed-Recipients": "a@b.example"},
        {"X-Loop": "us"},
        {"List-Id": "<all.example>"},
        {"List-Unsubscribe": "<https://news.example/u>"},
        {"List-Post": "<mailto:all@acme.example>"},
        {"From": ""},
    ],
    ids=str,
)
def test_s13_nothing_happens_by_itself_for_a_machine(headers: dict[str, str]) -> None:
    assert automatic(letters.read(mail(headers)), is_own=False)


def test_s13_nothing_happens_by_itself_for_ourselves() -> None:
    assert automatic(letters.read(mail({})), is_own=True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto-Submitted": "no"},
        {"Auto-Submitted": "No (a person)"},
        {"Auto-Submitted": ""},
        {"Return-Path": "<ida@acme.example>"},
        {"Content-Type": "multipart/alternative; boundary=b"},
        {"Precedence": "first-class"},
        {"X-Auto-Response-Suppress": "All"},
        {"X-Automation-Team": ""},
    ],
    ids=str,
)
def test_a_person_is_heard(headers: dict[str, str]) -> None:
    assert automatic(letters.read(mail(headers)), is_own=False) == ""


@pytest.mark.parametrize(
    ("asked", "none"),
    [
        ("All", True),
        ("DR, OOF, AutoReply", True),
        ("oof", True),
        ("DR, RN", False),
        ("None", False),
    ],
)
def test_s13_who_asks_for_no_automatic_answer_gets_none(asked: str, none: bool) -> None:
    assert wants_no_answer(letters.read(mail({"X-Auto-Response-Suppress": asked}))) is none


def test_s16_ten_thousand_header_fields_are_not_all_looked_through() -> None:
    raw = b"".join(b"X-Auto-%d: x\r\n" % n for n in range(20_000)) + mail({})
    assert len(letters.read(raw).marks) <= letters.FIELDS
