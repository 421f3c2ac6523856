"""Can people do all their moves from the command line, with clear answers and exit codes?"""

import pytest

from command import Levee, Said
from submissions import ticket

BY = ("--by", "edo")


@pytest.fixture
def desk(levee: Levee) -> Levee:
    levee.intake(ticket())
    return levee


def at(time: str) -> str:
    return f"2026-03-02T{time}:00+00:00"


def move(desk: Levee, *words: str, time: str = "09:30", code: int = 0) -> Said:
    said = desk.say("ticket", *words, "--json", now=at(time))
    assert said.code == code, said.out + said.err
    return said


def states(said: Said) -> dict[str, str]:
    return {clock["name"]: clock["state"] for clock in said.json["clocks"]}


def test_a_ticket_goes_its_way_from_hand_to_hand(desk: Levee) -> None:
    given = move(desk, "assign", "T-1001", "bo", *BY)
    assert (given.json["owner"], given.json["owner_role"]) == ("bo", "pod_engineer")
    assert (
        move(desk, "severity", "T-1001", "3", *BY, "--reason", "one only").json["priority"] == "P2"
    )
    worse = ("--impact", "production_impact=down", "--impact", "automation_state=failing")
    assert move(desk, "severity", "T-1001", *BY, *worse).json["priority"] == "P0"
    crossed = move(desk, "level", "T-1001", "L3", *BY, "--trigger", "code must change")
    assert crossed.json["level"] == "L3"
    noted = move(desk, "triage", "T-1001", *BY, "--note", "the cache", "--plan", "off and on")
    assert states(noted)["triage_note"] == "met"
    held = move(desk, "pause", "T-1001", *BY, "--reason", "waits for the host", "--until-reply")
    assert (held.json["state"], states(held)["ownership"]) == ("paused", "paused")
    heard = move(desk, "hear", "T-1001", "it is back", time="12:00")
    assert heard.json["state"] == "open"
    for words in (("note", "T-1001", "phew"), ("reply", "T-1001", "thank you")):
        move(desk, *words, *BY, time="12:00")
    done = move(desk, "resolve", "T-1001", *BY, "--reason", "the host mended it", time="13:00")
    assert (done.json["state"], states(done)["ownership"]) == ("resolved", "met")
    again = move(desk, "reopen", "T-1001", *BY, "--reason", "it is not", time="20:00")
    assert states(again)["ownership"] == "running"
    clock = next(c for c in again.json["clocks"] if c["name"] == "ownership")
    assert (clock["first_result"], clock["reopen"]) == ("met", "resume")
    assert clock["due"] == "2026-03-04T18:30:00+00:00"  # 2.5 h on hold, 7 h closed
    story = move(desk, "history", "T-1001", time="20:00").json
    assert [e["version"] for e in story["events"]] == list(range(1, story["version"] + 1))
    assert desk.say("audit", "--json", now=at("20:00")).json["cases"] == []


def test_two_who_write_at_once_both_keep_their_text(desk: Levee) -> None:
    seen = str(move(desk, "show", "T-1001").json["version"])
    move(desk, "reply", "T-1001", "it is the cache", "--by", "ada", "--version", seen)
    late = ("reply", "T-1001", "it is the proxy", "--by", "bo", "--version", seen)
    said = move(desk, *late, code=1)
    assert (said.json["seen"], said.json["actual"]) == (int(seen), int(seen) + 1)
    assert said.json["since"] == ["ada replied: it is the cache"]
    assert said.json["draft"]["text"] == "it is the proxy"
    assert "your text is kept as draft" in said.err
    shown = move(desk, "show", "T-1001").json
    assert [d["text"] for d in shown["drafts"]] == ["it is the proxy"]
    again = move(desk, *late, code=1)
    assert again.json["draft"]["id"] == said.json["draft"]["id"]
