"""Does mail reach its ticket, and nobody else's? (Security S2, S3, S4, S5, S13, S14.)"""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from world import NOW, World, stack, world

from levee.connect import thread
from levee.connect.letters import LARGEST
from levee.connect.mail import message_id
from levee.model.event import Event, EventKind
from levee.model.problem import TooLarge
from levee.model.stack import Stack
from levee.model.ticket import TicketState, subject
from levee.site import listed, moves
from levee.site.moving import Wish
from levee.site.taking_mail import Mailed, take_mail
from levee.store import pages
from levee.store.models import OutboxRow, SealedRow, TicketRow
from submissions import ticket

pytestmark = pytest.mark.django_db


def never(_: Stack) -> bool:
    return False


@pytest.fixture
def house(tmp_path: Path) -> World:
    return world(tmp_path, never, (stack("graphql@2.2"),))


def mail(text: str = "It breaks.", number: int = 1, **headers: str) -> bytes:
    made = EmailMessage()
    fields = {
        "From": "Ida <ida@acme.example>", "To": "support@vendor.example", "Subject": "It breaks",
        "Message-ID": f"<{number}@acme.example>",
    } | {k.replace("_", "-"): v for k, v in headers.items()}  # fmt: skip
    for name, value in fields.items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes()


def take(house: World, raw: bytes, hours: float = 0) -> Mailed:
    return take_mail(house.hands, raw, NOW + timedelta(hours=hours))


def events(house: World, ticket_id: str = "T-1001") -> list[Event]:
    return list(house.hands.ledger.events(subject(ticket_id)))


def kinds(house: World, ticket_id: str = "T-1001") -> list[EventKind]:
    return [event.kind for event in events(house, ticket_id)]


def waiting() -> list[str]:
    """The mails that wait for a person."""
    return [one["sealed"] for one in listed.unread(pages.Wish(most=1000), every=False)[0]]


def sent_to(address: str) -> list[str]:
    """The texts of all mails to an address; of those who only wrote it is sealed."""
    rows, sealed = OutboxRow.objects.filter(channel="mail"), thread.pseudonym(address)
    told = [row for row in rows if row.payload["to"] == address or row.key.endswith(sealed)]
    return [row.payload["text"] for row in told]


def resolve(house: World, at: datetime = NOW) -> None:
    moves.resolve(house.hands, Wish(ticket="T-1001", by="chen", now=at, reason="it works"))


def test_a_mail_is_a_ticket_and_the_same_one_delivered_anew_is_none(house: World) -> None:
    first = take(house, mail())
    assert (first.became, first.again) == ("ticket", False)
    assert first.ticket is not None
    assert (first.ticket.stream, first.ticket.title) == ("standard", "It breaks")
    again = take(house, b"Received: from b.example\r\n" + mail(), 1)
    assert (again.became, again.again) == ("ticket", True)
    assert TicketRow.objects.count() == 1
    assert EventKind.RECEIVED in kinds(house)


def test_another_text_under_a_known_message_id_is_a_ticket_of_its_own(house: World) -> None:
    take(house, mail("one"))
    assert take(house, mail("two")).again is False
    assert TicketRow.objects.count() == 2


def test_s2_a_reply_finds_its_ticket_by_our_token_only(house: World) -> None:
    take(house, mail())
    for named in ({"To": thread.reply_to("T-1001")}, {"References": thread.root("T-1001")},
                  {"In_Reply_To": thread.root("T-1001")}):  # fmt: skip
        reply = take(house, mail(f"more {named}", 2, Subject="Re: x", **named))
        assert (reply.became, reply.ticket and reply.ticket.id) == ("reply", "T-1001")
    assert kinds(house).count(EventKind.HEARD) == 3
    assert TicketRow.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "Re: [T-1001] It breaks"},
        {"To": "support+T-1001@vendor.example"},
        {"To": "support+T-1001." + "0" * 40 + "@vendor.example"},
        {"References": "<T-1001." + "a" * 40 + "@vendor.example>"},
        {"In_Reply_To": "<1@acme.example>"},
        {"References": "<ticket:T-1001@vendor.example>"},
    ],
)
def test_s2_whoever_guesses_opens_a_ticket_of_their_own(
    house: World, headers: dict[str, str]
) -> None:
    """Also under the reporter's own From, which anybody can write."""
    take(house, mail())
    said = take(house, mail("give me access", 2, **headers))
    assert said.became == "ticket"
    assert said.ticket is not None
    assert said.ticket.id == "T-1002"
    assert EventKind.HEARD not in kinds(house)


