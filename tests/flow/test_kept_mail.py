"""What becomes of mail that was set aside? Nothing is lost, and nothing happens twice. (S14)"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from test_taking_mail import events, house, kinds, mail, resolve, sent_to, take, waiting
from world import NOW, World

from levee.connect import thread
from levee.model.event import EventKind
from levee.model.problem import NotNow, Rejected, Unknown
from levee.model.ticket import TicketState
from levee.site import kept_mail
from levee.store.models import EventRow, OutboxRow, TicketRow
from submissions import ticket

__all__ = ["house"]
pytestmark = pytest.mark.django_db
SECRET = "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"
LATER = NOW + timedelta(hours=1)
BY = ("chen", "it is from a person")


def aside(house: World, text: str = "The map is empty.", **headers: str) -> str:
    """A person's mail that looks like a machine's."""
    said = take(house, mail(text, 7, **({"Precedence": "bulk"} | headers)))
    assert said.became == "aside"
    return said.sealed


def decided(mail_id: str) -> list[tuple[str, str]]:
    kinds_of = (EventKind.MAIL_TAKEN_UP, EventKind.MAIL_DISMISSED)
    rows = EventRow.objects.filter(subject=f"mail:{mail_id}", kind__in=kinds_of)
    return [(row.kind, row.actor) for row in rows]


def test_it_is_shown_without_its_secrets_and_without_its_sender(house: World) -> None:
    mail_id = aside(house, f"I am ida@acme.example and my token is {SECRET}", Subject=SECRET)
    shown = kept_mail.show(house.hands, mail_id)
    assert (shown["fate"], shown["readable"]) == ("waiting", True)
    assert "[redacted:" in shown["text"]
    assert "precedence: bulk" in shown["marks"]
    for secret in (SECRET, "ida@acme.example"):
        assert secret not in str(shown)


def test_what_nobody_can_read_is_shown_as_that_and_becomes_a_ticket_all_the_same(
    house: World,
) -> None:
    raw = b"\x00\xff " + SECRET.encode()
    mail_id = take(house, raw).sealed
    shown = kept_mail.show(house.hands, mail_id)
    assert not shown["readable"]
    assert SECRET not in str(shown)
    made = kept_mail.to_ticket(house.hands, mail_id, *BY, LATER)
    assert made["ticket"] == "T-1001"
    assert house.ticket().sealed == mail_id
    assert house.ticket().title == "a mail that could not be read"


def test_its_original_is_opened_by_named_roles_and_each_opening_is_an_event(house: World) -> None:
    mail_id = aside(house, SECRET)
    for by, reason in (("fay", "curious"), ("nobody", "x"), ("edo", " ")):
        with pytest.raises(Rejected):
            kept_mail.original(house.hands, mail_id, by, reason, LATER)
    opened = EventRow.objects.filter(kind=EventKind.SEALED_OPENED)
    assert not opened.exists()
    raw = kept_mail.original(house.hands, mail_id, "edo", f"it says {SECRET}", LATER)
    assert SECRET.encode() in raw
    [event] = opened
    assert (event.actor, event.subject) == ("edo", f"mail:{mail_id}")
    assert SECRET not in event.reason


def test_a_ticket_is_made_of_it_once_and_nobody_is_written_to(house: World) -> None:
    mail_id = aside(house)
    first, again = (kept_mail.to_ticket(house.hands, mail_id, *BY, LATER) for _ in range(2))
    assert (first["ticket"], first["again"], again["again"]) == ("T-1001", False, True)
    assert house.ticket().submission["description"] == "The map is empty."
    assert TicketRow.objects.count() == 1
    assert sent_to("ida@acme.example") == []
    assert decided(mail_id) == [("mail_taken_up", "chen")]
    assert waiting() == []


def test_it_is_heard_on_a_ticket_once_and_opens_it_again(house: World) -> None:
    take(house, mail())
    resolve(house)
    mail_id = aside(house, "It still breaks.")
    for again in (False, True):
        said = kept_mail.attach(house.hands, mail_id, "T-1001", *BY, LATER)
        assert said["again"] is again
    heard = [e for e in events(house) if e.kind is EventKind.HEARD]
    assert [(e.actor, e.data["text"]) for e in heard] == [("chen", "It still breaks.")]
    assert house.ticket().state is TicketState.OPEN
    assert decided(mail_id) == [("mail_taken_up", "chen")]


def test_what_it_tells_fills_gaps(house: World) -> None:
    house.take_in(ticket(environment=None))
    kept_mail.attach(house.hands, aside(house, "environment: Debian"), "T-1001", *BY, LATER)
    assert (house.ticket().gaps, house.ticket().state) == ((), TicketState.OPEN)


def test_it_is_dismissed_for_a_reason_once(house: World) -> None:
    mail_id = aside(house)
    for again in (False, True):
        said = kept_mail.dismiss(house.hands, mail_id, "chen", f"spam: {SECRET}", LATER)
        assert said["again"] is again
    assert SECRET not in str(said)
    assert decided(mail_id) == [("mail_dismissed", "chen")]
    assert waiting() == []
    assert kept_mail.show(house.hands, mail_id)["fate"] == "dismissed"


def test_only_one_thing_becomes_of_it(house: World) -> None:
    take(house, mail())
    take(house, mail("another", 2))
    mail_id = aside(house)
    kept_mail.attach(house.hands, mail_id, "T-1001", *BY, LATER)
    before = (EventRow.objects.count(), OutboxRow.objects.count())
    others: tuple[Callable[[], Any], ...] = (
        lambda: kept_mail.attach(house.hands, mail_id, "T-1002", *BY, LATER),
        lambda: kept_mail.to_ticket(house.hands, mail_id, *BY, LATER),
        lambda: kept_mail.dismiss(house.hands, mail_id, *BY, LATER),
    )
    for other in others:
        with pytest.raises(NotNow, match="heard T-1001 already"):
            other()
    assert (EventRow.objects.count(), OutboxRow.objects.count()) == before


@pytest.mark.parametrize("who", [("nobody", "x"), ("chen", " "), ("x" * 201, "x")])
def test_a_stranger_or_no_reason_decides_nothing(house: World, who: tuple[str, str]) -> None:
    mail_id = aside(house)
    take(house, mail())
    calls: tuple[Any, ...] = (
        lambda: kept_mail.dismiss(house.hands, mail_id, *who, LATER),
        lambda: kept_mail.to_ticket(house.hands, mail_id, *who, LATER),
        lambda: kept_mail.attach(house.hands, mail_id, "T-1001", *who, LATER),
    )
    for call in calls:
        with pytest.raises(Rejected):
            call()
    assert waiting() == [mail_id]


def test_what_was_not_set_aside_is_unknown(house: World) -> None:
    """Also a sealed original of another kind: this is no way around who may open that."""
    sealed = take(house, mail()).sealed
    for mail_id in ("S-0", sealed, ""):
        with pytest.raises(Unknown):
            kept_mail.show(house.hands, mail_id)
        with pytest.raises(Unknown):
            kept_mail.original(house.hands, mail_id, "edo", "x", LATER)
        with pytest.raises(Unknown):
            kept_mail.dismiss(house.hands, mail_id, *BY, LATER)
    with pytest.raises(Unknown):
        kept_mail.attach(house.hands, aside(house), "T-9", *BY, LATER)


def test_a_reply_beyond_the_limit_waits_and_is_heard_by_hand(house: World) -> None:
    take(house, mail())
    reply = thread.reply_to("T-1001")
    for number in range(51):
        take(house, mail(f"more {number}", number + 2, To=reply))
    [mail_id] = waiting()
    kept_mail.attach(house.hands, mail_id, "T-1001", *BY, LATER)
    assert kinds(house).count(EventKind.HEARD) == 51
