"""Do two people at once both keep their text, on both databases, and does the second hear of it?"""

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from typer.testing import CliRunner

import submissions
from levee.cli import app
from levee.flow import INTAKE, follow
from levee.flow.taking import Taking
from levee.flow.ticking import wake_one
from levee.model.event import EventKind
from levee.model.problem import Rejected, StaleWrite, Unknown, WrongState
from levee.model.ticket import subject
from levee.site import moves
from levee.site.hands import LeveeHands, hands, redacted
from levee.site.moving import Wish
from levee.store import caches, contracts, ledger, lists, tickets
from levee.store.models import EventRow, OutboxRow, TicketRow
from submissions import NOW, contract_with, default_text
from together import together

pytestmark = pytest.mark.django_db
T = "T-1001"
KEY = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"


@pytest.fixture
def desk(_own_data_folder: Path) -> LeveeHands:
    made = CliRunner().invoke(app, ["up", "--no-serve", "--data", str(settings.DATA)])
    assert made.exit_code == 0, made.output
    contracts.adopt(default_text(), NOW)
    return hands(Path(settings.DATA))


@pytest.fixture
def take_in(desk: LeveeHands) -> Callable[..., str]:
    def taken(**changes: Any) -> str:
        body = json.dumps(submissions.ticket(**changes)).encode()
        under = desk.desk.contract()
        story = Taking(hands=desk, contract=under, now=NOW, body=body, redact=redacted)
        ticket = follow(INTAKE, story).story.ticket
        assert ticket is not None
        wake_one(desk, ticket.id, NOW)
        return ticket.id

    return taken


@pytest.fixture
def ticket(take_in: Callable[..., str]) -> str:
    return take_in()


def wish(by: str = "ada", hours: float = 0.5, **more: Any) -> Wish:
    whole: dict[str, Any] = {"ticket": T, "by": by, "now": NOW + timedelta(hours=hours)}
    return Wish(**(whole | more))


def whole() -> bool:
    return not (ledger.broken_chains() or caches.differences())


def test_the_second_of_two_writers_is_told_what_the_first_wrote_and_keeps_their_text(
    desk: LeveeHands, ticket: str
) -> None:
    seen = tickets.ticket(T).version
    moves.reply(desk, wish("ada", version=seen), "it is the cache")
    with pytest.raises(StaleWrite) as caught:
        moves.reply(desk, wish("bo", version=seen), "it is the proxy")
    told = caught.value
    assert (told.expected, told.actual) == (seen, seen + 1)
    assert told.since == ("ada replied: it is the cache",)
    assert told.mine == "it is the proxy"
    draft = next(e for e in ledger.events(subject(T)) if e.id == told.kept)
    assert (draft.kind, draft.actor) == (EventKind.DRAFTED, "bo")
    assert draft.data["text"] == "it is the proxy"
    assert whole()


@pytest.mark.django_db(transaction=True)
def test_s24_of_many_at_once_one_is_first_and_every_text_is_kept(
    desk: LeveeHands, ticket: str
) -> None:
    seen = tickets.ticket(T).version

    def write(number: int) -> str:
        try:
            moves.reply(desk, wish(f"agent {number}", version=seen), f"text {number}")
        except StaleWrite as told:
            return told.mine
        return ""

    late = together(write, 5)
    assert sorted(late)[0] == "" and len(set(late)) == 5
    texts = {str(e.data["text"]) for e in ledger.events(subject(T)) if "text" in e.data}
    assert texts == {f"text {number}" for number in range(5)}
    assert sum(e.kind is EventKind.REPLIED for e in ledger.events(subject(T))) == 1
    assert whole()


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_within_a_transaction_waits_for_nobody_who_waits_for_them() -> None:
    written = []

    def write(number: int) -> int:
        around = transaction.atomic if number % 2 else ledger.writing
        with around():
            time.sleep(0.01)  # whoever is not first waits by now
            with ledger.writing(), ledger.writing(whole=True, piped=True):
                written.append(number)
        return number

    begun = time.monotonic()
    assert sorted(together(write, 6)) == sorted(written) == list(range(6))
    assert time.monotonic() - begun < 10


@pytest.mark.django_db(transaction=True)
def test_what_runs_after_a_commit_may_write_too() -> None:
    written = []

    def later() -> None:
        with ledger.writing():
            written.append("later")

    def write(number: int) -> None:
        with ledger.writing(piped=True):
            transaction.on_commit(later)
            written.append("first")

    together(write, 1)
    assert written == ["first", "later"]


