"""What do the commands say of cases, parts, links, wrong states and bad input?"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from typer.testing import CliRunner

from levee.cli import app
from levee.store.models import EventRow
from submissions import ticket

pytestmark = pytest.mark.django_db
BY = ("--by", "edo")


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


class Levee:
    """A public command in this process, so that it meets the test's own transaction."""

    def say(self, *words: str, now: str) -> Said:
        done = CliRunner().invoke(app, [*words, "--data", str(settings.DATA), "--now", now])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Said(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def desk(_own_data_folder: Path, tmp_path: Path) -> Levee:
    levee, file = Levee(), tmp_path / "ticket.json"
    south = {"idempotency_key": "2", "client": "South Maps", "title": "And maps"}
    for changes in ({}, south):
        file.write_text(json.dumps(ticket(**changes)), encoding="utf-8")
        assert levee.say("intake", str(file), now=at("09:00")).code == 0
    return levee


def at(time: str) -> str:
    return f"2026-03-02T{time}:00+00:00"


def move(desk: Levee, *words: str, time: str = "09:30", code: int = 0) -> Said:
    said = desk.say("ticket", *words, "--json", now=at(time))
    assert said.code == code, said.out + said.err
    return said


def states(said: Said) -> dict[str, str]:
    return {clock["name"]: clock["state"] for clock in said.json["clocks"]}


@pytest.mark.parametrize("closing", [("resolve", "T-1001"), ("merge", "T-1001", "T-1002")])
def test_a_ticket_that_cannot_be_assigned_is_not_routed(
    desk: Levee, closing: tuple[str, ...]
) -> None:
    move(desk, *closing, *BY, "--reason", "mended")
    before = EventRow.objects.count()
    said = move(desk, "route", "T-1001", "--layer", "dns", code=1)
    assert said.json["move"] == "route"
    assert "reopen" in said.json["allowed"]
    assert "assign" not in said.json["allowed"]
    assert EventRow.objects.count() == before


def test_a_case_is_made_and_left(desk: Levee) -> None:
    merged = move(desk, "merge", "T-1002", "T-1001", *BY, "--reason", "one cause")
    assert merged.json["state"] == "merged"
    assert merged.json["case"] == {"part_of": "T-1001", "tickets": []}
    assert states(merged)["ownership"] == "stopped"
    cycle = move(desk, "merge", "T-1001", "T-1002", *BY, "--reason", "x", code=2)
    assert "cannot become part of" in cycle.json["problems"][0]["what"]
    lead = move(desk, "show", "T-1001").json
    assert lead["case"] == {"part_of": None, "tickets": ["T-1002"]}
    move(desk, "hear", "T-1002", "any news?")
    move(desk, "resolve", "T-1001", *BY, "--reason", "mended")
    told = [e["reason"] for e in move(desk, "show", "T-1002").json["timeline"]]
    assert told[-1] == "the case that it is part of is resolved: mended"
    left = move(desk, "reopen", "T-1002", *BY, "--reason", "another cause", time="11:00")
    assert (left.json["state"], left.json["case"]) == ("open", None)
    assert desk.say("audit", now=at("11:00")).code == 0
    shown = desk.say("ticket", "show", "T-1002", now=at("11:00")).out
    assert "moves: assign, level, severity, partner, triage, pause" in shown


def test_parts_and_links(desk: Levee) -> None:
    words = ("--title", "And slow", "--description", "Very slow", "--reason", "two things")
    split = move(desk, "split", "T-1001", *BY, *words)
    assert {e["ticket"] for e in split.json["written"]} == {"T-1001", "T-1003"}
    assert split.json["links"] == [{"ticket": "T-1003", "relation": "split into"}]
    part = move(desk, "show", "T-1003").json
    assert (part["title"], part["client"]) == ("And slow", "Nordic Maps")
    move(desk, "link", "T-1001", "T-1002", *BY, "--as", "causes")
    assert move(desk, "show", "T-1002").json["links"][0]["relation"] == "caused by"
    move(desk, "unlink", "T-1002", "T-1001", *BY, "--as", "caused by")
    assert move(desk, "show", "T-1001").json["links"] == split.json["links"]


def test_a_move_in_a_wrong_state_names_the_moves_that_are_allowed(desk: Levee) -> None:
    said = move(desk, "resume", "T-1001", *BY, code=1)
    assert (said.json["state"], said.json["move"]) == ("open", "resume")
    assert "pause" in said.json["allowed"]
    plain = desk.say("ticket", "resume", "T-1001", *BY, now=at("09:30"))
    assert plain.code == 1
    assert "T-1001 is open, so resume is no move now" in " ".join(plain.err.split())


@pytest.mark.parametrize(
    "words",
    [
        ("assign", "T-9", "bo", *BY),
        ("assign", "T-1001", "nobody", *BY),
        ("assign", "T-1001", "bo", "--by", "levee"),
        ("assign", "T-1001", "bo", *BY, "--version", "99"),
        ("level", "T-1001", "L3", *BY, "--reason", "too hard"),
        ("level", "T-1001", "L7", *BY),
        ("severity", "T-1001", *BY),
        ("severity", "T-1001", "9", *BY, "--reason", "x"),
        ("severity", "T-1001", "1", *BY, "--impact", "production_impact=down"),
        ("severity", "T-1001", *BY, "--impact", "nonsense"),
        ("severity", "T-1001", *BY, "--impact", "luck=bad"),
        ("triage", "T-1001", *BY, "--note", "", "--plan", "x"),
        ("pause", "T-1001", *BY),
        ("resolve", "T-1001", *BY),
        ("merge", "T-1001", "T-1001", *BY, "--reason", "x"),
        ("merge", "T-1001", "T-9", *BY, "--reason", "x"),
        ("split", "T-1001", *BY, "--title", " ", "--description", "x", "--reason", "x"),
        ("link", "T-1001", "T-1002", *BY, "--as", "in love with"),
        ("unlink", "T-1001", "T-1002", *BY),
        ("history", "T-9"),
    ],
    ids=" ".join,
)
def test_bad_input_is_refused_with_its_problem_and_writes_nothing(
    desk: Levee, words: tuple[str, ...]
) -> None:
    before = move(desk, "show", "T-1001").json["version"]
    said = move(desk, *words, code=2)
    assert said.json["problems"]
    assert move(desk, "show", "T-1001").json["version"] == before


def test_what_people_write_is_stored_and_shown_without_its_secrets(desk: Levee) -> None:
    key = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    said = move(desk, "note", "T-1001", f"\x1b[2Jtheir key: {key}", *BY)
    assert key not in said.out
    plain = desk.say("ticket", "history", "T-1001", now=at("09:30"))
    assert key not in plain.out and "\x1b" not in plain.out
    assert not EventRow.objects.filter(data__icontains=key).exists()
