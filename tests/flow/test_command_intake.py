"""Does `levee intake` answer clearly, lose nothing and do nothing twice?"""

import json
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from command import Levee
from submissions import ticket

MONSTERS: dict[str, Any] = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "nul": "a\x00b",
    "rtl": "\u202egnp.exe\u2066",
    "ansi": "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "surrogate": "alone \ud800 and \udc00",
    "markup": "[/bold] \\[/bold] [red]x[/nope] \\",
    "long": "x" * 200_000,
    "huge": 10**400,
    "deep": None,
}


def tickets(levee: Levee) -> list[str]:
    return [entry["ticket"] for entry in levee.say("board", "--json").json["entries"]]


def test_a_ticket_is_taken_in_and_shown(levee: Levee) -> None:
    taken = levee.intake(ticket(), "--json")
    assert taken.code == 0
    assert (taken.json["id"], taken.json["again"]) == ("T-1001", False)
    assert taken.json["severity"] == 2
    assert all(clock["due"] and clock["calendar"] for clock in taken.json["clocks"])
    shown = levee.say("ticket", "show", "T-1001", "--json")
    assert shown.code == 0
    assert shown.json["timeline"][0]["kind"] == "opened"
    told = levee.say("ticket", "show", "T-1001")
    assert "severity 2 = P1: a critical workflow is blocked" in told.out


def test_the_same_ticket_twice_is_one(levee: Levee) -> None:
    first = levee.intake(ticket(), "--json").json
    again = levee.intake(ticket(title="written otherwise"), "--json").json
    assert (again["id"], again["again"]) == (first["id"], True)
    other = levee.intake(ticket(idempotency_key="acme-2"), "--json").json
    assert other["id"] == "T-1002"
    elsewhere = levee.intake(ticket(partner="Other"), "--json").json
    assert elsewhere["id"] == "T-1003"


def test_two_clients_of_no_partner_may_use_the_same_key(levee: Levee) -> None:
    one = ticket(stream="standard", partner=None, client="One")
    assert levee.intake(one, "--json").json["id"] == "T-1001"
    assert levee.intake(one | {"client": "Two"}, "--json").json["id"] == "T-1002"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe\x00", b"[1, 2]", b'"text"', b"null", b"[" * 100_000, b'{"a": 1e999}x'],
    ids=["empty", "open", "bytes", "list", "text", "null", "deep", "tail"],
)
def test_what_is_no_ticket_is_refused_and_kept_all_the_same(levee: Levee, body: bytes) -> None:
    said = levee.intake(body, "--json")
    assert said.code == 2
    assert said.json["problems"][0]["where"] == "$"
    assert said.json["state"] == "pended"
    assert said.json["sealed"].startswith("S-")
    again = levee.intake(body, "--json").json
    assert (again["id"], again["again"]) == (said.json["id"], True)


def test_wrong_types_and_unknown_fields_are_all_named_and_the_rest_is_kept(levee: Levee) -> None:
    body = ticket(title=7, mood="bad", impact={"luck": "bad"}, reproduction_steps="x")
    said = levee.intake(body, "--json")
    assert said.code == 2
    places = {problem["where"] for problem in said.json["problems"]}
    assert places == {"title", "mood", "impact.luck", "reproduction_steps"}
    assert said.json["client"] == "Nordic Maps"
    assert said.json["gaps"] == ["reproduction_steps"]


def test_what_lacks_something_waits_with_a_named_technician(levee: Levee) -> None:
    said = levee.intake(ticket(affected_user=None, stack=["pkg:pypi/datasette@1.0"]), "--json")
    assert said.code == 0
    assert said.json["state"] == "pended"
    assert said.json["owner_role"] == "technician"
    assert said.json["gaps"] == [
        "stack.runtime", "stack.plugin", "stack.settings", "affected_user"
    ]  # fmt: skip
    later = levee.say("tick", "--json", now="2026-03-02T11:00:00+00:00")
    assert later.code == 0
    shown = levee.say("ticket", "show", "T-1001", "--json").json
    assert (shown["state"], shown["owner_role"]) == ("open", "pod_engineer")


def test_fifty_megabytes_are_refused_quickly_and_nothing_is_stored(levee: Levee) -> None:
    levee.say("tick")
    began = time.monotonic()
    said = levee.intake(b'{"title": "' + b"x" * 50_000_000 + b'"}', "--json")
    assert time.monotonic() - began < 15
    assert said.code == 2
    assert "10,000,000" in said.json["problems"][0]["what"]
    assert tickets(levee) == []
    assert len(levee.kept()) < 5_000_000


def deep(levels: int) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = {"a": [value]}
    return value


