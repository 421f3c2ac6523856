"""Do `levee check`, `levee verify` and their neighbours answer a machine with the right codes?"""

import json
from pathlib import Path
from typing import Any

import pytest

from command import Levee

SUITE = Path(__file__).parents[1] / "web" / "suite"
STACK: dict[str, Any] = {"components": [{"purl": "pkg:pypi/datasette@0.65.1", "role": "host"}]}


@pytest.fixture
def store(levee: Levee) -> Levee:
    levee.say("up", "--no-serve", "--suite", str(SUITE))
    return levee


def test_what_nobody_ran_is_untested_in_every_spelling(store: Levee) -> None:
    for name, body in (
        ("stack.json", STACK),
        ("list.json", ["pkg:pypi/datasette@0.65.1"]),
        ("map.json", {"datasette": "0.65.1"}),
        ("freeze.txt", b"datasette==0.65.1\n"),
    ):
        found = store.say("check", str(store.file(body, name)), "--json")
        assert (found.code, found.json["answer"], found.json["nearest"]) == (3, "untested", None)


def test_bad_input_is_two_and_names_its_places(store: Levee) -> None:
    lock = store.folder / "lock.txt"
    for words in (
        ("check", "no-such-file.json"),
        ("check", "deadbeefdeadbeef"),
        ("check", str(store.file({"components": [{"purl": "x"}]}, "bad.json"))),
        ("check", str(store.file(STACK)), "--lock-to", str(lock)),
        ("lab", "matrix", "--date", "2026-02-30"),
    ):
        found = store.say(*words, "--json")
        assert found.code == 2, words
        assert found.json["problems"][0]["where"]
    assert not lock.exists()


def test_an_attestation_is_verified_without_any_store(levee: Levee) -> None:
    keys = levee.say("keys", "vendor")
    assert keys.code == 0
    key = levee.file(json.loads(keys.out), "keys.json")
    argv = levee.argv("verify", str(levee.file(b"{}", "a.json")), "--key", str(key))
    import subprocess

    nowhere = levee.folder / "nowhere"
    nowhere.mkdir()
    done = subprocess.run(
        argv[: argv.index("--data")], env=dict(levee.environment), cwd=nowhere, timeout=60,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"is no DSSE envelope" in done.stderr
    assert list(nowhere.iterdir()) == []


def test_an_unknown_stack_has_an_honest_badge(store: Levee) -> None:
    found = store.say("certify", "badge", "deadbeefdeadbeef", "--shields")
    assert (found.code, found.json["message"]) == (0, "unknown")


def test_a_hostile_partner_applies_once_and_is_shown_as_text(store: Levee) -> None:
    name = "[red]Acme\x1b[2J[/red]"
    file = str(store.file(STACK))
    assert store.say("programme", "apply", file, "--partner", name).code == 0
    again = store.say("programme", "apply", file, "--partner", name, "--json")
    assert (again.code, again.json["new"]) == (0, 0)
    shown = store.say("programme", "status")
    assert "\x1b" not in shown.out
    assert "[red]Acme" in shown.out
    assert store.say("lab", "plan").out.count("programme of") == 1
