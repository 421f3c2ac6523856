"""Does a contract come into force whole or not at all, and do moved tickets keep their time?"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from typer.testing import CliRunner

import submissions
from levee.cli import app
from levee.store import contracts, ledger, tickets
from levee.store.models import EventRow, TicketRow
from submissions import NOW, default_text, text_with

pytestmark = pytest.mark.django_db
AT = NOW.isoformat()
LATER = "2026-03-02T10:00:00+00:00"
TWICE = text_with(("target: 2h\n", "target: 4h\n"))
HOLE = text_with(("stops: [assigned]", "stops: [opened]"))


@dataclass(frozen=True)
class Said:
    code: int
    out: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Levee = Callable[..., Said]


@pytest.fixture
def levee(_own_data_folder: Path) -> Levee:
    def run(*words: str, now: str = AT) -> Said:
        data = ["--data", str(settings.DATA), "--now", now, "--json"]
        done = CliRunner().invoke(app, [*words, *data])
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return Said(done.exit_code, done.stdout)

    assert run("up", "--no-serve").code == 0
    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    def written(text: str) -> str:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


Write = Callable[[str], str]


@pytest.fixture
def ticket(levee: Levee, tmp_path: Path) -> str:
    file = tmp_path / "ticket.json"
    file.write_text(json.dumps(submissions.ticket()), encoding="utf-8")
    said = levee("intake", str(file))
    assert said.code == 0, said.out
    return str(said.json["id"])


def clocks(levee: Levee, ticket: str, now: str = LATER) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = levee("ticket", "show", ticket, now=now).json["clocks"]
    return found


def due(levee: Levee, ticket: str) -> str:
    return next(str(c["due"]) for c in clocks(levee, ticket) if c["name"] == "triage_note")


def test_a_ticket_keeps_its_contract_unless_open_ones_are_moved(
    levee: Levee, ticket: str, write: Write
) -> None:
    before = due(levee, ticket)
    said = levee("contract", "adopt", write(TWICE), now=LATER)
    assert (said.code, said.json["moved"]) == (0, [])
    assert contracts.in_force().text == TWICE
    assert due(levee, ticket) == before == "2026-03-02T11:00:00+00:00"


def test_a_moved_ticket_keeps_its_used_time_and_is_watched_anew(
    levee: Levee, ticket: str, write: Write
) -> None:
    said = levee("contract", "adopt", write(TWICE), "--move-open", "--by", "edo", now=LATER)
    assert said.json["moved"] == [ticket]
    assert due(levee, ticket) == "2026-03-02T13:00:00+00:00"
    event = ledger.events(f"ticket:{ticket}")[-1]
    assert (event.kind, event.actor) == ("contract_adopted", "edo")
    assert levee("audit", now=LATER).json["whole"]
    assert levee("contract", "adopt", write(TWICE), "--move-open", now=LATER).json["moved"] == []


def test_there_and_back_is_the_identity(levee: Levee, ticket: str, write: Write) -> None:
    before, wake = clocks(levee, ticket), tickets.wake_of(ticket)
    levee("contract", "adopt", write(TWICE), "--move-open")
    assert clocks(levee, ticket) != before
    levee("contract", "adopt", write(default_text()), "--move-open")
    assert clocks(levee, ticket) == before
    assert tickets.wake_of(ticket) == wake


def test_before_it_moves_the_differences_are_shown(levee: Levee, ticket: str, write: Write) -> None:
    worse = text_with(
        ("target: 2h\n", "target: 4h\n"),
        ("{severity: 2, why: a critical workflow", "{severity: 1, why: a critical workflow"),
        ("people: [ada, bo], rotation: weekly}", "people: [bo, ada], rotation: weekly}"),
    )
    shown = levee("contract", "diff", "in-force", write(worse)).json
    assert shown["tickets"][0]["changes"] == [
        {
            "what": "deadline triage_note",
            "before": "2026-03-02T11:00:00+00:00",
            "after": "2026-03-02T13:00:00+00:00",
        },
        {
            "what": "severity",
            "before": "2 (a critical workflow is blocked)",
            "after": "1 (a critical workflow is blocked)",
        },
        {"what": "owner", "before": "ada", "after": "bo"},
    ]
    assert {s["path"] for s in shown["settings"]} == {
        "clocks.triage_note.target",
        "severity.rules.4.severity",
        "roles.pod_engineer.people.0",
        "roles.pod_engineer.people.1",
    }
    adopted = levee("contract", "adopt", write(worse), "--move-open").json
    assert adopted["tickets"] == shown["tickets"]
    found = levee("ticket", "show", ticket).json
    assert (found["severity"], found["owner"]) == (2, "ada")


def test_a_contract_differs_from_itself_in_nothing(levee: Levee, ticket: str, write: Write) -> None:
    same = write(default_text() + "\n# a remark\n")
    assert levee("contract", "diff", "in-force", same).json == {"settings": [], "tickets": []}


@pytest.mark.parametrize(
    ("text", "code"),
    [(HOLE, 1), (text_with(("version: 1", "version: 2")), 2), ("no contract", 2)],
    ids=["a hole", "a fault", "nonsense"],
)
def test_a_bad_contract_leaves_the_old_one_in_force(
    levee: Levee, ticket: str, write: Write, text: str, code: int
) -> None:
    path = write(text)
    said = levee("contract", "adopt", path, "--move-open")
    assert said.code == code
    assert all(p["where"].startswith(f"{path}:") for p in said.json["problems"])
    assert contracts.in_force().text == default_text()
    assert not EventRow.objects.filter(kind="contract_adopted").exists()


def test_an_open_ticket_is_never_left_without_its_stream(
    levee: Levee, ticket: str, write: Write
) -> None:
    renamed = write(text_with(("streams:\n  partner:", "streams:\n  allies:")))
    said = levee("contract", "adopt", renamed, "--move-open")
    assert said.code == 1
    assert said.json["problems"][0]["where"] == "streams.partner"
    assert contracts.in_force().text == default_text()
    changes = levee("contract", "diff", "in-force", renamed).json["tickets"][0]["changes"]
    assert {"what": "stream", "before": "partner", "after": ""} in changes
    assert levee("contract", "adopt", renamed).code == 0
    assert due(levee, ticket) == "2026-03-02T11:00:00+00:00"


def test_an_audit_of_what_nobody_touched_is_clean(levee: Levee, ticket: str) -> None:
    said = levee("audit")
    assert said.code == 0
    parts = ("chains", "caches", "cases", "clocks", "waiting")
    assert said.json == {"whole": True, **{part: [] for part in parts}}
    assert levee("audit", now="2026-03-02T23:00:00+00:00").json["waiting"] == [ticket]


def test_an_audit_finds_a_changed_event(levee: Levee, ticket: str) -> None:
    EventRow.objects.filter(kind="judged").update(reason="because I say so")
    said = levee("audit")
    assert said.code == 1
    assert len(said.json["chains"]) == 1


def test_an_audit_finds_a_cache_that_says_something_else(levee: Levee, ticket: str) -> None:
    TicketRow.objects.filter(id=ticket).update(owner="mallory")
    said = levee("audit")
    assert said.code == 1
    assert said.json["caches"] == [f"{ticket}.owner is 'mallory', the Events say 'ada'"]


def test_an_audit_finds_a_clock_that_nobody_watches(levee: Levee, ticket: str) -> None:
    TicketRow.objects.filter(id=ticket).update(next_wake_at=None)
    said = levee("audit")
    assert said.code == 1
    assert f"{ticket}: wakes at None" in said.json["clocks"][0]


def test_an_audit_of_a_ledger_that_lost_its_beginning_ends_with_faults(
    levee: Levee, ticket: str
) -> None:
    EventRow.objects.get(kind="opened").delete()
    said = levee("audit")
    assert said.code == 1
    assert said.json["chains"] and said.json["caches"] and said.json["clocks"]


def test_due_takes_its_calendars_from_the_contract_in_force(levee: Levee, write: Write) -> None:
    shifted = text_with(('      mon: ["09:00-17:00"]', '      mon: ["12:00-17:00"]'))
    assert levee("contract", "adopt", write(shifted)).code == 0
    words = ["--calendar", "business", "--target", "1h", "--start", "2026-03-02T07:00:00Z"]
    data = ["--data", str(settings.DATA), "--json"]
    done = CliRunner().invoke(app, ["contract", "due", *words, *data])
    assert json.loads(done.stdout)["due"] == "2026-03-02T13:00:00+01:00"
