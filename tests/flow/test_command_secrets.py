"""Does a secret that somebody sends lie anywhere in the data folder, or leave by mail?"""

import email
import io
import zipfile
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest

from command import Levee
from submissions import stack_file, ticket

SECRETS = {
    "github": "it says ghp_16C7e42F292c6912E7710c838347Ae178B4a here",
    "aws": "it says AKIAQ7ZK3XW5JH2NPL4M here",
    "password": "password: hunter2-Correct-Horse-99",
    "dsn": "postgresql://shop:s3cr3t-Pa55-w0rd@db.internal:5432/shop",
}
PIECES = ("16c7e42f", "akiaq7zk", "hunter2-correct", "s3cr3t-pa55")
ONE_TEXT = "\n".join(SECRETS.values())


def everywhere(text: str) -> dict[str, Any]:
    """The text as the value and as a name of everything that a ticket has."""
    kept = ("stream", "stack", "impact", "idempotency_key")
    return {k: text for k in ticket() if k not in kept} | {
        "idempotency_key": text,
        "environment": {"key": text, text: ["value", text]},
        "traffic_profile": {text: {text: text}},
        "reproduction_steps": ["open", text],
        "attachments": [{"name": text, "text": text}],
        "impact": {text: text, "revenue_risk": text},
        text: text,
    }


def stacks(text: str) -> Iterator[Any]:
    tables = {"settings": {"s": text, text: "1"}, "platform": {"p": text, text: "1"}}
    yield stack_file() | tables | {text: text}
    yield {"components": [*stack_file()["components"], {"purl": f"pkg:pypi/x@{text}"}]}
    yield ["pkg:pypi/datasette@1.0", text, f"pkg:pypi/x@1?token={text}"]
    yield {"datasette": "1.0", "x": text, text: "1"}
    yield f"datasette==1.0\n{text}\nx=={text}\n"


@pytest.mark.parametrize("text", [*SECRETS.values(), ONE_TEXT], ids=[*SECRETS, "all"])
def test_no_secret_stays_whatever_field_it_came_in(levee: Levee, text: str) -> None:
    several = stacks(text) if text == ONE_TEXT else [next(stacks(text))]
    said = ""
    for number, stack in enumerate(several):
        body = everywhere(text) | {"stack": stack, "idempotency_key": f"{text}{number}"}
        answer = levee.intake(body, "--json")
        assert answer.code == 2
        said += answer.out + answer.err
    levee.say("tick", now="2026-03-09T09:00:00+00:00")
    assert any((levee.data / "mail").iterdir())
    kept = levee.kept().lower()
    for piece in PIECES:
        assert piece not in said.lower()
        assert piece.encode() not in kept


def test_what_is_no_json_is_sealed_unread(levee: Levee) -> None:
    levee.intake(f'{{"password": "{SECRETS["github"]}"'.encode())
    assert PIECES[0].encode() not in levee.kept().lower()


OPEN = {"LEVEE_WEBHOOK_NETWORKS": "192.0.2.0/24"}
LISTED = "the mail that waits"


def waiting(levee: Levee) -> str:
    return str(levee.say("mail", "unread", "--json").json["unread"][0]["sealed"])


PERSON = "Wilhelmina Quist"
TOLD = "password: hunter2-Correct-Horse-99\nit says ghp_16C7e42F292c6912E7710c838347Ae178B4a\n"


def opened(file: Path) -> Iterator[bytes]:
    """The bytes of a file, and what they mean where they are packed or coded."""
    data = file.read_bytes()
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(file) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if "mail" in file.parts:
        for part in email.message_from_bytes(data, policy=policy.default).walk():
            yield str(part.items()).encode()
            content = part.get_payload(decode=True)
            yield content if isinstance(content, bytes) else b""


