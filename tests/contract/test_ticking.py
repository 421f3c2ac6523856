"""Does TICK fire each rung once, whoever ticks at once or is killed? Names carry the case."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as sent
from django.db import connection

from levee.desk import intake, opening
from levee.flow import TICK, follow, ticking
from levee.flow.ticking import Ticking
from levee.model.event import Event, EventKind
from levee.model.ticket import subject
from levee.model.wake import Woken
from levee.site import jobs
from levee.site.hands import LeveeHands, Silent, StoreDesk, StoreLab
from levee.store import caches, contracts, ledger, waking
from levee.store.models import EventRow, OutboxRow, TicketRow
from submissions import NOW, default_text, text_with, ticket
from together import together

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def hands() -> LeveeHands:
    data = Path(settings.DATA)
    return LeveeHands(desk=StoreDesk(data), lab=StoreLab(data, ""), voice=Silent())


def opened(count: int, text: str = "", at: datetime = NOW, **changes: Any) -> tuple[str, ...]:
    """So many tickets that were looked at once."""
    contract = contracts.adopt(text or default_text(), NOW - HOUR)
    submission = intake.validate(ticket(**changes), contract.file)
    first = 1001 + TicketRow.objects.count()
    ids = tuple(f"T-{first + n}" for n in range(count))
    events: list[Event] = []
    for one in ids:
        fields = {**submission.fields, "idempotency_key": one}
        events += opening.open_ticket(one, submission, fields, "", contract, at).events
    ledger.append(events)
    assert set(tick((at - NOW) / HOUR).awake) == set(ids)
    return ids


def tick(hours: float) -> Ticking:
    return follow(TICK, Ticking(hands=hands(), now=NOW + hours * HOUR)).story


def rungs() -> Counter[tuple[str, str, datetime]]:
    rows = EventRow.objects.filter(kind=EventKind.RUNG_FIRED.value)
    return Counter((r.subject, f"{r.data['clock']} {r.data['rung']}", r.at) for r in rows)


def happened(ticket_id: str, kind: EventKind, hours: float, **data: Any) -> None:
    event = Event(
        subject=subject(ticket_id), kind=kind, at=NOW + hours * HOUR, actor="t", reason="",
        key=f"{kind}:{hours}", data=data,
    )  # fmt: skip
    ledger.append([event])


def all_is_whole() -> None:
    assert ledger.broken_chains() == caches.differences() == []
    assert OutboxRow.objects.count() == sum(rungs().values()), "one message a rung"


def test_t2_after_an_outage_each_missed_rung_is_there_once_at_its_true_instant() -> None:
    opened(1)
    assert tick(60).faults == ()
    found = sorted((what, (at - NOW) / HOUR) for _, what, at in rungs())
    assert [rung for rung in found if not rung[0].startswith("customer_update")] == [
        ("ownership 50%", 24.0),
        ("ownership 80%", 38.4),
        ("ownership due", 48.0),
        ("triage_note 50%", 1.0),
        ("triage_note due", 2.0),
    ]
    assert set(rungs().values()) == {1}
    assert tick(61).fired == ()
    all_is_whole()


def test_t1_a_rung_rolls_with_its_deadline_into_working_time() -> None:
    friday = datetime.fromisoformat("2026-03-06T16:30:00+01:00")
    opened(1, at=friday, stream="standard")
    monday = datetime.fromisoformat("2026-03-09T00:00:00+01:00")
    tick((monday - NOW) / HOUR)
    assert {what for _, what, _ in rungs()} == {"same_day due"}
    tick(8 * 24)
    found = {what: at for _, what, at in rungs()}
    assert found["first_response 80%"] == datetime.fromisoformat("2026-03-09T09:18:00+01:00")
    assert found["first_response due"] == datetime.fromisoformat("2026-03-09T09:30:00+01:00")


def test_t23_due_exactly_now_fires_once_and_not_a_moment_before() -> None:
    opened(1)
    assert tick(1 - 1e-9).awake == ()
    assert len(tick(1).fired) == 1
    assert tick(1).awake == ()
    assert len(tick(1 + 1e-9).fired) == 0


def test_t27_nothing_fires_for_what_was_resolved_in_time() -> None:
    (one,) = opened(1)
    happened(one, EventKind.TRIAGED, 0.5)
    happened(one, EventKind.RESOLVED, 0.6)
    story = tick(500)
    assert (story.fired, story.faults) == ((), ())
    assert TicketRow.objects.get(id=one).next_wake_at is None


def test_r7_an_edit_of_a_paused_ticket_after_its_old_deadline_fires_nothing() -> None:
    (one,) = opened(1, text_with(("pend: {wait: 2h", "pend: {wait: 900h")))
    happened(one, EventKind.PENDED, 0.5, gaps=["affected_user"], role="technician")
    assert tick(100).fired == ()
    happened(one, EventKind.LABELLED, 200, label="edited")
    story = tick(200)
    assert (story.fired, story.faults) == ((), ())
    assert hands().desk.ticket(one).state == "pended"


@pytest.mark.django_db(transaction=True)
def test_t22_a_wait_that_began_before_a_restart_ends_after_it() -> None:
    opened(1, affected_user=None)
    connection.close()
    told = tick(2)
    assert [e.kind for e in told.fired] == [EventKind.RESUMED, EventKind.ASSIGNED]
    assert len(tick(3).fired) == 1
    all_is_whole()


def test_more_tickets_than_one_batch_are_all_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "BATCH", 3)
    ids = opened(10)
    story = tick(1)
    assert sorted(story.awake) == sorted(ids)
    assert len(story.fired) == 10
    assert story.faults == ()
    all_is_whole()


@pytest.mark.django_db(transaction=True)
def test_of_several_tickers_at_once_one_fires_each_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "BATCH", 4)
    ids = opened(30)
    stories = together(lambda _: tick(50), 4)
    assert sorted(i for story in stories for i in story.awake) == sorted(ids)
    assert set(rungs().values()) == {1}
    assert sum(rungs().values()) == 7 * 30 == sum(len(story.fired) for story in stories)
    assert [fault for story in stories for fault in story.faults] == []
    all_is_whole()


@pytest.mark.django_db(transaction=True)
def test_who_writes_to_a_ticket_while_it_is_looked_at_keeps_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first look comes too late: its deadline was moved by the new Event."""
    (one,) = opened(1)
    real = StoreDesk.keep
    pended: list[bool] = []

    def late(desk: StoreDesk, woken: Sequence[Woken]) -> Any:
        if not pended:
            pended.append(True)
            happened(one, EventKind.TRIAGED, 0.9)
        return real(desk, woken)

    monkeypatch.setattr(StoreDesk, "keep", late)
    story = tick(1)
    assert (story.fired, story.faults) == ((), ())
    all_is_whole()


