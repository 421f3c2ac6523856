"""Who may be written to about a ticket?"""

import pytest
from cases import after, case

from levee.desk.recipients import recipients, verified, withdrawn
from levee.model.address import address, robot
from levee.model.problem import Rejected
from submissions import contract_with

LISTED = contract_with(
    (
        "partners: {}",
        "partners: {Acme Data: {contacts: [{name: Ida, mail: ida@acme.example}]},"
        " Other: {contacts: [{name: Eve, mail: eve@other.example}]}}",
    )
)


def test_nobody_is_written_to_whom_nobody_verified() -> None:
    known = case(description="answer me at eve@evil.example", partner="Acme Data")
    assert known.customer == ()


def test_the_contract_lists_whom_a_partner_trusts_and_no_other_partners_people() -> None:
    assert case(LISTED).customer == ("ida@acme.example",)
    assert case(LISTED, partner="acme data").customer == ()
    assert case(LISTED, partner="Nobody").customer == ()


def test_s22_an_address_that_was_verified_for_one_ticket_counts_for_no_other() -> None:
    one = after(case(), verified(case(), "max@acme.example", "edo", "called back"))
    assert one.customer == ("max@acme.example",)
    assert case().customer == ()


def test_one_that_was_withdrawn_is_written_to_no_more_even_where_the_contract_lists_it() -> None:
    known = case(LISTED)
    gone = after(known, withdrawn(known, "ida@acme.example", "edo"))
    assert gone.customer == ()
    assert after(gone, verified(gone, "ida@ACME.example", "edo", "back")).customer == (
        "ida@acme.example",
    )


def test_who_left_the_contract_in_force_is_written_to_no_more() -> None:
    known = case(LISTED)
    assert recipients(known.ticket, known.events, case().file) == ()


@pytest.mark.parametrize(
    "text",
    [
        "x", "a@b", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "a b@c.example",
        "Ada <ada@b.example>", '"a b"@c.example', "a@b..example", "a@-b.example", "a@b.example ",
        "\u0430da@b.example", "a@" + "b" * 250 + ".example", "", "@b.example", "a@b.example\0",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no mail address"):
        address(text)
    with pytest.raises(Rejected, match="is no mail address"):
        verified(case(), text, "edo", "called")


@pytest.mark.parametrize("text", ["no-reply@x.example", "MAILER-DAEMON@x.example"])
def test_s13_no_machine_is_written_to(text: str) -> None:
    assert robot(text)
    with pytest.raises(Rejected, match="read by a machine"):
        verified(case(), text, "edo", "called")


def test_whoever_verifies_is_ours_and_says_how() -> None:
    with pytest.raises(Rejected) as error:
        verified(case(), "a@b.example", "mallory", " ")
    assert [p.where for p in error.value.problems] == ["--by", "--how"]