def test_s23_a_secret_is_nowhere_after_everything_that_can_be_written_to_a_ticket(
    levee: Levee,
) -> None:
    secret = f"{TOLD}{PERSON} saw it"
    log = levee.folder / "error.log"
    log.write_text(secret, encoding="utf-8")
    mail = b"From: map.editor@nordic.example\nSubject: " + TOLD.split("\n")[0].encode()
    letter = levee.folder / "letter.eml"
    aside = levee.folder / "aside.eml"
    aside.write_bytes(mail + b"\nPrecedence: bulk\nMessage-ID: <2@n.example>\n\n" + TOLD.encode())
    listed = levee.file(stack_file(**{"db.password": "hunter2-Correct-Horse-99"}), "stack.json")
    letter.write_bytes(mail + b"\nMessage-ID: <1@nordic.example>\n\n" + TOLD.encode())
    body = ticket(description=secret, affected_user=PERSON, title=f"{PERSON} {TOLD[:34]}")
    bundle = levee.folder / "bundle.zip"
    by = ("--by", "edo")
    suite = levee.folder / "suite"
    suite.mkdir()
    (suite / "suite.toml").write_text(
        'name = "s"\necosystem = "pypi"\n\n[[check]]\nname = "c"\nargv = ["true"]\n'
    )
    said = [levee.intake(body, "--json")]
    assert said[0].code == 0, said[0].err
    for words in (
        ("webhooks", "add", "https://192.0.2.1/x", "--name", TOLD[:40]),
        ("ticket", "evidence", "T-1001", "--by", "dara", "--error-report", str(log)),
        ("ticket", "triage", "T-1001", "--note", TOLD, "--plan", TOLD, "--reason", TOLD, *by),
        ("ticket", "note", "T-1001", TOLD, *by),
        ("ticket", "reply", "T-1001", TOLD, *by),
        ("ticket", "hear", "T-1001", TOLD, "--by", TOLD),
        ("ticket", "fill", "T-1001", "--set", f"description={TOLD}"),
        (
            "ticket",
            "split",
            "T-1001",
            "--title",
            TOLD,
            "--description",
            TOLD,
            "--reason",
            TOLD,
            *by,
        ),
        ("mail", "take", str(letter)),
        ("mail", "take", str(aside)),
        ("mail", "show", LISTED),
        ("mail", "dismiss", LISTED, "--reason", TOLD, *by),
        ("ticket", "severity", "T-1001", "1", "--reason", TOLD, *by),
        ("contacts", "verify", "T-1001", "ida@acme.example", "--how", TOLD, *by),
        (
            "update",
            "draft",
            "T-1001",
            "--impact",
            secret,
            "--workaround",
            TOLD,
            "--owner",
            "ada",
            "--next-update",
            "30m",
            "--evidence",
            TOLD,
            *by,
        ),
        ("update", "approve", "T-1001", "--by", "chen"),
        ("update", "send", "T-1001", *by),
        ("incident", "pause", "T-1001", "--reason", TOLD, *by),
        ("incident", "review", "T-1001", "--of", "post_incident", "--evidence", TOLD, *by),
        ("incident", "resume", "T-1001", "--reason", TOLD, *by),
        ("session", "book", "T-1001", "--reason", TOLD, *by),
        ("keys", "create", "--name", TOLD[:40], "--scope", "tickets:read"),
        ("ticket", "show", f"T-{TOLD[:40]}"),
        ("lab", "run", str(listed), "--suite", str(suite)),
        ("ticket", "resolve", "T-1001", "--reason", TOLD, *by),
        ("tick",),
        ("support-report", "T-1001", "-o", str(bundle), "--suite", str(suite), *by),
        ("ticket", "show", "T-1001", "--json"),
        ("ticket", "history", "T-1001"),
        ("ticket", "history", "T-1002", "--json"),
        ("mail", "unread"),
        ("board",),
        ("report", "--json"),
        ("lab", "matrix", "--csv"),
        ("audit",),
    ):
        told = [waiting(levee) if word == LISTED else word for word in words]
        said.append(levee.say(*told, now="2026-03-02T10:00:00+00:00", **OPEN))
    assert bundle.exists(), said[-8].err
    assert any((levee.data / "mail").iterdir())
    files = [p for p in [*levee.data.rglob("*"), bundle] if p.is_file()]
    kept = [("the store", levee.kept())]
    kept += [(str(file), piece) for file in files for piece in opened(file)]
    kept += [(f"answer {n}", (one.out + one.err).encode()) for n, one in enumerate(said)]
    for piece in (b"16c7e42f", b"hunter2-correct", PERSON.encode().lower()):
        assert [place for place, text in kept if piece in text.lower()] == []
    assert b"[redacted:person_1]" in levee.kept()
    assert [one.err for one in said if one.code == 2 and "not found" not in one.err] == []
