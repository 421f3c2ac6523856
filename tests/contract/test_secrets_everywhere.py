"""Is a secret that is written into any field of the API gone from all that is kept or sent?

Every write that the document of the API names gets one in each text field that it has. Then all
that can be read is looked through: each column of each table, each file, each answer and page,
each mail and webhook as it left, what was logged, each job.
"""

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api_house import Api
from django.conf import settings
from django.core import mail as post
from django.db import connection
from django.test import Client

import submissions
from levee.learn.postmortem import ASK
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.site import jobs, kept_mail
from levee.site.hands import hands
from levee.store import contracts
from levee.web.api.api import api
from listening import HookServer, listening

pytestmark = pytest.mark.django_db
PERSON = "Wilhelmina Quist"
SECRETS = {
    "hunter2-correct": "password: hunter2-Correct-Horse-99",
    "16c7e42f": "token gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a",
    "s3cr3t-pa55": "postgresql://shop:s3cr3t-Pa55-w0rd@db.internal:5432/shop",
    "4111 1111": "card 4111 1111 1111 1111",
    "quist@nordic": "write to w.quist@nordic.example",
}
TOLD = "; ".join(SECRETS.values())
PIECES = (*SECRETS, PERSON.lower())
NOW = datetime.now(UTC)
DOCUMENT = api.get_openapi_schema(path_prefix="")
WRITES = [
    (method, path, about)
    for path, methods in DOCUMENT["paths"].items()
    for method, about in methods.items()
    if method != "get"
]
READS = [path for path, methods in DOCUMENT["paths"].items() if "get" in methods]
#: What has to be right so that the rest is kept; all else is told a secret.
RIGHT: dict[str, Any] = {
    "by": "edo", "owner": "ada", "at": (NOW + timedelta(days=3)).isoformat(),
    "to": "agent", "next_update": "30m", "mail": "ida@acme.example", "of": "post_incident",
    "kinds": ["noted", "heard"], "scopes": ["check"], "per_minute": 9, "partner": "",
    "expires_at": None, "version": None, "portal_only": False, "format": "",
    "relation": "related", "into": "", "trigger": "", "impact": {}, "date": "2026-11-03",
    "repeats": 2, "move_open": False, "text": TOLD, "allow_temporary": False,
    "reported_at": NOW.isoformat(), "url": "https://127.0.0.1:1/x",
    "stack": submissions.stack_file(
        **{"db.url": SECRETS["s3cr3t-pa55"], "x.password": "hunter2-Correct-Horse"}
    ),
}  # fmt: skip
#: Where the same name means something else.
OWN: dict[str, dict[str, Any]] = {
    "/tickets/{ticket_id}/updates": {"impact": TOLD, "evidence": [TOLD]},
    "/tickets/{ticket_id}/moves/{move}": {"impact": None},
    "/tickets/{ticket_id}/sessions/move": {"to": (NOW + timedelta(days=4)).isoformat()},
    "/tickets/{ticket_id}/contacts/withdrawal": {"mail": "otto@acme.example"},
    "/tickets/{ticket_id}/route": {"evidence": {"layer": "hosting", "component": TOLD}},
    "/webhooks": {"url": "https://192.0.2.1/x"},
}
#: Carried out by the lab or by the wheel that seals; they keep no word of anybody.
SKIPPED = {"/seal-key/rotation", "/nights", "/runs/{run_id}/rerun", "/vendor-keys"}


def schema_of(about: Any) -> Any:
    found = about.get("requestBody", {}).get("content", {}).get("application/json", {})
    return _resolved(found.get("schema", {}))


def _resolved(schema: Any) -> Any:
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def body(path: str, about: Any) -> dict[str, Any]:
    known = RIGHT | OWN.get(path, {})
    fields = schema_of(about).get("properties", {})
    return {name: known[name] if name in known else _told(s) for name, s in fields.items()}


def _told(schema: Any) -> Any:
    """A secret, in whatever shape a field has."""
    kinds = [_resolved(one) for one in schema.get("anyOf", [schema])]
    types = {kind.get("type") for kind in kinds}
    if types == {"integer"} or "integer" in types:
        return 1
    if "boolean" in types:
        return False
    if "string" in types:
        return TOLD
    if "array" in types:
        return [{TOLD: TOLD}]
    return {TOLD: [TOLD, PERSON]}


