"""Is a message that a machine wrote seen as one, and a person's never? (S13)"""

import pytest

from levee.connect.loop_guard import automatic

PERSON = {"From": "Ida Roth <ida@acme.example>", "Subject": "Re: [T-1001]"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"AUTO-SUBMITTED": " Auto-Generated; owner-email=x "},
        {"Return-Path": "<>"},
        {"Content-Type": 'multipart/report; report-type="delivery-status"'},
        {"Precedence": "bulk"},
        {"Precedence": " AUTO_REPLY"},
        {"X-Autoreply": "yes"},
        {"X-Loop": "us"},
        {"List-Id": "<all.example>"},
        {"From": "Mail Delivery <MAILER-DAEMON@mx.example>"},
        {"From": "noreply@shop.example"},
        {"From": "Support <support@vendor.example>"},
    ],
)
def test_s13_nothing_answers_a_machine(headers: dict[str, str]) -> None:
    assert automatic(PERSON | headers, frozenset({"support@vendor.example"}))


@pytest.mark.parametrize(
    "headers",
    [{}, {"Auto-Submitted": "no"}, {"Return-Path": "<ida@acme.example>"},
     {"Content-Type": "multipart/alternative"}, {"Precedence": "first-class"}],
)  # fmt: skip
def test_a_person_is_answered(headers: dict[str, str]) -> None:
    assert automatic(PERSON | headers, frozenset({"support@vendor.example"})) == ""
