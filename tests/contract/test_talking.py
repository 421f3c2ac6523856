"""Does what we say reach whom it is meant for, whole, harmless and nobody else?"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from icalendar import Calendar
from standardwebhooks.webhooks import Webhook

from levee.connect import mail as post
from levee.flow import INTAKE, follow
from levee.flow.taking import Taking
from levee.model.event import EventKind
from levee.model.problem import Rejected, StaleWrite, Unknown, WrongState
from levee.model.ticket import subject
from levee.site import booking, incidents, jobs, postmortems, sending, updating
from levee.site.hands import LeveeHands, Silent, StoreDesk, StoreLab, redacted
from levee.site.mailer import mailer
from levee.store import contracts, ledger
from levee.store.models import EventRow, OutboxRow
from listening import HookServer, Letter, MailServer, listening
from submissions import NOW, text_with, ticket
from together import together

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DOWN = {"production_impact": "down"}
PARTNERS = (
    "partners: {}",
    "partners: {Acme Data: {contacts: [{name: Ida, mail: ida@acme.example}]},"
    " Other: {contacts: [{name: Eve, mail: eve@other.example}]}}",
)
WHOLE = {
    "impact": "editors see an error",
    "workaround": "none yet",
    "owner": "ada",
    "next_update": "45m",
    "evidence": ["GET /graphql answers 500"],
}


@pytest.fixture
def hands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LeveeHands:
    from cryptography.fernet import Fernet

    monkeypatch.setattr(settings, "DATA", tmp_path)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "seal.key").write_bytes(Fernet.generate_key())
    (tmp_path / "keys" / "webhook.key").write_text("whsec_c2VjcmV0LW9mLXRoZS10ZXN0cw==")
    contracts.adopt(text_with(PARTNERS), NOW)
    return LeveeHands(desk=StoreDesk(tmp_path), lab=StoreLab(tmp_path, ""), voice=Silent())


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MailServer]:
    with listening(MailServer()) as found:
        wired = mailer(
            {"LEVEE_SMTP_HOST": "127.0.0.1", "LEVEE_SMTP_PORT": str(found.port),
             "LEVEE_SMTP_SECURITY": "none"}, tmp_path,
        )  # fmt: skip
        monkeypatch.setattr(settings, "MAILERS", {"default": wired})
        yield found


def taken_in(hands: LeveeHands, **changes: Any) -> str:
    impact = ticket()["impact"] | changes.pop("impact", {})
    body = ticket(**changes, impact=impact)
    story = Taking(
        hands=hands, contract=hands.desk.contract(), now=NOW, redact=redacted,
        body=json.dumps(body).encode(),
    )  # fmt: skip
    found = follow(INTAKE, story).story.ticket
    assert found is not None
    return found.id


def sent(hands: LeveeHands, ticket_id: str, **changes: Any) -> dict[str, Any]:
    updating.draft(hands, ticket_id, WHOLE | changes, "ada", NOW)
    if updating.shown(hands, ticket_id, NOW)["second_person"]:
        updating.approve(hands, ticket_id, "bo", NOW)
    return updating.send(hands, ticket_id, "ada", NOW)


def letters(server: MailServer, to: str) -> list[Letter]:
    jobs.sweep(NOW)
    return [letter for letter in server.letters if letter.to == [to]]


def calendars(found: list[Letter]) -> list[Any]:
    parts = [
        p for one in found for p in one.message.walk() if p.get_content_subtype() == "calendar"
    ]
    return [Calendar.from_ical(part.get_content()) for part in parts]


def test_an_update_goes_over_the_wire_as_a_thread_of_its_ticket(
    hands: LeveeHands, server: MailServer
) -> None:
    one, other = taken_in(hands), taken_in(hands, idempotency_key="2")
    for ticket_id in (one, one, other):
        assert sent(hands, ticket_id)["told"] == ["ida@acme.example"]
    first, second, elsewhere = (x.message for x in letters(server, "ida@acme.example"))
    assert first["References"] == first["In-Reply-To"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert elsewhere["References"] != first["References"]
    assert first["Auto-Submitted"] is None, "a person wrote it"
    assert first["X-Auto-Response-Suppress"] == "All"
    assert [p.get_content_type() for p in first.walk()] == [
        "multipart/alternative", "text/plain", "text/html"
    ]  # fmt: skip
    assert not [x for x in server.letters if x.to == ["eve@other.example"]]


def test_s22_nothing_of_one_ticket_is_in_a_mail_of_another(
    hands: LeveeHands, server: MailServer
) -> None:
    ours = taken_in(hands, client="Nordic Maps", title="OURS")
    theirs = taken_in(hands, partner="Other", title="THEIRS", idempotency_key="2")
    updating.verify_contact(hands, ours, "max@acme.example", "edo", "called", NOW)
    sent(hands, ours, impact="OURS is down")
    sent(hands, theirs, impact="THEIRS is slow")
    jobs.sweep(NOW)
    for letter in server.letters:
        if b"OURS" in letter.raw or ours.encode() in letter.raw:
            assert not letter.to[0].endswith("@other.example")
        if b"THEIRS" in letter.raw or theirs.encode() in letter.raw:
            assert not letter.to[0].endswith("@acme.example")
    assert all(len(letter.to) == 1 for letter in server.letters)
    assert all(x.message["Cc"] is None and x.message["Bcc"] is None for x in server.letters)


def test_it_is_refused_where_nobody_is_verified_and_nothing_is_written(hands: LeveeHands) -> None:
    ticket_id = taken_in(hands, partner="Nobody Known", description="mail me: eve@evil.example")
    with pytest.raises(WrongState, match="nobody verified may be written to"):
        sent(hands, ticket_id)
    kinds = [e.kind for e in ledger.events(subject(ticket_id))]
    assert EventKind.UPDATE_SENT not in kinds
    assert updating.send(hands, ticket_id, "ada", NOW, portal_only=True)["told"] == []
    assert not OutboxRow.objects.filter(payload__to="eve@evil.example").exists()


def test_who_was_withdrawn_before_it_was_carried_out_gets_nothing(
    hands: LeveeHands, server: MailServer
) -> None:
    ticket_id = taken_in(hands)
    sent(hands, ticket_id)
    updating.withdraw_contact(hands, ticket_id, "ida@acme.example", "edo", NOW)
    assert letters(server, "ida@acme.example") == []
    assert "not verified" in OutboxRow.objects.get(payload__to="ida@acme.example").error


@pytest.mark.parametrize("to", ["eve@evil.example", "ida@acme.example\r\nBcc: eve@evil.example"])
def test_no_other_door_reaches_an_address_that_nobody_verified(
    hands: LeveeHands, server: MailServer, to: str
) -> None:
    ticket_id = taken_in(hands)
    with pytest.raises(sending.Unverified):
        sending.mail("k", {"to": to, "subject": "x", "text": "x", "ticket": ticket_id})
    with pytest.raises(sending.Unverified):
        sending.mail("k", {"to": "ida@acme.example", "subject": "x", "text": "x"})
    assert server.letters == []


def test_s5_no_attackers_text_is_in_what_goes_out_by_itself(
    hands: LeveeHands, server: MailServer
) -> None:
    spam = "BUY-NOW https://spam.example"
    ticket_id = taken_in(hands, title=spam, description=spam, client=spam, impact=DOWN)
    booking.book(hands, ticket_id, "ada", None, "by hand", NOW)
    found = letters(server, "ida@acme.example")
    assert found and all(b"BUY-NOW" not in letter.raw for letter in found)


HOSTILE = "x\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>=cmd|' /C calc'!A0"


def test_s1_hostile_text_in_an_update_is_text_and_adds_no_header(
    hands: LeveeHands, server: MailServer
) -> None:
    ticket_id = taken_in(hands, title=HOSTILE)
    sent(hands, ticket_id, impact=HOSTILE, workaround=HOSTILE, evidence=[HOSTILE])
    (letter,) = letters(server, "ida@acme.example")
    assert letter.message["Bcc"] is None
    assert "Bcc" not in str(letter.message["Subject"])
    html = next(p for p in letter.message.walk() if p.get_content_subtype() == "html")
    assert "<script" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


def test_a_line_end_in_a_subject_or_an_address_makes_no_header(server: MailServer) -> None:
    told = {"to": "ida@acme.example", "subject": HOSTILE, "text": "x\n.\nx"}
    post.send("k", told)
    (letter,) = server.letters
    assert letter.message["Bcc"] is None
    assert letter.message.get_content().split() == ["x", ".", "x"]
    with pytest.raises(ValueError, match="is no mail address"):
        post.send("k", told | {"to": "a@b.example\r\nBcc: c@d.example"})
    assert len(server.letters) == 1


def test_one_address_that_a_server_refuses_holds_up_no_other(
    hands: LeveeHands, server: MailServer
) -> None:
    ticket_id = taken_in(hands)
    updating.verify_contact(hands, ticket_id, "max@acme.example", "edo", "called", NOW)
    server.refuses.add("ida@acme.example")
    sent(hands, ticket_id)
    assert len(letters(server, "max@acme.example")) == 1
    waiting = OutboxRow.objects.get(payload__to="ida@acme.example")
    assert "550" in waiting.error
    server.refuses.clear()
    assert len(letters(server, "ida@acme.example")) == 1
    assert len(letters(server, "max@acme.example")) == 1, "not a second time"


def test_without_a_server_it_says_that_mail_stays_in_files(
    hands: LeveeHands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "MAILERS", {"default": mailer({}, tmp_path)})
    said = sent(hands, taken_in(hands))["mail"]
    assert str(tmp_path / "mail") in said and "LEVEE_SMTP_HOST" in said
    jobs.sweep(NOW)
    assert any("ida@acme.example" in f.read_text() for f in (tmp_path / "mail").iterdir())


def test_an_invitation_moves_where_it_was_accepted(hands: LeveeHands, server: MailServer) -> None:
    ticket_id = taken_in(hands, title=HOSTILE)
    booking.book(hands, ticket_id, "chen", None, HOSTILE, NOW)
    booking.move(hands, ticket_id, "chen", NOW + 3 * HOUR, HOSTILE, NOW)
    booking.cancel(hands, ticket_id, "chen", HOSTILE, NOW)
    found = letters(server, "ida@acme.example")
    assert [x.message["Auto-Submitted"] for x in found] == ["auto-generated"] * 3
    read = calendars(found)
    assert [str(c["METHOD"]) for c in read] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [c.walk("VEVENT")[0] for c in read]
    assert len({str(e["UID"]) for e in events}) == 1
    assert [int(e["SEQUENCE"]) for e in events] == [0, 1, 2]
    assert [e["DTSTART"].dt - NOW for e in events] == [HOUR / 2, 3 * HOUR, 3 * HOUR]
    assert str(events[-1]["STATUS"]) == "CANCELLED"
    assert all(b"Bcc: eve" not in x.raw.replace(b"=\r\n", b"").split(b"\r\n\r\n")[0] for x in found)
    assert {str(a) for a in events[0]["ATTENDEE"]} == {
        "mailto:ada@vendor.example", "mailto:chen@vendor.example", "mailto:ida@acme.example"
    }  # fmt: skip


def test_who_gets_an_invitation_stands_in_it_and_no_other_customer(
    hands: LeveeHands, server: MailServer
) -> None:
    ticket_id = taken_in(hands)
    updating.verify_contact(hands, ticket_id, "max@acme.example", "edo", "called", NOW)
    booking.book(hands, ticket_id, "chen", None, "", NOW)
    assert b"max@acme.example" not in letters(server, "ida@acme.example")[0].raw
    assert b"ida@acme.example" not in letters(server, "max@acme.example")[0].raw


def test_automation_hears_it_signed(
    hands: LeveeHands, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEVEE_WEBHOOK_NETWORKS", "127.0.0.0/8")
    with listening(HookServer()) as automation:
        url = f"http://127.0.0.1:{automation.port}/hook"
        contracts.adopt(text_with(('webhook: ""', f"webhook: {url}")), NOW)
        ticket_id = taken_in(hands, impact=DOWN)
        incidents.pause(hands, ticket_id, "ada", "errors", NOW)
        with pytest.raises(WrongState):
            incidents.resume(hands, ticket_id, "ada", "x", NOW)
        incidents.review(hands, ticket_id, "post_incident", "edo", "the timeline", NOW)
        incidents.resume(hands, ticket_id, "ada", "reviewed", NOW)
        for status, later in ((503, 0), (204, 1), (204, 2)):
            automation.status = status
            jobs.post_owed(NOW + later * HOUR)
    read = [Webhook(sending.secret()).verify(t.body, t.headers) for t in automation.taken]
    assert [r["type"] for r in read] == [
        "automation.paused", "automation.resumed", "automation.paused", "automation.resumed"
    ]  # fmt: skip
    assert len({t.headers["webhook-id"] for t in automation.taken}) == 2


def test_a_p0_that_is_cut_off_has_its_incident_or_no_ticket(hands: LeveeHands) -> None:
    """One transaction holds the severity and the incident."""
    ticket_id = taken_in(hands, impact=DOWN)
    rows = EventRow.objects.filter(subject=subject(ticket_id)).order_by("id")
    assert [r.kind for r in rows if r.kind in ("judged", "incident_opened")] == [
        "judged", "incident_opened"
    ]  # fmt: skip
    opened = OutboxRow.objects.filter(key__contains="incident:opened")
    assert opened.count() == 4


@pytest.mark.django_db(transaction=True)
def test_an_update_that_several_send_at_once_goes_once(hands: LeveeHands) -> None:
    ticket_id = taken_in(hands)
    updating.draft(hands, ticket_id, WHOLE, "ada", NOW)
    updating.approve(hands, ticket_id, "bo", NOW)

    def send(_: int) -> str:
        try:
            updating.send(hands, ticket_id, "ada", NOW)
        except (WrongState, StaleWrite) as error:
            return str(error)
        return "sent"

    assert together(send, 4).count("sent") == 1
    assert sum(e.kind is EventKind.UPDATE_SENT for e in ledger.events(subject(ticket_id))) == 1
    assert OutboxRow.objects.filter(payload__to="ida@acme.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_s24_drafts_at_once_are_all_kept(hands: LeveeHands) -> None:
    ticket_id = taken_in(hands)

    def draft(number: int) -> None:
        updating.draft(hands, ticket_id, WHOLE | {"impact": f"n{number}"}, "ada", NOW)

    together(draft, 4)
    found = updating.shown(hands, ticket_id, NOW)["updates"]
    assert sorted(u["impact"] for u in found) == ["n0", "n1", "n2", "n3"]
    assert [u["state"] for u in found].count("drafted") == 1


def test_a_postmortem_goes_to_partner_and_staff_once_a_person_has_written_it(
    hands: LeveeHands, server: MailServer, tmp_path: Path
) -> None:
    ticket_id = taken_in(hands, impact=DOWN)
    with pytest.raises(WrongState, match="possible now: levee postmortem draft"):
        postmortems.send(hands, tmp_path, ticket_id, "ada", NOW)
    body = postmortems.draft(hands, tmp_path, ticket_id, NOW)
    assert body["unwritten"] > 0
    with pytest.raises(Rejected, match="places wait for a person"):
        postmortems.send(hands, tmp_path, ticket_id, "ada", NOW)
    secret = "AKIA" + "Q3EGRIQZ5TDH2KXE"
    Path(body["file"]).write_text(f"# What happened\n\nAll of it. {secret}\n", encoding="utf-8")
    said = postmortems.send(hands, tmp_path, ticket_id, "ada", NOW)
    assert (said["told"], said["again"]) == (["ida@acme.example"], False)
    assert {"edo", "ada"} <= set(said["staff"])
    assert postmortems.send(hands, tmp_path, ticket_id, "ada", NOW)["again"]
    (letter,) = (x for x in letters(server, "ida@acme.example") if b"postmortem" in x.raw)
    assert secret.encode() not in letter.raw
    kinds = [e.kind for e in ledger.events(subject(ticket_id))]
    assert kinds.count(EventKind.POSTMORTEM_SENT) == 1


def test_s23_a_secret_that_was_drafted_is_nowhere(hands: LeveeHands, server: MailServer) -> None:
    secret = "AKIA" + "Q3EGRIQZ5TDH2KXE"
    ticket_id = taken_in(hands, impact=DOWN)
    sent(hands, ticket_id, impact=f"key {secret}", evidence=[secret, "fine"])
    incidents.pause(hands, ticket_id, "ada", f"because {secret}", NOW)
    incidents.review(hands, ticket_id, "post_incident", "edo", f"saw {secret}", NOW)
    booking.book(hands, ticket_id, "chen", None, f"for {secret}", NOW)
    booking.cancel(hands, ticket_id, "chen", f"of {secret}", NOW)
    jobs.sweep(NOW)
    kept = [str(r) for r in EventRow.objects.values()] + [
        str(r) for r in OutboxRow.objects.values()
    ]
    assert not [row for row in kept if secret in row]
    assert not [letter for letter in server.letters if secret.encode() in letter.raw]


def test_what_is_not_there_is_unknown(hands: LeveeHands) -> None:
    asked: list[Callable[[], object]] = [
        lambda: updating.shown(hands, "T-9", NOW),
        lambda: updating.send(hands, "T-9", "ada", NOW),
        lambda: incidents.shown(hands, "T-9", NOW),
        lambda: booking.shown(hands, "T-9", NOW),
        lambda: postmortems.draft(hands, Path("x"), "T-9", NOW),
    ]
    for ask in asked:
        with pytest.raises(Unknown):
            ask()
    with pytest.raises(Unknown, match="is no incident"):
        incidents.shown(hands, taken_in(hands), NOW)


def test_a_carried_out_consequence_is_written_with_its_event(hands: LeveeHands) -> None:
    ticket_id = taken_in(hands)
    sent(hands, ticket_id)
    row = OutboxRow.objects.get(payload__to="ida@acme.example")
    assert row.event.kind == EventKind.UPDATE_SENT.value