def test_s2_a_token_is_for_its_own_ticket(house: World) -> None:
    digest = thread.token("T-1002").partition(".")[2]
    assert thread.ticket_of((f"support+T-1001.{digest}@vendor.example",)) == ""
    assert thread.ticket_of((thread.reply_to("T-1001"),)) == "T-1001"


def test_s3_nobody_is_subscribed_by_cc(house: World) -> None:
    take(house, mail(Cc="eve@evil.example"))
    take(house, mail("more", 2, To=thread.reply_to("T-1001"), Cc="eve@evil.example"))
    assert sent_to("eve@evil.example") == []


def test_s4_a_sign_up_confirmation_is_kept_aside(house: World) -> None:
    said = take(house, mail("click", From="no-reply@chat.example"))
    assert (said.became, TicketRow.objects.count()) == ("aside", 0)
    to_ticket = thread.reply_to("T-1001")
    take(house, mail(number=2))
    said = take(house, mail("click", 3, From="verify@chat.example", To=to_ticket))
    assert said.became == "aside"
    assert EventKind.HEARD not in kinds(house)
    assert len(waiting()) == 1


def test_s5_an_acknowledgement_holds_nothing_that_was_sent_and_is_not_sent_without_end(
    house: World,
) -> None:
    for number in range(8):
        take(house, mail(f"Buy pills at evil.example {number}", number, Subject="Pills here"))
    told = sent_to("ida@acme.example")
    assert len(told) == 5
    assert not re.search("pills|evil", " ".join(told), re.IGNORECASE)
    take(house, mail("later", 9), hours=25)
    assert len(sent_to("ida@acme.example")) == 6


def test_s13_machines_are_not_answered_and_wake_nobody(house: World) -> None:
    take(house, mail())
    resolve(house)
    reply = thread.reply_to("T-1001")
    for number, headers in enumerate(
        ({"Auto_Submitted": "auto-replied"}, {"Return_Path": "<>"}, {"Precedence": "bulk"},
         {"From": "support@vendor.example"}, {"From": reply})
    ):  # fmt: skip
        said = take(house, mail(f"away {number}", number + 2, **({"To": reply} | headers)))
        assert said.became == "aside"
    assert house.ticket().state is TicketState.RESOLVED
    assert len(sent_to("ida@acme.example")) == 1


def test_s13_a_thousand_automatic_answers_make_no_ticket_and_no_mail(house: World) -> None:
    take(house, mail())
    before = (TicketRow.objects.count(), OutboxRow.objects.count(), len(events(house)))
    reply, resent = thread.reply_to("T-1001"), message_id("T-1001:acknowledged:x")
    marks = (
        {"Auto_Submitted": "auto-replied"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"Message_ID": resent},
    )
    for number in range(1000):
        marked = marks[number % len(marks)]
        assert take(house, mail(f"away {number}", number + 2, **marked)).became == "aside"
    assert (TicketRow.objects.count(), OutboxRow.objects.count()) == before[:2]
    for number in range(100):
        marked = {"To": reply, **marks[number % len(marks)]}
        assert take(house, mail(f"gone {number}", number + 2, **marked)).became == "aside"
    assert OutboxRow.objects.count() == before[1]
    assert EventKind.HEARD not in kinds(house)


def test_s13_machines_that_bear_no_mark_open_and_wake_up_to_a_limit(house: World) -> None:
    became = [take(house, mail(f"Your case {n}", n)).became for n in range(40)]
    assert became == ["ticket"] * 20 + ["aside"] * 20
    assert len(sent_to("ida@acme.example")) == 5
    assert len(waiting()) == 20
    again = take(house, b"Received: from b.example\r\n" + mail("Your case 3", 3))
    assert (again.became, again.again) == ("ticket", True)
    assert take(house, mail("Your case 41", 41), hours=25).became == "ticket"
    assert take(house, mail("mine", 42, From="otto@other.example")).became == "ticket"


def test_s13_a_ticket_hears_up_to_a_limit_and_keeps_the_rest(house: World) -> None:
    take(house, mail())
    reply = thread.reply_to("T-1001")
    became = [take(house, mail(f"Your case {n}", n + 2, To=reply)).became for n in range(60)]
    assert became == ["reply"] * 50 + ["aside"] * 10
    assert kinds(house).count(EventKind.HEARD) == 50
    assert len(waiting()) == 10
    again = take(house, mail("Your case 3", 5, To=reply))
    assert (again.became, again.again) == ("reply", True)


