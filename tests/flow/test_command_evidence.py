"""Is evidence sealed before retries, opened by whom it may be, shared without a secret?"""

import io
import zipfile
from pathlib import Path

from command import Levee
from submissions import ticket

LOG = b"Traceback: password=hunter2-Correct-Horse-99 for map.editor@nordic.example\n"
LATER = "2026-03-02T12:00:00+00:00"


def test_a_ticket_without_evidence_is_not_retried_until_it_is_sealed(levee: Levee) -> None:
    levee.intake(ticket(description=None))
    suite = levee.folder / "suite"
    suite.mkdir()
    (suite / "suite.toml").write_text(
        'name = "s"\necosystem = "pypi"\n\n[[check]]\nname = "c"\nargv = ["true"]\n'
    )
    refused = levee.say("lab", "reproduce", "T-1001", "--suite", str(suite))
    assert refused.code == 1
    assert "the error report of T-1001 must be sealed first" in " ".join(refused.err.split())
    log = levee.folder / "error.log"
    log.write_bytes(LOG)
    words = ("ticket", "evidence", "T-1001", "--by", "dara", "--error-report", str(log))
    said = levee.say(*words, "--json")
    assert said.code == 0, said.err
    assert said.json == {"ticket": "T-1001", "sealed": ["error_report"], "missing": []}
    assert levee.say(*words, "--json").json == said.json
    assert b"hunter2-correct" not in levee.kept().lower()
    assert levee.say("audit").code == 0


def test_evidence_names_every_fault(levee: Levee) -> None:
    levee.intake(ticket())
    (levee.folder / "empty").write_bytes(b"")
    words = ("ticket", "evidence", "T-1001", "--by", "dara")
    bad = levee.say(
        *words, "--reported-at", "yesterday", "--error-report", str(levee.folder / "empty")
    )
    assert bad.code == 2
    assert "reported_at" in bad.err
    assert "is empty" in bad.err
    assert levee.say(*words).code == 2
    assert (
        levee.say("ticket", "evidence", "T-9", "--by", "dara", "--affected-screen", "/").code == 2
    )


def test_only_named_roles_open_the_original_and_each_opening_is_an_event(levee: Levee) -> None:
    levee.intake(ticket(description=LOG.decode()))
    words = ("ticket", "original", "T-1001", "--reason", "the mask hides the cause")
    refused = levee.say(*words, "--by", "fay")
    assert refused.code == 2
    assert "hunter2" not in refused.out + refused.err
    assert levee.say(*words[:3], "--reason", " ", "--by", "edo").code == 2
    read = levee.say(*words, "--by", "edo")
    assert read.code == 0
    assert "hunter2-Correct-Horse-99" in read.out
    shown = levee.say("ticket", "show", "T-1001", "--json").json
    opened = [e for e in shown["timeline"] if e["kind"] == "sealed_opened"]
    assert [e["reason"] for e in opened] == ["the mask hides the cause"]


def test_rotated_keys_open_everything_and_the_old_key_nothing(levee: Levee) -> None:
    levee.intake(ticket(description=LOG.decode()))
    key = levee.data / "keys" / "seal.key"
    before = key.read_bytes()
    said = levee.say("keys", "rotate", "--json")
    assert said.code == 0, said.err
    assert said.json["originals"] == 1
    assert before.strip() not in key.read_bytes()
    words = ("ticket", "original", "T-1001", "--reason", "why", "--by", "edo")
    assert "hunter2-Correct-Horse-99" in levee.say(*words).out
    key.write_bytes(before)
    lost = levee.say(*words)
    assert lost.code == 1
    assert "no key of this data folder opens" in lost.err


def test_a_support_report_is_shared_without_names_or_secrets(levee: Levee) -> None:
    levee.intake(ticket(description=LOG.decode()))
    (levee.folder / "suite").mkdir()
    suite = levee.folder / "suite" / "suite.toml"
    suite.write_text('name = "s"\necosystem = "pypi"\n\n[[check]]\nname = "c"\nargv = ["true"]\n')
    target = levee.folder / "report.zip"
    words = ("support-report", "T-1001", "--by", "chen", "-o", str(target))
    said = levee.say(*words, "--suite", str(suite.parent), "--json")
    assert said.code == 0, said.err
    whole = unpacked(target)
    for secret in (b"hunter2", b"nordic.example", b"Acme Data", b"Nordic Maps", b"map editors"):
        assert secret not in whole
    assert said.json["support_code"].encode() in whole
    assert b"[redacted:password]" in whole
    assert levee.say(*words).code == 2  # what is there is not written over


def unpacked(target: Path) -> bytes:
    with zipfile.ZipFile(io.BytesIO(target.read_bytes())) as archive:
        assert "suite/suite.toml" in archive.namelist()
        return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())