def written(staff: Api, named: dict[str, str]) -> Iterator[Any]:
    for method, path, about in WRITES:
        if path in SKIPPED or "{digest}" in path or "{keyid}" in path:
            continue
        moves = MOVES if "{move}" in path else ("held",)
        for move in moves:
            at = re.sub(r"\{(\w+)\}", lambda m: named.get(m[1], "stable"), path)
            at = at.replace("/moves/stable", f"/moves/{move}").replace(
                "/sessions/stable", "/sessions/held"
            )
            sent = body(path, about)
            plain = staff.ask(method.upper(), at, sent)
            yield path, plain
            key = {"Idempotency-Key": f"{SECRETS['16c7e42f']} {method} {move} {path}"[:200]}
            yield path, staff.ask(method.upper(), at, sent, key)


MOVES = (
    "assign",
    "note",
    "reply",
    "hear",
    "triage",
    "pause",
    "resume",
    "split",
    "resolve",
    "reopen",
)


def opened(staff: Api) -> str:
    """A P0 of a partner's, with a secret in all that a submission has."""
    whole = submissions.ticket(
        title=f"{PERSON} {SECRETS['16c7e42f']}",
        description=f"{TOLD} {PERSON} saw it",
        affected_user=PERSON,
        affected_screen=TOLD,
        environment={TOLD: [TOLD, PERSON]},
        traffic_profile={"note": TOLD},
        reproduction_steps=["open", TOLD, PERSON],
        attachments=[{"name": TOLD, "text": f"{TOLD} {PERSON}"}],
        stack=submissions.stack_file(**{"db.url": SECRETS["s3cr3t-pa55"], "who": PERSON}),
        idempotency_key="secrets-1",
    )
    whole["impact"]["production_impact"] = "down"
    answer = staff.post("/tickets", whole)
    assert answer.status_code in (200, 201), answer.content
    return str(answer.json()["id"])


def reported(staff: Api) -> None:
    """What a client runs, by both doors, and what is still missing on a ticket."""
    stack = RIGHT["stack"]
    beat = {"client": "North", "partner": "Acme Data", "traffic": 1, "stack": stack}
    for path, sent in (
        ("/fleet/heartbeat", beat | {"last_seen": (NOW - timedelta(hours=1)).isoformat()}),
        ("/installations", [beat | {"client": "South", "last_seen": NOW.isoformat()}]),
    ):
        answer = staff.post(path, sent)
        assert answer.status_code == 200, answer.content
    waiting = submissions.ticket(affected_user=None, environment=None, idempotency_key="waits")
    number = staff.post("/tickets", waiting).json()["id"]
    told = {"affected_user": PERSON, "environment": {TOLD: f"{TOLD} {PERSON}"}}
    assert staff.post(f"/tickets/{number}/answers", told).json()["state"] == "open"


def ran(ticket: str) -> None:
    """A Run whose check prints what it was told, as a lab would save it."""
    made = hands(Path(settings.DATA))
    stack = made.desk.ticket(ticket).stack
    assert stack is not None
    check = CheckResult("host", "test", Outcome.FAILED, f"it printed {TOLD}", 0.1)
    for purpose, name, about in (
        (Purpose.REPRODUCE, "reproduce-0000000000000000", f"ticket:{ticket}"),
        (Purpose.NIGHT, "night-0000000000000000", "night:2026-11-02:smoke"),
    ):
        made.lab.remember(
            Run(
                id=name, stack=stack, suite="smoke", suite_digest="0" * 64,
                outcome=Outcome.FAILED, why=f"1 check failed: {TOLD}", checks=(check,),
                purpose=purpose, subject=about,
                night=NOW.date() if purpose is Purpose.NIGHT else None,
                started_at=NOW, ended_at=NOW + timedelta(seconds=1),
            ),
            name,
        )  # fmt: skip


def explained(staff: Api, ticket: str) -> None:
    """The postmortem of a P0, written by a person who forgets themselves, and sent."""
    path = f"/tickets/{ticket}/postmortem"
    drafted = staff.post(path).json()
    filled = drafted["text"].replace(ASK, TOLD)
    sent = {"text": f"{filled}\n{TOLD} {PERSON}\n", "seen": drafted["sha256"]}
    assert staff.ask("PUT", path, sent).status_code == 200
    assert staff.post(f"{path}/sending", {"by": "edo"}).status_code == 200


def mailed(staff: Api) -> str:
    """One mail that is heard, one that opens, and one that is set aside: the last one's id."""
    head = f"From: {PERSON} <w.quist@nordic.example>\r\nSubject: {SECRETS['16c7e42f']}\r\n"
    sealed = ""
    for number, more in enumerate(("", "Precedence: bulk\r\n")):
        raw = f"{head}{more}Message-ID: <{number}@nordic.example>\r\n\r\n{TOLD}\r\n"
        sealed = staff.ask("POST", "/mail", raw.encode()).json()["sealed"]
    assert staff.ask("POST", "/mail", b"\x00" + TOLD.encode()).json()["became"] == "unread"
    return str(sealed)


