"""Whose ticket does a mail open? A forged sender reaches nothing of a partner. (Security S2.)"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from test_taking_mail import events, house, kinds, mail, sent_to, take
from world import NOW, World

from levee.desk.promises import promises
from levee.model.event import EventKind
from levee.model.problem import Rejected
from levee.model.ticket import Ticket, TicketState
from levee.site import answers, auditing, eyes, moves, updating
from levee.site.moving import Wish
from levee.store import contracts
from levee.store.models import OutboxRow, TicketRow
from submissions import text_with, ticket

__all__ = ["house"]
pytestmark = pytest.mark.django_db
SERVER = "mx.vendor.example"
VOUCHED = f"{SERVER}; dmarc=pass header.from=acme.example"
CONTACTS = "partners:\n  Acme Data: {contacts: [{name: Ida Roth, mail: ida@acme.example}]}\n"


@pytest.fixture
def partners(house: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Ida is a contact of Acme Data, and the operator named the mail server that checks."""
    contracts.adopt(text_with(("partners: {}\n", CONTACTS)), NOW)
    monkeypatch.setenv("LEVEE_MAIL_AUTHSERV", SERVER)
    return house


def opened(house: World, **headers: str) -> Ticket:
    said = take(house, mail("It breaks.", 1, **headers))
    assert said.ticket is not None
    return said.ticket


def why(house: World, ticket_id: str = "T-1001") -> str:
    told = events(house, ticket_id)
    return next(e.reason for e in told if e.kind is EventKind.RECEIVED)


def test_a_contact_whose_sender_is_checked_opens_a_ticket_of_the_partner(partners: World) -> None:
    found = opened(partners, Authentication_Results=VOUCHED)
    assert (found.text("partner"), found.stream, found.level) == ("Acme Data", "partner", "L2")
    assert found.state is TicketState.PENDED
    assert "Acme Data is its partner" in why(partners)
    assert len(sent_to("ida@acme.example")) == 1, "asked for gaps once, and not acknowledged, too"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authentication_Results": VOUCHED.replace("pass", "fail")},
        {"Authentication_Results": VOUCHED.replace(SERVER, "mx.evil.example")},
        {"Authentication_Results": VOUCHED.replace("acme", "evil")},
        {"Authentication_Results": VOUCHED, "From": "eve@acme.example"},
        {"Authentication_Results": VOUCHED, "Sender": "ida@acme.example", "From": "e@evil.example"},
    ],
)
def test_s2_any_other_sender_opens_one_that_is_nobodys_and_says_why(
    partners: World, headers: dict[str, str]
) -> None:
    found = opened(partners, **headers)
    assert (found.text("partner"), found.stream) == ("", "standard")
    assert "no partner is set" in why(partners)
    with pytest.raises(LookupError):
        eyes.ticket(partners.hands, found.id, "Acme Data")