@pytest.mark.django_db(transaction=True)
def test_the_same_wish_many_times_at_once_is_one_move_and_one_mail(
    desk: LeveeHands, ticket: str
) -> None:
    seen, mails = tickets.ticket(T).version, OutboxRow.objects.count()
    done = together(lambda _: moves.assign(desk, wish("edo", version=seen), "fay").again, 5)
    assert sorted(done) == [False, True, True, True, True]
    assert OutboxRow.objects.count() == mails + 1


@pytest.mark.django_db(transaction=True)
def test_two_tickets_that_are_merged_into_each_other_at_once_make_one_case(
    desk: LeveeHands, ticket: str, take_in: Callable[..., str]
) -> None:
    other = take_in(idempotency_key="2")

    def merge(number: int) -> bool:
        one, into = ((T, other), (other, T))[number]
        try:
            moves.merge(desk, wish(ticket=one, reason="the same"), into)
        except (Rejected, WrongState):
            return False
        return True

    assert sorted(together(merge, 2)) == [False, True]
    assert sum(t.closed for t in tickets.every()) == 1
    assert whole()


def test_what_levee_did_meanwhile_makes_nobody_s_move_stale(desk: LeveeHands, ticket: str) -> None:
    seen = tickets.ticket(T).version
    later = wish(hours=1.5, version=seen)
    done = moves.note(desk, later, "still here")
    kinds = [e.kind for e in ledger.events(subject(T))][seen:]
    assert kinds == [EventKind.RUNG_FIRED, EventKind.NOTED]
    assert done.ticket.version == seen + 2


def test_what_came_due_before_a_move_is_written_before_it(
    desk: LeveeHands, take_in: Callable[..., str]
) -> None:
    take_in(affected_user=None)
    moves.triage(desk, wish(hours=30), "note", "plan")
    told = [e for e in ledger.events(subject(T)) if e.at > NOW]
    assert [e.at for e in told] == sorted(e.at for e in told)
    assert told[0].kind is EventKind.RESUMED


def test_a_move_never_stands_before_what_it_follows(desk: LeveeHands, ticket: str) -> None:
    moves.pause(desk, wish(hours=5, reason="waits"))
    done = moves.resume(desk, wish(hours=1))
    assert done.events[0].at == NOW + timedelta(hours=5)
    assert whole()


def test_a_name_for_a_wish_makes_it_one_move_whenever_it_comes_again(
    desk: LeveeHands, ticket: str
) -> None:
    mail = wish("reporter", key="<1@mail.example>")
    assert not moves.hear(desk, mail, "hello").again
    moves.note(desk, wish(), "seen it")
    assert moves.hear(desk, mail, "hello").again
    assert sum(e.kind is EventKind.HEARD for e in ledger.events(subject(T))) == 1


def test_a_refused_move_writes_nothing_at_all(desk: LeveeHands, ticket: str) -> None:
    before = (EventRow.objects.count(), OutboxRow.objects.count(), tickets.wake_of(T))
    refused: tuple[Callable[[], object], ...] = (
        lambda: moves.resume(desk, wish(hours=30)),
        lambda: moves.assign(desk, wish(hours=30), "nobody"),
        lambda: moves.merge(desk, wish(hours=30, reason="x"), "T-9"),
        lambda: moves.link(desk, wish(hours=30), T),
        lambda: moves.link(desk, wish(hours=30), T, "in love with"),
        lambda: moves.note(desk, wish(ticket="T-9"), "x"),
        lambda: moves.note(desk, wish(version=99), "x"),
        lambda: moves.note(desk, wish(by="levee"), "x"),
        lambda: moves.note(desk, wish(by=" "), "x"),
        lambda: moves.note(desk, wish(), "x" * 100_001),
    )
    for made in refused:
        with pytest.raises((Rejected, WrongState, Unknown)):
            made()
    assert (EventRow.objects.count(), OutboxRow.objects.count(), tickets.wake_of(T)) == before