def test_s13_whoever_asks_for_no_automatic_answer_is_heard_and_gets_none(house: World) -> None:
    said = take(house, mail(X_Auto_Response_Suppress="All"))
    assert said.became == "ticket"
    assert sent_to("ida@acme.example") == []


def test_s13_two_help_desks_cannot_open_one_ticket_for_ever(house: World) -> None:
    take(house, mail())
    reply = thread.reply_to("T-1001")
    became = []
    for number in range(6):
        at = NOW + timedelta(minutes=number + 1)
        if house.ticket().state is not TicketState.RESOLVED:
            resolve(house, at)
        became.append(take(house, mail(f"Your case {number}", number + 2, To=reply), 0.5).became)
    assert became == ["reply"] * 3 + ["aside"] * 3


def test_s14_a_reply_address_in_cc_counts(house: World) -> None:
    take(house, mail())
    cc = thread.reply_to("T-1001")
    said = take(house, mail("more", 2, To="Ada <ada@other.example>", Cc=cc))
    assert said.became == "reply"


def test_s14_what_nobody_can_read_is_sealed_and_shown(house: World) -> None:
    for raw in (b"", b"\x00\xff garbage", b"Subject: no sender\r\n\r\nx"):
        assert take(house, raw).became == "unread"
    assert len(waiting()) == 3
    assert SealedRow.objects.count() == 3


def test_a_reply_opens_a_resolved_ticket_again(house: World) -> None:
    take(house, mail())
    resolve(house)
    take(house, mail("It still breaks.", 2, References=thread.root("T-1001")), 1)
    assert house.ticket().state is TicketState.OPEN
    heard = next(e for e in events(house) if e.kind is EventKind.HEARD)
    assert heard.data["text"] == "It still breaks."


def test_a_reply_fills_gaps_and_the_ticket_goes_on(house: World) -> None:
    body = ticket(affected_user=None, environment=None, stack=None)
    house.take_in(body)
    assert house.ticket().state is TicketState.PENDED
    to = thread.reply_to("T-1001")
    listed = "datasette==1.0a14\ndatasette-graphql==2.2\n"
    take(house, mail(f"affected user: editors\n\n{listed}", 2, To=to), 0.2)
    assert house.ticket().gaps == ("stack.runtime", "stack.settings", "environment")
    text = (
        "environment: Debian\ncannot provide stack.runtime, because the host hides it\n"
        "cannot provide stack.settings, because it is a new installation\n"
    )
    take(house, mail(text, 3, To=to), 0.3)
    assert (house.ticket().gaps, house.ticket().state) == ((), TicketState.OPEN)
    assert OutboxRow.objects.filter(key="T-1001:reproduce").count() == 1


def test_a_list_that_cannot_be_read_whole_is_named_on_the_ticket(house: World) -> None:
    house.take_in(ticket(stack=None))
    listed = "datasette==1.0a14\nhttpx==0.27.2\n-e ./mine\n"
    made = EmailMessage()
    made["From"], made["To"] = "ida@acme.example", thread.reply_to("T-1001")
    made["Message-ID"] = "<9@acme.example>"
    made.set_content("Here it is")
    made.add_attachment(listed, filename="list.txt")
    said = take(house, made.as_bytes(), 0.1)
    assert [p.where for p in said.problems] == ["stack.list:3"]
    assert "stack" in house.ticket().gaps
    note = next(e for e in events(house) if e.kind is EventKind.RECEIVED)
    assert note.data["problems"] == [str(p) for p in said.problems]


def test_no_secret_of_a_mail_is_kept_in_clear(house: World) -> None:
    secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
    take(house, mail(f"it says {secret}", 1, Subject=f"token {secret}"))
    take(house, mail(f"again {secret}", 2, To=thread.reply_to("T-1001")))
    take(house, mail("x", 3, From="no-reply@a.example", Subject=f"token {secret}"))
    kept = " ".join(str([e.data, e.reason]) for e in [*events(house), *_asides(house)]) + str(
        list(OutboxRow.objects.values_list("payload", flat=True))
    )
    assert "16C7e42F" not in kept
    assert "16c7e42f" not in kept.lower()


def _asides(house: World) -> list[Event]:
    return list(house.hands.ledger.of_kinds(EventKind.MAIL_SET_ASIDE))


def test_a_mail_beyond_the_limit_is_refused_with_what_to_do(house: World) -> None:
    with pytest.raises(TooLarge, match=r"10,000,000 bytes.*link"):
        take(house, b"x" * (LARGEST + 1))
    assert SealedRow.objects.count() == 0
