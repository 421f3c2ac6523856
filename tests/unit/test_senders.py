"""May a mail be taken for a partner's? Forged senders never are. (cases/security: S2)"""

from email.message import EmailMessage
from typing import Any

import pytest

from levee.connect import letters
from levee.desk.senders import doubt, sender
from levee.model.letter import Letter

SERVER = "mx.vendor.example"
OURS = f"{SERVER}; dmarc=pass (p=reject) header.from=acme.example; spf=pass"


def letter(**changes: Any) -> Letter:
    known: dict[str, Any] = {
        "message_id": "1@acme.example", "sender": "ida@acme.example", "envelope": None,
        "subject": "It breaks", "text": "It breaks.", "results": OURS,
    }  # fmt: skip
    return Letter(**(known | changes))


@pytest.mark.parametrize(
    ("results", "from_"),
    [
        (OURS, "ida@acme.example"),
        (OURS, "ida@Acme.Example"),
        (f"{SERVER} 1; DMARC=Pass header.from=ACME.example", "ida@acme.example"),
        (f"{SERVER}; spf=fail; dmarc = pass header.from = acme.example", "ida@acme.example"),
        (f"{SERVER};\r\n\tdkim=none;\r\n\tdmarc=pass\r\n header.from=a.example", "i@a.example"),
        (f'{SERVER}; dmarc=pass reason="ok; really" header.from=acme.example', "i@acme.example"),
    ],
)  # fmt: skip
def test_our_own_servers_aligned_result_is_believed(results: str, from_: str) -> None:
    assert doubt(letter(results=results, sender=from_), SERVER) == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": "ida@other.example"},
        {"sender": "ida@evil.acme.example"},
        {"sender": "ida"},
        {"authors": 2},
        {"results": ""},
        {"results": ";"},
        {"results": SERVER},
        {"results": OURS.replace("pass (p", "fail (p")},
        {"results": OURS.replace(SERVER, "mx.other.example")},
        {"results": f"mx.evil.example; x={OURS}"},
        {"results": f"{SERVER}; spf=pass dmarc=pass header.from=acme.example"},
        {"results": f"{SERVER}; dmarc=fail (x; dmarc=pass header.from=acme.example)"},
        {"results": f'{SERVER}; spf=pass smtp.mailfrom="; dmarc=pass header.from=acme.example"'},
        {"results": f'{SERVER}; spf=pass smtp.mailfrom="a\\"; dmarc=pass header.from=acme.example'},
        {"results": f"{SERVER}; spf=pass (\\); dmarc=pass header.from=acme.example"},
        {"results": f"{SERVER}; dmarc=pass header.from=acme.example; dmarc=fail header.from=e.e"},
        {"results": f"{SERVER}; dmarc=pass header.from=evil.example header.from=acme.example"},
        {"results": f"{SERVER}; dmarc=pass header.from=evil.example"},
        {"results": f"{SERVER}; dmarc=pass"},
        {"results": f"{SERVER}; dkim=pass header.d=acme.example"},
    ],
    ids=str,
)
def test_s2_nobody_else_is(changes: dict[str, Any]) -> None:
    assert doubt(letter(**changes), SERVER)
    found = sender(letter(**changes), SERVER, ("Acme Data",))
    assert (found.partner, found.claims) == ("", ("Acme Data",))
    assert "no partner is set" in found.why
    assert "Acme" not in found.why


def test_s2_where_no_server_is_named_nobody_is() -> None:
    assert doubt(letter(), "")
    assert sender(letter(results="; dmarc=pass header.from=acme.example"), "", ("A",)).partner == ""


def test_a_contact_of_one_partner_is_that_partner() -> None:
    assert sender(letter(), SERVER, ("Acme Data",)).partner == "Acme Data"
    assert sender(letter(), SERVER, ()).partner == ""
    both = sender(letter(), SERVER, ("Acme Data", "Beta"))
    assert both.partner == ""
    assert "more than one" in both.why


def read(*fields: tuple[str, str]) -> Letter:
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return letters.read(f"{head}Message-ID: <1@x>\r\n\r\nx".encode())


def test_s2_no_sender_comes_out_of_a_name() -> None:
    """A server checks the address as it stands there, and so do we."""
    coded = "=?utf-8?q?ida=40acme=2Eexample=2C?= <eve@evil.example>"
    assert read(("From", coded)).sender == "eve@evil.example"
    quoted = '"ida@acme.example" <eve@evil.example>'
    assert read(("From", quoted)).sender == "eve@evil.example"


def test_s2_two_senders_are_counted() -> None:
    two = read(("From", "eve@evil.example"), ("From", "ida@acme.example"))
    assert two.authors == 2
    assert read(("From", "ida@acme.example, eve@evil.example")).authors == 2
    assert read(("From", "Roth, Ida <ida@acme.example>")).authors == 1


def test_s2_only_the_topmost_result_is_read() -> None:
    two = read(
        ("Authentication-Results", f"{SERVER}; dmarc=fail header.from=acme.example"),
        ("From", "ida@acme.example"),
        ("Authentication-Results", OURS),
    )
    assert doubt(two, SERVER)


def test_s15_a_hostile_result_is_read_in_one_pass() -> None:
    for hostile in ("(" * 100_000, '"' * 99_999, "= " * 100_000, ";" * 100_000, "\\" * 100_000):
        assert doubt(letter(results=f"{SERVER}; {hostile}"), SERVER)


def test_results_are_made_of_a_message() -> None:
    made = EmailMessage()
    made["From"], made["Message-ID"] = "ida@acme.example", "<1@acme.example>"
    made["Authentication-Results"] = OURS
    made.set_content("x")
    assert doubt(letters.read(made.as_bytes()), SERVER) == ""