def test_a_look_at_what_changed_meanwhile_writes_nothing() -> None:
    (one,) = opened(1)
    (seen,) = waking.due(NOW + HOUR, 10)
    events = ledger.events(subject(one))
    other = ticking._look(seen, events, contracts.in_force(), NOW + HOUR).woken
    for stale in (
        replace(other, seen=replace(seen, version=seen.version - 1)),
        replace(other, seen=replace(seen, at=NOW)),
        replace(other, seen=replace(seen, at=None)),
        replace(other, seen=replace(seen, ticket_id="T-9")),
    ):
        assert waking.keep([stale]) == {}
    assert not rungs()
    assert len(waking.keep([other])[one]) == 1
    assert waking.keep([other]) == {}
    all_is_whole()


def test_whatever_a_look_says_is_stored_as_it_was_said() -> None:
    (one,) = opened(1)
    (seen,) = waking.due(NOW + HOUR, 10)
    events = ledger.events(subject(one))
    look = ticking._look(seen, events, contracts.in_force(), NOW + HOUR).woken
    data: dict[str, Any] = {
        "text": "NUL \x00 alone \ud800 \u202e \x1b[2J %s {0} ' \" \\ \\u0000 $1 \ud83d\ude00",
        "numbers": [1e16, 1e-7, 1e308, 5e-324, -0.0, 1.0, float("inf"), float("nan"), 10**400],
        "others": {"": None, "yes": True, "list": [], "map": {}, "pair": (1, 2)},
    }
    told = replace(look.events[0], data={**look.events[0].data, **data}, reason=data["text"])
    mail = replace(look.consequences[0], payload=data, recipient=data["text"])
    kept = waking.keep([replace(look, events=(told,), consequences=(mail,))])
    assert kept[one] == ledger.events(subject(one))[-1:]
    assert ledger.broken_chains() == []
    assert OutboxRow.objects.get().payload == {k: kept[one][0].data[k] for k in data}


