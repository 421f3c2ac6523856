"""Does a form of a page do what the story does, once, for whom it may, and lose nothing?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from desk_people import ADA, EDO, HOSTILE, PARTNER, STRANGER, take_in
from filling_in import Forms, opened, said, send
from levee.model.event import EventKind
from levee.model.ticket import Ticket, TicketState, subject
from levee.store import ledger, tickets
from levee.store.models import TypedRow
from signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(store: None) -> str:
    return take_in()


@pytest.fixture
def edo(ticket: str) -> Client:
    return signed_in(Client(), EDO)


def at(ticket: str) -> str:
    return f"/tickets/{ticket}/"


def kinds(ticket: str) -> list[EventKind]:
    return [event.kind for event in ledger.events(subject(ticket))]


def read(ticket: str) -> Ticket:
    return tickets.ticket(ticket)


def test_a_reply_is_an_event_in_the_name_of_whoever_wrote_it(edo: Client, ticket: str) -> None:
    answer = send(edo, at(ticket), "reply", text="We look at it.")
    assert (answer.status_code, answer.headers["Location"]) == (303, at(ticket))
    event = ledger.events(subject(ticket))[-1]
    assert (event.kind, event.actor, event.data["text"]) == ("replied", "edo", "We look at it.")
    assert "Your reply is in the timeline." in said(edo.get(at(ticket)))
    assert "Your reply is in the timeline." not in said(edo.get(at(ticket)))


def test_an_account_that_the_contract_does_not_name_acts_by_its_name(ticket: str) -> None:
    send(signed_in(Client(), STRANGER), at(ticket), "note", text="hello")
    assert ledger.events(subject(ticket))[-1].actor == STRANGER.name


MOVES: list[tuple[str, dict[str, str], EventKind]] = [
    ("note", {"text": "one"}, EventKind.NOTED),
    ("hear", {"text": "one"}, EventKind.HEARD),
    ("triage", {"note": "one", "plan": "two"}, EventKind.TRIAGED),
    ("assign", {"to": "bo"}, EventKind.ASSIGNED),
    ("assign", {"to": "qa", "reason": "theirs"}, EventKind.ASSIGNED),
    ("level", {"to": "L3", "trigger": "code must change"}, EventKind.LEVELLED),
    ("severity", {"to": "1", "reason": "worse"}, EventKind.JUDGED),
    ("impact", {"production_impact": "down"}, EventKind.JUDGED),
    ("pause", {"reason": "host looks", "until_reply": "yes"}, EventKind.PAUSED),
    ("resolve", {"reason": "done"}, EventKind.RESOLVED),
    ("split", {"title": "part", "description": "of it", "reason": "two"}, EventKind.SPLIT),
    ("seal", {"error_text": "a log", "affected_screen": "/x"}, EventKind.EVIDENCE_SEALED),
    ("route", {"layer": "dns"}, EventKind.ROUTED),
    ("book", {}, EventKind.SESSION_BOOKED),
    ("verify-contact", {"mail": "ida@acme.example", "how": "called"}, EventKind.CONTACT_VERIFIED),
]


@pytest.mark.parametrize(("act", "typed", "kind"), MOVES)
def test_each_act_writes_its_event(
    edo: Client, ticket: str, act: str, typed: dict[str, str], kind: EventKind
) -> None:
    answer = send(edo, at(ticket), act, **typed)
    assert answer.status_code == 303, said(answer)
    assert kind in kinds(ticket)[1:]


@pytest.mark.parametrize(("act", "typed", "kind"), MOVES)
def test_the_same_form_sent_twice_does_it_once(
    edo: Client, ticket: str, act: str, typed: dict[str, str], kind: EventKind
) -> None:
    address, form = opened(edo, at(ticket), act)
    first, second = edo.post(address, form | typed), edo.post(address, form | typed)
    assert (first.status_code, second.status_code) == (303, 303), said(first)
    assert first.headers["Location"] == second.headers["Location"]
    before = kinds(ticket)
    edo.post(address, form | typed)
    assert kinds(ticket) == before


def test_what_is_resolved_goes_on_again_and_the_other_acts_are_not_offered(
    edo: Client, ticket: str
) -> None:
    send(edo, at(ticket), "resolve", reason="done")
    page = edo.get(at(ticket)).content.decode()
    assert "?do=reopen" in page
    for act in ("assign", "pause", "merge", "resolve"):
        assert f"?do={act}#" not in page
    send(edo, at(ticket), "reopen", reason="not yet")
    assert read(ticket).state is TicketState.OPEN


def test_tickets_are_merged_linked_and_unlinked(edo: Client, ticket: str) -> None:
    other = take_in(idempotency_key="2")
    assert send(edo, at(other), "link", to=ticket, relation="causes").status_code == 303
    assert send(edo, at(other), "unlink", link=f"causes|{ticket}").status_code == 303
    assert read(other).links == frozenset()
    assert send(edo, at(other), "merge", into=ticket.lower(), reason="one cause").status_code == 303
    assert read(other).case == ticket


def test_a_ticket_that_is_not_there_is_a_problem_of_its_field(edo: Client, ticket: str) -> None:
    answer = send(edo, at(ticket), "merge", into="T-9999", reason="one cause")
    assert answer.status_code == 422
    assert "there is no ticket T-9999" in said(answer)
    assert 'value="T-9999"' in answer.content.decode()


@pytest.mark.parametrize(
    ("act", "typed", "problem"),
    [
        ("reply", {"text": "  "}, "is missing; an answer says something"),
        ("pause", {"reason": ""}, "is missing; say why"),
        ("severity", {"to": "9", "reason": "x"}, "there is no severity 9"),
        ("severity", {"to": "one", "reason": "x"}, "is a severity of the list"),
        ("assign", {"to": "nobody"}, "has neither role nor person"),
        ("level", {"to": "L3", "reason": "because"}, "L2 escalates when"),
        ("impact", {"production_impact": "blocked"}, "change at least one part"),
        ("route", {"layer": "x" * 300}, "is text of 1 to 200 characters"),
        ("seal", {}, "name an error report"),
        ("book", {"at": "yesterday"}, "is a date and a time"),
        ("verify-contact", {"mail": "nobody", "how": "x"}, "nobody"),
        ("link", {"to": "", "relation": "causes"}, "is missing; name a ticket"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    edo: Client, ticket: str, act: str, typed: dict[str, str], problem: str
) -> None:
    before = kinds(ticket)
    answer = send(edo, at(ticket), act, **typed)
    assert answer.status_code == 422
    assert problem in said(answer)
    form = next(f for a, f in Forms(answer.content.decode()).forms.items() if act in a)
    kept = {n: v for n, v in typed.items() if n not in ("to", "relation")}
    assert {n: form[n] for n in kept} == kept
    assert kinds(ticket) == before


def test_a_problem_stands_beside_its_field(edo: Client, ticket: str) -> None:
    page = send(edo, at(ticket), "triage", note="known", plan="").content.decode()
    assert 'id="triage-plan-problem"' in page
    assert 'id="triage-note-problem"' not in page
    assert 'aria-invalid="true"' in page


def test_where_a_rule_needs_somebody_of_the_contract_the_form_says_so(ticket: str) -> None:
    zoe = signed_in(Client(), STRANGER)
    assert "names nobody there" in said(zoe.get(at(ticket), {"do": "verify-contact"}))
    answer = send(zoe, at(ticket), "verify-contact", mail="ida@acme.example", how="called")
    assert answer.status_code == 422
    assert "Your account:" in said(answer)


def test_a_wrong_state_is_told_with_what_is_possible_and_the_text_is_kept(
    edo: Client, ticket: str
) -> None:
    address, form = opened(edo, at(ticket), "pause")
    send(edo, at(ticket), "resolve", reason="done")
    form["_version"] = str(read(ticket).version)
    answer = edo.post(address, form | {"reason": "the host looks"})
    assert answer.status_code == 409
    assert "is resolved, so pause is no move now" in said(answer)
    assert "reopen" in said(answer)
    assert "the host looks" in said(answer)


def test_who_comes_late_reads_what_was_written_and_keeps_their_text(
    edo: Client, ticket: str
) -> None:
    address, form = opened(edo, at(ticket), "reply")
    send(signed_in(Client(), ADA), at(ticket), "note", text="I am on it")
    answer = edo.post(address, form | {"text": "We begin now."})
    assert answer.status_code == 409
    assert "ada noted: I am on it" in said(answer)
    again = next(f for a, f in Forms(answer.content.decode()).forms.items() if a == address)
    assert again["text"] == "We begin now."
    assert kinds(ticket)[-1] is EventKind.DRAFTED
    assert edo.post(address, again).status_code == 303
    assert kinds(ticket)[-1] is EventKind.REPLIED


def test_what_is_no_move_is_late_too(edo: Client, ticket: str) -> None:
    address, form = opened(edo, at(ticket), "route")
    send(signed_in(Client(), ADA), at(ticket), "note", text="I am on it")
    answer = edo.post(address, form | {"layer": "dns"})
    assert answer.status_code == 409
    assert EventKind.ROUTED not in kinds(ticket)


def test_the_same_form_with_other_words_is_another_wish(edo: Client, ticket: str) -> None:
    address, form = opened(edo, at(ticket), "note")
    edo.post(address, form | {"text": "one"})
    form["_version"] = str(read(ticket).version)
    edo.post(address, form | {"text": "two"})
    assert kinds(ticket).count(EventKind.NOTED) == 2


@pytest.mark.parametrize("typed", [{"_token": ""}, {"_token": "x"}, {"_version": "-1"}])
def test_a_form_that_is_not_whole_does_nothing(
    edo: Client, ticket: str, typed: dict[str, str]
) -> None:
    before = kinds(ticket)
    assert send(edo, at(ticket), "note", text="one", **typed).status_code == 422
    assert kinds(ticket) == before


def test_without_its_csrf_token_a_form_does_nothing(ticket: str) -> None:
    strict = signed_in(Client(enforce_csrf_checks=True), EDO)
    address, form = opened(strict, at(ticket), "note")
    del form["csrfmiddlewaretoken"]
    assert strict.post(address, form | {"text": "one"}).status_code == 403
    assert EventKind.NOTED not in kinds(ticket)


@pytest.mark.parametrize("act", [act for act, _, _ in MOVES])
def test_for_a_partner_no_act_is_there(edo: Client, ticket: str, act: str) -> None:
    address, form = opened(edo, at(ticket), act)
    before = kinds(ticket)
    assert signed_in(Client(), PARTNER).post(address, form | {"text": "x"}).status_code == 404
    assert kinds(ticket) == before


def test_nobody_is_sent_to_sign_in_and_then_to_the_page(edo: Client, ticket: str) -> None:
    address, form = opened(edo, at(ticket), "note")
    answer = Client().post(address, {"_token": form["_token"]})
    assert answer.headers["Location"] == f"/sign-in/?next={at(ticket)}"
    assert EventKind.NOTED not in kinds(ticket)


def test_an_act_is_only_sent_and_never_looked_at(edo: Client, ticket: str) -> None:
    assert edo.get(f"{at(ticket)}do/note/").status_code == 405
    assert edo.post(f"{at(ticket)}do/nothing/", {"_token": "0" * 32}).status_code == 404
    assert edo.post("/tickets/T-9999/do/note/", {"_token": "0" * 32}).status_code == 404


@pytest.mark.parametrize("act", ["note", "reply", "hear"])
def test_hostile_words_stay_words(edo: Client, ticket: str, act: str) -> None:
    assert send(edo, at(ticket), act, text=HOSTILE).status_code == 303
    for page in (edo.get(at(ticket)), send(edo, at(ticket), "pause", reason="", x=HOSTILE)):
        assert "<script>alert" not in page.content.decode()


def test_hostile_words_that_were_refused_stay_words(edo: Client, ticket: str) -> None:
    answer = send(edo, at(ticket), "split", title=HOSTILE, description="", reason=HOSTILE)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert '" onfocus=' not in page


def test_a_secret_that_was_typed_is_kept_redacted(edo: Client, ticket: str) -> None:
    send(edo, at(ticket), "note", text="the key is sk_live_abcdefghijklmnop123456")
    assert "sk_live_abc" not in edo.get(at(ticket)).content.decode()


# --- what is typed ------------------------------------------------------------------------------


def type_into(client: Client, path: str, form: str, **texts: str) -> Any:
    return client.post(f"{path}kept/{form}/", texts)


def test_what_is_typed_is_there_again_for_whoever_typed_it_and_nobody_else(
    edo: Client, ticket: str
) -> None:
    assert "kept as you type" in said(type_into(edo, at(ticket), "reply", text="We look at"))
    assert opened(edo, at(ticket), "reply")[1]["text"] == "We look at"
    assert opened(signed_in(Client(), ADA), at(ticket), "reply")[1]["text"] == ""
    assert "is here again" in said(edo.get(at(ticket), {"do": "reply"}))


def test_what_was_sent_is_not_there_again(edo: Client, ticket: str) -> None:
    type_into(edo, at(ticket), "reply", text="We look at it.")
    send(edo, at(ticket), "reply")
    assert opened(edo, at(ticket), "reply")[1]["text"] == ""


def test_what_is_kept_after_its_form_was_sent_comes_too_late(edo: Client, ticket: str) -> None:
    address, form = opened(edo, at(ticket), "reply")
    edo.post(address, form | {"text": "We look at it."})
    type_into(edo, at(ticket), "reply", text="We look at it.", _token=form["_token"])
    assert opened(edo, at(ticket), "reply")[1]["text"] == ""
    assert "is answering" not in said(signed_in(Client(), ADA).get(at(ticket)))


def test_what_was_emptied_is_thrown_away(edo: Client, ticket: str) -> None:
    type_into(edo, at(ticket), "note", text="one")
    type_into(edo, at(ticket), "note", text=" ")
    assert opened(edo, at(ticket), "note")[1]["text"] == ""


def test_a_secret_that_is_typed_is_kept_without_it(edo: Client, ticket: str) -> None:
    type_into(edo, at(ticket), "note", text="key sk_live_abcdefghijklmnop123456")
    assert "sk_live_abc" not in str(list(TypedRow.objects.values()))


def test_others_see_that_somebody_is_answering_until_it_is_sent_or_long_ago(
    edo: Client, ticket: str
) -> None:
    ada = signed_in(Client(), ADA)
    type_into(edo, at(ticket), "reply", text="We look at it.")
    type_into(edo, f"{at(ticket)}update/", "draft", impact="x")
    here = said(ada.get(at(ticket)))
    assert "Edo Maas is writing an update; Edo Maas is answering." in here
    assert "is answering" in said(ada.get(f"{at(ticket)}update/"))
    assert "is answering" not in said(edo.get(at(ticket)))
    send(edo, at(ticket), "reply")
    assert "is answering" not in said(ada.get(at(ticket)))
    TypedRow.objects.update(at=datetime.now(UTC) - timedelta(minutes=1))
    assert "is writing" not in said(ada.get(at(ticket)))


def test_of_another_ticket_nobody_sees_it(edo: Client, ticket: str) -> None:
    other = take_in(idempotency_key="2")
    type_into(edo, at(ticket), "reply", text="We look at it.")
    assert "is answering" not in said(signed_in(Client(), ADA).get(at(other)))


def test_what_is_typed_after_the_session_ended_is_shown_and_not_done(
    edo: Client, ticket: str
) -> None:
    address, form = opened(edo, at(ticket), "reply")
    answer = Client().post(address, form | {"text": "a long answer"})
    assert answer.status_code == 403
    assert "Your session has ended" in said(answer)
    assert "a long answer" in said(answer)
    assert type_into(Client(), at(ticket), "reply", text="x").status_code == 401
    assert EventKind.REPLIED not in kinds(ticket)


@pytest.mark.parametrize("path", ["/tickets/T-1001/", "/intake/partner/"])
def test_a_partner_types_into_no_form_of_staff(edo: Client, path: str) -> None:
    assert type_into(signed_in(Client(), PARTNER), path, "reply", text="x").status_code == 404


def test_far_too_much_is_not_kept(edo: Client, ticket: str) -> None:
    assert type_into(edo, at(ticket), "note", text="x" * 300_001).status_code == 413