def test_s2_without_a_named_server_no_mail_is_a_partners(
    partners: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEVEE_MAIL_AUTHSERV")
    assert opened(partners, Authentication_Results=VOUCHED).text("partner") == ""


def test_s2_a_mail_cannot_name_its_partner(partners: World) -> None:
    said = take(partners, mail("partner: Acme Data\nstream: partner\nclient: Nordic Maps\n"))
    assert said.ticket is not None
    assert (said.ticket.text("partner"), said.ticket.stream) == ("", "standard")


def test_s2_the_reply_to_a_forged_mail_holds_nothing_of_the_partner(partners: World) -> None:
    partners.take_in(ticket(title="A secret project"))
    opened(partners, Subject="Re: [T-1001] A secret project")
    told = json.dumps(sent_to("ida@acme.example"))
    assert "secret" not in told
    assert "Acme" not in told


def test_an_address_that_a_person_verified_is_its_partners_until_it_is_withdrawn(
    partners: World,
) -> None:
    partners.take_in(ticket())
    vouched = {"From": "otto@acme.example", "Authentication_Results": VOUCHED}
    assert opened(partners, **vouched).text("partner") == ""
    args = (partners.hands, "T-1001", "otto@acme.example", "ada")
    updating.verify_contact(*args, how="called back", now=NOW)
    second = take(partners, mail("two", 2, **vouched)).ticket
    assert second is not None
    assert second.text("partner") == "Acme Data"
    updating.withdraw_contact(*args, now=NOW)
    third = take(partners, mail("three", 3, **vouched)).ticket
    assert third is not None
    assert third.text("partner") == ""


def test_a_contact_of_two_partners_is_neither(partners: World) -> None:
    both = CONTACTS + CONTACTS.partition("\n")[2].replace("Acme Data", "Beta")
    contracts.adopt(text_with(("partners: {}\n", both)), NOW)
    assert opened(partners, Authentication_Results=VOUCHED).text("partner") == ""
    assert "more than one" in why(partners)


def test_the_same_mail_delivered_anew_is_one_ticket_whoever_vouches_then(partners: World) -> None:
    opened(partners)
    again = take(partners, mail(Authentication_Results=VOUCHED))
    assert (again.again, TicketRow.objects.count()) == (True, 1)


def belong(house: World, name: str = "Acme Data", hours: float = 1, **said: Any) -> Any:
    at = NOW + timedelta(hours=hours)
    wish = Wish(ticket="T-1001", by="chen", now=at, **({"reason": "called back"} | said))
    return moves.partner(house.hands, wish, name)


def test_an_agent_says_whose_it_is_and_it_goes_on_in_the_partners_stream(partners: World) -> None:
    opened(partners)
    found = belong(partners).ticket
    assert (found.text("partner"), found.stream, found.level) == ("Acme Data", "partner", "L2")
    assert (found.state, found.owner_role) == (TicketState.PENDED, "technician")
    assert "remediation" in found.labels
    assert eyes.ticket(partners.hands, "T-1001", "Acme Data").id == "T-1001"
    clocks = {c["name"] for c in answers.ticket(partners.hands, found, NOW)["clocks"]}
    assert "ownership" in clocks
    assert "first_response" not in clocks
    asked = OutboxRow.objects.filter(key__startswith="T-1001:gaps:")
    assert [row.payload["to"] for row in asked] == ["ida@acme.example"]
    partner = eyes.told(answers.ticket(partners.hands, found, NOW), "Acme Data")
    assert "no partner is set" not in json.dumps(partner)


def test_saying_it_twice_is_harmless_and_another_partner_is_refused(partners: World) -> None:
    opened(partners)
    seen = partners.ticket().version
    belong(partners, version=seen)
    before = kinds(partners)
    assert belong(partners, version=seen).again
    assert kinds(partners) == before
    for name in ("Beta", "Acme Data"):
        with pytest.raises(Rejected, match="Acme Data's already"):
            belong(partners, name, hours=2)


def test_whose_it_is_is_said_with_a_reason(partners: World) -> None:
    opened(partners)
    with pytest.raises(Rejected, match="reason"):
        belong(partners, reason=" ")
    assert partners.ticket().text("partner") == ""


def test_the_partners_clocks_count_from_when_it_came_in_and_each_rung_fires_once(
    partners: World,
) -> None:
    partners.take_in(ticket(partner=None, stream="standard"))
    belong(partners, hours=3)
    late = next(p for p in _promises(partners) if p.clock.name == "triage_note")
    assert late.clock.started == NOW
    told = [e for e in events(partners) if e.kind is EventKind.RUNG_FIRED]
    fired = [e.key for e in told if "triage_note" in e.key]
    assert fired
    assert len(set(fired)) == len(fired)
    assert auditing.audit(partners.hands, NOW + timedelta(hours=3))["whole"]


def _promises(house: World) -> Any:
    found = house.ticket()
    return promises(found, events(house), house.hands.desk.contract(found.contract))


@pytest.mark.parametrize("name", ["", " ", "x" * 201])
def test_a_partner_has_a_name(partners: World, name: str) -> None:
    opened(partners)
    with pytest.raises(Rejected, match="partner"):
        belong(partners, name)
    assert partners.ticket().text("partner") == ""


def test_what_nobody_could_read_of_its_list_is_a_gap_then(partners: World, tmp_path: Path) -> None:
    listed = "datasette==1.0a14\nhttpx==0.27.2\n-e ./mine\n"
    take(partners, mail(f"It breaks\n{listed}"))
    found = belong(partners).ticket
    assert "environment" in found.gaps


def test_a_ticket_that_lacks_nothing_goes_to_the_lab(partners: World) -> None:
    body = ticket(partner=None, stream="standard")
    partners.take_in(body)
    found = belong(partners).ticket
    assert (found.gaps, found.state, found.owner_role) == ((), TicketState.OPEN, "pod_engineer")
    assert OutboxRow.objects.filter(key="T-1001:reproduce").count() == 1
