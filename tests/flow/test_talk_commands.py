"""Can a customer be told, an incident led and a session held from the command line alone?"""

import json

import pytest

from command import Levee, Said
from submissions import ticket

DOWN = ticket()["impact"] | {"production_impact": "down"}
DRAFT = ("--impact", "all editors", "--workaround", "none yet", "--owner", "ada",
         "--next-update", "30m", "--evidence", "GET /graphql answers 500")  # fmt: skip
ONE = "2026-03-02T11:00:00+00:00"


@pytest.fixture
def p0(levee: Levee) -> str:
    taken = levee.intake(ticket(impact=DOWN), "--json")
    assert taken.code == 0
    return str(taken.json["id"])


def places(said: Said) -> list[str]:
    return [problem["where"] for problem in said.json["problems"]]


def test_an_update_from_draft_to_customer(levee: Levee, p0: str) -> None:
    empty = levee.say("update", "draft", p0, "--by", "ada", "--json")
    assert empty.code == 0
    refused = levee.say("update", "send", p0, "--by", "ada", "--json")
    assert refused.code == 2
    assert places(refused) == ["impact", "workaround", "owner", "next_update", "evidence"]
    assert levee.say("update", "draft", p0, "--by", "ada", *DRAFT).code == 0
    alone = levee.say("update", "send", p0, "--by", "ada", "--json")
    assert alone.code == 1 and "second person" in alone.out
    assert levee.say("update", "approve", p0, "--by", "ada").code == 2
    assert levee.say("update", "approve", p0, "--by", "bo").code == 0
    nobody = levee.say("update", "send", p0, "--by", "ada", "--json")
    assert nobody.code == 1 and "verified" in nobody.out
    verify = ("contacts", "verify", p0, "ida@acme.example", "--by", "edo", "--how", "called")
    assert levee.say(*verify).code == 0
    sent = levee.say("update", "send", p0, "--by", "ada", "--json")
    assert sent.json["told"] == ["ida@acme.example"]
    assert "LEVEE_SMTP_HOST" in sent.json["mail"]
    mails = [path.read_text() for path in (levee.data / "mail").iterdir()]
    assert any("To: ida@acme.example" in mail for mail in mails)
    assert levee.say("update", "send", p0, "--by", "ada").code == 1
    assert levee.say("audit").code == 0


def test_a_draft_from_a_file_and_what_is_wrong_with_one(levee: Levee, p0: str) -> None:
    text = "## Impact\nall\n## Workaround\nnone yet\n## Owner\nada\n## Next update\n30m\n" \
        "## Evidence\n- one\n- two\n"  # fmt: skip
    for name, body in (
        ("u.md", text.encode()),
        ("u.json", json.dumps({"impact": "all", "workaround": "none yet", "owner": "ada",
                               "next_update": "30m", "evidence": ["one", "two"]}).encode()),
    ):  # fmt: skip
        file = str(levee.file(body, name))
        said = levee.say("update", "draft", p0, "--by", "ada", "--file", file, "--json")
        assert said.json["missing"] == []
        assert said.json["updates"][-1]["evidence"] == ["one", "two"]
    for name, body in (("a.json", b"{"), ("b.md", b"\xff\xfe"), ("c.json", b'{"impact": 1}')):
        file = str(levee.file(body, name))
        assert levee.say("update", "draft", p0, "--by", "ada", "--file", file).code == 2
    lost = levee.say("update", "draft", p0, "--by", "ada", "--file", "nowhere.md")
    assert lost.code == 2 and "cannot be read" in lost.err


def test_an_incident_from_pause_to_resume(levee: Levee, p0: str) -> None:
    shown = levee.say("incident", "show", p0, "--json").json
    assert set(shown["roles"]) == {"commander", "customer_liaison", "scribe"}
    assert levee.say("incident", "pause", p0, "--by", "dara").code == 2
    assert levee.say("incident", "pause", p0, "--by", "ada", "--after-update").code == 0
    early = levee.say("incident", "resume", p0, "--by", "ada")
    assert early.code == 1
    for kind in ("post_incident", "migration", "reindex"):
        assert kind in early.err
        signed = ("incident", "review", p0, "--of", kind, "--by", "edo", "--evidence", "seen")
        assert levee.say(*signed).code == 0
    done = levee.say("incident", "resume", p0, "--by", "ada", "--json")
    assert done.json["automation"] == "running"


def test_a_session_from_booking_to_its_end(levee: Levee, p0: str) -> None:
    assert levee.say("session", "book", p0, "--by", "chen").code == 0
    assert levee.say("session", "book", p0, "--by", "chen").code == 1
    moved = levee.say("session", "move", p0, "--to", ONE, "--by", "chen", "--json")
    assert moved.json["sessions"][0]["sequence"] == 1
    assert levee.say("session", "held", p0, "--by", "chen").code == 1
    missed = levee.say("session", "missed", p0, "--by", "chen", "--json", now=ONE)
    assert [one["state"] for one in missed.json["sessions"]] == ["missed", "booked"]
    off = levee.say("session", "cancel", p0, "--by", "chen", "--reason", "found it", now=ONE)
    assert off.code == 0
    assert levee.say("session", "move", p0, "--to", "soon", "--by", "chen").code == 2
    assert levee.say("audit").code == 0


@pytest.mark.parametrize("group", ["update", "incident", "session", "contacts"])
def test_what_is_not_there_is_said_without_a_traceback(levee: Levee, group: str) -> None:
    for unknown in ("T-9", "T-1\u0660", "../x", "x" * 300):
        assert levee.say(group, "show", unknown).code == 2


def test_settings_that_cannot_be_meant_are_named_and_nothing_else_happens(levee: Levee) -> None:
    said = levee.say("tick", LEVEE_SMTP_HOST="mx.example", LEVEE_SMTP_PORT="x")
    assert said.code == 2 and "LEVEE_SMTP_PORT" in said.err