@pytest.mark.parametrize("name", MONSTERS)
def test_a_hostile_value_in_every_field_is_a_ticket_that_can_be_shown(
    levee: Levee, name: str
) -> None:
    value = deep(150) if name == "deep" else MONSTERS[name]
    body = {field: value for field in ticket()} | {"stream": "partner", name: value}
    body["environment"] = {"k": value, "inf": float("inf"), "nan": float("nan")}
    body["stack"] = ticket()["stack"] | {"settings": {"s": value}, "platform": {"p": value}}
    said = levee.intake(body, "--json")
    assert said.code == 2
    assert said.json["id"] == "T-1001"
    for words in (("ticket", "show", "T-1001"), ("board",)):
        plain = levee.say(*words)
        assert plain.code == 0
        assert not any(c in plain.out + plain.err for c in "\x1b\x00\x07\u202e\x9b")


def test_a_terminal_that_knows_only_ascii_gets_an_answer_too(levee: Levee) -> None:
    path = levee.file(ticket(title="Ærø \ud800 日本"))
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    assert levee.say("intake", str(path), "--json", **ascii_only).code == 0
    assert levee.say("ticket", "show", "T-1001", **ascii_only).code == 0


def test_nesting_without_end_is_kept_as_an_incomplete_ticket(levee: Levee) -> None:
    for levels in (100, 400, 900, 5_000, 40_000):
        body = b'{"environment": ' + b'{"a":' * levels + b"1" + b"}" * levels + b"}"
        said = levee.intake(body, "--json")
        assert said.code in (0, 2)
        assert said.json["state"] == "pended"
    assert levee.say("ticket", "show", "T-1005", "--json").code == 0


def test_two_intakes_at_once_are_two_tickets_and_the_same_one_twice_is_one(
    untouched: Levee,
) -> None:
    """Also in a data folder that none of them has set up yet."""
    files = [untouched.file(ticket(idempotency_key=f"k{i % 2}"), f"{i}.json") for i in range(4)]
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda f: untouched.say("intake", str(f), "--json"), files))
    assert [one.code for one in said] == [0, 0, 0, 0], [one.err for one in said]
    assert said[0].json["id"] == said[2].json["id"] != said[1].json["id"] == said[3].json["id"]
    assert sorted(tickets(untouched)) == ["T-1001", "T-1002"]


@pytest.mark.parametrize("after_s", [0.4, 0.8, 1.3])
def test_an_intake_that_is_killed_and_done_again_is_one_ticket(
    untouched: Levee, after_s: float
) -> None:
    argv = untouched.argv("intake", str(untouched.file(ticket())), "--now", "2026-03-02T09:00:00Z")
    with subprocess.Popen(
        argv, env=dict(untouched.environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(after_s)
        process.send_signal(signal.SIGKILL)
    said = untouched.intake(ticket(), "--json")
    assert said.code == 0
    assert said.json["id"] == "T-1001"
    assert tickets(untouched) == ["T-1001"]
    assert untouched.say("tick", "--json").json["faults"] == []


@pytest.mark.parametrize(
    "words",
    [
        ("ticket", "show", "T-9"),
        ("ticket", "show", "\udcff"),
        ("ticket", "show", ""),
        ("lab", "reproduce", "T-9"),
        ("lab", "rerun", "run-9"),
        ("certify", "status", "0123456789"),
    ],
)
def test_what_is_not_there_is_said_so(levee: Levee, words: tuple[str, ...]) -> None:
    said = levee.say(*words, "--json")
    assert said.code == 2
    assert said.json["problems"]


@pytest.mark.parametrize("now", ["2026-03-02T09:00:00", "yesterday", "0001-01-01T00:00:00+14:00"])
def test_a_present_without_its_offset_is_refused(untouched: Levee, now: str) -> None:
    said = untouched.say("tick", "--json", now=now)
    assert said.code == 2
    assert said.json["problems"][0]["where"] == "--now"
    assert not untouched.data.exists()


def test_a_file_that_cannot_be_read_is_said_so(levee: Levee) -> None:
    assert levee.say("intake", str(levee.folder / "none.json")).code == 2
    assert levee.say("intake", str(levee.folder)).code == 2


def test_a_data_folder_that_cannot_be_used_is_said_so(untouched: Levee) -> None:
    untouched.data.write_text("a file")
    said = untouched.say("tick", "--json")
    assert said.code == 2
    assert said.json["problems"][0]["where"] == "--data"


def test_keys_are_for_their_owner_only(untouched: Levee) -> None:
    untouched.say("tick")
    keys = list((untouched.data / "keys").iterdir())
    assert {"django.key", "seal.key"} <= {path.name for path in keys}
    assert all(p.stat().st_mode & 0o077 == 0 for p in keys if p.suffix == ".key")


def test_json_is_one_object_and_progress_goes_elsewhere(levee: Levee) -> None:
    for words in (("tick",), ("board",), ("report",), ("fleet", "coverage")):
        assert isinstance(json.loads(levee.say(*words, "--json").out), dict)