def rows() -> Iterator[str]:
    """Every column of every table, whichever database it is."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield " ".join(map(_column, row))


def _column(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return value if isinstance(value, str) else repr(value)


def files(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.read_bytes().decode("utf-8", "replace")


def pages(client: Client, ticket: str) -> Iterator[str]:
    for path in ("/", "/inbox/partner/", "/inbox/standard/", "/board/", "/matrix/", "/numbers/",
                 "/numbers.csv", "/certificates/", f"/tickets/{ticket}/", "/fleet/", "/channels/",
                 "/tickets/", "/contract/", "/runs/reproduce-0000000000000000/",
                 "/runs/night-0000000000000000/"):  # fmt: skip
        yield client.get(path).content.decode()


def read(staff: Api, ticket: str) -> Iterator[str]:
    named = {"ticket_id": ticket, "run_id": "reproduce-0000000000000000", "name": "stable"}
    for path in READS:
        at = re.sub(r"\{(\w+)\}", lambda m: named.get(m[1], "1"), path)
        yield staff.get(at).content.decode()


def unzipped(body_: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(body_)) as archive:
        yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_s23_no_secret_is_kept_or_sent(
    staff: Api, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("LEVEE_WEBHOOK_NETWORKS", "127.0.0.0/8, 192.0.2.0/24")
    caplog.set_level(logging.INFO)
    contracts.adopt(
        submissions.text_with(
            ("partners: {}\n", "partners:\n  Acme Data: {contacts: "
             "[{name: Ida, mail: ida@acme.example}]}\n")
        ), NOW,
    )  # fmt: skip
    with listening(HookServer()) as hook:
        wanted = {"url": f"http://127.0.0.1:{hook.port}/x", "kinds": []}
        assert staff.post("/webhooks", wanted | {"name": TOLD}).status_code in (200, 201)
        ticket, mail_id = opened(staff), mailed(staff)
        named = {"ticket_id": ticket, "mail_id": mail_id, "webhook_id": "9", "key_id": "9"}
        reported(staff)
        ran(ticket)
        answers = list(written(staff, named))
        explained(staff, ticket)
        staff.post("/tick")
        jobs.sweep(NOW)
        jobs.post_owed(datetime.now(UTC))
        hooked = [one.body.decode() + str(one.headers) + one.path for one in hook.taken]
    worked = {path for path, answer in answers if answer.status_code < 300}
    bundle = [a for p, a in answers if p.endswith("/support-report") and a.status_code == 200]
    texts = {
        "answers": [
            a.content.decode("utf-8", "replace")
            for p, a in answers
            if not p.endswith(("/original", "/support-report"))
        ],
        "bundles": [text for a in bundle for text in unzipped(a.content)],
        "reads": list(read(staff, ticket)),
        "shown mail": [json.dumps(kept_mail.show(hands(Path(settings.DATA)), mail_id))],
        "pages": list(pages(client, ticket)),
        "tables": list(rows()),
        "files": list(files(Path(settings.DATA))),
        "mails": [f"{m.subject} {m.body} {m.extra_headers}" for m in post.outbox],
        "webhooks": hooked,
        "logs": [record.getMessage() for record in caplog.records] + [caplog.text],
    }
    (Path(settings.DATA) / "postmortems" / f"{ticket}.md").unlink()  # the folder is every test's
    for place, found in texts.items():
        whole = "\n".join(found).lower()
        for piece in PIECES:
            assert piece not in whole, (place, piece, _around(whole, piece))
    assert worked >= MUST_WORK, MUST_WORK - worked
    assert texts["bundles"]
    assert len(hooked) > 20
    assert post.outbox
    assert "[redacted:person_1]" in "\n".join(texts["tables"])


MUST_WORK = {
    "/tickets/{ticket_id}/moves/{move}",
    "/tickets/{ticket_id}/evidence",
    "/tickets/{ticket_id}/updates",
    "/tickets/{ticket_id}/contacts",
    "/tickets/{ticket_id}/sessions",
    "/tickets/{ticket_id}/incident/pause",
    "/tickets/{ticket_id}/incident/reviews",
    "/tickets/{ticket_id}/support-report",
    "/tickets/{ticket_id}/route",
    "/mail/{mail_id}/original",
    "/mail/{mail_id}/ticket",
    "/keys",
    "/webhooks",
    "/redact",
}


def _around(whole: str, piece: str) -> str:
    at = whole.index(piece)
    return whole[max(0, at - 300) : at + 60]