def test_one_ticket_that_cannot_be_read_holds_up_no_other() -> None:
    ids = opened(3)
    EventRow.objects.filter(subject=subject(ids[0]), kind="opened").update(data={})
    story = tick(1)
    assert sorted(story.awake) == list(ids[1:])
    assert "T-1001: cannot be woken: " in story.faults[0]
    assert story.faults[1] == "T-1001: its wake is overdue and nobody looked"


def test_the_auditor_finds_what_was_not_due() -> None:
    asleep, unowned, _ = opened(3)
    TicketRow.objects.filter(id=asleep).update(next_wake_at=None)
    TicketRow.objects.filter(id=unowned).update(owner="")
    assert tick(0.5).faults == (
        f"{asleep}: its clocks run and it has no next wake",
        f"{unowned}: nobody owns the next response",
    )


def test_the_auditor_is_content_with_a_ticket_of_which_nothing_more_is_awaited() -> None:
    (one,) = opened(1)
    assert tick(100).faults == ()
    assert TicketRow.objects.get(id=one).next_wake_at is None
    assert tick(200).faults == ()


KILLED = """
import os, signal, sys
from datetime import datetime, timedelta
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = os.environ["TEST_DATABASE"]
from levee.flow import TICK, follow, ticking
from levee.flow.ticking import Ticking
from levee.site.hands import hands
from levee.store import ledger, waking
from pathlib import Path
where, batches = sys.argv[1], int(sys.argv[2])
ticking.BATCH = 5
left = [batches]
def killing(work):
    def killed(*args, **kwargs):
        done = work(*args, **kwargs)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return killed
if where == "in the transaction":
    ledger.extend = killing(ledger.extend)
else:
    waking.keep = killing(waking.keep)
now = datetime.fromisoformat(sys.argv[3])
follow(TICK, Ticking(hands=hands(Path(os.environ["LEVEE_DATA"])), now=now))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["in the transaction", "after it"])
def test_a_tick_that_is_killed_loses_nothing_and_doubles_nothing(where: str) -> None:
    opened(20)
    whole = Counter({(s, w, a): 1 for s, w, a in _expected(20)})
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, where, "2", (NOW + HOUR).isoformat()],
        env=_environment(), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-2000:]
    assert sum(rungs().values()) == (5 if where == "in the transaction" else 10)
    all_is_whole()
    assert tick(1).faults == ()
    assert rungs() == whole
    all_is_whole()


def _expected(count: int) -> list[tuple[str, str, datetime]]:
    return [(f"ticket:T-{1001 + n}", "triage_note 50%", NOW + HOUR) for n in range(count)]


def _environment() -> dict[str, str]:
    """The test's own database, for another process."""
    wired = connection.settings_dict
    url = ""
    if connection.vendor == "postgresql":
        user, secret, host = wired["USER"], wired["PASSWORD"], wired["HOST"]
        url = f"postgresql://{user}:{secret}@{host}:{wired['PORT']}/{wired['NAME']}"
    return os.environ | {
        "TEST_DATABASE": str(wired["NAME"]),
        "LEVEE_DATA": str(settings.DATA),
        "LEVEE_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "levee.site.settings",
    }


def test_t30_500_tickets_at_once_to_one_person_are_one_mail_that_lists_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ticking, "BATCH", 150)
    opened(500)
    tick(1)
    told = jobs.sweep(NOW + HOUR)
    assert told == len(sent.outbox) == 1
    assert sent.outbox[0].to == ["ada@vendor.example"]
    listed = [line for line in str(sent.outbox[0].body).splitlines() if line.startswith("- [T-")]
    assert len(set(listed)) == 500
    assert set(rungs().values()) == {1}
    all_is_whole()
    assert jobs.sweep(NOW + 2 * HOUR) == 0