def test_nothing_that_people_write_is_stored_with_its_secrets(
    desk: LeveeHands, ticket: str
) -> None:
    text = f"use {KEY} and mail joe.doe@acme.example"
    seen = tickets.ticket(T).version
    moves.note(desk, wish(reason=text), text)
    moves.triage(desk, wish(), text, text)
    moves.split(desk, wish(reason=text), text, text)
    with pytest.raises(StaleWrite):
        moves.reply(desk, wish("bo", version=seen), text)
    moves.hear(desk, wish("joe.doe@acme.example"), text)
    moves.resolve(desk, wish(reason=text))
    kept = json.dumps([[e.reason, e.actor, e.data] for e in ledger.events(subject(T))])
    kept += json.dumps([[e.reason, e.actor, e.data] for e in ledger.events("ticket:T-1002")])
    kept += json.dumps(list(OutboxRow.objects.values_list("payload", flat=True)))
    kept += json.dumps(list(TicketRow.objects.values_list("title", flat=True)))
    assert KEY not in kept
    assert "joe.doe" not in kept


@pytest.mark.parametrize(
    "text", ["NUL \x00", "alone \ud800", "\x1b[2J \u202e <script>", "x" * 99_999]
)
def test_any_text_may_be_written(desk: LeveeHands, ticket: str, text: str) -> None:
    moves.note(desk, wish(reason=text[:500]), text)
    moves.reply(desk, wish(by=text[:150]), text)
    assert whole()


def test_a_person_may_be_named_by_key_name_or_address(desk: LeveeHands, ticket: str) -> None:
    for by in ("edo", "Edo Maas", "edo@vendor.example"):
        moves.note(desk, wish(by), "x")
    noted = [e.actor for e in ledger.events(subject(T)) if e.kind is EventKind.NOTED]
    assert noted == ["edo", "edo", "edo"]


def test_merged_and_resolved_tickets_wait_in_no_list_and_for_no_tick(
    desk: LeveeHands, ticket: str, take_in: Callable[..., str]
) -> None:
    other = take_in(idempotency_key="2")
    moves.merge(desk, wish(ticket=other, reason="the same"), T)
    assert [t["id"] for t in lists.waiting({"stream": "partner"}, 0, 9)] == [T]
    assert lists.how_many(["partner", "standard"]) == {"partner": 1}
    assert tickets.wake_of(other) is None
    moves.resolve(desk, wish(hours=1.5, reason="done"))
    assert tickets.wake_of(T) is None
    assert lists.how_many(["partner", "standard"]) == {}


def test_a_part_is_stored_as_a_ticket_like_any_other(desk: LeveeHands, ticket: str) -> None:
    done = moves.split(desk, wish(reason="two things"), "and slow", "very slow")
    new = tickets.ticket("T-1002")
    assert new.title == "and slow"
    assert tickets.wake_of("T-1002") is not None
    assert {e.subject for e in done.events} == {subject(T), subject("T-1002")}
    jobs = OutboxRow.objects.filter(channel="job").values_list("payload__ticket", flat=True)
    assert "T-1002" in jobs
    moves.split(desk, wish(reason="three things"), "and ugly", "very ugly")
    assert tickets.ticket("T-1003").title == "and ugly"
    assert whole()


def test_a_part_comes_in_under_the_contract_in_force(desk: LeveeHands, ticket: str) -> None:
    newer = contract_with(("target: 2h\n", "target: 4h\n"))
    contracts.adopt(newer.text, NOW)
    moves.split(desk, wish(reason="two things"), "and slow", "very slow")
    assert tickets.ticket("T-1002").contract == newer.digest != tickets.ticket(T).contract


def test_the_caches_follow_every_move_and_the_check_sees_when_one_does_not(
    desk: LeveeHands, ticket: str
) -> None:
    moves.level(desk, wish(reason="code must change"), "L3")
    moves.severity(desk, wish(reason="worse"), 1)
    moves.pause(desk, wish(reason="waits"))
    row = TicketRow.objects.get(id=T)
    assert (row.level, row.severity, row.priority, row.state) == ("L3", 1, "P0", "paused")
    assert whole()
    for field, value in {"state": "open", "level": "L1", "owner": "x", "severity": 3}.items():
        kept = getattr(TicketRow.objects.get(id=T), field)
        TicketRow.objects.filter(id=T).update(**{field: value})
        assert any(f"{T}.{field}" in fault for fault in caches.differences())
        TicketRow.objects.filter(id=T).update(**{field: kept})


def test_moves_that_happen_at_one_instant_are_told_apart(desk: LeveeHands, ticket: str) -> None:
    at: datetime = NOW + timedelta(hours=1)
    for _ in range(3):
        moves.note(desk, wish(now=at), "the same words")
    assert sum(e.kind is EventKind.NOTED for e in ledger.events(subject(T))) == 3
