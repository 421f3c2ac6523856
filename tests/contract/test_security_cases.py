"""Do the cases of other help desks fail here? Those of mail, attachments and exports that no other
test names by its number."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from api_house import Api, key
from django.test import Client, override_settings
from django.urls import get_resolver

import submissions
from levee.connect import thread
from levee.model.access import Scope
from levee.site import mailer
from levee.web.api.api import api

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"
FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1")


def mail(*parts: tuple[str, str, str], text: str = "It breaks", **headers: str) -> bytes:
    """Parts are (name, kind, content)."""
    told = {"From": "ida@acme.example", "Message-ID": "<1@acme.example>", "Subject": "It"} | headers
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    body = [f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"]
    for name, kind, content in parts:
        shown = f'Content-Disposition: attachment; filename="{name}"'
        body.append(f"--b\r\nContent-Type: {kind}\r\n{shown}\r\n\r\n{content}\r\n")
    return (
        f"{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{''.join(body)}--b--\r\n".encode()
    )


def took(staff: Api, raw: bytes) -> Any:
    answer = staff.ask("POST", "/mail", raw)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def test_s1_neither_a_name_nor_a_page_that_is_attached_runs_anywhere(
    staff: Api, client: Client
) -> None:
    parts = ((f"x{EVIL}.html", "text/html", EVIL), ("y.svg", "image/svg+xml", EVIL))
    ticket = took(staff, mail(*parts, text=f"See {EVIL}", Subject=EVIL))["ticket"]
    page = client.get(f"/tickets/{ticket}/")
    assert EVIL not in page.content.decode()
    assert "script-src" in page["Content-Security-Policy"]


def test_s6_s19_no_address_gives_an_attachment_out(staff: Api, client: Client) -> None:
    """Bytes stay sealed; only the whole mail is opened, by a person whose role may, as a file."""
    content = "only-in-the-attachment"
    said = took(staff, mail(("shell.pht", "application/octet-stream", content)))
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    reads = [p for p, methods in paths.items() if "get" in methods]
    assert not [p for p in reads if "attachment" in p or "original" in p or "sealed" in p]
    assert not [str(u.pattern) for u in get_resolver().url_patterns if "attach" in str(u.pattern)]
    for at in reads:
        found = at.replace("{ticket_id}", said["ticket"]).replace("{mail_id}", said["sealed"])
        assert content not in staff.get(found).content.decode()
    assert content not in client.get(f"/tickets/{said['ticket']}/").content.decode()
    opened = staff.post(f"/tickets/{said['ticket']}/original", {"by": "edo", "reason": "x"})
    assert opened["Content-Disposition"].startswith("attachment")
    assert (opened["Content-Type"], opened["X-Content-Type-Options"]) == (
        "application/octet-stream", "nosniff",
    )  # fmt: skip


def test_s7_a_partner_reaches_no_mail_and_no_original(staff: Api, client: Client) -> None:
    said = took(staff, mail())
    partner = key(client, partner="Acme Data")
    for at in (f"/tickets/{said['ticket']}", f"/tickets/{said['ticket']}/events"):
        assert partner.get(at).status_code == 404
    assert partner.post(f"/tickets/{said['ticket']}/original", {}).status_code == 403


def test_s9_a_reply_address_cannot_be_worked_out_without_this_installations_secret() -> None:
    ours = thread.token("T-1001")
    with override_settings(SECRET_KEY="another" * 9):
        assert thread.token("T-1001") != ours
        assert thread.ticket_of((f"support+{ours}@vendor.example",)) == ""
    assert len(ours.partition(".")[2]) == 40
    assert len({thread.token(f"T-{n}").partition(".")[2] for n in range(1000)}) == 1000


def test_s12_no_cell_of_an_export_is_a_formula(staff: Api, client: Client) -> None:
    for number, formula in enumerate(FORMULAS):
        body = submissions.ticket(
            title=formula, client=formula, partner=formula, idempotency_key=str(number)
        )
        assert staff.post("/tickets", body).status_code in (200, 201)
    exports = (client.get("/numbers.csv").content.decode(),)
    for text in exports:
        for row in csv.reader(io.StringIO(text)):
            assert not [cell for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]
            assert not [
                c for c in row if c.startswith("-") and not c[1:].replace(".", "").isdigit()
            ]


def test_s21_no_password_of_a_mail_server_is_kept(tmp_path: Path) -> None:
    """It is an environment variable and nothing else: no mailbox is fetched from."""
    given = {"LEVEE_SMTP_HOST": "mx", "LEVEE_SMTP_USER": "u", "LEVEE_SMTP_PASSWORD": "hunter2-x"}
    assert mailer.mailer(given, tmp_path)["OPTIONS"]["password"] == "hunter2-x"
    data = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "-m", "levee.cli", "doctor", "--json", "--data", str(data)],
        env={"PYTHONPATH": str(Path(mailer.__file__).parents[2]), "PATH": "/usr/bin"} | given,
        capture_output=True,
        timeout=120,
    )
    assert b"hunter2-x" not in done.stdout + done.stderr
    assert not [f for f in data.rglob("*") if f.is_file() and b"hunter2-x" in f.read_bytes()]


def test_s22_a_word_on_one_ticket_reaches_nobody_of_another(staff: Api) -> None:
    for number, partner in enumerate(("Acme Data", "Beta")):
        body = submissions.ticket(partner=partner, idempotency_key=str(number))
        staff.post("/tickets", body)
    verified = {"by": "ada", "mail": "ida@acme.example", "how": "called"}
    staff.post("/tickets/T-1001/contacts", verified)
    raw = mail(To=thread.reply_to("T-1002"), Cc="ida@acme.example", text="a secret of Beta")
    assert took(staff, raw)["ticket"] == "T-1002"
    assert staff.get("/tickets/T-1002/contacts").json()["recipients"] == []
    assert "a secret of Beta" not in json.dumps(staff.get("/tickets/T-1001").json())


def test_a_mail_servers_key_does_nothing_but_hand_mail_over(staff: Api, client: Client) -> None:
    server = key(client, Scope.MAIL_WRITE)
    assert server.ask("POST", "/mail", mail()).status_code == 201
    assert server.get("/tickets").status_code == 403
